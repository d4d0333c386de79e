// Before the first paint: the theme that the person chose. Without a choice the system decides.
(() => {
  const root = document.documentElement;
  const stored = localStorage.getItem("theme");
  if (stored === "light" || stored === "dark") root.dataset.kernTheme = stored;
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const isDark = root.dataset.kernTheme
      ? root.dataset.kernTheme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.kernTheme = isDark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.kernTheme);
  });
})();
