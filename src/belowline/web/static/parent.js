/** Go from an answer to what it answers, and back. */

import { all, around, button, find, make } from "./dom.js";
import { closeMenu } from "./menu.js";
import { comment, show } from "./place.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * Give each answer's menu the way; before the menu's entries get their roles.
 *
 * @param {Thread} thread
 * @param {ParentNode} within
 */
export function dressParents(thread, within) {
  const inside = all(within, "article.comment");
  if (within instanceof HTMLElement && within.matches("article.comment")) inside.push(within);
  for (const article of inside) {
    const parent = article.dataset.parent;
    const menu = find(article, ":scope > .comment-foot .menu");
    const apart = menu && find(menu, ".menu-apart");
    if (!parent || !apart || find(menu, "[data-answered]")) continue;

    apart.before(make("a", { class: "menu-apart", href: thread.api.address(`/comments/${parent}`), "data-answered": "" }, _("What it answers")));
    apart.classList.remove("menu-apart");
  }
}

/** @param {Thread} thread */
export function watchParents(thread) {
  thread.section.addEventListener("click", (event) => {
    const link = around(event, "a[data-answered], .answers a");
    const article = around(event, "article.comment");
    const parent = article?.dataset.parent && comment(thread, article.dataset.parent);
    if (!link || !article || !parent || event.ctrlKey || event.metaKey || event.shiftKey) return;

    event.preventDefault();
    closeMenu(link);
    offerWayBack(parent, article);
    show(parent);
  });
}

/**
 * A name that a comment calls upon leads to a comment that may be on this page.
 *
 * @param {Thread} thread
 */
export function watchNames(thread) {
  thread.section.addEventListener("click", (event) => {
    const link = around(event, '.comment-text a[href*="/comments/"]');
    const article = around(event, "article.comment");
    if (!(link instanceof HTMLAnchorElement) || !article || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { origin, pathname } = new URL(link.href);
    const named = origin === new URL(thread.api.base).origin ? comment(thread, pathname.replace("/comments/", "")) : null;
    if (!named) return;

    event.preventDefault();
    offerWayBack(named, article);
    show(named);
  });
}

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement} answer
 */
function offerWayBack(parent, answer) {
  find(parent, ":scope > .way-back")?.remove();
  const back = button(_("Back to %(name)s’s answer", { name: answer.dataset.author || "" }), () => {
    line.remove();
    parent.classList.remove("is-new");
    show(answer);
  });
  const line = make("p", { class: "way-back" }, back);
  find(parent, ":scope > .comment-text, :scope > .tombstone")?.after(line);
}
