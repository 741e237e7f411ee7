// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

/**
 * Presets of one's own: the form's settings as the query of its address, kept under a name on this device. The server
 * reads such a query like anything that is typed, so what stands in the storage is not trusted either.
 * @typedef {{name: string, query: string}} Preset
 */

const KEY = "arcadia.presets";
const MOST = 20;
const UNKEPT = new Set(["password", "seed", "shown_preset"]);

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#settings-form"));
const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#preset-name"));

show(read());
document.querySelector("[data-save-preset]")?.addEventListener("click", save);
field?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") save();
});

/** @returns {Preset[]} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && typeof one?.query === "string").slice(0, MOST) : [];
  } catch {
    // Storage is closed to us, or holds what we did not write: there are no presets.
    return [];
  }
}

/** @param {Preset[]} presets  @returns {boolean} whether they are kept */
function write(presets) {
  try {
    localStorage.setItem(KEY, JSON.stringify(presets));
    return true;
  } catch {
    toast(_("This browser keeps nothing for this site. Make a link instead."), "bad");
    return false;
  }
}

/** Keep the form under the name in the field, in the place of one that has it already. */
function save() {
  const name = field?.value.trim() ?? "";
  if (!form || !field || !name) {
    field?.focus();
    toast(_("Give the preset a name first."));
    return;
  }
  const presets = [{ name, query: queryOf(form) }, ...read().filter((one) => one.name !== name)].slice(0, MOST);
  if (!write(presets)) return;
  show(presets);
  field.value = "";
  toast(_("{name} is saved on this device.", { name }), "ok");
}

/** What the form says, boxes that are not ticked included. @param {HTMLFormElement} filled */
function queryOf(filled) {
  const query = new URLSearchParams();
  for (const one of filled.elements) {
    if (!(one instanceof HTMLInputElement || one instanceof HTMLSelectElement) || !one.name || UNKEPT.has(one.name)) continue;
    if (one instanceof HTMLInputElement && one.type === "checkbox") query.set(one.name, one.checked ? "1" : "0");
    else if (!(one instanceof HTMLInputElement && one.type === "radio") || one.checked) query.set(one.name, one.value);
  }
  return query.toString();
}

/** @param {Preset[]} presets */
function show(presets) {
  const list = /** @type {HTMLElement | null} */ (document.querySelector(".presets ul"));
  const none = /** @type {HTMLElement | null} */ (document.querySelector(".presets p"));
  if (!list || !none) return;
  list.hidden = presets.length === 0;
  none.hidden = presets.length > 0;
  list.replaceChildren(...presets.map(entry));
}

/** @param {Preset} preset */
function entry({ name, query }) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { textContent: name, dir: "auto", href: `/play/new?${new URLSearchParams(query)}` });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button bare icon", textContent: "×" });
  button.setAttribute("aria-label", _("Forget {name}", { name }));
  button.addEventListener("click", () => forget(name));
  item.append(link, button);
  return item;
}

/** @param {string} name */
function forget(name) {
  const presets = read().filter((one) => one.name !== name);
  if (!write(presets)) return;
  show(presets);
  /** @type {HTMLElement | null} */ (document.querySelector(".presets summary"))?.focus();
}
