// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { clockText } from "arcadia/play/session/clock.js";
import { linesText, squaresText } from "arcadia/play/session/words.js";

/**
 * Conditions and results in sentences (play/pages/words.py, results.py).
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 * @typedef {import("arcadia/play/session/model.js").Win} Win
 */

const PATTERNS = /** @type {Record<string, string>} */ ({ corners: _("four corners"), full: _("the full board"), t: _("a T"), x: _("an X"), frame: _("the frame") });
const ENDINGS = /** @type {Record<string, string>} */ ({
  all: _("It held every square."), majority: _("Nobody could catch up with its squares any more."), time: _("Time was up."), blocked: _("Nothing was left to mark."),
  host: _("The card was ended before anybody had won."), forfeit: _("The others gave up."), places: _("Every place is taken."), abandoned: _("It counts for nothing."),
});

/**
 * The condition in a few words, as a chip holds them.
 * @param {Win} win
 */
export function conditionWords(win) {
  const n = win.n ?? 1;
  const names = (win.patterns ?? []).map((name) => PATTERNS[name] ?? _("squares {list}", { list: name }));
  const joint = win.need === "all" ? _("{one} and {other}") : _("{one} or {other}");
  const pattern = names.length ? names.reduce((one, other) => _(joint, { one, other })) : "";
  const words = /** @type {Record<string, string>} */ ({
    lines: plural("first line wins", "first to {n} lines", n),
    squares: plural("first to {n} square", "first to {n} squares", n),
    majority: _("most squares win"),
    line_or_majority: plural("a line or most squares", "{n} lines or most squares", n),
    pattern: _("first to make {pattern}", { pattern }),
    all: _("every square"),
    points: win.target ? plural("first to {n} point", "first to {n} points", win.target) : _("most points"),
  });
  return words[win.kind ?? "lines"] ?? "";
}

/**
 * Who won, in three words.
 * @param {Model} model
 */
export function headline(model) {
  const result = model.view?.result;
  if (!result) return _("No result");
  if (result.winner === undefined) return result.reason === "abandoned" ? _("Abandoned") : _("A draw");
  return _("{team} won", { team: model.team(result.winner)?.name ?? _("A team") });
}

/**
 * Why: what ended the card, and the rule that put the winner ahead.
 * @param {Model} model
 */
export function explanation(model) {
  const view = model.view;
  const result = view?.result;
  if (!view || !result) return "";
  const met = _("The condition was met: {condition}.", { condition: conditionWords(view.settings.win ?? {}) });
  return [ENDINGS[result.reason] ?? met, deciding(model, result)].filter(Boolean).join(" ");
}

/**
 * @param {Model} model
 * @param {import("arcadia/play/session/model.js").Result} result
 */
function deciding(model, result) {
  if (result.rule === "draw") return _("All are level.");
  const best = result.standings?.[0];
  if (!best || result.winner === undefined) return "";
  const name = model.team(best.team)?.name ?? _("The winner");
  const value = valueText(best.value, model.view?.settings.win?.kind ?? "lines");
  const ahead = (/** @type {string} */ count) => _("Level on {value}; {name} was ahead with {count}.", { value, name, count });
  switch (result.rule) {
    case "value": return _("{name} was ahead with {count}.", { name, count: value });
    case "lines": return ahead(linesText(best.lines));
    case "squares": return ahead(squaresText(best.squares));
    case "first": return _("Level on {value}; {name} was there first, {time}.", { value: squaresText(best.squares), name, time: clockText(best.last_mark_ms ?? 0) });
    default: return "";
  }
}

/**
 * @param {number} value
 * @param {string} kind
 */
function valueText(value, kind) {
  if (kind === "lines" || kind === "line_or_majority") return linesText(value);
  if (kind === "points") return plural("{n} point", "{n} points", value);
  return kind === "pattern" ? plural("{n} square of the pattern", "{n} squares of the pattern", value) : squaresText(value);
}
