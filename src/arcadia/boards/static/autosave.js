// @ts-check
import { RequestFailed } from "arcadia/web/js/http.js";

/** @typedef {{where: string, mine: string, theirs: string}} Difference */
/** @typedef {{revision: number, differences: Difference[]}} OtherVersion */

const QUIET_MS = 2_500;
const RETRY_MS = 10_000;

/** Saves a stored board a moment after the last change; a newer version elsewhere is shown, never overwritten unasked. */
export class Autosave {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    // The buttons are named "action", which hides the property of that name.
    this.path = form.getAttribute("action") ?? "";
    this.state = document.getElementById("editor-state");
    this.revision = /** @type {HTMLInputElement} */ (form.elements.namedItem("revision"));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.is_changed = false;
    this.is_saving = false;
  }

  start() {
    this.form.addEventListener("input", (event) => isFile(event.target) || this.#onInput());
    this.form.addEventListener("submit", () => this.#stop());
    window.addEventListener("beforeunload", (event) => this.is_changed && event.preventDefault());
    if ("changed" in this.form.dataset) this.#onInput();
  }

  #onInput() {
    this.is_changed = true;
    this.#say("Not saved yet");
    this.#plan(QUIET_MS);
  }

  #stop() {
    clearTimeout(this.timer);
    this.is_changed = false;
  }

  /** @param {number} wait_ms */
  #plan(wait_ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait_ms);
  }

  async save() {
    if (this.is_saving || !this.is_changed) return;
    this.is_saving = true;
    this.is_changed = false;
    this.#say("Saving…");
    try {
      const saved = await this.#send();
      this.revision.value = String(saved.revision);
      this.#say(this.is_changed ? "Not saved yet" : `Saved, revision ${saved.revision}`);
    } catch (error) {
      this.is_changed = true;
      this.#onFailure(error);
    } finally {
      this.is_saving = false;
    }
  }

  /** @returns {Promise<{revision: number}>} */
  async #send() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) body.append(name, String(value));
    body.set("action", "autosave");
    body.delete("lines");
    body.delete("picture");
    let answer;
    try {
      answer = await fetch(this.path, { method: "POST", body, headers: { accept: "application/json" } });
    } catch {
      throw new RequestFailed({ status: 0, code: "offline", detail: "The server could not be reached." });
    }
    if (answer.ok) return answer.json();
    throw new RequestFailed(await answer.json());
  }

  /** @param {unknown} error */
  #onFailure(error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.problem.status === 409) {
      this.#say("Saved elsewhere meanwhile");
      this.#choose(/** @type {OtherVersion} */ (error.problem.current));
    } else if (error.problem.status === 422) {
      const first = error.problem.problems?.[0];
      this.#say(first ? `Not saved: ${first.where}: ${first.expected}` : `Not saved: ${error.problem.detail}`);
    } else {
      this.#say(`${error.problem.detail} Your text is here; trying again.`);
      this.#plan(RETRY_MS);
    }
  }

  /** @param {OtherVersion} theirs */
  #choose(theirs) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("conflict"));
    const rows = theirs.differences.map((one) => row(one.where, one.mine, one.theirs));
    dialog.querySelector("tbody")?.replaceChildren(...rows);
    dialog.addEventListener("close", () => this.#onChosen(dialog.returnValue, theirs), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  }

  /** @param {string} choice  empty where the dialog was left: the next change asks again @param {OtherVersion} theirs */
  #onChosen(choice, theirs) {
    if (choice === "mine") {
      this.revision.value = String(theirs.revision);
      void this.save();
    } else if (choice === "theirs") {
      this.#stop();
      location.assign(this.path);
    }
  }

  /** @param {string} text */
  #say(text) {
    if (this.state) this.state.textContent = text;
  }
}

/** @param {EventTarget | null} field  a file is stored by its own button */
function isFile(field) {
  return field instanceof HTMLInputElement && field.type === "file";
}

/** @param {string[]} texts */
function row(...texts) {
  const line = document.createElement("tr");
  for (const text of texts) {
    const cell = document.createElement("td");
    cell.textContent = text;
    cell.dir = "auto";
    line.append(cell);
  }
  return line;
}
