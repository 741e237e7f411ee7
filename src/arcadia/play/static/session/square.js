// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { countText, goalText, isClosed, squareLabel } from "arcadia/play/session/square_words.js";

export const MOST_BANDS = 4;
export const COLOURS = 12;

/**
 * One holder as a square draws it; a team beyond the twelfth shows its number beside the symbol.
 * @typedef {{colour: string, n: number, isOwn: boolean}} Holder
 */

/**
 * Draws one square into its button. Nothing is drawn that did not change, so that a hundred marks a second stay cheap.
 * @param {HTMLElement} button
 * @param {import("arcadia/play/session/model.js").Square} square
 * @param {import("arcadia/play/session/model.js").Model} model
 * @param {{isWaiting: boolean, isLine: boolean, star: boolean, note: boolean}} marks
 */
export function drawSquare(button, square, model, marks) {
  const own = model.own;
  const holders = holdersOf(square, model);
  const key = JSON.stringify([square, marks, own, holders, isClosed(square, model)]);
  if (button.dataset.key === key) return false;
  const hasNewText = button.dataset.text !== square.text;
  button.dataset.key = key;
  button.dataset.text = square.text ?? "";
  const state = square.state ?? "open";
  paint(button, { state, holders, isLine: marks.isLine, isWaiting: marks.isWaiting });
  button.setAttribute("aria-label", squareLabel(square, model, marks.isWaiting));
  if (own === undefined) button.removeAttribute("aria-pressed");
  else button.setAttribute("aria-pressed", String((square.held ?? []).includes(own)));
  if (!isClosed(square, model)) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
  describe(button, marks);
  fill(button, { goal: goalText(square), count: countText(square, own), holders, star: marks.star, note: marks.note });
  return hasNewText;
}

/**
 * Star and note are said as a description, after the name.
 * @param {HTMLElement} button
 * @param {{star: boolean, note: boolean}} marks
 */
function describe(button, marks) {
  const words = [marks.star ? _("starred") : "", marks.note ? _("with a note") : ""].filter(Boolean).join(", ");
  if (words) button.setAttribute("aria-description", words);
  else button.removeAttribute("aria-description");
}

/**
 * Own team first (details, "Many teams").
 * @param {import("arcadia/play/session/model.js").Square} square
 * @param {import("arcadia/play/session/model.js").Model} model
 * @returns {Holder[]}
 */
function holdersOf(square, model) {
  const own = model.own;
  const ordered = (square.held ?? []).toSorted((a, b) => Number(b === own) - Number(a === own));
  return ordered.map((n) => ({ colour: model.team(n)?.colour ?? "blue", n, isOwn: n === own }));
}

/**
 * Classes and data of a square.
 * @param {HTMLElement} place
 * @param {{state: string, holders: Holder[], isLine: boolean, isWaiting: boolean}} look
 */
export function paint(place, { state, holders, isLine, isWaiting }) {
  const [single] = holders.length === 1 ? holders : [];
  const isFresh = place.classList.contains("fresh");
  const classes = ["square", state === "open" ? "" : state, single ? `held team-${single.colour}` : "", isLine ? "line" : "", isWaiting ? "waiting" : "", isFresh ? "fresh" : ""];
  place.className = classes.filter(Boolean).join(" ");
  place.dataset.state = state;
  place.dataset.team = holders.map((holder) => holder.n).join(" ");
}

/**
 * What stands inside a square; the same elements as the server writes (play/session_parts.html, `inside`).
 * @param {HTMLElement} place
 * @param {{goal: string, count: string, holders: Holder[], star?: boolean, note?: boolean}} inside
 */
export function fill(place, { goal, count, holders, star = false, note = false }) {
  const nodes = [];
  if (holders.length) nodes.push(bands(holders));
  const [single] = holders.length === 1 ? holders : [];
  if (single) nodes.push(element("i", "symbol"));
  if (single && single.n > COLOURS) nodes.push(element("span", "team-number", String(single.n)));
  const text = element("span", "goal", goal);
  text.dir = "auto";
  nodes.push(text);
  if (count) nodes.push(element("span", "count", count));
  if (star) nodes.push(element("span", "star", "★"));
  if (note) nodes.push(element("span", "noted", "✎"));
  for (const node of nodes) node.setAttribute("aria-hidden", "true");
  place.dataset.length = lengthWord(goal);
  place.querySelectorAll(":scope > [aria-hidden]").forEach((node) => node.remove());
  place.append(...nodes);
}

/** @param {Holder[]} holders */
function bands(holders) {
  const place = element("span", "bands");
  const shown = holders.slice(0, MOST_BANDS);
  place.dataset.bands = String(shown.length);
  for (const holder of shown) place.append(element("i", `team-${holder.colour}${holder.isOwn && holders.length > 1 ? " own" : ""}`));
  if (holders.length > MOST_BANDS) place.append(element("b", "more", `+${holders.length - MOST_BANDS}`));
  return place;
}

/**
 * How much room a text needs where it is not fitted by measuring (web/filters.py).
 * @param {string} text
 */
function lengthWord(text) {
  const longest = Math.max(0, ...text.split(/\s+/).map((word) => word.length));
  for (const [limit, word] of /** @type {[number, string][]} */ ([[20, "short"], [44, "medium"], [90, "long"]])) {
    if (text.length <= limit && longest <= Math.floor(limit / 2) + 1) return word;
  }
  return "endless";
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
export function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
