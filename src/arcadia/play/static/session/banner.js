// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { clockText } from "arcadia/play/session/clock.js";
import { explanation, headline } from "arcadia/play/session/results.js";

/**
 * The one line above the board: what the session waits for, and why nothing can be marked (play/pages/banner.py).
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 * @typedef {{words: string, more: string, kind: "" | "ok" | "warn" | "bad"}} Told
 */
export class Banner {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.place = document.getElementById("banner");
    this.drawn = "";
  }

  /** @param {import("arcadia/play/session/connection.js").Condition} condition */
  draw(condition) {
    if (!this.place) return;
    // Until the first view is here, what the server wrote stands: nothing below it moves.
    const told = outOfTouch(condition) ?? (this.model.view || this.drawn ? toldOf(this.model) : null);
    if (!told) return;
    const key = JSON.stringify(told);
    if (key === this.drawn) return;
    this.drawn = key;
    this.place.hidden = told.words === "";
    this.place.className = `notice ${told.kind}`.trim();
    this.part("words").textContent = told.words;
    this.part("more").textContent = told.more;
  }

  /** @param {string} name */
  part(name) {
    return /** @type {HTMLElement} */ (this.place?.querySelector(`[data-part="${name}"]`));
  }
}

/**
 * @param {import("arcadia/play/session/connection.js").Condition} condition
 * @returns {Told | null}
 */
function outOfTouch(condition) {
  switch (condition) {
    case "offline": return { words: _("Connection lost"), more: _("Marks wait here and are sent when it is back."), kind: "bad" };
    case "catching-up": return { words: _("Catching up"), more: "", kind: "warn" };
    case "removed": return { words: _("You were removed from this session"), more: _("The host can let you in again."), kind: "bad" };
    default: return null;
  }
}

/** @param {Model} model @returns {Told} */
function toldOf(model) {
  const view = model.view;
  const nothing = /** @type {Told} */ ({ words: "", more: "", kind: "" });
  if (!view) return nothing;
  switch (model.moment()) {
    case "waiting": return { words: lobby(model), more: lobbyRule(model), kind: "" };
    case "countdown": return { words: _("The countdown runs"), more: _("Squares can be marked when it ends."), kind: "" };
    case "paused": return { words: _("Paused"), more: view.clock.pause_reason === "reopened" ? _("The result was withdrawn; the clock stands where it stood.") : _("The clock stands. What was marked stands too."), kind: "warn" };
    case "review": return { words: _("{team} fulfilled the condition: under review", { team: model.team(view.clock.review_winner)?.name ?? _("A team") }), more: _("Final in {time}.", { time: clockText((view.clock.review_until ?? 0) - model.now()) }), kind: "warn" };
    case "over": return { words: _("Time is up"), more: "", kind: "warn" };
    case "finished": return { words: headline(model), more: explanation(model), kind: "ok" };
    case "cancelled": return { words: _("This session was ended"), more: "", kind: "warn" };
    case "running": return view.is_unwinnable ? { words: _("No team can win any more"), more: _("It goes on until host or referee end it."), kind: "warn" } : nothing;
    default: return nothing;
  }
}

/** @param {Model} model */
function lobby(model) {
  const players = model.players();
  const ready = players.filter((seat) => seat.is_ready).length;
  return plural("Lobby: {ready} of {n} is ready", "Lobby: {ready} of {n} are ready", players.length, { ready });
}

/** @param {Model} model */
function lobbyRule(model) {
  const begins = model.view?.settings.auto_start ? _("It starts when everybody is ready.") : _("The host starts the countdown.");
  return model.view?.squares.some((square) => square.state === "covered") ? `${begins} ${_("The card is covered until then.")}` : begins;
}
