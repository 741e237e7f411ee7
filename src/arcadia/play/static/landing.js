// @ts-check
import { readPage } from "arcadia/web/js/html.js";
import { showRelativeTimes } from "arcadia/web/js/times.js";

const EVERY_MS = 8_000;
const SLOWEST_MS = 120_000;

/** Keeps the list of open sessions current while somebody looks at it; waits longer after each failure. */
class LiveList {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.wait_ms = EVERY_MS;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.tag = "";
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.timer) : this.refresh()));
    this.plan();
  }

  plan() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), this.wait_ms);
  }

  async refresh() {
    try {
      const answer = await fetch(this.place.dataset.live ?? "", { headers: { accept: "text/html" } });
      if (answer.ok) this.show(await readPage(answer));
      this.wait_ms = answer.ok ? EVERY_MS : Math.min(this.wait_ms * 2, SLOWEST_MS);
    } catch {
      // The list on the page stays; the next try comes later.
      this.wait_ms = Math.min(this.wait_ms * 2, SLOWEST_MS);
    }
    if (!document.hidden) this.plan();
  }

  /** @param {Document} page  what the server rendered */
  show(page) {
    const html = page.body.innerHTML;
    if (html === this.tag || this.place.contains(document.activeElement)) return;
    this.tag = html;
    this.place.replaceChildren(...page.body.childNodes);
    showRelativeTimes(this.place);
  }
}

const place = document.getElementById("live");
if (place) new LiveList(place).start();
