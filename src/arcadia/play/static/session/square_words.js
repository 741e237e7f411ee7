// @ts-check
import { _ } from "arcadia/web/js/words.js";
/**
 * What stands in a square, and what a screen reader hears of it: goal first, then state (details, "The board for people
 * who do not see it"). The server writes the same (play/pages/squares.py).
 * @typedef {import("arcadia/play/session/model.js").Square} Square
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 */

const STATES = /** @type {Record<string, string>} */ ({ taken: _("taken: cannot be marked"), free: _("free"), dead: _("out of play") });

/** @param {Square} square */
export function goalText(square) {
  if (square.state === "unseen" || square.state === "covered") return "";
  return square.text || (square.state === "free" ? _("Free") : "");
}

/**
 * Progress of a counter: `3 / 10`, with a tick where the square was marked by hand below the target (rules 4).
 * @param {Square} square
 * @param {number | undefined} own
 */
export function countText(square, own) {
  if (!square.target || (square.state ?? "open") !== "open") return "";
  if (own === undefined) return `× ${square.target}`;
  const value = square.counts?.[own] ?? 0;
  return `${value} / ${square.target}${(square.held ?? []).includes(own) && value < square.target ? " ✓" : ""}`;
}

/**
 * Whether the viewer's team cannot mark a square before the card is over: it is not open, or under lockout another's.
 * @param {Square} square
 * @param {Model} model
 */
export function isClosed(square, model) {
  const held = square.held ?? [];
  const isOver = model.view?.clock.phase === "finished" || model.view?.clock.phase === "cancelled";
  const isLockout = model.view?.settings.ownership === "lockout" && model.own !== undefined && !isOver;
  return (square.state ?? "open") !== "open" || (isLockout && held.length > 0 && !held.includes(model.own ?? 0));
}

/**
 * @param {Square} square
 * @param {Model} model
 * @param {boolean} isWaiting
 */
export function squareLabel(square, model, isWaiting) {
  const state = square.state ?? "open";
  if (state === "unseen" || state === "covered") return state === "unseen" ? _("unseen square") : _("covered square");
  const own = model.own;
  const held = square.held ?? [];
  const isOwn = own !== undefined && held.includes(own);
  const goal = goalText(square);
  const parts = [goal];
  const word = STATES[state];
  if (word && goal.toLowerCase() !== word) parts.push(word);
  const others = held.filter((team) => team !== own).map((team) => model.team(team)?.name ?? _("another team")).join(", ");
  if (isOwn) parts.push(_("yours"));
  if (state === "open" && isClosed(square, model)) parts.push(_("taken, {teams}: cannot be marked", { teams: others }));
  else if (others) parts.push(isOwn ? _("also {teams}", { teams: others }) : others);
  if (square.target && own !== undefined) parts.push(_("{count} of {target}", { count: square.counts?.[own] ?? 0, target: square.target }));
  if (isWaiting) parts.push(_("waiting to be sent"));
  return parts.join(", ");
}
