// @ts-check
/**
 * Texts for people. English stands in the source; for a page in another language the build puts its own in the place of
 * the texts in `_(…)`, `marked(…)` and `plural(…)` (web/assets/texts.py), which therefore are plain double-quoted strings.
 */
export const language = document.documentElement.lang || "en";
const forms = new Intl.PluralRules(language);

/** @typedef {Record<string, string | number>} Values */

/**
 * A text, with what is said about in its places: `_("{name} won", { name })`.
 * @param {string} text
 * @param {Values} [values]
 */
export function _(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place)) : text;
}

/**
 * The text that fits a number, with `{n}` and other places filled.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Values} [values]
 */
export function plural(one, many, n, values) {
  return _(forms.select(n) === "one" ? one : many, { n: n.toLocaleString(language), ...values });
}

/**
 * A text as the parts around its places, with what stands there: for what is more than text.
 * @template Value
 * @param {string} text
 * @param {Record<string, Value>} values
 * @returns {(string | Value)[]}
 */
export function parted(text, values) {
  return text.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? (values[part] ?? part) : part)).filter((part) => part !== "");
}
