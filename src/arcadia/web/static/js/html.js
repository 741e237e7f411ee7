// @ts-check
/**
 * The one place where text becomes markup. The policy of the site (Trusted Types) lets strings through here alone, and
 * only what this site itself has answered gets here: its templates have escaped what people wrote.
 */

/** @typedef {{createPolicy: (name: string, rules: {createHTML: (text: string) => string}) => {createHTML: (text: string) => string}}} TypeMaker */

const maker = /** @type {{trustedTypes?: TypeMaker}} */ (/** @type {unknown} */ (globalThis)).trustedTypes;
const policy = maker?.createPolicy("arcadia-page", { createHTML: (text) => text });

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
