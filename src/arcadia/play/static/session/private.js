// @ts-check
/**
 * A player's own star, note and count on squares. They stay on this device, with this card (details, "Private aids");
 * where storage is closed they hold for this page.
 * @typedef {{star?: boolean, note?: string, count?: number}} Own
 */
export class PrivateMarks {
  /**
   * @param {string} code
   * @param {number} card
   */
  constructor(code, card) {
    this.key = `arcadia:${code}:${card}`;
    /** @type {Record<string, Own>} */
    this.squares = read(this.key);
  }

  /** @param {number} square @returns {Own} */
  of(square) {
    return this.squares[square] ?? {};
  }

  /**
   * @param {number} square
   * @param {Own} change
   */
  set(square, change) {
    const own = { ...this.of(square), ...change };
    if (own.star || own.note || own.count) this.squares[square] = own;
    else delete this.squares[square];
    try {
      localStorage.setItem(this.key, JSON.stringify(this.squares));
    } catch {
      // Storage is closed to us or full: the marks hold for this page.
    }
  }
}

/** @param {string} key @returns {Record<string, Own>} */
function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    // Closed storage, or something that is not ours stands there: begin with nothing.
    return {};
  }
}
