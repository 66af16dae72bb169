/** Announce what has come in while a thread is read, and show it when asked. */

import { Changes } from "./changes.js";
import { button, find } from "./dom.js";
import { comment, fetchComment, place, show } from "./place.js";
import { say } from "./status.js";
import { _, ngettext } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */
/** @typedef {import("./live.js").Event} Event */

/** What has come in and is not shown yet: nothing moves under the eyes of somebody who reads. */
export class Arrivals {
  #changes;
  /** @type {string[]} */
  #comments = [];
  /** @type {Map<string, string[]>} */
  #replies = new Map();
  /** @type {Map<string, number | undefined>} The number of the event that told of a comment. */
  #numbers = new Map();

  /** @param {Thread} thread */
  constructor(thread) {
    this.thread = thread;
    // The row that said how many replies are new has been replaced.
    this.#changes = new Changes(thread, (id) => this.#tellReplies(id));
  }

  /**
   * @param {string} name
   * @param {Event} event
   */
  async happened(name, event) {
    const there = comment(this.thread, event.comment_id);
    if (event.number && this.#numbers.has(event.comment_id)) this.#numbers.set(event.comment_id, event.number);
    if (name === "published" && !there) {
      if (!this.thread.own.has(event.comment_id)) this.#add(event);
      return;
    }
    // The page was made in the moment in which it was told.
    if (name === "published" && there?.dataset.state === "published") return;
    if (name === "hidden") this.#drop(event);
    if (there) await this.#changes.show(event);
  }

  /** @param {Event} event */
  #add(event) {
    this.#numbers.set(event.comment_id, event.number);
    if (!this.#comments.length && !this.#replies.size) say(this.thread, _("New comments have come in."));
    if (!event.parent_id) this.#comments = [...new Set([...this.#comments, event.comment_id])];
    else this.#replies.set(event.root_id, [...new Set([...(this.#replies.get(event.root_id) ?? []), event.comment_id])]);
    this.#tell(event);
  }

  /** @param {Event} event */
  #drop(event) {
    this.#comments = this.#comments.filter((id) => id !== event.comment_id);
    const replies = (this.#replies.get(event.root_id) ?? []).filter((id) => id !== event.comment_id);
    if (replies.length) this.#replies.set(event.root_id, replies);
    else this.#replies.delete(event.root_id);
    this.#tell(event);
  }

  /** @param {Event} event */
  #tell(event) {
    this.#tellComments();
    if (event.root_id) this.#tellReplies(event.root_id);
  }

  #tellComments() {
    const place = find(this.thread.section, "[data-arrivals]");
    place?.replaceChildren();
    if (!place || !this.#comments.length) return;

    const words = ngettext("%(num)s new comment", "%(num)s new comments", this.#comments.length);
    place.append(button(words, () => void this.#showComments(), "button"));
  }

  /**
   * The button stands where the number of replies stood, so that no line is added.
   *
   * @param {string} root
   */
  #tellReplies(root) {
    const branch = comment(this.thread, root);
    const row = branch && find(branch, ":scope > :is(.comment-foot, .tombstone)");
    const ids = this.#replies.get(root) ?? [];
    if (!row) return;

    find(row, ":scope > .new-replies")?.remove();
    const number = find(row, ":scope > .reply-count");
    if (number) number.hidden = ids.length > 0;
    if (!ids.length) return;

    const words = ngettext("%(num)s new reply", "%(num)s new replies", ids.length);
    const shows = button(words, () => void this.#showReplies(root), "quiet new-replies");
    row.insertBefore(shows, find(row, ":scope > .more-anchor"));
  }

  async #showComments() {
    const ids = this.#comments;
    this.#comments = [];
    this.#tellComments();
    await this.#show(ids, this.thread.sort === "oldest");
  }

  /** @param {string} root */
  async #showReplies(root) {
    const ids = this.#replies.get(root) ?? [];
    this.#replies.delete(root);
    this.#tellReplies(root);
    await this.#show(ids, true);
  }

  /**
   * @param {string[]} ids
   * @param {boolean} firstIsTop whether the oldest of them stands above the others
   */
  async #show(ids, firstIsTop) {
    const fetched = await Promise.all(ids.map((id) => fetchComment(this.thread, id, this.#numbers.get(id)).catch(() => null)));
    const placed = fetched.flatMap((article) => (article ? [place(this.thread, article)] : []));
    for (const article of placed) article.classList.add("is-new");
    const top = firstIsTop ? placed.at(0) : placed.at(-1);
    if (top) show(top);
  }
}
