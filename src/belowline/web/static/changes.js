/** Show what has become of a comment that is in the page: other words, other likes, none any more. */

import { find, make } from "./dom.js";
import { comment, fetchComment, remove, replace } from "./place.js";
import { _, shown } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */
/** @typedef {import("./live.js").Event} Event */

/** @type {Record<string, () => string>} */
const INSTEAD = {
  withdrawn: () => _("Withdrawn by its author."),
  removed: () => _("Removed: it broke the house policy."),
  held: () => _("A moderator is looking at this comment."),
};

/** What was told of comments that are in the page. */
export class Changes {
  /** @type {Map<string, Event>} What is asked for soon, by the comment, as it was told last. */
  #soon = new Map();
  /** @type {Map<string, number | undefined>} What is asked for now, with the likes told since. */
  #asked = new Map();

  /**
   * @param {Thread} thread
   * @param {(id: string) => void} replaced is told of a comment whose row is another one now
   */
  constructor(thread, replaced) {
    this.thread = thread;
    this.replaced = replaced;
  }

  /**
   * Ten thousand pages are told at once: a number is shown and not asked for, words that are gone go
   * at once, and what has to be asked for is asked for at a moment of chance.
   *
   * @param {Event} event
   */
  async show(event) {
    const id = event.comment_id;
    const there = comment(this.thread, id);
    if (!there) return;
    if (event.likes !== undefined) return this.#count(there, event);
    // Their author sees more of them than others do.
    if (this.thread.own.has(id)) return this.#ask(id);
    if (event.instead !== undefined) return this.#take(there, event.instead);

    const isAwaited = this.#soon.has(id);
    this.#soon.set(id, event);
    if (isAwaited) return;
    await new Promise((over) => setTimeout(over, (event.within ?? 0) * 1000 * Math.random()));
    const last = this.#soon.get(id);
    this.#soon.delete(id);
    if (last) await this.#ask(id, last.number);
  }

  /**
   * @param {string} id
   * @param {number} [number] of the event that told of it
   */
  async #ask(id, number) {
    this.#asked.set(id, undefined);
    const fresh = await fetchComment(this.thread, id, number).catch(() => undefined);
    const likes = this.#asked.get(id);
    this.#asked.delete(id);
    const there = comment(this.thread, id);
    if (fresh === undefined || !there) return;
    const menu = find(there, ":scope > .comment-foot .menu:popover-open");
    // Nobody's menu goes away under their finger.
    if (menu) return menu.addEventListener("toggle", () => void this.#ask(id, number), { once: true });
    if (!fresh) return remove(there);
    if (likes !== undefined) count(fresh, likes);
    replace(this.thread, there, fresh);
    this.replaced(id);
  }

  /**
   * What is asked for has to be as new as the number that is shown.
   *
   * @param {HTMLElement} there
   * @param {Event} event
   */
  #count(there, { comment_id: id, number, likes = 0 }) {
    const soon = this.#soon.get(id);
    if (soon) soon.number = number;
    if (this.#asked.has(id)) this.#asked.set(id, likes);
    count(there, likes);
  }

  /**
   * @param {HTMLElement} there
   * @param {string | null} instead why there is a place without words, null where there is none
   */
  #take(there, instead) {
    const id = there.dataset.id || "";
    this.#soon.delete(id);
    const words = INSTEAD[instead ?? ""];
    if (!words) return remove(there);
    replace(this.thread, there, stone(there, id, instead ?? "", words()));
    this.replaced(id);
  }
}

/**
 * Who is pressing the button hears the number from the answer.
 *
 * @param {HTMLElement} article
 * @param {number} likes
 */
function count(article, likes) {
  const pressed = find(article, ":scope > .comment-foot .like button");
  const place = pressed && find(pressed, ".count");
  if (!place || pressed.getAttribute("aria-busy") === "true") return;
  place.textContent = likes > 0 ? ` ${shown(likes)}` : "";
}

/**
 * As branch.html has it.
 *
 * @param {HTMLElement} article
 * @param {string} id
 * @param {string} state
 * @param {string} words
 */
function stone(article, id, state, words) {
  const bare = /** @type {HTMLElement} */ (article.cloneNode(false));
  Object.assign(bare.dataset, { state, author: "" });
  bare.setAttribute("aria-labelledby", `s-${id}`);
  const time = find(article, ":scope > .comment-head .comment-time, :scope > .tombstone .comment-time");
  time?.removeAttribute("part");
  bare.append(make("p", { class: "tombstone" }, make("span", { id: `s-${id}` }, words), " ", ...(time ? [time] : [])));
  return bare;
}
