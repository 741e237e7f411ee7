// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { isIn } from "arcadia/play/session/model.js";
import { element } from "arcadia/play/session/square.js";

const MOST_WATCHERS = 40;
const ROLE_WORDS = /** @type {Record<string, string>} */ ({ player: _("player"), referee: _("referee"), caster: _("caster"), spectator: _("spectator") });
const ORDER = /** @type {Record<string, number>} */ ({ player: 0, referee: 1, caster: 1, spectator: 2 });

/**
 * Everybody's seat, who asks to join, and who was removed (play/pages/people.py).
 * @typedef {import("arcadia/play/session/model.js").Seat} Seat
 */
export class PeoplePanel {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.place = document.getElementById("people");
    this.removed = document.getElementById("removed");
    this.asking = /** @type {HTMLElement | null} */ (document.querySelector("[data-asking]"));
  }

  draw() {
    const view = this.model.view;
    if (!view || !this.place) return;
    const seats = view.seats.filter((seat) => isIn(seat) || seat.presence === "waiting");
    seats.sort((a, b) => Number(isIn(a)) - Number(isIn(b)) || Number(b.n === view.host) - Number(a.n === view.host) || order(a) - order(b) || a.n - b.n);
    const watchers = seats.filter((seat) => seat.role === "spectator").slice(MOST_WATCHERS);
    const shown = seats.filter((seat) => seat.n === this.model.seat || !watchers.includes(seat));
    this.place.replaceChildren(...shown.map((seat) => this.row(seat)));
    if (this.removed) this.removed.replaceChildren(...view.seats.filter((seat) => seat.presence === "kicked").map((seat) => this.removedRow(seat)));
    const count = this.isHost ? seats.filter((seat) => !isIn(seat)).length : 0;
    if (this.asking) {
      this.asking.hidden = count === 0;
      this.asking.textContent = String(count);
    }
  }

  get isHost() {
    return this.model.me?.n === this.model.view?.host;
  }

  /** @param {Seat} seat */
  row(seat) {
    const team = this.model.team(seat.team);
    const isMe = seat.n === this.model.seat;
    const row = element("li", `person${team ? ` team-${team.colour}` : ""}`);
    row.dataset.seat = String(seat.n);
    const dot = element("span", `dot${this.model.here.has(seat.n) ? "" : " off"}`);
    dot.setAttribute("aria-hidden", "true");
    row.append(dot, this.who(seat, isMe, this.words(seat)));
    if (seat.presence === "waiting" && this.isHost) row.append(this.form(seat, [["admit", _("Let in"), "primary"], ["kick", _("Refuse"), "quiet"]]));
    else if (isMe || (isIn(seat) && (this.isHost || this.model.me?.role === "referee"))) row.append(this.more(seat));
    return row;
  }

  /**
   * @param {Seat} seat
   * @param {boolean} isMe
   * @param {string} words
   */
  who(seat, isMe, words) {
    const who = element("span", "who");
    const name = element("b", "", seat.name);
    name.dir = "auto";
    who.append(name);
    if (isMe) who.append(element("span", "you", _("you")));
    who.append(" ", element("span", "small muted", words));
    return who;
  }

  /** @param {Seat} seat */
  words(seat) {
    const view = this.model.view;
    if (seat.presence === "waiting") return _("asks to join");
    const words = [seat.n === view?.host ? _("host") : (ROLE_WORDS[seat.role ?? "player"] ?? "")];
    if (seat.is_ready && view?.clock.phase === "waiting") words.push(_("ready"));
    if (!this.model.here.has(seat.n)) words.push(_("away"));
    if (seat.is_muted) words.push(_("chat closed"));
    return words.join(", ");
  }

  /** The way to what may be done with a seat. @param {Seat} seat */
  more(seat) {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "button small bare icon", "⋯"));
    link.href = `/play/${this.model.view?.code}/people/${seat.n}`;
    link.dataset.dialog = "";
    link.setAttribute("aria-label", _("Change {name}", { name: seat.name }));
    return link;
  }

  /** @param {Seat} seat */
  removedRow(seat) {
    const row = element("li", "person");
    row.append(this.who(seat, false, _("removed")), this.form(seat, [["unban", _("Let join again"), "quiet"]]));
    return row;
  }

  /**
   * @param {Seat} seat
   * @param {[string, string, string][]} choices  command, label and look
   */
  form(seat, choices) {
    const form = /** @type {HTMLFormElement} */ (element("form", "row close"));
    form.method = "post";
    form.action = `/play/${this.model.view?.code}/act`;
    form.dataset.act = "";
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seat", value: String(seat.n) }));
    for (const [command, label, look] of choices) {
      form.append(Object.assign(document.createElement("button"), { className: `button small ${look}`, name: "do", value: command, textContent: label }));
    }
    return form;
  }
}

/** @param {Seat} seat */
function order(seat) {
  return ORDER[seat.role ?? "player"] ?? 0;
}
