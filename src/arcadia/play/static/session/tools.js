// @ts-check
import { toast } from "arcadia/web/js/toast.js";

/**
 * Host and referee tools, ready marks, chat, sharing: buttons with `data-do` that send a command, shown when it applies.
 */
export class Tools {
  /**
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {(command: import("arcadia/play/session/connection.js").Command) => void} send
   */
  constructor(model, send) {
    this.model = model;
    this.send = send;
    document.addEventListener("click", (event) => this.click(event));
    this.wireChat();
    this.wireTeams();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    if (!(button instanceof HTMLElement)) return;
    const name = button.dataset.do ?? "";
    const question = button.dataset.ask;
    if (question && !window.confirm(question)) return;
    if (name === "share") this.share();
    else if (name === "ready") this.send({ do: "ready", ready: !this.model.me?.is_ready });
    else if (name === "lock") this.send({ do: "lock", locked: !this.model.view?.is_locked });
    else if (name === "leave") this.send({ do: "leave" });
    else if (name === "seat") this.seatAction(button);
    else this.send({ do: name });
  }

  /** @param {HTMLElement} button */
  seatAction(button) {
    const seat = Number(button.dataset.seat);
    const action = button.dataset.action ?? "";
    const role = button.dataset.role;
    this.send(role ? { do: "role", seat, role } : action === "mute" ? { do: "mute", seat, muted: button.dataset.muted !== "yes" } : { do: action, seat });
  }

  async share() {
    const url = `${location.origin}/j/${this.model.view?.code}`;
    try {
      await navigator.clipboard.writeText(url);
      toast("The link is copied. Send it to your friends.", "ok");
    } catch {
      window.prompt("Copy this link", url);
    }
  }

  wireChat() {
    const form = document.getElementById("say");
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("say-text"));
    const scope = /** @type {HTMLButtonElement | null} */ (document.getElementById("say-scope"));
    if (!form || !field) return;
    const flip = () => scope && ((scope.dataset.team = scope.dataset.team === "yes" ? "no" : "yes"), (scope.textContent = scope.dataset.team === "yes" ? "Team" : "All"));
    scope?.addEventListener("click", flip);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      this.send({ do: "say", text, to_team: scope?.dataset.team === "yes" });
      field.value = "";
    });
  }

  wireTeams() {
    const choice = /** @type {HTMLSelectElement | null} */ (document.getElementById("team-choice"));
    choice?.addEventListener("change", () => this.send({ do: "team", team: Number(choice.value) }));
  }

  draw() {
    const view = this.model.view;
    if (!view) return;
    const moment = this.model.moment();
    document.querySelectorAll("[data-when]").forEach((place) => {
      const wanted = (/** @type {HTMLElement} */ (place).dataset.when ?? "").split(" ");
      const isRight = wanted.includes(moment) || wanted.includes("any");
      const needs = /** @type {HTMLElement} */ (place).dataset.needs;
      /** @type {HTMLElement} */ (place).hidden = !isRight || !this.has(needs);
    });
    document.querySelectorAll('[data-do="ready"]').forEach((button) => (button.textContent = this.model.me?.is_ready ? "Not ready" : "I am ready"));
    document.querySelectorAll('[data-do="lock"]').forEach((button) => (button.textContent = view.is_locked ? "Open the door" : "Lock the door"));
    this.drawTeamChoice();
  }

  /** @param {string | undefined} needs */
  has(needs) {
    if (needs === "host") return this.model.isHost;
    if (needs === "judge") return this.model.isJudge;
    if (needs === "player") return this.model.me !== undefined && (this.model.me.role ?? "player") === "player";
    if (needs === "covered") return this.model.isHost && this.model.view?.settings.covered === true;
    return true;
  }

  drawTeamChoice() {
    const choice = /** @type {HTMLSelectElement | null} */ (document.getElementById("team-choice"));
    const view = this.model.view;
    if (!choice || !view || document.activeElement === choice) return;
    const options = view.teams.map((team) => new Option(team.name, String(team.n), false, team.n === this.model.me?.team));
    if (view.settings.teams !== "one") options.push(new Option("A new team", "0"));
    choice.replaceChildren(...options);
  }
}
