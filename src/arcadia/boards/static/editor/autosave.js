// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { RequestFailed } from "arcadia/web/js/http.js";

/** @typedef {{where: string, mine: string, theirs: string}} Difference */
/** @typedef {{revision: number, differences: Difference[]}} OtherVersion */
/** @typedef {"saved" | "changed" | "saving" | "failed" | "conflict"} State */

/** Fields of the form that only its buttons read. */
const UNSAVED = new Set(["rows", "columns", "lines", "picture"]);
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
    /** @type {Promise<void> | null} */
    this.running = null;
  }

  start() {
    this.form.addEventListener("input", (event) => isOfForm(event, this.form) && !UNSAVED.has(/** @type {HTMLInputElement} */ (event.target).name) && this.#onInput());
    this.form.addEventListener("submit", (event) => this.#onSubmit(event));
    window.addEventListener("beforeunload", (event) => this.is_changed && event.preventDefault());
    window.addEventListener("online", () => void this.save());
    document.addEventListener("visibilitychange", () => document.hidden && void this.save());
    if ("changed" in this.form.dataset) this.#onInput();
  }

  /** Saves what is not saved yet. */
  async save() {
    if (this.running || !this.is_changed) return this.running ?? undefined;
    clearTimeout(this.timer);
    this.running = this.#saveOnce();
    await this.running;
    this.running = null;
    return undefined;
  }

  #onInput() {
    this.is_changed = true;
    this.#say("changed", _("Not saved yet"));
    this.#plan(QUIET_MS);
  }

  /** A form sent while a save is under way would be in conflict with that save: it waits for it. @param {SubmitEvent} event */
  #onSubmit(event) {
    if (event.defaultPrevented) return;
    clearTimeout(this.timer);
    if (!this.running) {
      this.is_changed = false;
      return;
    }
    event.preventDefault();
    void this.running.then(() => this.form.requestSubmit(event.submitter));
  }

  /** @param {number} wait_ms */
  #plan(wait_ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), wait_ms);
  }

  async #saveOnce() {
    this.is_changed = false;
    this.#say("saving", _("Saving…"));
    try {
      const saved = await this.#send();
      this.revision.value = String(saved.revision);
      if (this.is_changed) this.#onInput();
      else this.#say("saved", _("Saved, revision {n}", { n: saved.revision }));
    } catch (error) {
      this.is_changed = true;
      this.#onFailure(error);
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
      throw new RequestFailed({ status: 0, code: "offline", detail: _("The server could not be reached.") });
    }
    if (answer.ok) return answer.json();
    throw new RequestFailed(await answer.json());
  }

  /** @param {unknown} error */
  #onFailure(error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.problem.status === 409) {
      this.#say("conflict", _("Saved elsewhere meanwhile"));
      this.#choose(/** @type {OtherVersion} */ (error.problem.current));
    } else if (error.problem.status === 422) {
      const first = error.problem.problems?.[0];
      this.#say("failed", first ? _("Not saved: {what}", { what: `${first.where}: ${first.expected}` }) : _("Not saved: {what}", { what: error.problem.detail }));
    } else {
      this.#say("failed", `${error.problem.detail} ${_("Your text is here; trying again.")}`);
      this.#plan(RETRY_MS);
    }
  }

  /** @param {OtherVersion} theirs */
  #choose(theirs) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("conflict"));
    const rows = theirs.differences.map((one) => differenceRow(one.where, one.mine, one.theirs));
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
      clearTimeout(this.timer);
      this.is_changed = false;
      location.assign(this.path);
    }
  }

  /** @param {State} state @param {string} text */
  #say(state, text) {
    if (!this.state) return;
    this.state.dataset.state = state;
    if (this.state.textContent !== text) this.state.textContent = text;
  }
}

/** Whether a change is one of the board: the tools beside it have fields of their own. @param {Event} event @param {HTMLFormElement} form */
export function isOfForm(event, form) {
  return event.target === form || /** @type {HTMLInputElement} */ (event.target).form === form;
}

/** @param {string[]} texts */
function differenceRow(...texts) {
  const line = document.createElement("tr");
  for (const text of texts) {
    const cell = document.createElement("td");
    cell.textContent = text;
    cell.dir = "auto";
    line.append(cell);
  }
  return line;
}
