// @ts-check
/** @typedef {import("arcadia/boards/editor/cells.js").CellElement} CellElement */
const BEGINS_AFTER_PX = 6;
const EDGE_PX = 64;
const SCROLL_PX = 12;

/** Squares dragged by their heads, with a mouse or a finger; the one below the pointer is told where it is let go. */
export class Dragging {
  /**
   * @param {CellElement[]} cells
   * @param {(from: number, to: number) => void} onDrop
   */
  constructor(cells, onDrop) {
    this.cells = cells;
    this.onDrop = onDrop;
    for (const [position, cell] of cells.entries()) cell.grip.addEventListener("pointerdown", (event) => this.#onGrab(event, position));
  }

  /** @param {PointerEvent} grabbed @param {number} from */
  #onGrab(grabbed, from) {
    if (grabbed.button !== 0) return;
    const cell = this.cells[from];
    if (!cell) return;
    cell.grip.setPointerCapture(grabbed.pointerId);
    const over = new AbortController();
    const listen = { signal: over.signal };
    let is_moving = false;
    const begun = window.scrollY;
    const end = () => {
      over.abort();
      this.#clear(cell);
    };
    cell.grip.addEventListener("pointermove", (moved) => {
      const [right, down] = [moved.clientX - grabbed.clientX, moved.clientY - grabbed.clientY];
      is_moving ||= Math.hypot(right, down) > BEGINS_AFTER_PX;
      if (is_moving) this.#show(cell, moved, [right, down + window.scrollY - begun]);
    }, listen);
    cell.grip.addEventListener("pointerup", (released) => {
      const to = is_moving ? this.#positionAt(released, cell) : from;
      end();
      if (to !== null && to !== from) this.onDrop(from, to);
    }, listen);
    cell.grip.addEventListener("pointercancel", end, listen);
    window.addEventListener("keydown", (event) => event.key === "Escape" && end(), listen);
  }

  /** @param {CellElement} dragged @param {PointerEvent} moved @param {[number, number]} by */
  #show(dragged, moved, [right, down]) {
    dragged.element.classList.add("dragged");
    dragged.element.style.translate = `${right}px ${down}px`;
    const over = this.#positionAt(moved, dragged);
    this.cells.forEach((cell, index) => cell.element.classList.toggle("target", index === over && cell !== dragged));
    if (moved.clientY < EDGE_PX) window.scrollBy(0, -SCROLL_PX);
    if (moved.clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX);
  }

  /** @param {CellElement} dragged */
  #clear(dragged) {
    dragged.element.style.translate = "";
    this.cells.forEach(({ element }) => element.classList.remove("dragged", "target"));
  }

  /** @param {PointerEvent} event @param {CellElement} dragged  lies below the pointer itself @returns {number | null} */
  #positionAt(event, dragged) {
    const below = document.elementsFromPoint(event.clientX, event.clientY);
    const index = this.cells.findIndex((cell) => cell !== dragged && below.includes(cell.element));
    return index < 0 ? null : index;
  }
}
