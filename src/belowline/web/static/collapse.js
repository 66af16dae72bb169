/** Fold a comment's answers away, and unfold them. */

import { all, around, button, find } from "./dom.js";
import { _, ngettext } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * Give each comment that has answers here the means; the button stands in the row beneath it.
 *
 * @param {Thread} thread
 */
export function dressBranches(thread) {
  for (const replies of all(thread.section, "article.comment > .replies")) {
    const article = replies.parentElement;
    const row = article && find(article, ":scope > :is(.comment-foot, .tombstone)");
    if (!article || !row || find(row, ":scope > .collapse")) continue;

    const fold = button("", () => toggle(article, fold), "quiet collapse");
    tell(article, fold, article.classList.contains("is-collapsed"));
    row.insertBefore(fold, find(row, ":scope > .more-anchor"));
  }
}

/**
 * Whoever goes to a comment that is folded away finds it.
 *
 * @param {Thread} thread
 */
export function watchBranches(thread) {
  thread.section.addEventListener("focusin", (event) => {
    const hidden = around(event, ".is-collapsed > .replies *")?.closest(".is-collapsed");
    const fold = hidden instanceof HTMLElement && find(hidden, ":scope > :is(.comment-foot, .tombstone) > .collapse");
    if (hidden instanceof HTMLElement && fold) toggle(hidden, fold);
  });
}

/**
 * @param {HTMLElement} article
 * @param {HTMLElement} fold
 */
function toggle(article, fold) {
  tell(article, fold, article.classList.toggle("is-collapsed"));
}

/**
 * @param {HTMLElement} article
 * @param {HTMLElement} fold
 * @param {boolean} collapsed
 */
function tell(article, fold, collapsed) {
  const answers = all(article, ".replies article.comment").length;
  fold.setAttribute("aria-expanded", String(!collapsed));
  fold.textContent = collapsed ? ngettext("Show %(num)s reply", "Show %(num)s replies", answers) : _("Hide replies");
}
