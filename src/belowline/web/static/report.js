/** Report a comment with one tap, fold it, and let the reader take that back. */

import { around, button, find, make } from "./dom.js";
import { language } from "./language.js";
import { closeMenu } from "./menu.js";
import { inWords, say } from "./status.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/** @type {WeakMap<HTMLElement, Promise<unknown>>} What must arrive before it can be taken back. */
const onTheirWay = new WeakMap();

/** @param {Thread} thread */
export function watchReports(thread) {
  thread.section.addEventListener("submit", (event) => {
    const form = around(event, ".menu form");
    const article = around(event, "article.comment");
    if (!form || !article || !(event instanceof SubmitEvent)) return;

    event.preventDefault();
    const reason = event.submitter?.getAttribute("value") || "spam";
    closeMenu(form);
    void report(thread, article, { reason });
  });
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} article
 * @param {{ reason: string, note?: string, contact?: string }} what
 */
async function report(thread, article, what) {
  const undo = fold(thread, article, what.reason);
  undo.focus();
  try {
    const sent = thread.api.json("POST", `/api/v1/comments/${article.dataset.id}/reports`, what, { keepalive: true });
    onTheirWay.set(article, sent);
    await sent;
    thread.reported.set(article.dataset.id || "", what.reason);
  } catch (problem) {
    onTheirWay.delete(article);
    unfold(article);
    say(thread, inWords(problem));
    notice(article, inWords(problem));
  }
}

/**
 * Leave one line of a reported comment.
 *
 * @param {Thread} thread
 * @param {HTMLElement} article
 * @param {string} reason
 * @returns {HTMLButtonElement} the way back
 */
export function fold(thread, article, reason) {
  const line = `f-${article.dataset.id}`;
  find(article, ":scope > .folded")?.remove();
  const words = make("span", { id: line }, _("Reported as %(reason)s. Thank you: a moderator will see it.", { reason: called(article, reason) }));
  const undo = button(_("Undo"), () => void takeBack(thread, article));
  undo.setAttribute("aria-describedby", line);
  const reveal = button(_("Show"), () => {
    const folded = article.classList.toggle("is-folded");
    reveal.textContent = folded ? _("Show") : _("Hide");
    reveal.setAttribute("aria-expanded", String(!folded));
  });
  reveal.setAttribute("aria-expanded", "false");

  article.prepend(make("p", { class: "folded" }, words, " ", ...yourReports(thread), undo, " ", reveal));
  article.classList.add("is-folded");
  return undo;
}

/**
 * On the publisher's page our own page can't know the reader: it gets no cookie there.
 *
 * @param {Thread} thread
 * @returns {(Node | string)[]}
 */
function yourReports(thread) {
  if (new URL(thread.api.base).origin !== location.origin) return [];
  return [make("a", { class: "quiet", href: thread.api.address("/reports") }, _("Your reports")), " "];
}

/** @param {HTMLElement} article */
function unfold(article) {
  find(article, ":scope > .folded")?.remove();
  article.classList.remove("is-folded");
  find(article, ":scope > .comment-foot .more")?.focus();
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} article
 */
async function takeBack(thread, article) {
  try {
    await onTheirWay.get(article);
    await thread.api.json("DELETE", `/api/v1/comments/${article.dataset.id}/reports`);
    thread.reported.delete(article.dataset.id || "");
    unfold(article);
    say(thread, _("Your report has been taken back."));
  } catch (problem) {
    say(thread, inWords(problem));
  }
}

/**
 * What the reason is called in a sentence.
 *
 * @param {HTMLElement} article
 * @param {string} reason
 */
function called(article, reason) {
  if (reason === "illegal") return _("breaking the law");
  const label = find(article, `:scope > .comment-foot .menu [value="${CSS.escape(reason)}"]`)?.textContent?.trim();
  // German writes its nouns with a capital wherever they stand.
  if (language().startsWith("de")) return label || reason;
  return label ? label.charAt(0).toLocaleLowerCase() + label.slice(1) : reason;
}

/**
 * @param {HTMLElement} article
 * @param {string} sentence
 */
function notice(article, sentence) {
  find(article, ":scope > .problem")?.remove();
  find(article, ":scope > .comment-foot")?.after(make("div", { class: "problem" }, make("p", {}, sentence)));
}
