/** Know where a comment belongs in the page, and put it there. */

import { all, find, make } from "./dom.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 * @param {string} id
 * @returns {HTMLElement | null}
 */
export function comment(thread, id) {
  return thread.root.getElementById(`c-${id}`);
}

/**
 * The server's rendering of one comment, or null where it is gone.
 *
 * @param {Thread} thread
 * @param {string} id
 * @param {number} [event] the number of the event that told of it: what is made for all who ask after
 *     that is as new as they need it
 * @returns {Promise<HTMLElement | null>}
 */
export async function fetchComment(thread, id, event) {
  try {
    const asked = event ? `?event=${event}` : "";
    return find(await thread.api.html(`/comments/${id}/fragment${asked}`), "article.comment");
  } catch (problem) {
    if (problem instanceof Error && "status" in problem && problem.status === 404) return null;
    throw problem;
  }
}

/**
 * Put a comment under its parent, or into the thread where the order wants it; a comment that is
 * there already is replaced.
 *
 * @param {Thread} thread
 * @param {HTMLElement} article
 * @returns {HTMLElement}
 */
export function place(thread, article) {
  const there = comment(thread, article.dataset.id || "");
  if (there) return replace(thread, there, article);

  dropKnown(thread, article);
  const item = make("li", {}, article);
  const parent = article.dataset.parent && comment(thread, article.dataset.parent);
  if (parent) {
    repliesOf(parent).append(item);
  } else {
    const list = topList(thread);
    if (thread.sort === "oldest") list.append(item);
    else list.prepend(item);
  }
  find(thread.section, "[data-empty]")?.remove();
  thread.dress(article);
  return article;
}

/**
 * Show the new rendering of a comment, and keep what hangs beneath it: replies, an open form.
 *
 * @param {Thread} thread
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 * @returns {HTMLElement}
 */
export function replace(thread, old, fresh) {
  const beneath = [...old.children].filter((child) => child.matches(".replies, .more-replies, .reply-composer"));
  if (beneath.length) {
    for (const child of [...fresh.children]) if (child.matches(".replies, .more-replies")) child.remove();
    fresh.append(...beneath);
  }
  const focused = old.contains(thread.root.activeElement);
  old.replaceWith(fresh);
  thread.dress(fresh);
  if (focused) fresh.focus({ preventScroll: true });
  return fresh;
}

/**
 * Take a comment out, and the list that it leaves empty. Where the reader is writing an answer to
 * it, their words stay.
 *
 * @param {HTMLElement} article
 */
export function remove(article) {
  if (all(article, "textarea").some((box) => box instanceof HTMLTextAreaElement && box.value)) {
    for (const child of [...article.children]) if (!child.matches(".ruling, .composer")) child.remove();
    article.prepend(make("p", { class: "tombstone" }, _("This comment is gone. What you wrote is still here.")));
    return;
  }
  const item = article.closest("li");
  const list = item?.parentElement;
  item?.remove();
  if (list?.matches(".replies") && !list.children.length) list.remove();
}

/**
 * A comment that is in the page need not come twice.
 *
 * @param {Thread} thread
 * @param {HTMLElement} article
 */
function dropKnown(thread, article) {
  for (const inner of all(article, "article.comment")) {
    if (comment(thread, inner.dataset.id || "")) remove(inner);
  }
}

/**
 * @param {HTMLElement} parent
 * @returns {HTMLElement}
 */
export function repliesOf(parent) {
  const there = find(parent, ":scope > .replies");
  if (there) return there;

  const list = make("ol", { class: "replies" });
  const more = find(parent, ":scope > .more-replies");
  if (more) more.before(list);
  else parent.append(list);
  return list;
}

/**
 * @param {Thread} thread
 * @returns {HTMLElement}
 */
export function topList(thread) {
  const list = find(thread.section, ".thread");
  if (!list) throw new Error("A thread without its list");
  return list;
}

/**
 * Bring a comment to the reader's attention.
 *
 * @param {HTMLElement} article
 */
export function show(article) {
  article.classList.add("is-new");
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: "nearest" });
}
