// @ts-check
/**
 * The one place where text becomes markup. The policy of the site (Trusted Types) lets strings through here alone, and
 * only what this site itself has answered gets here: its templates have escaped what people wrote.
 */

/**
 * @typedef {{createHTML: (text: string) => string, createScriptURL: (url: string) => string}} Rules
 * @typedef {{createPolicy: (name: string, rules: Rules) => Rules}} TypeMaker
 */

const WORKER = "/sw.js";

const maker = /** @type {{trustedTypes?: TypeMaker}} */ (/** @type {unknown} */ (globalThis)).trustedTypes;
const policy = maker?.createPolicy("arcadia-page", { createHTML: (text) => text, createScriptURL: () => WORKER });

/** The address of the worker, the one script that is ever named by script. */
export function trustedWorker() {
  return policy?.createScriptURL(WORKER) ?? WORKER;
}

/**
 * Read a page that this site has answered. Nothing in it runs.
 * @param {Response} answer
 * @returns {Promise<Document>}
 */
export async function readPage(answer) {
  if (new URL(answer.url).origin !== location.origin) throw new TypeError("another site's page is not read");
  const text = await answer.text();
  return new DOMParser().parseFromString(policy?.createHTML(text) ?? text, "text/html");
}
