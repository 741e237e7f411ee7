// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { at, typeDot } from "arcadia/boards/editor/cells.js";

/** @typedef {import("arcadia/boards/editor/cells.js").Cell} Cell */
/** @typedef {import("arcadia/boards/editor/grid.js").SquareGrid} SquareGrid */
/** @typedef {{name: string, positions: number[]}} Line */
/** @typedef {{line: Line, sum: number, unknown: number, clashes: [string, number][]}} Measured */

const WIDTH_PERCENT = 100;

/** How hard each line is, and which types stand on it more than once, as the squares change. */
export class BalanceMeter {
  /** @param {HTMLElement} place @param {SquareGrid} grid */
  constructor(place, grid) {
    this.grid = grid;
    this.summary = /** @type {HTMLElement} */ (place.querySelector("[data-summary]"));
    this.rows = /** @type {HTMLElement} */ (place.querySelector("tbody"));
    this.lines = linesOf(grid.cells.length / grid.columns, grid.columns);
    this.rows.addEventListener("pointerover", (event) => this.#point(event.target));
    this.rows.addEventListener("pointerleave", () => this.#point(null));
  }

  show() {
    const cells = this.grid.read();
    const measured = this.lines.map((line) => measure(line, cells));
    const most = Math.max(1, ...measured.map(({ sum }) => sum));
    this.summary.textContent = balanceInWords(measured, cells);
    this.rows.replaceChildren(...measured.map((one) => meterRow(one, most)));
  }

  /** Shows a line's squares in the grid. @param {EventTarget | null} target */
  #point(target) {
    const place = target instanceof Element ? target.closest("tr") : null;
    const line = place ? this.lines[[...this.rows.children].indexOf(place)] : undefined;
    this.grid.cells.forEach(({ element }, index) => element.classList.toggle("pointed", line?.positions.includes(index) ?? false));
  }
}

/** @param {number} rows @param {number} columns @returns {Line[]} rows, columns, and the diagonals of a square board */
export function linesOf(rows, columns) {
  const lines = upTo(rows).map((row) => ({ name: _("Row {n}", { n: row + 1 }), positions: upTo(columns).map((column) => row * columns + column) }));
  lines.push(...upTo(columns).map((column) => ({ name: _("Column {n}", { n: column + 1 }), positions: upTo(rows).map((row) => row * columns + column) })));
  if (rows !== columns) return lines;
  lines.push({ name: _("Diagonal ↘"), positions: upTo(rows).map((step) => step * columns + step) });
  lines.push({ name: _("Diagonal ↙"), positions: upTo(rows).map((step) => step * columns + columns - 1 - step) });
  return lines;
}

/** @param {number} many */
const upTo = (many) => [...Array(many).keys()];

/** The free square counts for nothing. @param {Line} line @param {Cell[]} all @returns {Measured} */
export function measure(line, all) {
  const cells = line.positions.map((position) => at(all, position)).filter((cell) => !cell.free);
  /** @type {Map<string, number>} */
  const types = new Map();
  for (const { facts } of cells) for (const type of new Set(facts.types ?? [])) types.set(type, (types.get(type) ?? 0) + 1);
  return {
    line,
    sum: cells.reduce((sum, { facts }) => sum + (facts.difficulty ?? 0), 0),
    unknown: cells.filter(({ facts }) => !facts.difficulty).length,
    clashes: [...types].filter(([, count]) => count > 1),
  };
}

/** @param {Measured[]} measured @param {Cell[]} cells */
function balanceInWords(measured, cells) {
  const rated = cells.filter(({ facts, free }) => facts.difficulty && !free).length;
  if (!rated) return _("No square has a difficulty yet: select squares and give them one, or take goals from the library.");
  const sums = measured.map(({ sum }) => sum);
  const clashing = measured.filter(({ clashes }) => clashes.length).length;
  const open = cells.filter(({ facts, free }) => !facts.difficulty && !free).length;
  return [
    _("Lines add up to {least} to {most}.", { least: Math.min(...sums), most: Math.max(...sums) }),
    clashing ? plural("{n} of {all} lines has a type twice.", "{n} of {all} lines have a type twice.", clashing, { all: measured.length }) : _("No line has a type twice."),
    ...(open ? [plural("{n} of {all} squares has no difficulty.", "{n} of {all} squares have no difficulty.", open, { all: cells.length })] : []),
  ].join(" ");
}

/** @param {Measured} measured @param {number} most */
function meterRow({ line, sum, unknown, clashes }, most) {
  const made = document.createElement("tr");
  const name = Object.assign(document.createElement("th"), { scope: "row", textContent: line.name });
  const bar = Object.assign(document.createElement("i"), { className: "meter" });
  bar.style.setProperty("--part", `${(sum * WIDTH_PERCENT) / most}%`);
  const number = Object.assign(document.createElement("td"), { className: "num", textContent: `${sum}${unknown ? "+" : ""}` });
  const meter = document.createElement("td");
  meter.append(bar, ...clashes.map(clash));
  made.append(name, number, meter);
  return made;
}

/** @param {[string, number]} found */
function clash([type, count]) {
  const made = Object.assign(document.createElement("span"), { className: "clash" });
  made.append(typeDot(type), `${count} × ${type}`);
  return made;
}
