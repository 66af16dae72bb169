// What became of a comment, as a sentence.

/**
 * @param {string} word
 * @returns {string}
 */
export function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * @param {string} what
 * @param {string} who
 * @param {string} time
 * @returns {string}
 */
export function sentence(what, who, time) {
  return `${what}${who ? ` by ${who}` : ""}${time ? ` at ${time}` : ""}.`;
}
