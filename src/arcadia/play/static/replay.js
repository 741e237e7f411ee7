// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { fill, paint } from "arcadia/play/session/square.js";
import { TextFit } from "arcadia/play/session/fit.js";
import { clockText } from "arcadia/play/session/clock.js";

/** The longest and the shortest time that a step stands while it plays, in ms. */
const LONGEST_MS = 2_500;
const SHORTEST_MS = 60;

/**
 * A card played again: a slider, play and pause, and a speed. The steps stand in the page as links, each with the square
 * that changed and who holds it then; the card after a step is what the steps up to it have left.
 */
class Replay {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.steps = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".steps > li")]);
    this.squares = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".board .square")]);
    this.goals = this.squares.map((square) => square.querySelector(".goal")?.textContent ?? "");
    this.counts = this.squares.map((square) => square.querySelector(".count")?.textContent ?? "");
    this.frees = this.squares.map((square) => square.dataset.state === "free");
    this.step = Number(root.dataset.step);
    this.slider = /** @type {HTMLInputElement} */ (root.querySelector("[data-slider]"));
    this.button = /** @type {HTMLButtonElement} */ (root.querySelector("[data-play]"));
    this.speed = /** @type {HTMLSelectElement} */ (root.querySelector("[data-speed]"));
    const board = /** @type {HTMLElement} */ (root.querySelector(".board"));
    this.fitting = new TextFit(board);
  }

  wire() {
    this.slider.addEventListener("input", () => this.stop(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.timer ? this.stop(this.step) : this.play()));
    this.root.addEventListener("click", (event) => this.click(event));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {MouseEvent} event links lead to steps without leaving the page */
  click(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const item = link.closest("li");
    const to = { first: 0, back: this.step - 1, next: this.step + 1, last: this.last }[link.dataset.to ?? ""] ?? (item ? this.steps.indexOf(item) : -2);
    if (to < -1) return;
    event.preventDefault();
    this.stop(to);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    this.stop(this.step + steps);
  }

  get last() {
    return this.steps.length - 1;
  }

  play() {
    if (this.step >= this.last) this.show(0);
    this.button.textContent = _("Pause");
    this.plan();
  }

  plan() {
    const gap = this.msOf(this.step + 1) - this.msOf(this.step);
    const wait = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, gap / Number(this.speed.value)));
    this.timer = setTimeout(() => {
      this.show(this.step + 1);
      if (this.step < this.last) this.plan();
      else this.stop(this.step);
    }, wait);
  }

  /** @param {number} step */
  stop(step) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.button.textContent = _("Play back");
    this.show(step);
  }

  /** @param {number} step */
  msOf(step) {
    return Number(this.steps[step]?.dataset.ms ?? 0);
  }

  /** @param {number} wanted */
  show(wanted) {
    this.step = Math.max(0, Math.min(wanted, this.last));
    const item = this.steps[this.step];
    this.drawCard();
    this.slider.value = String(this.step);
    this.text("[data-replay-place]", `${this.step} / ${this.last}`);
    this.text("[data-replay-clock]", clockText(this.msOf(this.step)));
    this.root.querySelector("[data-replay-words]")?.replaceChildren(...[...(item?.querySelector(".said")?.childNodes ?? [])].map((node) => node.cloneNode(true)));
    this.root.querySelector(".steps [aria-current]")?.removeAttribute("aria-current");
    item?.querySelector("a")?.setAttribute("aria-current", "step");
    item?.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", `?card=${this.root.dataset.card}&step=${this.step}`);
  }

  /**
   * @param {string} place
   * @param {string} text
   */
  text(place, text) {
    const found = this.root.querySelector(place);
    if (found) found.textContent = text;
  }

  /** Each square is as its latest step left it. */
  drawCard() {
    /** @type {Map<number, HTMLElement>} */
    const latest = new Map();
    for (const item of this.steps.slice(0, this.step + 1)) if (item.dataset.square) latest.set(Number(item.dataset.square), item);
    this.squares.forEach((square, index) => this.drawSquare(square, index, latest.get(index + 1)));
    this.fitting.fit(this.squares);
  }

  /**
   * @param {HTMLElement} place
   * @param {number} index
   * @param {HTMLElement | undefined} step
   */
  drawSquare(place, index, step) {
    const holders = (step?.dataset.held ?? "").split(" ").filter(Boolean).map(holderOf);
    const state = this.frees[index] ? "free" : step?.dataset.dead ? "dead" : "open";
    const isFresh = step !== undefined && step === this.steps[this.step];
    paint(place, { state, holders, isLine: false, isWaiting: false });
    place.classList.toggle("fresh", isFresh && holders.length > 0);
    fill(place, { goal: this.goals[index] ?? "", count: this.counts[index] ?? "", holders });
  }
}

/** A holder as the page names it: a colour, and the number of a team beyond the twelfth. @param {string} word */
function holderOf(word) {
  const [colour, number] = word.split(":");
  return { colour: colour ?? "", n: Number(number ?? 0), isOwn: false };
}

const replay = document.getElementById("replay");
if (replay) new Replay(replay).wire();
