// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

const MOST_BYTES = 1024 * 1024;
const form = document.getElementById("import");

/** Reads a chosen or dropped file into the text field, so that faults can be shown at their lines. */
if (form instanceof HTMLFormElement) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const chooser = /** @type {HTMLInputElement} */ (form.elements.namedItem("file"));
  chooser.addEventListener("change", () => void take(chooser.files?.[0]));
  field.addEventListener("dragover", (event) => event.preventDefault());
  field.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    chooser.files = event.dataTransfer.files;
    void take(chooser.files[0]);
  });

  /** @param {File | undefined} file */
  async function take(file) {
    if (!file) return;
    // What is larger, or no text, the form sends as it is: the server says what is wrong with it.
    if (file.size > MOST_BYTES) return;
    try {
      field.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      return;
    }
    chooser.value = "";
    toast(_("{file} is in the field: look it over, then import.", { file: file.name }));
  }
}
