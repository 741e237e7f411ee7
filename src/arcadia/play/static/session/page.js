// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { readPage } from "arcadia/web/js/html.js";
import { toast } from "arcadia/web/js/toast.js";
import "arcadia/play/copy.js";
import { wireForms } from "arcadia/play/session/acting.js";
import { Announcer } from "arcadia/play/session/announcer.js";
import { Banner } from "arcadia/play/session/banner.js";
import "arcadia/play/session/board.js";
import { ClockFace } from "arcadia/play/session/clock.js";
import { Connection } from "arcadia/play/session/connection.js";
import { SquareDetails } from "arcadia/play/session/details.js";
import { ask, wireDialogs } from "arcadia/play/session/dialogs.js";
import { Feed } from "arcadia/play/session/feed.js";
import { Keys } from "arcadia/play/session/keys.js";
import { load, recall, remember } from "arcadia/play/session/kept.js";
import { Marking } from "arcadia/play/session/marking.js";
import { Model } from "arcadia/play/session/model.js";
import { PeoplePanel } from "arcadia/play/session/people.js";
import { PrivateMarks } from "arcadia/play/session/private.js";
import { conditionWords } from "arcadia/play/session/results.js";
import { showTools } from "arcadia/play/session/rights.js";
import { TeamPanel } from "arcadia/play/session/teams.js";
import { NextPicture } from "arcadia/play/session/picture.js";
import { lineParts, plainWords } from "arcadia/play/session/words.js";

/**
 * @typedef {import("arcadia/play/session/connection.js").Command} Command
 * @typedef {import("arcadia/play/session/connection.js").Condition} Condition
 * @typedef {import("arcadia/play/session/model.js").Delta} Delta
 * @typedef {import("arcadia/play/session/model.js").View} View
 * @typedef {"all" | "teams" | "people" | "moment"} Part
 */

const CONDITIONS = /** @type {Record<Condition, string>} */ ({ connecting: _("Connecting"), "catching-up": _("Catching up"), live: _("Live"), offline: _("Offline"), removed: _("Removed") });
const SAID_AT_ONCE = new Set(["finished", "paused", "win_reached"]);
const LIST = "arcadia:list";
const SETTINGS_WITHIN_MS = 1_500;
const ASKING_FOR_MS = 15_000;

const NOT_ON_A_CARD = new Set([
  "admit", "ban", "cancel", "hand_over", "kick", "leave", "lock", "merge", "mute", "new_card", "rename", "role", "say", "settings", "team", "team_look", "unban",
]);

/** What may wait for the net; everything else is done now or not at all. */
const WAITS = new Set(["mark", "unmark", "counter", "undo", "say"]);

