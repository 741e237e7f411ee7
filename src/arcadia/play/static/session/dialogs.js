// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { readPage } from "arcadia/web/js/html.js";
import { toast } from "arcadia/web/js/toast.js";

/**
 * Dialogs of the page: those that stand in it, and pages of their own that are shown in one (`data-dialog`), so that
 * each is written once and works without script too.
 */
export function wireDialogs() {
  document.addEventListener("click", (event) => {
    const place = event.target instanceof Element ? event.target.closest("[data-open], [data-dialog]") : null;
    if (!(place instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (place.dataset.open) show(place.dataset.open);
    else if (place instanceof HTMLAnchorElement) {
      event.preventDefault();
      void fetchInto(place.href);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.dialog === undefined) return;
    event.preventDefault();
    void fetchInto(form.action, "POST");
  });
  document.querySelectorAll("dialog").forEach((dialog) => dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()));
}

/** @param {string} id */
export function show(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/**
 * Show the part of another page that is meant for it.
 * @param {string} address
 * @param {string} [method]
 */
async function fetchInto(address, method = "GET") {
  const body = document.querySelector("#fetched [data-part='body']");
  try {
    const answer = await fetch(address, { method, headers: { accept: "text/html" } });
    const page = await readPage(answer);
    const fragment = page.querySelector("[data-fragment]");
    if (!answer.ok || !fragment || !body) throw new Error("no fragment");
    fragment.className = "stack loose";
    body.replaceChildren(fragment);
    show("fetched");
  } catch {
    // Offline, or something else stands there: say so, and leave the page as it is.
    toast(_("That could not be opened. Try again when the connection is back."), "bad");
  }
}

/**
 * Ask a question with two answers. Closing it is the second.
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 * @returns {Promise<boolean>}
 */
export function ask(question, yes, no) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", question);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "actions";
  for (const [label, value, look] of [[no, "no", "quiet"], [yes, "yes", "primary"]]) {
    form.append(Object.assign(document.createElement("button"), { className: `button ${look}`, value, textContent: label }));
  }
  dialog.append(Object.assign(document.createElement("p"), { textContent: question }), form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
