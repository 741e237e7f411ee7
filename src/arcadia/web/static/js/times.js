// @ts-check
import { _, language } from "arcadia/web/js/words.js";
const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
  ["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60],
]);

/**
 * Writes a moment relative to now, like "3 minutes ago".
 * @param {number} at  milliseconds since the epoch
 * @param {number} [now]
 */
export function relativeTime(at, now = Date.now()) {
  const seconds = Math.round((at - now) / 1000);
  const found = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (!found) return _("just now");
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return words.format(Math.trunc(seconds / found[1]), found[0]);
}

/**
 * Makes every `<time data-relative>` below a node relative, with the exact local time on hover.
 * @param {ParentNode} root
 */
export function showRelativeTimes(root) {
  for (const element of root.querySelectorAll("time[data-relative]")) {
    const time = /** @type {HTMLTimeElement} */ (element);
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    time.title = new Date(at).toLocaleString(language);
    time.textContent = relativeTime(at);
  }
}