/** The session page: puts model, connection and panels together. */
class SessionPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.wasLive = false;
    /** @type {NextPicture<Part>} */
    this.picture = new NextPicture((stale, fresh) => this.draw(stale, fresh));
    /** @type {import("arcadia/play/session/comforts.js").Comforts | undefined} */
    this.comforts = undefined;
    /** @type {import("arcadia/play/session/list.js").SquareList | undefined} */
    this.list = undefined;
    const isWatching = root.dataset.watching === "yes";
    this.model = new Model(Number(root.dataset.seat));
    this.own = new PrivateMarks(root.dataset.code ?? "", 0);
    this.board = /** @type {import("arcadia/play/session/board.js").LiveBoard} */ (document.querySelector("live-board"));
    this.announcer = new Announcer();
    this.banner = new Banner(this.model);
    this.teams = new TeamPanel(this.model);
    this.people = new PeoplePanel(this.model);
    this.feed = new Feed(this.model);
    this.marking = new Marking(this.model, { send: (command, square) => this.send(command, square) });
    this.details = new SquareDetails(this.model, {
      press: (square) => this.marking.press(square),
      count: (square, step) => this.marking.count(square, step),
      own: () => this.own,
      changed: () => this.drawBoard(),
    });
    this.clock = new ClockFace(this.model, { moment: () => this.drawMoment(), count: (words) => this.count(words) });
    this.connection = this.connect(root.dataset.code ?? "", isWatching);
    this.keys = new Keys(this, isWatching);
    this.board.onPress = (square, isTouch) => this.press(square, isTouch);
    this.board.onDetails = (square) => this.details.show(square);
    this.board.onHold = (square) => this.hold(square);
    this.board.ownMarks = (square) => ({ star: this.own.of(square).star === true, note: Boolean(this.own.of(square).note) });
    this.listSwitch = /** @type {HTMLElement | null} */ (document.querySelector("[data-list-switch]"));
    this.listSwitch?.addEventListener("click", () => this.showList(this.root.dataset.shown !== "list"));
    if (recall(LIST) === "on") void this.showList(true);
    this.wireComforts();
    document.querySelector("[data-zoom-switch]")?.addEventListener("click", (event) => this.zoom(/** @type {HTMLElement} */ (event.currentTarget)));
    wireDialogs();
    wireForms((command) => this.send(command));
    setInterval(() => this.drawMoment(), 500);
    window.addEventListener("beforeunload", (event) => this.connection.pending.size > 0 && event.preventDefault());
    if (location.search.includes("said=")) history.replaceState(null, "", location.pathname);
  }

  /**
   * @param {string} code
   * @param {boolean} isWatching
   */
  connect(code, isWatching) {
    const url = new URL(`/api/v1/sessions/${code}/socket`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const page = {
      message: (/** @type {import("arcadia/play/session/connection.js").Message} */ message) => this.hear(message),
      condition: (/** @type {Condition} */ condition) => this.showCondition(condition),
      dropped: (/** @type {import("arcadia/play/session/connection.js").Pending} */ pending, /** @type {string} */ reason) => this.dropped(pending, reason),
      askOld: (/** @type {number} */ count, /** @type {number} */ minutes) => ask(plural("Send {n} mark from {minutes} minutes ago?", "Send {n} marks from {minutes} minutes ago?", count, { minutes }), _("Send"), _("Drop")),
    };
    return new Connection(url.href, this.model, page, isWatching ? "public" : "own");
  }

  /**
   * @param {number} square
   * @param {boolean} isTouch
   */
  press(square, isTouch) {
    if (!isTouch) this.marking.press(square);
    else if (this.marking.tap(square)) this.details.show(square);
  }

  /** @param {number} square */
  hold(square) {
    if (this.marking.way === "hold") this.marking.press(square);
    else this.details.show(square);
  }

  /** Show the squares as a list, or as the board again; the choice stays on this device. @param {boolean} isWanted */
  async showList(isWanted) {
    if (isWanted && !this.list) {
      const later = await load(async () => await import("arcadia/play/session/list.js"));
      if (!later) return;
      this.list ??= new later.SquareList(this.listed(), this.board);
    }
    this.root.dataset.shown = isWanted ? "list" : "board";
    this.listSwitch?.setAttribute("aria-pressed", String(isWanted));
    remember(LIST, isWanted ? "on" : "off");
    this.drawBoard();
  }

  /** Sounds, notifications, a screen that stays on: what this browser cannot do is not offered. */
  wireComforts() {
    const isThere = /** @type {Record<string, boolean>} */ ({ sounds: "AudioContext" in window, notices: isSecureContext && "Notification" in window, awake: "wakeLock" in navigator });
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-comfort]"))) {
      const name = /** @type {import("arcadia/play/session/comforts.js").Comfort} */ (box.dataset.comfort);
      /** @type {HTMLElement} */ (box.closest("label")).hidden = !isThere[name];
      box.checked = isThere[name] === true && recall(`arcadia:${name}`) === "on";
      box.addEventListener("change", () => void this.comfort(name, box, true));
      if (box.checked) void this.comfort(name, box, false);
    }
  }

  /**
   * @param {import("arcadia/play/session/comforts.js").Comfort} name
   * @param {HTMLInputElement} box
   * @param {boolean} isAsked
   */
  async comfort(name, box, isAsked) {
    const later = await load(async () => await import("arcadia/play/session/comforts.js"));
    if (later) this.comforts ??= new later.Comforts(this.model);
    box.checked = (await this.comforts?.change(name, { isOn: box.checked, isAsked })) ?? false;
    if (isAsked) remember(`arcadia:${name}`, box.checked ? "on" : "off");
  }

  /** @param {string} words  a number of the countdown, or its end */
  count(words) {
    this.announcer.sayNow(words);
    this.comforts?.counted(words);
  }

  /** What the list needs of the page. @returns {import("arcadia/play/session/list.js").ListedPage} */
  listed() {
    return {
      model: this.model,
      waiting: () => this.connection.waitingSquares(),
      own: (square) => this.own.of(square),
      press: (square, isFinger) => this.press(square, isFinger),
      hold: (square) => this.hold(square),
      details: (square) => this.details.show(square),
    };
  }

  /** The squares as they are shown: where keys lead. */
  get squares() {
    return this.list && this.root.dataset.shown === "list" ? this.list : this.board;
  }

  /** @param {import("arcadia/play/session/connection.js").Message} message */
  hear(message) {
    if (message.t === "snapshot") this.replace(message.view);
    else if (message.t === "presence") this.setPresence(message);
    else if ("v" in message && (message.t === "event" || !message.t)) this.take(message);
    else if (message.t === "restart") toast(_("The server restarts. You will be back in a moment; nothing is lost."));
    this.picture.plan();
  }

  /**
   * @param {Set<Part>} stale
   * @param {number[]} fresh
   */
  draw(stale, fresh) {
    this.feed.draw();
    if (stale.has("all")) this.drawAll();
    else this.drawParts(stale);
    this.drawBoard(fresh);
  }

  /** @param {Set<Part>} stale */
  drawParts(stale) {
    if (stale.has("teams")) this.teams.draw();
    if (stale.has("people")) this.people.draw();
    if (!stale.has("moment")) return;
    this.drawMoment();
    this.details.draw();
  }

  /** @param {View} view */
  replace(view) {
    const before = this.model.view;
    this.model.replace(view);
    if (before && before.card.number !== view.card.number) this.forgetOldCard();
    this.picture.clear();
    this.drawAll();
    void this.feed.readNewer(view.v);
    if (before) this.announcer.say(plural("{n} event while you were away", "{n} events while you were away", view.v - before.v), { isOwn: true });
  }

  /** @param {{seats: number[], watching?: number}} presence */
  setPresence(presence) {
    this.model.here = new Set(presence.seats);
    this.model.watching = presence.watching ?? 0;
    this.picture.plan("teams", "people");
  }

  /** @param {Delta} event */
  take(event) {
    const changed = this.model.apply(event);
    if (changed === null) {
      this.connection.catchUp();
      return;
    }
    const isNewCard = event.line?.type === "card_dealt";
    if (isNewCard) this.forgetOldCard();
    else this.picture.freshen(changed);
    if (event.card || event.settings || event.host || event.result !== undefined) this.picture.plan("all");
    else this.planChanged(event, changed.length > 0);
    if (event.settings) this.readSettings();
    this.marking.offerUndo(changed);
    this.tell(event);
  }

  /**
   * @param {Delta} event
   * @param {boolean} hasSquares
   */
  planChanged(event, hasSquares) {
    this.picture.plan("moment");
    if (hasSquares || event.teams || event.seats || event.placed) this.picture.plan("teams");
    if (event.seats || event.host) this.picture.plan("people");
  }

  drawAll() {
    const view = /** @type {View} */ (this.model.view);
    this.own = new PrivateMarks(view.code, view.card.number);
    this.drawBoard();
    this.teams.draw();
    this.people.draw();
    this.drawMoment();
    this.details.draw();
    const title = view.settings.name || view.card.title || view.card.game || _("Bingo");
    const condition = conditionWords(view.settings.win ?? {});
    document.querySelectorAll("[data-title]").forEach((place) => (place.textContent = title));
    document.querySelectorAll("[data-condition-short]").forEach((place) => (place.textContent = condition));
    document.title = `${title} · ${view.code}`;
    for (const link of document.querySelectorAll("[data-own-seat]")) link.setAttribute("href", `/play/${view.code}/people/${this.model.seat}`);
    for (const place of document.querySelectorAll("[data-host-title]")) place.textContent = view.host === this.model.seat ? _("Host") : _("Referee");
  }

  /** Show a wide board whole, or near enough to read. @param {HTMLElement} button */
  zoom(button) {
    const isOut = this.root.dataset.zoom !== "out";
    this.root.dataset.zoom = isOut ? "out" : "in";
    button.setAttribute("aria-pressed", String(isOut));
  }

  /** @param {number[]} [fresh]  the squares that glow */
  drawBoard(fresh = []) {
    if (!this.model.view) return;
    this.board.draw(this.model, this.connection.waitingSquares(), fresh);
    if (this.squares === this.list) this.list?.draw();
  }

  /** What follows from the phase and from what one may do. */
  drawMoment() {
    if (!this.model.view) return;
    const moment = this.model.moment();
    this.root.dataset.moment = moment;
    const isCovering = moment === "paused" && this.model.view.settings.cover_while_paused === true && this.model.own !== undefined;
    this.root.toggleAttribute("data-covering", isCovering);
    showTools(this.model);
    if (moment !== "running") this.marking.withdrawUndo();
    void this.comforts?.keepAwake();
    this.banner.draw(this.shownCondition);
    const scope = /** @type {HTMLElement | null} */ (document.getElementById("say-scope"));
    if (scope) scope.hidden = this.model.own === undefined;
  }

  forgetOldCard() {
    this.picture.clear();
    const count = this.connection.forget(this.model.view?.card.number ?? 0);
    toast(count ? plural("A new card was dealt. {n} waiting mark went with the old one.", "A new card was dealt. {n} waiting marks went with the old one.", count) : _("A new card was dealt."));
  }

  /** The settings in words are the server's; many pages ask at once, so each waits a moment of its own. */
  readSettings() {
    clearTimeout(this.reading);
    this.reading = setTimeout(async () => {
      const answer = await fetch(`${location.pathname}`, { headers: { accept: "text/html" } }).catch(() => null);
      const page = answer?.ok ? await readPage(answer) : null;
      for (const id of ["#rules", "[data-condition]"]) {
        const fresh = page?.querySelector(id);
        if (fresh) document.querySelector(id)?.replaceChildren(...fresh.childNodes);
      }
    }, Math.random() * SETTINGS_WITHIN_MS);
  }

  /** @param {Delta} event say it in the feed, and to screen readers */
  tell(event) {
    this.feed.add(event);
    const { line } = event;
    const isAtOnce = line !== undefined && SAID_AT_ONCE.has(line.type);
    if (!line || (event.seat === this.model.seat && !isAtOnce)) return;
    if (line.type === "seat_taken" && line.flag) this.offerToLetIn(line);
    const words = plainWords(lineParts(line, this.model) ?? []);
    if (this.connection.condition === "live") this.comforts?.heard(line, words);
    const isMark = line.type === "marked" || line.type === "unmarked";
    if (isAtOnce) this.announcer.sayNow(words);
    else if (words) this.announcer.say(words, { who: isMark ? (this.model.team(line.team)?.name ?? "") : "", isOwn: line.team === this.model.own || Boolean(line.lines) });
  }

  /** Somebody asks to join: the host can let them in at once. @param {import("arcadia/play/session/model.js").Line} line */
  offerToLetIn(line) {
    const seat = line.seat ?? 0;
    if (!this.model.me || this.model.view?.host !== this.model.me.n) return;
    toast(_("{name} asks to join.", { name: line.name ?? _("Somebody") }), "", ASKING_FOR_MS, { label: _("Let in"), run: () => this.send({ do: "admit", seat }) });
  }

  /**
   * @param {Command} command  what is for one card names it
   * @param {number} [square]
   */
  send(command, square) {
    if (this.connection.condition !== "live" && !WAITS.has(command.do)) {
      toast(_("There is no connection now, and nothing was done. Do it again when it is back."), "bad");
      return;
    }
    const card = NOT_ON_A_CARD.has(command.do) ? undefined : this.model.view?.card.number;
    if (!this.connection.send({ ...command, card }, square)) toast(_("Fifty actions wait already. They are sent when you are back online."), "bad");
    this.drawBoard();
  }

  /**
   * @param {import("arcadia/play/session/connection.js").Pending} pending
   * @param {string} reason
   */
  dropped(pending, reason) {
    this.marking.refused(pending, reason);
    this.drawBoard();
  }

  /** A first connection is nothing to tell; a lost one is. */
  get shownCondition() {
    return this.wasLive && this.connection.condition === "connecting" ? "offline" : this.connection.condition;
  }

  /** @param {Condition} condition */
  showCondition(condition) {
    const isBack = condition === "live" && this.isLost;
    this.root.dataset.connection = this.wasLive && condition === "connecting" ? "offline" : condition;
    document.getElementById("state")?.setAttribute("data-net", this.root.dataset.connection);
    document.querySelectorAll("[data-connection-word]").forEach((place) => (place.textContent = CONDITIONS[condition]));
    if (condition === "offline") this.announcer.release("");
    if (condition === "offline" && this.wasLive && !this.isLost) this.announcer.sayNow(_("Connection lost. Marks wait until it is back."));
    if (condition === "catching-up") this.announcer.hold();
    if (condition === "live") this.announcer.release(isBack ? _("Connected again") : "");
    this.isLost = this.wasLive && condition !== "live" && (this.isLost === true || condition === "offline");
    this.wasLive ||= condition === "live";
    this.banner?.draw(this.connection ? this.shownCondition : condition);
  }
}

const root = document.getElementById("session");
if (root) new SessionPage(root).connection.start();
