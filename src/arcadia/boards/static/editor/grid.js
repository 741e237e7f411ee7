// @ts-check
import { CellElement, at } from "arcadia/boards/editor/cells.js";
import { putSquares, spread, takeSquares } from "arcadia/boards/editor/clipboard.js";
import { Dragging } from "arcadia/boards/editor/dragging.js";
import { History } from "arcadia/boards/editor/history.js";
import { Selection } from "arcadia/boards/editor/selection.js";

/** @typedef {import("arcadia/boards/editor/cells.js").Cell} Cell */
/** @typedef {Pick<Cell, "text" | "facts">} Content */

const STEPS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
});

/** The squares of the editor as a grid: a square is chosen with arrows and typed into after Enter, as in a table of numbers. */
export class SquareGrid {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.columns = Number(place.dataset.columns);
    this.cells = [...place.querySelectorAll(".edit-cell")].map((one) => new CellElement(/** @type {HTMLElement} */ (one)));
    this.history = new History();
    this.selection = new Selection(this.cells, this.columns);
    /** @type {Cell[] | null} what the squares were before somebody began to type into one */
    this.before = null;
    /** Whether squares are being selected by their heads, one after another. */
    this.is_picking = false;
    this.onChange = () => {};
    /** @type {(lines: string[]) => void} */
    this.onSurplus = () => {};
    this.#becomeGrid();
    this.#listen();
  }

  get canUndo() {
    return this.history.past.length > 0 || this.#isTyped();
  }

  get canRedo() {
    return this.history.future.length > 0;
  }

  /** @returns {Cell[]} */
  read() {
    return this.cells.map((cell) => cell.read());
  }

  /** @param {(cells: Cell[]) => Cell[]} change */
  change(change) {
    this.#keepTyped();
    const before = this.read();
    this.history.keep(before);
    this.#write(change(before.map((cell) => ({ ...cell }))));
    this.onChange();
  }

  undo() {
    this.#keepTyped();
    this.#restore(this.history.back(this.read()));
  }

  redo() {
    this.#keepTyped();
    this.#restore(this.history.forward(this.read()));
  }

  /** @param {number} one @param {number} other  positions from 0 */
  swap(one, other) {
    this.change((cells) => {
      [cells[one], cells[other]] = [at(cells, other), at(cells, one)];
      return cells;
    });
  }

  /** Mixes the selected squares, or all of them where only one is selected; the free square stays. */
  shuffle() {
    const chosen = this.selection.positions;
    this.change((cells) => {
      const movable = (chosen.length > 1 ? chosen : cells.map((_, index) => index)).filter((index) => !at(cells, index).free);
      for (let last = movable.length - 1; last > 0; last -= 1) {
        const pick = Math.floor(Math.random() * (last + 1));
        const [a, b] = [at(movable, last), at(movable, pick)];
        [cells[a], cells[b]] = [at(cells, b), at(cells, a)];
      }
      return cells;
    });
  }

  clear() {
    this.changeChosen((cell) => ({ ...cell, text: "", facts: {} }));
  }

  /** @param {(cell: Cell) => Cell} change */
  changeChosen(change) {
    const chosen = this.selection.chosen;
    this.change((cells) => cells.map((cell, index) => (chosen.has(index) ? change(cell) : cell)));
  }

  /** Makes the focused square the free one, or a square like the others. */
  toggleFree() {
    const { active } = this.selection;
    const was_free = at(this.cells, active).read().free;
    this.change((cells) => cells.map((cell, index) => ({ ...cell, free: index === active && !was_free })));
  }

  /** Puts a goal on the selected square if that is empty, else on the next empty one, else over the selected one. @param {Content} goal @returns {number} its number */
  add(goal) {
    const cells = this.read();
    const count = cells.length;
    const from = this.selection.active;
    const order = cells.map((_, index) => (from + index) % count);
    const place = order.find((index) => isEmpty(at(cells, index))) ?? from;
    this.change((all) => all.map((cell, index) => (index === place ? { ...cell, ...goal } : cell)));
    this.selection.only(place);
    return place + 1;
  }

  /** @param {Content[]} goals @param {(cell: Cell) => boolean} isWanted  which squares they go to, in order */
  fill(goals, isWanted) {
    const waiting = goals.values();
    this.change((cells) => cells.map((cell) => (isWanted(cell) ? { ...cell, ...waiting.next().value } : cell)));
  }

  /** @param {Map<number, Content>} placed  by position */
  put(placed) {
    this.change((cells) => cells.map((cell, index) => ({ ...cell, ...placed.get(index) })));
  }

  /** @param {number} position  from 0 */
  edit(position) {
    const { text } = at(this.cells, position);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  #becomeGrid() {
    this.place.classList.add("live");
    this.place.setAttribute("role", "grid");
    this.place.setAttribute("aria-multiselectable", "true");
    for (const row of this.place.children) row.setAttribute("role", "row");
    for (const cell of this.cells) {
      cell.element.setAttribute("role", "gridcell");
      cell.text.tabIndex = -1;
      cell.draw();
    }
    this.selection.show();
  }

  #listen() {
    const { place } = this;
    this.dragging = new Dragging(this.cells, (from, to) => {
      this.swap(from, to);
      this.is_picking = false;
      this.selection.only(to);
      this.selection.focus();
    });
    place.addEventListener("keydown", (event) => this.#onKey(event));
    place.addEventListener("mousedown", (event) => this.#onPress(event));
    place.addEventListener("click", (event) => this.#onPick(/** @type {PointerEvent} */ (event)));
    place.addEventListener("focusin", (event) => this.#onFocus(event));
    place.addEventListener("focusout", () => this.#keepTyped());
    place.addEventListener("input", () => at(this.cells, this.selection.active).draw());
    for (const name of ["beforecopy", "beforecut", "beforepaste"]) place.addEventListener(name, (event) => this.#isTyping(event.target) || event.preventDefault());
    place.addEventListener("copy", (event) => this.#onCopy(event));
    place.addEventListener("cut", (event) => this.#onCopy(event) && this.clear());
    place.addEventListener("paste", (event) => this.#onPaste(event));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing) return;
    const is_done = this.#isTyping(event.target) ? this.#onTypingKey(event) : this.#onGridKey(event);
    if (is_done) event.preventDefault();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key is done with */
  #onTypingKey(event) {
    const { active } = this.selection;
    const onward = event.key === "Enter" || event.key === "Tab" ? active + (event.shiftKey ? -1 : 1) : null;
    if (event.key === "Escape") this.selection.focus();
    else if (event.altKey && STEPS[event.key]) this.#swapTowards(event.key, (position) => this.edit(position));
    else if (isUndo(event) && !this.#isTyped()) this.undo();
    else if (isRedo(event) && !this.#isTyped()) this.redo();
    else if (onward !== null && this.cells[onward]) this.edit(onward);
    else return event.key === "Enter";
    return true;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key is done with */
  #onGridKey(event) {
    const { selection } = this;
    const is_command = event.ctrlKey || event.metaKey;
    const target = this.#targetOf(event);
    if (event.altKey && STEPS[event.key]) this.#swapTowards(event.key, () => selection.focus());
    else if (target !== null) this.#go(target, event.shiftKey);
    else if (isUndo(event)) this.undo();
    else if (isRedo(event)) this.redo();
    else if (is_command && event.key === "a") selection.all();
    else if (is_command && event.key === " ") selection.toggle(selection.active);
    else if (event.key === "Enter" || event.key === "F2" || event.key === " ") this.edit(selection.active);
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else if (event.key === "Escape") selection.only(selection.active);
    else return this.#beginTyping(event);
    return true;
  }

  /** A letter begins the text anew: the field takes it over what was there. @param {KeyboardEvent} event */
  #beginTyping(event) {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
    at(this.cells, this.selection.active).text.select();
    return false;
  }

  /** @param {KeyboardEvent} event @returns {number | null} where a key of movement leads; at an edge to the same square */
  #targetOf(event) {
    const { active } = this.selection;
    const is_far = event.ctrlKey || event.metaKey;
    const row = active - (active % this.columns);
    if (STEPS[event.key]) return this.selection.neighbour(/** @type {[number, number]} */ (STEPS[event.key])) ?? active;
    if (event.key === "Home") return is_far ? 0 : row;
    if (event.key === "End") return is_far ? this.cells.length - 1 : row + this.columns - 1;
    return null;
  }

  /** @param {number} position @param {boolean} is_reaching */
  #go(position, is_reaching) {
    if (is_reaching) this.selection.reach(position);
    else this.selection.only(position);
    this.selection.focus();
  }

  /** @param {string} key @param {(position: number) => void} focus */
  #swapTowards(key, focus) {
    const { active } = this.selection;
    const neighbour = this.selection.neighbour(/** @type {[number, number]} */ (STEPS[key]));
    if (neighbour === null) return;
    this.swap(active, neighbour);
    this.selection.only(neighbour);
    focus(neighbour);
  }

  /** With Shift or Control a press selects, and does not begin to type; one on a head moves the focus when it is let go. @param {MouseEvent} event */
  #onPress(event) {
    const position = this.#positionOf(event.target);
    const is_selecting = event.shiftKey || event.ctrlKey || event.metaKey;
    if (is_selecting || isHead(event.target)) event.preventDefault();
    if (position === null || !is_selecting) return;
    if (event.shiftKey) this.selection.reach(position);
    else this.selection.toggle(position);
    this.selection.focus();
  }

  /** A press on a square's head selects it; a finger has no Control, so its next press adds to that. @param {PointerEvent} event */
  #onPick(event) {
    const position = this.#positionOf(event.target);
    if (position === null || !isHead(event.target) || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (event.pointerType === "touch" && this.is_picking) this.selection.toggle(position);
    else this.selection.only(position);
    this.is_picking = true;
    this.selection.focus();
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const position = this.#positionOf(event.target);
    if (position === null) return;
    if (this.#isTyping(event.target)) {
      this.before = this.read();
      this.is_picking = false;
      this.selection.only(position);
    } else if (position !== this.selection.active) this.selection.only(position);
  }

  /** @param {ClipboardEvent} event @returns {boolean} */
  #onCopy(event) {
    if (this.#isTyping(event.target) || !event.clipboardData) return false;
    event.preventDefault();
    const cells = this.read();
    const starts = cells.map((_, index) => index).filter((index) => index % this.columns === 0);
    const rows = starts.map((start) => this.selection.positions.filter((position) => position >= start && position < start + this.columns));
    putSquares(event.clipboardData, rows.filter((row) => row.length).map((row) => row.map((position) => contentOf(at(cells, position)))));
    return true;
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    if (!event.clipboardData || this.#positionOf(event.target) === null) return;
    const pasted = takeSquares(event.clipboardData);
    const [first, second] = pasted.rows.flat();
    if (!first || (!second && this.#isTyping(event.target))) return;
    event.preventDefault();
    if (!second && this.selection.chosen.size > 1) return this.changeChosen((cell) => ({ ...cell, ...first }));
    const place = { from: Math.min(...this.selection.chosen), columns: this.columns, count: this.cells.length };
    const { placed, surplus } = spread(pasted, place);
    this.put(placed);
    if (surplus.length) this.onSurplus(surplus.map(({ text }) => text));
  }

  /** @param {Cell[] | undefined} cells */
  #restore(cells) {
    if (!cells) return;
    this.#write(cells);
    this.onChange();
  }

  /** @param {Cell[]} cells */
  #write(cells) {
    cells.forEach((cell, index) => at(this.cells, index).write(cell));
    const none = this.place.closest("form")?.querySelector('input[name="free"][value="0"]');
    if (none instanceof HTMLInputElement && cells.every((cell) => !cell.free)) none.checked = true;
    if (this.before) this.before = cells;
  }

  /** Typing in one square is one step of the history, kept when the square is left. */
  #keepTyped() {
    if (!this.#isTyped() || !this.before) return;
    this.history.keep(this.before);
    this.before = this.read();
    this.selection.onChange();
  }

  #isTyped() {
    const { before, cells } = this;
    return before !== null && cells.some((cell, index) => cell.text.value !== at(before, index).text);
  }

  /** @param {EventTarget | null} target */
  #isTyping(target) {
    return target instanceof HTMLTextAreaElement;
  }

  /** @param {EventTarget | null} target @returns {number | null} */
  #positionOf(target) {
    const found = target instanceof Element ? target.closest(".edit-cell") : null;
    const index = this.cells.findIndex(({ element }) => element === found);
    return index < 0 ? null : index;
  }
}

/** @param {EventTarget | null} target */
const isHead = (target) => target instanceof Element && target.closest(".edit-grip") !== null;

/** @param {Cell} cell @returns {Content} */
const contentOf = ({ text, facts }) => ({ text, facts });

/** @param {Cell} cell */
export const isEmpty = (cell) => !cell.text.trim() && !cell.free;

/** @param {KeyboardEvent} event */
const isUndo = (event) => (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";

/** @param {KeyboardEvent} event */
const isRedo = (event) => (event.ctrlKey || event.metaKey) && (event.key.toLowerCase() === "y" || (event.shiftKey && event.key.toLowerCase() === "z"));
