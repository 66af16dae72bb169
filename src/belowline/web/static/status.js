/** Say one thing at a time to those who listen to the page. */

import { find } from "./dom.js";
import { _ } from "./words.js";

/**
 * @param {import("./thread.js").Thread} thread
 * @param {string} sentence
 */
export function say(thread, sentence) {
  const region = find(thread.section, "[data-status]");
  if (!region) return;

  // The same words again are no change, and would not be read out.
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
}

/**
 * @param {unknown} problem
 * @returns {string}
 */
export function inWords(problem) {
  return problem instanceof Error ? problem.message : _("Something went wrong. Please try again.");
}
