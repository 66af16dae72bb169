/** Know in which language a thread is, as the server made it. */

// Plain "en" would be American to Intl, and the papers' dates that the server writes are not; the
// server writes Western digits in every language.
let tag = "en-GB";
/** @type {Element | null} What the server says in that language, in a template; none in English. */
let words = null;

/** @param {Element} within the thread */
export function speak(within) {
  const spoken = within.closest("[lang]")?.getAttribute("lang") || "en";
  tag = spoken === "en" ? "en-GB" : `${spoken}-u-nu-latn`;
  words = within.querySelector("template[data-words]");
}

/** The language as Intl knows it. */
export const language = () => tag;

export const wordsOfPage = () => words;
