// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { readPage } from "arcadia/web/js/html.js";
import { toast } from "arcadia/web/js/toast.js";

const form = document.getElementById("generate");
const preview = document.getElementById("preview");

/** Shows the preview beside the form as its fields change; without this script the form loads the page anew. */
if (form instanceof HTMLFormElement && preview) {
  let running = new AbortController();
  form.addEventListener("change", () => void show(new URLSearchParams(fields(form))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const seed = /** @type {HTMLInputElement} */ (form.elements.namedItem("seed"));
    if (event.submitter instanceof HTMLButtonElement && event.submitter.name === "again") seed.value = "";
    void show(new URLSearchParams(fields(form)));
  });

  /** @param {URLSearchParams} wanted */
  async function show(wanted) {
    running.abort();
    running = new AbortController();
    preview?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`/boards/generate?${wanted}`, { headers: { accept: "text/html" }, signal: running.signal });
      replace(await readPage(answer));
    } catch (error) {
      if (!(error instanceof DOMException)) toast(_("The server could not be reached. Try again when you are connected."), "bad");
    }
    preview?.removeAttribute("aria-busy");
  }

  /** @param {Document} page */
  function replace(page) {
    const typed = titleField();
    const kept = typed && typed.value !== typed.defaultValue ? typed.value : null;
    const fresh = page.getElementById("preview");
    const fault = page.getElementById("faults");
    if (fault) toast(fault.textContent?.trim() ?? "", "bad");
    if (fresh) preview?.replaceChildren(...fresh.childNodes);
    const title = titleField();
    if (title && kept !== null) title.value = kept;
  }
}

/** @returns {HTMLInputElement | null} where the new board's title is typed; what was typed outlives a new preview */
function titleField() {
  return document.querySelector("#f-new-title");
}

/** @param {HTMLFormElement} filled @returns {[string, string][]} */
function fields(filled) {
  return [...new FormData(filled)].map(([name, value]) => [name, String(value)]);
}
