/** Bring further comments and replies into the page in place of a page change. */

import { all, around, find, make } from "./dom.js";
import { comment, place, repliesOf, topList } from "./place.js";
import { say } from "./status.js";
import { ngettext } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/** @param {Thread} thread */
export function watchMore(thread) {
  thread.section.addEventListener("click", (event) => {
    const link = around(event, "a[data-more-comments], a[data-more-replies]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;

    event.preventDefault();
    if (link.getAttribute("aria-busy") !== "true") void load(thread, link);
  });
}

/**
 * @param {Thread} thread
 * @param {HTMLAnchorElement} link
 */
async function load(thread, link) {
  const address = new URL(link.href);
  address.searchParams.set("fragment", "1");
  address.hash = "";
  link.setAttribute("aria-busy", "true");
  try {
    const arrived = await thread.api.html(address.href);
    const fresh = link.matches("[data-more-comments]") ? addComments(thread, link, arrived) : addReplies(thread, link, arrived);
    fresh[0]?.focus();
    say(thread, ngettext("%(num)s more comment shown.", "%(num)s more comments shown.", fresh.length));
  } catch {
    location.assign(link.href); // The link works by itself.
  }
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} link
 * @param {DocumentFragment} arrived
 */
function addComments(thread, link, arrived) {
  const list = topList(thread);
  const fresh = all(arrived, ".thread > li > article.comment").filter((article) => !comment(thread, article.dataset.id || ""));
  for (const article of fresh) {
    list.append(make("li", {}, article));
    thread.dress(article);
  }
  swap(thread, link, find(arrived, ".more-comments"));
  return fresh;
}

/**
 * What arrives may be nested in comments that are here already: each is hung up by itself, and
 * parents come before their children.
 *
 * @param {Thread} thread
 * @param {HTMLElement} link
 * @param {DocumentFragment} arrived
 */
function addReplies(thread, link, arrived) {
  const branch = link.closest("article.comment");
  const next = [...arrived.children].find((part) => part.matches(".more-replies")) ?? null;
  const fresh = all(arrived, "article.comment").filter((article) => !comment(thread, article.dataset.id || ""));
  for (const article of fresh) {
    find(article, ":scope > .replies")?.remove();
    const parent = comment(thread, article.dataset.parent || "") ?? branch;
    if (parent instanceof HTMLElement) repliesOf(parent).append(make("li", {}, article));
    else place(thread, article);
    thread.dress(article);
  }
  swap(thread, link, next);
  return fresh;
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} link
 * @param {Element | null} next
 */
function swap(thread, link, next) {
  const row = link.closest(".more-comments, .more-replies");
  if (next) row?.replaceWith(next);
  else row?.remove();
  if (next) thread.dress(next);
}
