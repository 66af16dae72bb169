/** Find words among the comments that are shown. */

import { all, button, find, make } from "./dom.js";
import { say } from "./status.js";
import { _, ngettext, shown } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 */
export function watchFind(thread) {
  const sorts = find(thread.section, ".sorts");
  if (!sorts || find(sorts, ".find")) return;
  const opener = button(_("Find"), () => open(thread, sorts, opener), "quiet find");
  opener.setAttribute("aria-expanded", "false");
  sorts.append(opener);
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} sorts
 * @param {HTMLElement} opener
 */
function open(thread, sorts, opener) {
  const there = find(thread.section, ".find-row");
  if (there) return close(thread, there, opener);

  const box = make("input", { type: "search", id: "find-words", autocomplete: "off" });
  const told = make("output", { for: "find-words" });
  const search = new Search(thread, told);
  const form = make(
    "form",
    { class: "find-row", role: "search" },
    make("label", { for: "find-words" }, _("Find in the comments shown")),
    box,
    make("button", { type: "submit", class: "button" }, _("Next")),
    told,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    search.next(box.value);
  });
  box.addEventListener("input", () => search.look(box.value));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close(thread, form, opener);
  });
  sorts.after(form);
  opener.setAttribute("aria-expanded", "true");
  box.focus();
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} row
 * @param {HTMLElement} opener
 */
function close(thread, row, opener) {
  row.remove();
  for (const article of all(thread.section, ".is-found")) article.classList.remove("is-found");
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}

class Search {
  #words = "";
  #at = -1;

  /**
   * @param {Thread} thread
   * @param {HTMLElement} told
   */
  constructor(thread, told) {
    this.thread = thread;
    this.told = told;
  }

  /** @param {string} words */
  look(words) {
    this.#words = plain(words.trim());
    this.#at = -1;
    const found = this.#found();
    for (const article of all(this.thread.section, "article.comment")) article.classList.toggle("is-found", found.includes(article));
    this.told.textContent = this.#words ? ngettext("%(num)s comment", "%(num)s comments", found.length) : "";
    return found;
  }

  /** @param {string} words */
  next(words) {
    if (plain(words.trim()) !== this.#words) this.look(words);
    const found = this.#found();
    if (!found.length) return say(this.thread, _("No comment that is shown has these words."));
    this.#at = (this.#at + 1) % found.length;
    const article = found[this.#at];
    this.told.textContent = _("%(at)s of %(all)s", { at: shown(this.#at + 1), all: shown(found.length) });
    article?.scrollIntoView({ block: "nearest" });
    article?.focus({ preventScroll: true });
  }

  #found() {
    if (!this.#words) return [];
    return all(this.thread.section, "article.comment").filter((article) => {
      const text = find(article, ":scope > .comment-text")?.textContent ?? "";
      return plain(`${article.dataset.author} ${text}`).includes(this.#words);
    });
  }
}

/**
 * Small letters without accents: who looks for "cafe" means "Café" too.
 *
 * @param {string} text
 */
function plain(text) {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();
}
