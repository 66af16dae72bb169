/** Say things in the language that the thread is in; the English is the key to the others. */

import { language, wordsOfPage } from "./language.js";

/** @type {Element | null} */
let read = null;
/** @type {Record<string, string | string[]>} */
let words = {};

/** @type {Intl.LDMLPluralRule[]} In gettext's order, which is CLDR's. */
const ORDER = ["zero", "one", "two", "few", "many", "other"];

/**
 * A sentence with `%(name)s` for what is put in.
 *
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 */
export function _(text, values = {}) {
  const known = knownAs(text);
  return fill(typeof known === "string" ? known : text, values);
}

/**
 * The same where a number decides about the words; `%(num)s` is the number.
 *
 * @param {string} one
 * @param {string} many
 * @param {number} number
 */
export function ngettext(one, many, number) {
  const known = knownAs(one);
  if (!Array.isArray(known)) return fill(number === 1 ? one : many, { num: shown(number) });

  // A language has as many forms as gettext's rule says, which may leave rare ones of CLDR's out.
  const rules = new Intl.PluralRules(language());
  const has = rules.resolvedOptions().pluralCategories;
  const at = ORDER.filter((each) => has.includes(each)).indexOf(rules.select(number));
  return fill(known[at] ?? known.at(-1) ?? many, { num: shown(number) });
}

/** @param {number} number */
export const shown = (number) => number.toLocaleString(language());

/**
 * Around an element: the sentence in pieces, the element in its place.
 *
 * @param {string} text with one `%(name)s`
 * @param {Node} element
 * @returns {(Node | string)[]}
 */
export function pieces(text, element) {
  const [before = "", after = ""] = String(knownAs(text)).split(/%\(\w+\)s/);
  return [before, element, after];
}

/** @param {string} text */
function knownAs(text) {
  const page = wordsOfPage();
  if (page !== read) {
    read = page;
    words = page instanceof HTMLTemplateElement ? JSON.parse(page.content.textContent || "{}") : {};
  }
  return words[text] ?? text;
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (place, /** @type {string} */ name) => String(values[name] ?? place));
}
