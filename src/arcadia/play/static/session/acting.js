// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

/**
 * Takes over the page's plain forms: what a form would post goes over the socket instead, with the same words. The
 * fields that each command knows; a form may carry more of them than one of its buttons needs.
 * @typedef {import("arcadia/play/session/connection.js").Command} Command
 */
const FIELDS = /** @type {Record<string, string[]>} */ ({
  ready: ["ready"], start: [], call_off: [], reveal: [], pause: [], resume: [], finish: [], confirm: [], reopen: ["reason"], forfeit: [], undo: [],
  leave: [], lock: ["locked"], cancel: [], rename: ["name"], team: ["team"], team_look: ["name", "colour"], admit: ["seat"], kick: ["seat"], ban: ["seat"],
  unban: ["seat"], mute: ["seat", "muted"], role: ["seat", "role"], hand_over: ["seat"], merge: ["seat", "into"], new_card: ["board", "seed"],
  say: ["text", "to_team"], void: ["square", "team", "reason", "kill"], award: ["square", "team", "reason"], kill: ["square"], revive: ["square"],
  mark: ["square", "team"], unmark: ["square", "team"],
});
const SHORT_FORMS = /** @type {Record<string, Command>} */ ({
  unready: { do: "ready", ready: false },
  unlock: { do: "lock", locked: false },
  unmute: { do: "mute", muted: false },
  void_dead: { do: "void", kill: true },
  ...Object.fromEntries(["player", "spectator", "referee", "caster"].map((role) => [`role_${role}`, { do: "role", role }])),
});
const NUMBERS = new Set(["seat", "team", "into", "square"]);

/** @param {(command: Command) => void} send */
export function wireForms(send) {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!(form instanceof HTMLFormElement) || form.dataset.act === undefined) return;
    event.preventDefault();
    const command = commandOf(form, event.submitter);
    if (!command || (command.do === "say" && !command.text?.trim())) return;
    send(command);
    if (command.do === "say") /** @type {HTMLInputElement} */ (form.elements.namedItem("text")).value = "";
    form.closest("details.ask[open]")?.removeAttribute("open");
    const dialog = form.closest("dialog");
    if (dialog instanceof HTMLDialogElement) dialog.close();
    if (command.do === "leave") setTimeout(() => location.assign("/"), 300);
    if (command.do === "reopen" || command.do === "void" || command.do === "award") form.reset();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeAsking(null));
  document.addEventListener("click", (event) => closeAsking(event.target instanceof Node ? event.target : null));
}

/** Close questions that are open elsewhere. @param {Node | null} clicked */
function closeAsking(clicked) {
  for (const open of document.querySelectorAll(".tools details.ask[open]")) if (!clicked || !open.contains(clicked)) open.removeAttribute("open");
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 * @returns {Command | null}
 */
function commandOf(form, button) {
  const pressed = button instanceof HTMLButtonElement ? button.value : "";
  const name = pressed || (/** @type {HTMLButtonElement | null} */ (form.querySelector("button[name='do']"))?.value ?? "");
  const short = SHORT_FORMS[name];
  const known = FIELDS[short?.do ?? name];
  if (!known) return null;
  /** @type {Record<string, unknown>} */
  const command = { do: name, ...short };
  for (const [field, value] of new FormData(form)) {
    if (!known.includes(field) || value === "" || typeof value !== "string") continue;
    command[field] = NUMBERS.has(field) ? Number(value) : value === "true" ? true : value === "false" ? false : value;
  }
  if ((name.startsWith("void") || name === "award") && !command.reason) {
    toast(_("A reason is needed: everybody who sees the square reads it."), "bad");
    return null;
  }
  return /** @type {Command} */ (command);
}
