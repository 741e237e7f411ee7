// @ts-check
/**
 * @typedef {{text: string, from: string, free: boolean}} Cell  What moves when squares change places.
 */
const STEPS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
});
const MOST_UNDO = 100;

/** The squares of the editor: moving between them, changing places, pasting lines, undoing. */
export class SquareGrid {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.columns = Number(place.dataset.columns);
    this.cells = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(".edit-cell")]);
    /** @type {Cell[][]} */
    this.past = [];
    this.onChange = () => {};
    /** @type {(lines: string[]) => void} */
    this.onSurplus = () => {};
    /** @type {number | null} */
    this.dragged = null;
    place.addEventListener("keydown", (event) => this.#onKey(event));
    place.addEventListener("paste", (event) => this.#onPaste(event));
    place.closest("form")?.addEventListener("change", () => this.#showFree());
    place.addEventListener("pointerdown", (event) => this.#onGrab(event));
  }

  get canUndo() {
    return this.past.length > 0;
  }

  /** @param {number} one @param {number} other  positions from 0 */
  swap(one, other) {
    this.#change((cells) => {
      [cells[one], cells[other]] = [at(cells, other), at(cells, one)];
      return cells;
    });
    textarea(at(this.cells, other)).focus();
  }

  shuffle() {
    this.#change((cells) => {
      const movable = cells.flatMap((cell, index) => (cell.free ? [] : [index]));
      for (let last = movable.length - 1; last > 0; last -= 1) {
        const pick = Math.floor(Math.random() * (last + 1));
        const [a, b] = [at(movable, last), at(movable, pick)];
        [cells[a], cells[b]] = [at(cells, b), at(cells, a)];
      }
      return cells;
    });
  }

  undo() {
    const before = this.past.pop();
    if (before) this.#write(before);
    this.onChange();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const position = this.#positionOf(event.target);
    if (position === null) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      const next = this.cells[position + 1];
      if (next) textarea(next).focus();
    } else if (event.altKey && STEPS[event.key]) {
      event.preventDefault();
      const neighbour = this.#neighbour(position, entry(STEPS, event.key));
      if (neighbour !== null) this.swap(position, neighbour);
    }
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const position = this.#positionOf(event.target);
    const lines = (event.clipboardData?.getData("text/plain") ?? "").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (position === null || lines.length < 2) return;
    event.preventDefault();
    this.#change((cells) => cells.map((cell, index) => ({ ...cell, text: lines[index - position] ?? cell.text })));
    const surplus = lines.slice(this.cells.length - position);
    if (surplus.length > 0) this.onSurplus(surplus);
  }

  /** @param {PointerEvent} event  on a square's number */
  #onGrab(event) {
    const grip = /** @type {HTMLElement} */ (event.target).closest(".edit-number");
    const position = this.#positionOf(event.target);
    if (!(grip instanceof HTMLElement) || position === null) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    this.dragged = position;
    at(this.cells, position).classList.add("dragged");
    const move = (/** @type {PointerEvent} */ moved) => this.#showTarget(moved);
    grip.addEventListener("pointermove", move);
    const end = (/** @type {PointerEvent} */ released) => {
      grip.removeEventListener("pointermove", move);
      this.#onDrop(released);
    };
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", () => this.#clearDrag(), { once: true });
  }

  /** @param {PointerEvent} event */
  #showTarget(event) {
    const over = this.#positionAt(event);
    this.cells.forEach((cell, index) => cell.classList.toggle("target", index === over && over !== this.dragged));
  }

  /** @param {PointerEvent} event */
  #onDrop(event) {
    const [from, to] = [this.dragged, this.#positionAt(event)];
    this.#clearDrag();
    if (from !== null && to !== null && from !== to) this.swap(from, to);
  }

  #clearDrag() {
    this.dragged = null;
    this.cells.forEach((cell) => cell.classList.remove("dragged", "target"));
  }

  /** @param {(cells: Cell[]) => Cell[]} change */
  #change(change) {
    const before = this.#read();
    this.past.push(before);
    if (this.past.length > MOST_UNDO) this.past.shift();
    this.#write(change(before.map((cell) => ({ ...cell }))));
    this.onChange();
  }

  /** @returns {Cell[]} */
  #read() {
    return this.cells.map((cell) => ({ text: textarea(cell).value, from: origin(cell).value, free: freeBox(cell).checked }));
  }

  /** @param {Cell[]} cells */
  #write(cells) {
    cells.forEach((cell, index) => {
      const element = at(this.cells, index);
      textarea(element).value = cell.text;
      origin(element).value = cell.from;
      freeBox(element).checked = cell.free;
    });
    this.#showFree();
  }

  #showFree() {
    this.cells.forEach((cell) => cell.classList.toggle("free", freeBox(cell).checked));
  }

  /** @param {EventTarget | null} target */
  #positionOf(target) {
    const cell = target instanceof Element ? target.closest(".edit-cell") : null;
    const index = cell ? this.cells.indexOf(/** @type {HTMLElement} */ (cell)) : -1;
    return index < 0 ? null : index;
  }

  /** @param {PointerEvent} event */
  #positionAt(event) {
    return this.#positionOf(document.elementFromPoint(event.clientX, event.clientY));
  }

  /** @param {number} position @param {[number, number]} step */
  #neighbour(position, [down, right]) {
    const row = Math.floor(position / this.columns) + down;
    const column = (position % this.columns) + right;
    const is_inside = row >= 0 && column >= 0 && column < this.columns && row * this.columns + column < this.cells.length;
    return is_inside ? row * this.columns + column : null;
  }
}

/** @param {HTMLElement} cell */
const textarea = (cell) => /** @type {HTMLTextAreaElement} */ (cell.querySelector("textarea"));
/** @param {HTMLElement} cell */
const origin = (cell) => /** @type {HTMLInputElement} */ (cell.querySelector('input[type="hidden"]'));
/** @param {HTMLElement} cell */
const freeBox = (cell) => /** @type {HTMLInputElement} */ (cell.querySelector('input[type="radio"]'));

/** @template T @param {T[]} list @param {number} index @returns {T} */
function at(list, index) {
  if (index < 0 || index >= list.length) throw new RangeError(`no element ${index}`);
  return /** @type {T} */ (list[index]);
}

/** @template T @param {Record<string, T>} record @param {string} key @returns {T} */
function entry(record, key) {
  const found = record[key];
  if (found === undefined) throw new RangeError(`no entry ${key}`);
  return found;
}
