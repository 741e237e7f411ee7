// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { countText, goalText } from "arcadia/play/session/square_words.js";
import { element } from "arcadia/play/session/square.js";

/**
 * The dialog of one square: its whole text, who holds it, its counter, one's own star, note and count, and what a judge
 * may do to it. It follows the session while it is open.
 */
export class SquareDetails {
  /**
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {{press: (square: number) => void, count: (square: number, step: number) => void, own: () => import("arcadia/play/session/private.js").PrivateMarks, changed: () => void}} page
   */
  constructor(model, page) {
    this.model = model;
    this.page = page;
    this.square = 0;
    this.dialog = /** @type {HTMLDialogElement} */ (document.getElementById("details"));
    this.note = /** @type {HTMLTextAreaElement} */ (this.dialog.querySelector("textarea"));
    this.dialog.addEventListener("click", (event) => this.click(event));
    this.dialog.addEventListener("close", () => (this.square = 0));
    this.note.addEventListener("input", () => this.change({ note: this.note.value.trim() }));
  }

  /** @param {string} name */
  part(name) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(`[data-part="${name}"]`));
  }

  /** @param {number} number */
  show(number) {
    const state = this.model.square(number)?.state;
    if (!this.model.square(number) || state === "unseen" || state === "covered") return;
    this.square = number;
    this.note.value = this.page.own().of(number).note ?? "";
    const judged = /** @type {HTMLInputElement | null} */ (this.dialog.querySelector("input[name='square']"));
    if (judged) judged.value = String(number);
    this.dialog.querySelectorAll("details").forEach((one) => one.removeAttribute("open"));
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
  }

  draw() {
    const square = this.model.square(this.square);
    if (!square) return;
    const own = this.model.own;
    this.part("goal").textContent = goalText(square) || _("Square {n}", { n: square.n });
    this.part("description").textContent = square.description ?? "";
    this.part("types").replaceChildren(...(square.types ?? []).map((type) => element("span", "chip small", type)));
    this.part("holders").textContent = this.holders(square, own);
    this.part("counter").hidden = !square.target || own === undefined || (square.state ?? "open") !== "open";
    this.part("value").textContent = countText(square, own);
    const press = /** @type {HTMLButtonElement} */ (this.dialog.querySelector("[data-press]"));
    press.hidden = own === undefined || (square.state ?? "open") !== "open" || this.model.moment() !== "running";
    press.textContent = own !== undefined && (square.held ?? []).includes(own) ? _("Take back") : _("Mark");
    this.drawOwn();
    this.drawTeams();
  }

  /**
   * @param {import("arcadia/play/session/model.js").Square} square
   * @param {number | undefined} own
   */
  holders(square, own) {
    const state = square.state ?? "open";
    if (state === "free") return _("Free: it counts for every team.");
    if (state === "dead") return _("Out of play: nobody can hold it.");
    if (state === "taken") return _("Taken by another team.");
    const counts = Object.entries(square.counts ?? {}).filter(([team]) => !(square.held ?? []).includes(Number(team)));
    const held = (square.held ?? []).map((team) => (team === own ? _("your team") : (this.model.team(team)?.name ?? _("another team"))));
    const counting = counts.map(([team, value]) => _("{team} {count} of {target}", { team: this.model.team(Number(team))?.name ?? "", count: value, target: square.target ?? 0 }));
    return [held.length ? _("Held by {teams}.", { teams: held.join(", ") }) : _("Nobody holds it."), counting.join(", ")].filter(Boolean).join(" ");
  }

  drawOwn() {
    const own = this.page.own().of(this.square);
    const star = /** @type {HTMLElement} */ (this.dialog.querySelector("[data-star]"));
    star.setAttribute("aria-pressed", String(own.star === true));
    star.textContent = own.star ? "★" : "☆";
    this.part("own-count").textContent = String(own.count ?? 0);
  }

  drawTeams() {
    const choice = /** @type {HTMLSelectElement | null} */ (this.dialog.querySelector("[data-teams]"));
    const teams = this.model.view?.teams ?? [];
    if (!choice || document.activeElement === choice) return;
    const chosen = choice.value;
    choice.replaceChildren(...teams.map((team) => new Option(team.name, String(team.n), false, String(team.n) === chosen)));
  }

  /** @param {import("arcadia/play/session/private.js").Own} change */
  change(change) {
    this.page.own().set(this.square, change);
    this.drawOwn();
    this.page.changed();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (event.target === this.dialog) this.dialog.close();
    if (!button) return;
    const own = this.page.own().of(this.square);
    if (button.dataset.press !== undefined) {
      this.page.press(this.square);
      this.dialog.close();
    } else if (button.dataset.step) this.page.count(this.square, Number(button.dataset.step));
    else if (button.dataset.star !== undefined) this.change({ star: !own.star });
    else if (button.dataset.ownStep) this.change({ count: Math.max(0, (own.count ?? 0) + Number(button.dataset.ownStep)) });
  }
}
