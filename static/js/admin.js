// Names for the search fields that Django's admin makes out of selects: their labels point to the select itself.
const mend = () => {
  for (const container of document.querySelectorAll(".select2-container")) {
    const select = container.previousElementSibling;
    const label = select?.id && document.querySelector(`label[for="${select.id}"]`);
    if (!label) continue;
    const name = label.textContent.replace(/:\s*$/, "").trim();
    for (const part of container.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
      if (part.getAttribute("aria-label") !== name) part.setAttribute("aria-label", name);
    }
    for (const part of container.querySelectorAll("ul.select2-selection__rendered, ul.select2-selection__rendered > li")) {
      if (!part.hasAttribute("role")) part.setAttribute("role", "none");
    }
  }
};
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
mend();
