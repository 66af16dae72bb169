/** Fold away what certain readers write, for this reader alone, in their own browser. */

import { all, around, button, find, make } from "./dom.js";
import { closeMenu } from "./menu.js";
import { say } from "./status.js";
import { _, pieces } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

const KEY = "belowline:ignored";

/** @returns {string[]} the names that are ignored */
function names() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** @param {string[]} kept */
function keep(kept) {
  try {
    if (kept.length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage can be switched off; then nobody is ignored for longer than the page.
  }
}

/**
 * Give each menu the entry, before its entries get their roles, and fold what is ignored.
 *
 * @param {Thread} thread
 * @param {ParentNode} within
 */
export function dressIgnored(thread, within) {
  const inside = all(within, "article.comment");
  if (within instanceof HTMLElement && within.matches("article.comment")) inside.push(within);
  const ignored = names();
  for (const article of inside) {
    const menu = find(article, ":scope > .comment-foot .menu");
    const author = article.dataset.author || "";
    if (!menu || !author || thread.own.has(article.dataset.id || "")) continue;

    if (!find(menu, "[data-ignore]")) menu.append(make("button", { type: "button", "data-ignore": "" }, _("Ignore %(name)s", { name: author })));
    if (ignored.includes(author)) fold(thread, article);
  }
}

/** @param {Thread} thread */
export function watchIgnored(thread) {
  thread.section.addEventListener("click", (event) => {
    const entry = around(event, "[data-ignore]");
    const article = around(event, "article.comment");
    const author = article?.dataset.author;
    if (!entry || !article || !author) return;

    closeMenu(entry);
    keep([...new Set([...names(), author])]);
    for (const each of of(thread, author)) fold(thread, each);
    say(thread, _("You ignore %(name)s now. Their comments are folded, for you alone.", { name: author }));
    find(article, ":scope > .folded button")?.focus();
  });
}

/**
 * @param {Thread} thread
 * @param {string} author
 */
function of(thread, author) {
  return all(thread.section, "article.comment").filter(
    (article) => article.dataset.author === author && !thread.own.has(article.dataset.id || ""),
  );
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} article
 */
function fold(thread, article) {
  if (find(article, ":scope > .folded")) return;
  const author = article.dataset.author || "";
  const reveal = button(_("Show"), () => {
    const folded = article.classList.toggle("is-folded");
    reveal.textContent = folded ? _("Show") : _("Hide");
    reveal.setAttribute("aria-expanded", String(!folded));
  });
  reveal.setAttribute("aria-expanded", "false");
  const undo = button(_("Stop ignoring"), () => {
    keep(names().filter((name) => name !== author));
    for (const each of of(thread, author)) unfold(each);
    say(thread, _("You no longer ignore %(name)s.", { name: author }));
    find(article, ":scope > .comment-foot .more")?.focus();
  });
  const line = make("p", { class: "folded", "data-ignored": "" }, make("span", {}, ...pieces("You ignore %(name)s.", make("bdi", {}, author))), " ", reveal, " ", undo);
  article.prepend(line);
  article.classList.add("is-folded");
}

/** @param {HTMLElement} article */
function unfold(article) {
  const line = find(article, ":scope > [data-ignored]");
  if (!line) return;
  line.remove();
  article.classList.remove("is-folded");
}
