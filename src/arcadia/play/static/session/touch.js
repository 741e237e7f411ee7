// @ts-check
const HOLD_MS = 500;
const DRAG_PX = 8;

/**
 * Tells what a pointer does to the squares of a place: a press, a hold, or a drag, which never marks (details, "Phones").
 */
export class Touch {
  /**
   * @param {HTMLElement} place
   * @param {(square: number) => void} onHold  a finger stays on a square
   */
  constructor(place, onHold) {
    this.onHold = onHold;
    this.isFinger = false;
    this.wasHeld = false;
    this.wasDragged = false;
    /** @type {{x: number, y: number} | undefined} */
    this.from = undefined;
    place.addEventListener("pointerdown", (event) => this.begin(event));
    place.addEventListener("pointermove", (event) => this.moved(event));
    for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => this.end());
  }

  /** @param {PointerEvent} event */
  begin(event) {
    const square = squareAt(event);
    this.isFinger = event.pointerType !== "mouse";
    this.wasDragged = false;
    this.from = { x: event.clientX, y: event.clientY };
    if (!square || !this.isFinger) return;
    this.wasHeld = false;
    clearTimeout(this.holding);
    this.holding = setTimeout(() => {
      this.wasHeld = true;
      this.onHold(square);
    }, HOLD_MS);
  }

  /** @param {PointerEvent} event */
  moved(event) {
    if (!this.from || Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) <= DRAG_PX) return;
    this.wasDragged = true;
    clearTimeout(this.holding);
  }

  end() {
    this.from = undefined;
    clearTimeout(this.holding);
  }

  /** Whether a click presses: a key does, the end of a drag or of a hold does not. @param {MouseEvent} click */
  isPress(click) {
    const isEnd = (this.wasDragged && click.detail > 0) || this.wasHeld;
    this.wasHeld = false;
    return !isEnd;
  }
}

/** The number of the square that an event is about, 0 for none. @param {Event} event */
export function squareAt(event) {
  const place = event.target instanceof Element ? event.target.closest("button[data-square]") : null;
  return place instanceof HTMLElement ? Number(place.dataset.square) : 0;
}
