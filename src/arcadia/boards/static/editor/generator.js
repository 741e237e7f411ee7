// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { cellOf, difficultyChip, words } from "arcadia/boards/editor/cells.js";
import { fillForm, getJson } from "arcadia/boards/editor/panels.js";
import { toast } from "arcadia/web/js/toast.js";

/** @typedef {import("arcadia/boards/editor/cells.js").Goal} Goal */
/** @typedef {import("arcadia/boards/editor/grid.js").SquareGrid} SquareGrid */
/** @typedef {{rows: number, columns: number, seed: string, squares: Goal[], notes: string[]}} Dealt */
/** @typedef {{id: string, title: string, game: string, goals: number}} List */

const DEAL_QUIET_MS = 250;
const FIVE_BY_FIVE = new Set(["srl-v5", "isaac"]);
const MOST_LISTS = 100;

/** Deals boards from a list beside the grid: the preview follows the fields, one press puts it on the squares. @param {HTMLElement} panel @param {SquareGrid} grid */
export async function startGenerator(panel, grid) {
  const lists = await findLists();
  fillForm(panel, "generator");
  const generator = new Generator(panel, grid);
  generator.offer(lists);
  await generator.deal();
}

class Generator {
  /** @param {HTMLElement} panel @param {SquareGrid} grid */
  constructor(panel, grid) {
    this.grid = grid;
    this.form = /** @type {HTMLFormElement} */ (document.getElementById("generator"));
    this.preview = /** @type {HTMLElement} */ (panel.querySelector("[data-preview]"));
    this.told = /** @type {HTMLElement} */ (panel.querySelector("[data-told]"));
    this.put = /** @type {HTMLButtonElement} */ (panel.querySelector("[data-put]"));
    this.seed = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("seed"));
    this.list = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("list"));
    this.running = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Dealt | null} */
    this.dealt = null;
    for (const field of this.form.elements) field.addEventListener("input", () => this.#soon());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.deal();
    });
    panel.querySelector("[data-again]")?.addEventListener("click", () => {
      this.seed.value = "";
      void this.deal();
    });
    this.put.addEventListener("click", () => this.#place());
  }

  /** The lists of the board's game stand first; what cannot fill the board is shown and not offered. @param {List[]} lists */
  offer(lists) {
    const { cells, columns } = this.grid;
    for (const kind of /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("kind")).options) kind.disabled = FIVE_BY_FIVE.has(kind.value) && (columns !== 5 || cells.length !== 25);
    const game = /** @type {HTMLInputElement | null} */ (document.getElementById("f-game"))?.value.trim().toLowerCase() ?? "";
    const own = lists.toSorted((one, other) => Number(other.game.toLowerCase() === game) - Number(one.game.toLowerCase() === game));
    this.list.replaceChildren(...own.map((one) => listOption(one, cells.length)));
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.deal(), DEAL_QUIET_MS);
  }

  async deal() {
    clearTimeout(this.timer);
    this.running.abort();
    if (!this.list.value) return this.#say(plural("No goal list has the {n} goal that this board needs: make one under Goal lists, or a smaller board.", "No goal list has the {n} goals that this board needs: make one under Goal lists, or a smaller board.", this.grid.cells.length));
    this.running = new AbortController();
    this.preview.setAttribute("aria-busy", "true");
    const dealt = await getJson("/api/v1/boards/generate", this.running.signal, this.#wish());
    if (dealt === null) return undefined;
    this.preview.removeAttribute("aria-busy");
    this.dealt = dealt.problem ? null : dealt;
    this.put.disabled = !this.dealt;
    if (!this.dealt) return this.#say(dealt.problem);
    Object.assign(this.preview.dataset, { columns: this.dealt.columns, rows: this.dealt.rows });
    this.preview.replaceChildren(...this.dealt.squares.map(dealtSquare));
    return this.#say([_("Seed {seed}", { seed: this.dealt.seed }), ...this.dealt.notes].join(" · "));
  }

  #wish() {
    const { columns, cells } = this.grid;
    const fields = new FormData(this.form);
    const seed = String(fields.get("seed")).trim();
    return { list: this.list.value, kind: fields.get("kind"), rows: cells.length / columns, columns, ...(seed ? { seed } : {}) };
  }

  #place() {
    if (!this.dealt) return;
    const goals = this.dealt.squares.map(cellOf);
    // The free square keeps its place: the goal that was dealt for it is left out.
    this.grid.put(new Map(this.grid.read().flatMap((cell, index) => (cell.free || !goals[index] ? [] : [[index, goals[index]]]))));
    toast(_("Board {seed} is on the squares.", { seed: this.dealt.seed }), "ok", 8000, { label: _("Undo"), run: () => this.grid.undo() });
  }

  /** @param {string} text */
  #say(text) {
    this.told.textContent = text;
  }
}

/** @returns {Promise<List[]>} one's own lists before those of the library */
async function findLists() {
  const { signal } = new AbortController();
  const [own, library] = await Promise.all(["mine=true&", ""].map((which) => getJson(`/api/v1/goal-lists?${which}limit=${MOST_LISTS}`, signal)));
  const found = [...(own?.lists ?? []), ...(library?.lists ?? [])];
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** @param {List} list @param {number} squares */
function listOption({ id, title, game, goals }, squares) {
  const named = game && !title.includes(game) ? `${game}: ${title}` : title;
  const option = new Option(goals < squares ? plural("{name} ({n} goal)", "{name} ({n} goals)", goals, { name: named }) : named, id);
  option.disabled = goals < squares;
  return option;
}

/** @param {Goal} goal */
function dealtSquare({ text, ...facts }) {
  const made = Object.assign(document.createElement("li"), { title: [text, ...words(facts)].join(", ") });
  const goal = Object.assign(document.createElement("span"), { textContent: text, dir: "auto" });
  made.append(goal, ...(facts.difficulty ? [difficultyChip(facts.difficulty)] : []));
  return made;
}
