// @ts-check
import { _, language } from "arcadia/web/js/words.js";
/**
 * Puts a panel's fields in the place of its skeleton. They belong to a form of their own, so that they are not the board's.
 * @param {HTMLElement} panel
 * @param {string} name  of the template and of the form
 */
export function fillForm(panel, name) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`${name}-template`));
  panel.querySelector(`[data-skeleton]`)?.replaceWith(template.content.cloneNode(true));
}

/**
 * Asks this site for JSON; what went wrong comes back as `problem`, in words of the page's language.
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {unknown} [body]  sent where there is one
 * @returns {Promise<any>} null where something newer was asked meanwhile
 */
export async function getJson(path, signal, body) {
  /** @type {RequestInit} */
  const asked = { signal, headers: { "arcadia-language": language } };
  if (body !== undefined) Object.assign(asked, { method: "POST", body: JSON.stringify(body), headers: { ...asked.headers, "content-type": "application/json" } });
  try {
    const answer = await fetch(path, asked);
    const found = await answer.json();
    return answer.ok ? found : { problem: inWords(found) };
  } catch (error) {
    if (signal.aborted) return null;
    return { problem: error instanceof SyntaxError ? _("The server's answer cannot be read. Try again in a moment.") : _("The server could not be reached. Try again when you are connected.") };
  }
}

/** @param {{detail: string, problems?: {where: string, expected: string}[]}} problem */
function inWords({ detail, problems }) {
  return problems?.length ? problems.map((one) => `${one.where}: ${one.expected}`).join("; ") : detail;
}
