// @ts-check
/** @typedef {import("arcadia/boards/editor/cells.js").Cell} Cell */
/** @typedef {Pick<Cell, "text" | "facts">} Copied */
/** @typedef {{rows: Copied[][], is_list: boolean}} Pasted  A list goes on in the next row, a block keeps its shape. */

const OWN_KIND = "application/x-arcadia-squares";

/** @param {DataTransfer} data @param {Copied[][]} rows */
export function putSquares(data, rows) {
  data.setData("text/plain", rows.map((row) => row.map(({ text }) => text.replaceAll(/\s+/g, " ")).join("\t")).join("\n"));
  data.setData(OWN_KIND, JSON.stringify(rows));
}

/** @param {DataTransfer} data @returns {Pasted} squares of ours with all that belongs to them, a table, or lines of text */
export function takeSquares(data) {
  const own = ownSquares(data.getData(OWN_KIND));
  if (own) return { rows: own, is_list: false };
  const lines = data.getData("text/plain").split(/\r?\n/).filter((line) => line.trim());
  if (!lines.some((line) => line.trim().includes("\t"))) return { rows: [lines.map(plainGoal)], is_list: true };
  return { rows: lines.map((line) => line.split("\t").map(plainGoal)), is_list: false };
}

/** @param {string} raw @returns {Copied[][] | null}  null where nothing of ours was copied: any site can write to the clipboard */
function ownSquares(raw) {
  try {
    const rows = JSON.parse(raw);
    const is_ours = Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((one) => typeof one?.text === "string" && typeof one.facts === "object" && one.facts !== null));
    return is_ours ? rows : null;
  } catch {
    return null;
  }
}

/** @param {string} text @returns {Copied} */
const plainGoal = (text) => ({ text: text.trim(), facts: {} });

/**
 * Where pasted squares come to stand, row by row from one position on.
 * @param {Pasted} pasted @param {{from: number, columns: number, count: number}} place
 * @returns {{placed: Map<number, Copied>, surplus: Copied[]}}
 */
export function spread({ rows, is_list }, { from, columns, count }) {
  const placed = new Map();
  const surplus = [];
  for (const [down, row] of rows.entries()) {
    for (const [right, one] of row.entries()) {
      const position = from + down * columns + right;
      const is_inside = position < count && (is_list || (from % columns) + right < columns);
      if (is_inside) placed.set(position, one);
      else if (one.text) surplus.push(one);
    }
  }
  return { placed, surplus };
}
