// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { cellOf, difficultyChip, typeDot } from "arcadia/boards/editor/cells.js";
import { isEmpty } from "arcadia/boards/editor/grid.js";
import { fillForm, getJson } from "arcadia/boards/editor/panels.js";
import { toast } from "arcadia/web/js/toast.js";

/** @typedef {import("arcadia/boards/editor/cells.js").Goal} Goal */
/** @typedef {import("arcadia/boards/editor/grid.js").SquareGrid} SquareGrid */

const SEARCH_QUIET_MS = 200;
const MOST_SHOWN = 100;
const LEVELS = /** @type {Record<string, [number, number]>} */ ({ easy: [1, 8], medium: [9, 16], hard: [17, 25] });

/** Shows the goal library beside the grid: search, and one press puts a goal on a square. @param {HTMLElement} panel @param {SquareGrid} grid */
export function startLibrary(panel, grid) {
  fillForm(panel, "library");
  new Library(panel, grid).search();
}

class Library {
  /** @param {HTMLElement} panel @param {SquareGrid} grid */
  constructor(panel, grid) {
    this.grid = grid;
    this.form = /** @type {HTMLFormElement} */ (document.getElementById("library"));
    this.results = /** @type {HTMLElement} */ (panel.querySelector("[data-results]"));
    this.told = /** @type {HTMLElement} */ (panel.querySelector("[data-told]"));
    this.type = /** @type {HTMLInputElement} */ (panel.querySelector("#library-type"));
    /** @type {Goal[]} */
    this.goals = [];
    this.running = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    for (const field of this.form.elements) field.addEventListener("input", () => this.#soon());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.search();
    });
    this.results.addEventListener("click", (event) => this.#onPick(event));
    this.results.addEventListener("keydown", (event) => this.#onKey(event));
    panel.querySelector("[data-fill]")?.addEventListener("click", () => this.#fill());
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), SEARCH_QUIET_MS);
  }

  async search() {
    clearTimeout(this.timer);
    this.running.abort();
    this.running = new AbortController();
    this.results.setAttribute("aria-busy", "true");
    const page = await getJson(`/api/v1/goals?${this.#wanted()}`, this.running.signal);
    if (page === null) return;
    this.results.removeAttribute("aria-busy");
    this.goals = page.problem ? [] : page.goals;
    this.results.replaceChildren(...this.goals.map(goalEntry));
    this.results.scrollTop = 0;
    this.results.querySelector("button")?.removeAttribute("tabindex");
    this.told.textContent = page.problem ?? foundInWords(this.goals.length, page.is_cut);
  }

  /** @returns {URLSearchParams} */
  #wanted() {
    const wanted = new URLSearchParams({ limit: String(MOST_SHOWN) });
    for (const [name, value] of new FormData(this.form)) if (name !== "level" && value) wanted.set(name, String(value));
    const level = LEVELS[String(new FormData(this.form).get("level"))];
    if (level) {
      wanted.set("easiest", String(level[0]));
      wanted.set("hardest", String(level[1]));
    }
    return wanted;
  }

  /** @param {Event} event */
  #onPick(event) {
    const target = event.target instanceof Element ? event.target : null;
    const type = target?.closest("[data-type]");
    const place = target?.closest("li");
    const goal = place ? this.goals[[...this.results.children].indexOf(place)] : undefined;
    if (type instanceof HTMLElement) {
      this.type.value = type.dataset.type ?? "";
      this.search();
    } else if (goal && target?.closest("button")) toast(_("On square {n}: {goal}", { n: this.grid.add(cellOf(goal)) ?? "", goal: goal.text }), "ok", 2500);
  }

  /** One tab stop for all goals: arrows go up and down, and to the types of a goal. @param {KeyboardEvent} event */
  #onKey(event) {
    const now = /** @type {HTMLElement} */ (event.target);
    const place = now.closest("li");
    const own = [...(place?.querySelectorAll("button") ?? [])];
    const beside = own[own.indexOf(/** @type {HTMLButtonElement} */ (now)) + (event.key === "ArrowRight" ? 1 : -1)];
    const row = event.key === "ArrowUp" ? place?.previousElementSibling : place?.nextElementSibling;
    const above = event.key === "ArrowUp" || event.key === "ArrowDown" ? row?.querySelector("button") : null;
    const next = event.key === "ArrowRight" || event.key === "ArrowLeft" ? beside : above;
    if (!next) return;
    event.preventDefault();
    now.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  #fill() {
    const taken = new Set(this.grid.read().map(({ text }) => text));
    const open = this.grid.read().filter(isEmpty).length;
    const drawn = this.goals.filter(({ text }) => !taken.has(text)).map((goal) => ({ goal, at: Math.random() })).toSorted((one, other) => one.at - other.at);
    const chosen = drawn.slice(0, open).map(({ goal }) => cellOf(goal));
    if (!chosen.length) toast(open ? _("All of these goals are on the board.") : _("No square is empty."));
    else {
      this.grid.fill(chosen, isEmpty);
      toast(plural("{n} of {all} empty squares filled.", "{n} of {all} empty squares filled.", chosen.length, { all: open }), "ok");
    }
  }
}

/** @param {Goal} goal */
function goalEntry(goal) {
  const made = document.createElement("li");
  const add = Object.assign(document.createElement("button"), { type: "button", className: "goal-pick", tabIndex: -1 });
  const text = Object.assign(document.createElement("span"), { textContent: goal.text, dir: "auto" });
  add.append(text, ...(goal.difficulty ? [difficultyChip(goal.difficulty)] : []));
  made.append(add);
  if (goal.types?.length) made.append(typeChips(goal.types));
  return made;
}

/** @param {string[]} types */
function typeChips(types) {
  const made = Object.assign(document.createElement("span"), { className: "chips" });
  for (const type of types) {
    const chip = Object.assign(document.createElement("button"), { type: "button", className: "chip small", tabIndex: -1 });
    chip.dataset.type = type;
    chip.append(typeDot(type), type);
    made.append(chip);
  }
  return made;
}

/** @param {number} count @param {boolean} is_cut */
function foundInWords(count, is_cut) {
  if (!count) return _("No goals found. Try fewer words, another game, or any difficulty.");
  return is_cut ? plural("The first {n} goal; another word brings up others.", "The first {n} goals; another word brings up others.", count) : plural("{n} goal.", "{n} goals.", count);
}
