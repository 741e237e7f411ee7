// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { show } from "arcadia/play/session/dialogs.js";
import { recall, remember } from "arcadia/play/session/kept.js";
import { goalText } from "arcadia/play/session/square_words.js";
import { spokenHolders, spokenLines, spokenScores, spokenTime } from "arcadia/play/session/speaking.js";

const SWITCH = "arcadia:keys";
const LEVEL = "arcadia:speech";
const WAY = "arcadia:tap";
const FIND_FOR_MS = 1_500;

/**
 * What the keys need of the page.
 * @typedef {{model: import("arcadia/play/session/model.js").Model, squares: {focused: number, goTo: (index: number) => void, back: () => void}, announcer: import("arcadia/play/session/announcer.js").Announcer, marking: import("arcadia/play/session/marking.js").Marking, details: import("arcadia/play/session/details.js").SquareDetails, send: (command: import("arcadia/play/session/connection.js").Command) => void}} KeyedPage
 */

/** The keys of the page. Single keys can be switched off, and none works in a field; the chat has keys of its own. */
export class Keys {
  /**
   * @param {KeyedPage} page
   * @param {boolean} isWatching
   */
  constructor(page, isWatching) {
    this.page = page;
    this.isWatching = isWatching;
    this.field = /** @type {HTMLInputElement | null} */ (document.getElementById("say-text"));
    this.scope = /** @type {HTMLSelectElement | null} */ (document.getElementById("say-scope"));
    document.addEventListener("keydown", (event) => this.press(event));
    this.field?.addEventListener("keydown", (event) => this.inChat(event));
    /** @type {string | undefined} */
    this.finding = undefined;
    this.wireSwitches();
  }

  /** What each person has chosen, kept on this device. */
  wireSwitches() {
    const isOn = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-keys-on]"));
    if (isOn) isOn.checked = recall(SWITCH) !== "off";
    isOn?.addEventListener("change", () => remember(SWITCH, isOn.checked ? "on" : "off"));
    this.isOn = () => isOn?.checked !== false;
    wireChoice("[data-speech]", LEVEL, (value) => (this.page.announcer.level = /** @type {import("arcadia/play/session/announcer.js").Level} */ (value)));
    wireChoice("[data-way]", WAY, (value) => (this.page.marking.way = /** @type {import("arcadia/play/session/marking.js").Way} */ (value)));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const place = event.target;
    const isTyping = place instanceof HTMLInputElement || place instanceof HTMLSelectElement || place instanceof HTMLTextAreaElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || !this.isOn?.()) return;
    const run = this.findBy(event.key) ?? this.table(this.page.squares.focused)[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  /**
   * @param {number} square  the one with the focus, 0 for none
   * @returns {Record<string, () => void>}
   */
  table(square) {
    const { page } = this;
    const anywhere = { "/": () => this.field?.focus(), "?": () => show("keys") };
    const playing = this.isWatching ? {} : { u: () => page.send({ do: "undo" }) };
    if (!square) return { ...anywhere, ...playing };
    return {
      ...anywhere,
      ...playing,
      f: () => this.find(""),
      i: () => page.details.show(square),
      "*": () => this.star(square),
      "+": () => page.marking.count(square, 1),
      "-": () => page.marking.count(square, -1),
      s: () => page.announcer.answer(spokenScores(page.model)),
      t: () => page.announcer.answer(spokenTime(page.model)),
      l: () => page.announcer.answer(spokenLines(page.model)),
      w: () => page.announcer.answer(spokenHolders(page.model, square)),
    };
  }

  /** @param {string} key  a letter of the goal that is looked for, where one is */
  findBy(key) {
    const isSought = this.finding !== undefined && /^[\p{L}\p{N} ]$/u.test(key);
    return isSought ? () => this.find(`${this.finding}${key.toLowerCase()}`) : undefined;
  }

  /** Go to the first square whose goal begins with what was typed, else has it somewhere. @param {string} typed */
  find(typed) {
    const { model, squares } = this.page;
    this.finding = typed;
    clearTimeout(this.forgetting);
    this.forgetting = setTimeout(() => (this.finding = undefined), FIND_FOR_MS);
    if (!typed) return;
    const goals = (model.view?.squares ?? []).map((square) => goalText(square).toLowerCase());
    const starts = goals.findIndex((goal) => goal.startsWith(typed));
    squares.goTo(starts < 0 ? goals.findIndex((goal) => goal.includes(typed)) : starts);
  }

  /** @param {number} square */
  star(square) {
    const own = this.page.details.page.own();
    own.set(square, { star: !own.of(square).star });
    this.page.details.page.changed();
  }

  /** Tab changes who hears it, Escape leaves the field; with nothing typed Tab goes on as everywhere. @param {KeyboardEvent} event */
  inChat(event) {
    if (event.key === "Escape") this.page.squares.back();
    if (event.key !== "Tab" || event.shiftKey || !this.field?.value || !this.scope || this.scope.hidden) return;
    event.preventDefault();
    this.scope.value = this.scope.value === "true" ? "false" : "true";
    this.page.announcer.answer(this.scope.value === "true" ? _("To your team") : _("To all"));
  }
}

/**
 * A choice that is kept: the page is told it now and when it changes.
 * @param {string} place
 * @param {string} name
 * @param {(value: string) => void} tell
 */
function wireChoice(place, name, tell) {
  const choice = /** @type {HTMLSelectElement | null} */ (document.querySelector(place));
  if (!choice) return;
  const kept = recall(name);
  if (kept && [...choice.options].some((option) => option.value === kept)) choice.value = kept;
  tell(choice.value);
  choice.addEventListener("change", () => {
    remember(name, choice.value);
    tell(choice.value);
  });
}
