/** Follow a story while it is read: count what comes in, and show it only when asked. */

import { button, count, find } from "./dom.js";
import { comment, fetchComment, place, remove, replace, show } from "./place.js";
import { say } from "./status.js";

/** @typedef {import("./thread.js").Thread} Thread */
/** @typedef {{ comment_id: string, parent_id: string | null, root_id: string }} Event */

// A page nobody looks at need not hold a connection.
const CLOSE_WHEN_HIDDEN_FOR = 5 * 60_000;
// A server that turned us away is asked again, ever more rarely.
const FIRST_RETRY = 15_000;
const LAST_RETRY = 5 * 60_000;

/**
 * @param {Thread} thread
 * @returns {() => void} stops following
 */
export function follow(thread) {
  const following = new Following(thread);
  const gone = () => following.close();
  const back = () => following.open();
  const seen = () => following.seen(document.visibilityState === "visible");
  addEventListener("pagehide", gone);
  addEventListener("pageshow", back);
  document.addEventListener("visibilitychange", seen);
  following.open();

  return () => {
    removeEventListener("pagehide", gone);
    removeEventListener("pageshow", back);
    document.removeEventListener("visibilitychange", seen);
    following.close();
  };
}

class Following {
  /** @type {EventSource | null} */
  #source = null;
  #last = "";
  #retry = FIRST_RETRY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Thread} thread */
  constructor(thread) {
    this.thread = thread;
    this.arrivals = new Arrivals(thread);
  }

  open() {
    if (this.#source) return;
    clearTimeout(this.#timer);

    const address = new URL(this.thread.api.address(`/api/v1/stories/${this.thread.storyId}/live`));
    // A new connection sends no Last-Event-ID of its own accord.
    if (this.#last) address.searchParams.set("after", this.#last);
    const source = new EventSource(address);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#retry = FIRST_RETRY;
      if (!this.#last) void this.#catchUp();
    });
    source.addEventListener("error", () => this.#failed(source));
    for (const name of ["published", "changed", "hidden"]) {
      source.addEventListener(name, (message) => {
        this.#last = message.lastEventId || this.#last;
        void this.#happened(name, JSON.parse(message.data));
      });
    }
  }

  /** What came after the page was made and before its stream was open was told to nobody. */
  async #catchUp() {
    const behind = this.thread.section.dataset.behind;
    if (behind === undefined) return;
    const query = new URLSearchParams({ sort: "oldest", ...(behind && { after: behind }) });
    const path = `/api/v1/stories/${this.thread.storyId}/comments?${query}`;
    const missed = await this.thread.api.json("GET", path).catch(() => ({ items: [] }));
    for (const { id, parent_id, root_id } of missed.items) {
      await this.#happened("published", { comment_id: id, parent_id, root_id });
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** @param {boolean} visible */
  seen(visible) {
    clearTimeout(this.#timer);
    if (visible) this.open();
    else this.#timer = setTimeout(() => this.close(), CLOSE_WHEN_HIDDEN_FOR);
  }

  /**
   * The browser reconnects a broken stream by itself, but gives up on an error answer.
   *
   * @param {EventSource} source
   */
  #failed(source) {
    if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
    this.close();
    this.#timer = setTimeout(() => this.open(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }

  /**
   * @param {string} name
   * @param {Event} event
   */
  async #happened(name, event) {
    await this.thread.sending; // The news of our own comment may overtake the answer to it.
    const there = comment(this.thread, event.comment_id);
    if (name === "published" && !there) {
      if (!this.thread.own.has(event.comment_id)) this.arrivals.add(event);
      return;
    }
    if (name === "hidden") this.arrivals.drop(event);
    if (there) await this.#refresh(event.comment_id);
  }

  /** @param {string} id */
  async #refresh(id) {
    const fresh = await fetchComment(this.thread, id).catch(() => undefined);
    const there = comment(this.thread, id);
    if (fresh === undefined || !there) return;
    if (!fresh) return remove(there);
    replace(this.thread, there, fresh);
    this.arrivals.tellReplies(id); // The row that said how many are new has been replaced.
  }
}

/** What has come in and is not shown yet: nothing moves under the eyes of somebody who reads. */
class Arrivals {
  /** @type {string[]} */
  #comments = [];
  /** @type {Map<string, string[]>} */
  #replies = new Map();

  /** @param {Thread} thread */
  constructor(thread) {
    this.thread = thread;
  }

  /** @param {Event} event */
  add(event) {
    if (!this.#comments.length && !this.#replies.size) say(this.thread, "New comments have come in.");
    if (!event.parent_id) this.#comments = [...new Set([...this.#comments, event.comment_id])];
    else this.#replies.set(event.root_id, [...new Set([...(this.#replies.get(event.root_id) ?? []), event.comment_id])]);
    this.#tell(event);
  }

  /** @param {Event} event */
  drop(event) {
    this.#comments = this.#comments.filter((id) => id !== event.comment_id);
    const replies = (this.#replies.get(event.root_id) ?? []).filter((id) => id !== event.comment_id);
    if (replies.length) this.#replies.set(event.root_id, replies);
    else this.#replies.delete(event.root_id);
    this.#tell(event);
  }

  /** @param {Event} event */
  #tell(event) {
    this.#tellComments();
    if (event.root_id) this.tellReplies(event.root_id);
  }

  #tellComments() {
    const place = find(this.thread.section, "[data-arrivals]");
    place?.replaceChildren();
    if (!place || !this.#comments.length) return;

    const words = count(this.#comments.length, "new comment", "new comments");
    place.append(button(words, () => void this.#showComments(), "button"));
  }

  /**
   * The button stands where the number of replies stood, so that no line is added.
   *
   * @param {string} root
   */
  tellReplies(root) {
    const branch = comment(this.thread, root);
    const row = branch && find(branch, ":scope > :is(.comment-foot, .tombstone)");
    const ids = this.#replies.get(root) ?? [];
    if (!row) return;

    find(row, ":scope > .new-replies")?.remove();
    const number = find(row, ":scope > .reply-count");
    if (number) number.hidden = ids.length > 0;
    if (!ids.length) return;

    const words = count(ids.length, "new reply", "new replies");
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
    this.tellReplies(root);
    await this.#show(ids, true);
  }

  /**
   * @param {string[]} ids
   * @param {boolean} firstIsTop whether the oldest of them stands above the others
   */
  async #show(ids, firstIsTop) {
    const fetched = await Promise.all(ids.map((id) => fetchComment(this.thread, id).catch(() => null)));
    const placed = fetched.flatMap((article) => (article ? [place(this.thread, article)] : []));
    for (const article of placed) article.classList.add("is-new");
    const top = firstIsTop ? placed.at(0) : placed.at(-1);
    if (top) show(top);
  }
}
