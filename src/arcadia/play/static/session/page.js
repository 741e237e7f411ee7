// @ts-check
import { toast } from "arcadia/web/js/toast.js";
import { Announcer } from "arcadia/play/session/announcer.js";
import "arcadia/play/session/board.js";
import { ClockFace } from "arcadia/play/session/clock.js";
import { Connection } from "arcadia/play/session/connection.js";
import { Feed } from "arcadia/play/session/feed.js";
import { Model } from "arcadia/play/session/model.js";
import { TeamPanel, conditionWords } from "arcadia/play/session/teams.js";
import { Tools } from "arcadia/play/session/tools.js";
import { lineParts, refusalWords } from "arcadia/play/session/words.js";

const STATES = /** @type {Record<string, string>} */ ({ connecting: "Connecting", live: "Live", offline: "Offline", removed: "Removed" });

const NOT_ON_A_CARD = new Set([
  "admit", "ban", "cancel", "hand_over", "kick", "leave", "lock", "merge", "mute", "new_card", "rename", "role", "say", "settings", "team", "team_look", "unban",
]);

/** The session page: puts model, connection and panels together. */
class SessionPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.wasLive = false;
    this.isWatching = root.dataset.watching === "yes";
    this.model = new Model();
    this.board = /** @type {import("arcadia/play/session/board.js").LiveBoard} */ (document.querySelector("live-board"));
    this.announcer = new Announcer();
    this.teams = new TeamPanel(this.model);
    this.feed = new Feed(this.model);
    this.clock = new ClockFace(this.model);
    const url = new URL(`/api/v1/sessions/${root.dataset.code}/socket`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.connection = new Connection(url.href, this.model, {
      message: (message) => this.hear(message),
      state: (state) => this.showState(state),
      dropped: (pending, reason) => this.refused(pending, reason),
      askOld: (count, minutes) => window.confirm(`Send ${count} marks from ${minutes} minutes ago?`),
    });
    this.tools = new Tools(this.model, (command) => this.send({ card: this.cardOf(command), ...command }));
    this.board.onPress = (square) => this.press(square);
    this.board.onDetails = (square) => this.showDetails(square);
    document.getElementById("details")?.addEventListener("click", (event) => this.count(event));
    document.addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.tools.draw(), 500);
  }

  /** @param {import("arcadia/play/session/connection.js").Command} command what is for one card names it */
  cardOf(command) {
    return NOT_ON_A_CARD.has(command.do) ? undefined : this.model.view?.card.number;
  }

  /** @param {import("arcadia/play/session/connection.js").Message} message */
  hear(message) {
    if (message.t === "snapshot") this.showAll(message.view);
    else if (message.t === "presence") this.teams.setPresence(message);
    else if ("v" in message && (message.t === "event" || !message.t)) this.take(message);
    else if (message.t === "restart") toast("The server restarts. You will be back in a moment; nothing is lost.");
    this.drawWaiting();
  }

  /** @param {import("arcadia/play/session/model.js").View} view */
  showAll(view) {
    const isNewCard = this.model.view !== null && this.model.view.card.number !== view.card.number;
    this.model.replace(view);
    if (isNewCard) this.connection.forget();
    this.drawAll();
    void this.feed.start();
  }

  drawAll() {
    const view = /** @type {import("arcadia/play/session/model.js").View} */ (this.model.view);
    this.board.draw(this.model, this.connection.waitingSquares());
    this.teams.draw();
    this.tools.draw();
    const title = view.settings.name || view.card.title || (view.card.game ? `${view.card.game}` : "Bingo");
    document.querySelectorAll("[data-title]").forEach((place) => (place.textContent = title));
    document.querySelectorAll("[data-condition]").forEach((place) => (place.textContent = conditionWords(view.settings)));
    document.title = `${title} · ${view.code}`;
    this.drawPeople();
    this.drawResult();
  }

  /** @param {import("arcadia/play/session/model.js").Delta} event */
  take(event) {
    const changed = this.model.apply(event);
    if (changed === null) {
      this.connection.catchUp();
      return;
    }
    if (event.card || event.settings || event.result !== undefined) {
      if (event.line?.type === "card_dealt") this.connection.forget();
      this.drawAll();
    } else {
      if (changed.length || event.teams) this.board.draw(this.model, this.connection.waitingSquares(), changed);
      if (event.teams || event.seats) this.teams.draw();
      if (event.seats || event.host) this.drawPeople();
      if (event.clock) this.tools.draw();
    }
    this.tell(event);
  }

  /** @param {import("arcadia/play/session/model.js").Delta} event say it in the feed, and to screen readers */
  tell(event) {
    this.feed.add(event);
    if (!event.line || event.seat === this.model.seat) return;
    const parts = lineParts(event.line, this.model);
    const words = (parts ?? []).map((part) => (typeof part === "string" ? part : "who" in part ? part.who : part.goal)).join("");
    if (["finished", "paused", "win_reached"].includes(event.line.type)) this.announcer.sayNow(words);
    else if (words) this.announcer.say(words);
  }

  /** @param {number} square */
  press(square) {
    const view = this.model.view;
    const seen = view?.squares[square - 1];
    if (!view || !seen || this.isWatching) return;
    const own = this.model.me?.team;
    if (own === undefined) return void toast(refusalWords(this.model.me ? "spectator" : "no_seat"), "bad");
    if ((seen.state ?? "open") !== "open") return void this.explain(seen.state ?? "");
    if (this.model.moment() !== "running") return void this.explain(this.model.moment() === "paused" ? "paused" : "phase");
    const isHeld = (seen.held ?? []).includes(own);
    this.send({ do: isHeld ? "unmark" : "mark", card: view.card.number, square }, square);
  }

  /** @param {string} reason */
  explain(reason) {
    this.announcer.sayNow(refusalWords(reason));
    toast(refusalWords(reason), "bad", 2500);
  }

  /**
   * @param {import("arcadia/play/session/connection.js").Command} command
   * @param {number} [square]
   */
  send(command, square) {
    if (!this.connection.send(command, square)) toast("Fifty actions wait already. They are sent when you are back online.", "bad");
    this.drawWaiting();
  }

  drawWaiting() {
    if (this.model.view) this.board.draw(this.model, this.connection.waitingSquares());
  }

  /**
   * @param {import("arcadia/play/session/connection.js").Pending} pending
   * @param {string} reason
   */
  refused(pending, reason) {
    const goal = pending.square ? this.model.view?.squares[pending.square - 1]?.text : "";
    const words = reason === "old" ? "Not sent: it was too old." : refusalWords(reason);
    toast(goal ? `${goal}: ${words}` : words, "bad");
    this.announcer.sayNow(words);
    this.drawWaiting();
  }

  /** @param {string} state */
  showState(state) {
    this.root.dataset.connection = state;
    document.querySelectorAll("[data-connection-word]").forEach((place) => (place.textContent = STATES[state] ?? state));
    if (state === "offline" && this.wasLive) this.announcer.sayNow("Connection lost. Marks wait until it is back.");
    if (state === "live" && this.wasLive) this.announcer.sayNow("Connected again");
    this.wasLive ||= state === "live";
  }

  /** @param {number} number */
  showDetails(number) {
    const square = this.model.view?.squares[number - 1];
    const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("details"));
    if (!square?.text || !dialog) return;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-part="${name}"]`));
    part("goal").textContent = square.text;
    part("description").textContent = square.description ?? "";
    part("holders").textContent = (square.held ?? []).map((team) => this.model.team(team)?.name).join(", ") || "Nobody holds it.";
    const counter = part("counter");
    counter.hidden = !square.target || this.model.me?.team === undefined;
    counter.dataset.square = String(number);
    part("value").textContent = `${square.counts?.[this.model.me?.team ?? 0] ?? 0} / ${square.target ?? 0}`;
    if (!dialog.open) dialog.showModal();
  }

  /**
   * A press on a step of the shown square's counter.
   * @param {Event} event
   */
  count(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
    const counter = button?.closest("[data-part='counter']");
    if (!(button instanceof HTMLElement && counter instanceof HTMLElement)) return;
    const square = Number(counter.dataset.square);
    this.send({ do: "counter", card: this.model.view?.card.number, square, step: Number(button.dataset.step) }, square);
    setTimeout(() => this.showDetails(square), 150);
  }

  drawPeople() {
    const place = document.getElementById("people");
    const view = this.model.view;
    if (!place || !view) return;
    place.replaceChildren(...view.seats.filter((seat) => ["in", "waiting"].includes(seat.presence ?? "in")).map((seat) => this.person(seat)));
  }

  /** @param {import("arcadia/play/session/model.js").Seat} seat */
  person(seat) {
    const item = document.createElement("li");
    const role = seat.n === this.model.view?.host ? "host" : (seat.role ?? "player");
    item.append(seat.name, " ", Object.assign(document.createElement("span"), { className: "muted small", textContent: seat.presence === "waiting" ? "asks to join" : role }));
    if (!this.model.isHost || seat.n === this.model.seat) return item;
    const actions = seat.presence === "waiting" ? [["admit", "Let in"], ["kick", "Refuse"]] : [["mute", seat.is_muted ? "Unmute" : "Mute"], ["kick", "Remove"], ["ban", "Ban"]];
    for (const [action, label] of actions) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button small quiet", textContent: label });
      Object.assign(button.dataset, { do: "seat", seat: String(seat.n), action, muted: seat.is_muted ? "yes" : "no" });
      item.append(button);
    }
    return item;
  }

  drawResult() {
    const place = document.getElementById("result");
    const view = this.model.view;
    if (!place || !view) return;
    const result = view.result;
    place.hidden = !result;
    if (!result) return;
    const winner = this.model.team(result.winner);
    const words = /** @type {HTMLElement} */ (place.querySelector("[data-part='words']"));
    words.textContent = winner ? `${winner.name} won` : result.reason === "abandoned" ? "Abandoned" : "A draw";
    const reason = /** @type {HTMLElement} */ (place.querySelector("[data-part='reason']"));
    reason.textContent = result.reason + (result.rule && result.rule !== "draw" ? `, decided by ${result.rule}` : "");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.target instanceof HTMLTextAreaElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("say-text")?.focus();
    } else if (event.key === "?") /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))?.showModal();
    else if (event.key === "u" && !this.isWatching) this.send({ do: "undo", card: this.model.view?.card.number });
  }
}

const root = document.getElementById("session");
if (root) new SessionPage(root).connection.start();
