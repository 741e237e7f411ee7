// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { linesOf } from "arcadia/play/session/board.js";
import { clockText } from "arcadia/play/session/clock.js";
import { isClosed } from "arcadia/play/session/square_words.js";
import { linesText } from "arcadia/play/session/words.js";

/**
 * What the board tells by a key to people who do not see it: scores, time, own lines that are nearly done, holders.
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 */

/** @param {Model} model */
export function spokenScores(model) {
  const teams = model.view?.teams.filter((team) => team.squares !== undefined) ?? [];
  return teams.map((team) => `${team.n === model.own ? _("You") : team.name} ${team.points ?? team.squares}${team.lines ? `, ${linesText(team.lines)}` : ""}`).join("; ") || _("No scores are shown");
}

/** @param {Model} model */
export function spokenTime(model) {
  const ends = model.view?.clock.ends_at;
  return ends ? _("{time} left", { time: clockText(ends - model.now()) }) : _("{time} elapsed", { time: clockText(model.elapsed()) });
}

/**
 * What the viewer's team misses of each line that it can still make and has not made.
 * @param {Model} model
 */
export function missingOfLines(model) {
  const { view, own } = model;
  if (!view || own === undefined) return [];
  const isMissing = (/** @type {import("arcadia/play/session/model.js").Square} */ square) => square.state !== "free" && !(square.held ?? []).includes(own);
  const lines = linesOf(view.card.rows, view.card.columns).map((line) => line.map((n) => model.square(n)).filter((square) => square !== undefined).filter(isMissing));
  return lines.filter((missing) => missing.length > 0 && missing.every((square) => square.state === "unseen" || square.state === "covered" || !isClosed(square, model)));
}

/** Own lines one or two squares short, with the missing goals. @param {Model} model */
export function spokenLines(model) {
  if (model.own === undefined) return _("You have no lines");
  const near = missingOfLines(model).filter((missing) => missing.length <= 2).toSorted((a, b) => a.length - b.length);
  return near.map((missing) => missing.map((square) => square.text || _("an unseen square")).reduce((one, other) => _("{one} and {other}", { one, other }))).join("; ") || _("No line is one or two squares short");
}

/**
 * @param {Model} model
 * @param {number} number
 */
export function spokenHolders(model, number) {
  const held = model.square(number)?.held ?? [];
  return held.map((team) => (team === model.own ? _("you") : (model.team(team)?.name ?? _("another team")))).join(", ") || _("Nobody holds it");
}
