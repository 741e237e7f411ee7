// @ts-check
import { squareLabel } from "arcadia/play/session/words.js";

const MOST_BANDS = 4;

/**
 * Draws one square into its button. Nothing is drawn that did not change, so that a hundred marks a second stay cheap.
 * @param {HTMLButtonElement} button
 * @param {import("arcadia/play/session/model.js").Square} square
 * @param {import("arcadia/play/session/model.js").Model} model
 * @param {{isWaiting: boolean, isLine: boolean}} marks
 */
export function drawSquare(button, square, model, marks) {
  const key = JSON.stringify([square, marks, model.me?.team, (square.held ?? []).map((n) => model.team(n)?.colour)]);
  if (button.dataset.key === key) return;
  button.dataset.key = key;
  const held = orderedHolders(square, model.me?.team);
  const single = held.length === 1 ? model.team(held[0]) : undefined;
  const state = square.state ?? "open";
  button.className = ["square", state === "open" ? "" : state, single ? `held team-${single.colour}` : "", marks.isLine ? "line" : "", marks.isWaiting ? "waiting" : ""].filter(Boolean).join(" ");
  button.dataset.length = lengthWord(square.text ?? "");
  button.setAttribute("aria-label", squareLabel(square, model, marks.isWaiting));
  const own = model.me?.team;
  if (own !== undefined) button.setAttribute("aria-pressed", String(held.includes(own)));
  button.setAttribute("aria-disabled", String(state !== "open"));
  button.replaceChildren(...parts(square, held, model, single !== undefined));
}

/**
 * @param {import("arcadia/play/session/model.js").Square} square
 * @param {number[]} held
 * @param {import("arcadia/play/session/model.js").Model} model
 * @param {boolean} isSingle
 */
function parts(square, held, model, isSingle) {
  const nodes = [];
  if (held.length) nodes.push(bands(held, model));
  if (isSingle) nodes.push(element("i", "symbol"));
  const goal = element("span", "goal", goalText(square));
  goal.dir = "auto";
  nodes.push(goal);
  const own = model.me?.team;
  if (square.target && square.state !== "free") nodes.push(element("span", "count", `${own === undefined ? "" : (square.counts?.[own] ?? 0)} / ${square.target}`));
  for (const node of nodes) node.setAttribute("aria-hidden", "true");
  return nodes;
}

/** @param {import("arcadia/play/session/model.js").Square} square */
function goalText(square) {
  if (square.state === "unseen" || square.state === "covered") return "";
  return square.text ?? "";
}

/**
 * @param {number[]} held
 * @param {import("arcadia/play/session/model.js").Model} model
 */
function bands(held, model) {
  const place = element("span", "bands");
  for (const n of held.slice(0, MOST_BANDS)) {
    place.append(element("i", `team-${model.team(n)?.colour ?? "blue"}${n === model.me?.team && held.length > 1 ? " own" : ""}`));
  }
  if (held.length > MOST_BANDS) place.append(element("b", "more", `+${held.length - MOST_BANDS}`));
  return place;
}

/**
 * Own team first (details, "Many teams").
 * @param {import("arcadia/play/session/model.js").Square} square
 * @param {number | undefined} own
 */
function orderedHolders(square, own) {
  return (square.held ?? []).toSorted((a, b) => Number(b === own) - Number(a === own));
}

/** @param {string} text */
function lengthWord(text) {
  if (text.length <= 22) return "short";
  if (text.length <= 45) return "medium";
  return text.length <= 90 ? "long" : "endless";
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
export function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}
