// @ts-check
import { clockText } from "arcadia/play/session/clock.js";
import { counted } from "arcadia/play/session/words.js";

/**
 * Conditions and results in sentences (play/pages/words.py, results.py).
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 * @typedef {import("arcadia/play/session/model.js").Win} Win
 */

const PATTERNS = /** @type {Record<string, string>} */ ({ corners: "four corners", full: "the full board", t: "a T", x: "an X", frame: "the frame" });
const ENDINGS = /** @type {Record<string, string>} */ ({
  all: "It held every square.", majority: "Nobody could catch up with its squares any more.", time: "Time was up.", blocked: "Nothing was left to mark.",
  host: "The card was ended before anybody had won.", forfeit: "The others gave up.", places: "Every place is taken.", abandoned: "It counts for nothing.",
});
const UNITS = /** @type {Record<string, string>} */ ({ lines: "line", line_or_majority: "line", points: "point", pattern: "square of the pattern" });

/**
 * The condition in a few words, as a chip holds them.
 * @param {Win} win
 */
export function conditionWords(win) {
  const n = win.n ?? 1;
  const patterns = (win.patterns ?? []).map((name) => PATTERNS[name] ?? `squares ${name}`).join(win.need === "all" ? " and " : " or ");
  const words = /** @type {Record<string, string>} */ ({
    lines: n === 1 ? "first line wins" : `first to ${n} lines`,
    squares: `first to ${n} squares`,
    majority: "most squares win",
    line_or_majority: n === 1 ? "a line or most squares" : `${n} lines or most squares`,
    pattern: `first to make ${patterns}`,
    all: "every square",
    points: win.target ? `first to ${win.target} points` : "most points",
  });
  return words[win.kind ?? "lines"] ?? "";
}

/**
 * Who won, in three words.
 * @param {Model} model
 */
export function headline(model) {
  const result = model.view?.result;
  if (!result) return "No result";
  if (result.winner === undefined) return result.reason === "abandoned" ? "Abandoned" : "A draw";
  return `${model.team(result.winner)?.name ?? "A team"} won`;
}

/**
 * Why: what ended the card, and the rule that put the winner ahead.
 * @param {Model} model
 */
export function explanation(model) {
  const view = model.view;
  const result = view?.result;
  if (!view || !result) return "";
  const met = `The condition was met: ${conditionWords(view.settings.win ?? {})}.`;
  return [ENDINGS[result.reason] ?? met, deciding(model, result)].filter(Boolean).join(" ");
}

/**
 * @param {Model} model
 * @param {import("arcadia/play/session/model.js").Result} result
 */
function deciding(model, result) {
  if (result.rule === "draw") return "All are level.";
  const best = result.standings?.[0];
  if (!best || result.winner === undefined) return "";
  const name = model.team(best.team)?.name ?? "The winner";
  const unit = UNITS[model.view?.settings.win?.kind ?? "lines"] ?? "square";
  switch (result.rule) {
    case "value": return `${name} was ahead with ${counted(best.value, unit)}.`;
    case "lines": return `Level on ${counted(best.value, unit)}; ${name} was ahead with ${counted(best.lines, "line")}.`;
    case "squares": return `Level on ${counted(best.value, unit)}; ${name} was ahead with ${counted(best.squares, "square")}.`;
    case "first": return `Level on ${counted(best.squares, "square")}; ${name} was there first, ${clockText(best.last_mark_ms ?? 0)}.`;
    default: return "";
  }
}
