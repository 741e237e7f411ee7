// @ts-check
/**
 * Shows a short message at the foot of the page and says it to screen readers.
 * @param {string} text
 * @param {"" | "ok" | "bad"} [kind]
 * @param {number} [lasts_ms]
 */
export function toast(text, kind = "", lasts_ms = 5000) {
  const place = document.querySelector(".toasts");
  if (!place) return;
  for (const other of place.children) if (other.textContent === text) other.remove();
  const item = document.createElement("div");
  item.className = `toast ${kind}`.trim();
  item.textContent = text;
  place.append(item);
  setTimeout(() => item.remove(), lasts_ms);
}
