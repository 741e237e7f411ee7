// @ts-check
/** Makes plain forms calmer: a second press does nothing while the first is on its way, dangerous ones ask first. */
export function wireForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const question = form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.busy === "yes") event.preventDefault();
    else if (form.method === "post") setTimeout(() => event.defaultPrevented || markBusy(form, event.submitter));
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(markIdle));
  document.addEventListener("change", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    const form = field.closest("form[data-submit-on-change]");
    if (form instanceof HTMLFormElement) form.requestSubmit();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
function markBusy(form, button) {
  form.dataset.busy = "yes";
  button?.setAttribute("aria-busy", "true");
}

/** @param {Element} form */
function markIdle(form) {
  form.removeAttribute("data-busy");
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
