// @ts-check
const TAB_STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 });

/** Panels of which one is seen at a time; without script they stand below each other. */
export class Tabs {
  /** @param {HTMLElement} list  of buttons that say with `aria-controls` which panel is theirs */
  constructor(list) {
    this.tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);
    /** @type {(panel: HTMLElement) => void} */
    this.onShow = () => {};
    list.addEventListener("click", (event) => this.#onClick(event));
    list.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {string} id  of a panel, or of something in it */
  show(id) {
    const wanted = this.tabs.find((tab) => panelOf(tab).id === id || panelOf(tab).querySelector(`[id="${CSS.escape(id)}"]`));
    if (wanted) this.#choose(wanted);
  }

  /** @param {Event} event */
  #onClick(event) {
    const tab = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
    if (tab instanceof HTMLElement) this.#choose(tab);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = TAB_STEPS[event.key];
    const now = this.tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (step === undefined || now < 0) return;
    event.preventDefault();
    const next = this.tabs[(now + step + this.tabs.length) % this.tabs.length];
    if (!next) return;
    this.#choose(next);
    next.focus();
  }

  /** @param {HTMLElement} chosen */
  #choose(chosen) {
    for (const tab of this.tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      panelOf(tab).hidden = tab !== chosen;
    }
    this.onShow(panelOf(chosen));
  }
}

/** @param {HTMLElement} tab */
function panelOf(tab) {
  return /** @type {HTMLElement} */ (document.getElementById(tab.getAttribute("aria-controls") ?? ""));
}
