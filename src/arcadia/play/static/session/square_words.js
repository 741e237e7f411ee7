// @ts-check
/**
 * What stands in a square, and what a screen reader hears of it: goal first, then state (details, "The board for people
 * who do not see it"). The server writes the same (play/pages/squares.py).
 * @typedef {import("arcadia/play/session/model.js").Square} Square
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 */

/** @param {Square} square */
export function goalText(square) {
  if (square.state === "unseen" || square.state === "covered") return "";
  return square.text || (square.state === "free" ? "Free" : "");
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
  if (state === "unseen" || state === "covered") return `${state} square`;
  const own = model.own;
  const held = square.held ?? [];
  const isOwn = own !== undefined && held.includes(own);
  const goal = goalText(square);
  const parts = [goal];
  if (state === "taken") parts.push("taken: cannot be marked");
  else if (state !== "open" && goal.toLowerCase() !== state) parts.push(state);
  const others = held.filter((team) => team !== own).map((team) => model.team(team)?.name ?? "another team").join(", ");
  if (isOwn) parts.push("yours");
  if (state === "open" && isClosed(square, model)) parts.push(`taken, ${others}: cannot be marked`);
  else if (others) parts.push(isOwn ? `also ${others}` : others);
  if (square.target && own !== undefined) parts.push(`${square.counts?.[own] ?? 0} of ${square.target}`);
  if (isWaiting) parts.push("waiting to be sent");
  return parts.join(", ");
}
