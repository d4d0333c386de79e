// The page works without it: focus on what is wrong, one submission per press, counts while one chooses.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-autosave") && form.classList.contains("htmx-request")) {
    event.preventDefault(); // it saves itself just now: what is sent after that knows of it
    form.dataset.waiting = "yes";
    form.addEventListener("htmx:afterRequest", () => setTimeout(() => form.requestSubmit(event.submitter)), { once: true });
    return;
  }
  if (form.dataset.sent) event.preventDefault();
  else if (!form.hasAttribute("data-many")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // the person sees it; the console need not
  const trouble = document.querySelector("[data-passkey-trouble]");
  if (trouble) trouble.hidden = false;
});

for (const box of document.querySelectorAll("[data-choose-all]")) {
  const boxes = [...document.querySelectorAll(`#${box.dataset.chooseAll} input[type=checkbox]`)];
  box.addEventListener("change", () => {
    boxes.forEach((one) => { one.checked = box.checked; });
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
