// @ts-check
const MOST_SHOWN = 3;

/**
 * Shows a short message at the foot of the page and says it to screen readers; with an action it carries a button.
 * @param {string} text
 * @param {"" | "ok" | "bad"} [kind]
 * @param {number} [lasts_ms]
 * @param {{label: string, run: () => void}} [action]
 */
export function toast(text, kind = "", lasts_ms = 5000, action) {
  const place = document.querySelector(".toasts");
  if (!place) return;
  for (const other of place.querySelectorAll(".toast")) if (other.firstChild?.textContent === text || (action && other.lastChild?.textContent === action.label)) other.remove();
  while (place.children.length >= MOST_SHOWN) place.firstElementChild?.remove();
  const item = document.createElement("div");
  item.className = `toast ${kind}`.trim();
  if (kind === "bad") item.setAttribute("role", "alert");
  item.append(text);
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: action.label });
    button.addEventListener("click", () => {
      item.remove();
      action.run();
    });
    item.append(button);
  }
  place.append(item);
  setTimeout(() => item.remove(), lasts_ms);
}

/** Takes away the messages whose button says so: what it offers is past. @param {string} label */
export function withdrawToasts(label) {
  for (const item of document.querySelectorAll(".toast")) if (item.lastElementChild?.textContent === label) item.remove();
}
