// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { linesText } from "arcadia/play/session/words.js";

/**
 * How far a team is on its way to the win: a bar and a few words (play/pages/progress.py).
 * @typedef {import("arcadia/play/session/model.js").Team} Team
 * @typedef {import("arcadia/play/session/model.js").View} View
 * @typedef {{value: number, most: number, words: string}} Way
 */

/**
 * @param {Team} team
 * @param {View} view
 * @returns {Way}
 */
export function wayToWin(team, view) {
  if (team.is_out || team.squares === undefined) return { value: 0, most: 1, words: team.is_out ? _("gave up") : _("hidden") };
  const win = view.settings.win ?? {};
  const playable = view.squares.filter((square) => square.state !== "free" && square.state !== "dead").length;
  const half = Math.floor(playable / 2) + 1;
  switch (win.kind ?? "lines") {
    case "lines": return lines(team, view, win.n ?? 1);
    case "line_or_majority": return nearer(lines(team, view, win.n ?? 1), squares(team.squares, half));
    case "squares": return squares(team.squares, win.n ?? 1);
    case "majority": return squares(team.squares, half);
    case "all": return squares(team.squares, playable);
    case "points": return points(team.points ?? 0, win.target, Math.max(0, ...view.teams.map((other) => other.points ?? 0)));
    default: return patterns(team, view);
  }
}

/**
 * @param {Way} byLines
 * @param {Way} byMajority
 */
function nearer(byLines, byMajority) {
  const words = byLines.words || byMajority.words;
  const isMajority = byMajority.value / byMajority.most > byLines.value / Math.max(1, byLines.most);
  return { ...(isMajority ? byMajority : byLines), words };
}

/**
 * Each line counts as many steps as the longer side has squares.
 * @param {Team} team
 * @param {View} view
 * @param {number} wanted
 */
function lines(team, view, wanted) {
  const side = Math.max(view.card.rows, view.card.columns);
  const have = team.lines ?? 0;
  const short = have >= wanted ? undefined : team.short;
  const value = have * side + (short === undefined ? 0 : Math.max(0, side - short));
  let words = short === undefined ? "" : squaresShort(short);
  if (have) words = wanted > 1 ? plural("{done} of {n} line", "{done} of {n} lines", wanted, { done: have }) : linesText(have);
  if (team.no_line_left && have < wanted) words = _("no line left");
  return { value: Math.min(value, wanted * side), most: wanted * side, words };
}

/** @param {number} missing */
function squaresShort(missing) {
  return plural("{n} square short", "{n} squares short", missing);
}

/**
 * @param {number} held
 * @param {number} wanted
 */
function squares(held, wanted) {
  const missing = wanted - held;
  return { value: Math.min(held, wanted), most: Math.max(1, wanted), words: missing > 0 ? squaresShort(missing) : "" };
}

/**
 * @param {number} have
 * @param {number | undefined} target
 * @param {number} best
 */
function points(have, target, best) {
  if (target === undefined) return { value: have, most: Math.max(1, best), words: "" };
  return { value: Math.min(have, target), most: target, words: have < target ? plural("{n} point short", "{n} points short", target - have) : "" };
}

/**
 * The nearest pattern, or all of them; unknown where not every square of the team is seen.
 * @param {Team} team
 * @param {View} view
 */
function patterns(team, view) {
  const { rows, columns } = view.card;
  const held = new Set(view.squares.filter((square) => (square.held ?? []).includes(team.n)).map((square) => square.n));
  let wanted = (view.settings.win?.patterns ?? []).map((name) => patternSquares(name, rows, columns));
  if (held.size !== team.squares || !wanted.length) return { value: 0, most: 1, words: "" };
  if (view.settings.win?.need === "all") wanted = [[...new Set(wanted.flat())]];
  view.squares.forEach((square) => square.state === "free" && held.add(square.n));
  const ways = wanted.map((numbers) => ({ missing: numbers.filter((n) => !held.has(n)).length, size: numbers.length }));
  ways.sort((a, b) => a.missing - b.missing || a.size - b.size);
  const { missing, size } = ways[0] ?? { missing: 0, size: 1 };
  return { value: size - missing, most: size, words: missing ? squaresShort(missing) : "" };
}

/**
 * The squares of a pattern: a named one, or numbers joined by `-` (play/domain/geometry.py).
 * @param {string} name
 * @param {number} rows
 * @param {number} columns
 */
function patternSquares(name, rows, columns) {
  const lastRow = rows - 1;
  const lastColumn = columns - 1;
  const isIn = /** @type {Record<string, (row: number, column: number) => boolean>} */ ({
    corners: (row, column) => (row === 0 || row === lastRow) && (column === 0 || column === lastColumn),
    full: () => true,
    frame: (row, column) => row === 0 || row === lastRow || column === 0 || column === lastColumn,
    x: (row, column) => row === column || column === lastColumn - row,
    t: (row, column) => row === 0 || column === Math.floor(columns / 2),
  })[name];
  if (!isIn) return name.split("-").map(Number);
  const all = Array.from({ length: rows * columns }, (_cell, index) => index);
  return all.filter((index) => isIn(Math.floor(index / columns), index % columns)).map((index) => index + 1);
}
