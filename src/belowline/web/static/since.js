/** Mark what is new since a reader was here last, and lead them from one to the next. */

import { all, button, find, make } from "./dom.js";
import { _, ngettext } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 * @param {string} since when they were here, in ISO 8601
 */
export function tellSince(thread, since) {
  mark(thread, thread.section, since);
  const dress = thread.dress;
  thread.dress = (within) => {
    dress(within);
    mark(thread, within, since);
  };

  const found = unseen(thread);
  if (!found.length) return;
  const next = button(_("Show the first"), () => {
    go(thread);
    next.textContent = _("Next");
  });
  const words = ngettext("%(num)s comment here is new since you were here.", "%(num)s comments here are new since you were here.", found.length);
  find(thread.section, ".arrivals")?.before(make("p", { class: "since" }, words, " ", next));
}

/** @param {Thread} thread */
const unseen = (thread) => all(thread.section, "article.comment.is-unseen");

/**
 * @param {Thread} thread
 * @param {ParentNode} within
 * @param {string} since
 */
function mark(thread, within, since) {
  const inside = all(within, "article.comment");
  if (within instanceof HTMLElement && within.matches("article.comment")) inside.push(within);
  for (const article of inside) {
    const head = find(article, ":scope > .comment-head");
    const made = head && find(head, ".comment-time time")?.getAttribute("datetime");
    if (!head || !made || Date.parse(made) <= Date.parse(since)) continue;
    if (thread.own.has(article.dataset.id || "") || find(head, ".unseen")) continue;

    article.classList.add("is-unseen");
    head.append(make("span", { class: "badge unseen" }, _("New")));
  }
}

/**
 * The next one behind the focus; from the last, the first again.
 *
 * @param {Thread} thread
 */
function go(thread) {
  const found = unseen(thread);
  const at = found.findIndex((article) => article.classList.contains("is-shown"));
  for (const article of found) article.classList.remove("is-shown");
  const article = found[(at + 1) % found.length];
  article?.classList.add("is-shown");
  article?.focus({ preventScroll: true });
  article?.scrollIntoView({ block: "nearest" });
}
