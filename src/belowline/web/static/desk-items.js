// The desk: which comment is open, and what comes before the moderator's eyes next.

import { Ahead } from "./desk-ahead.js";
import { Comments } from "./desk-comments.js";
import { Rulings } from "./desk-rulings.js";

/** @typedef {import("./desk-item.js").Item} Item */
/** @typedef {import("./desk-send.js").Verdict} Verdict */

export class Desk {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.comments = new Comments(root);
    /** @type {Item | null} */
    this.current = null;
    this.rulings = new Rulings(this);
    /** @type {import("./desk-select.js").Selection | null} */
    this.selection = null;
    this.ahead = new Ahead(this, root.dataset.next ?? "");
    /** Does a comment come up because the one before it was ruled on? */
    this.ruling = false;
    /** @type {(item: Item) => void} told of each comment that comes before the moderator's eyes */
    this.opened = () => {};

    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("submit", (event) => this.#submitted(event));
    // Asked for first, so that the server works while the browser lays out the page.
    if (!this.single) void this.ahead.fill();
    /** The comment that the address asks for; it may come with the rows */
    this.asked = location.hash.replace("#item-", "");
    const first = this.comments.find(this.asked) ?? this.comments.items[0];
    if (first) this.#mark(first);
  }

  /** Is this a page of one comment? */
  get single() {
    return this.comments.single;
  }

  /**
   * Go to the next or previous comment that still waits.
   *
   * @param {1 | -1} step
   */
  move(step) {
    const item = this.comments.beside(this.current, step);
    if (item) this.open(item);
  }

  /**
   * @param {Item} item
   * @param {Item | null} above the one ruled last, which stays in sight
   */
  open(item, above = null) {
    if (this.current?.choosing) this.current.cancel();
    this.#mark(item);
    this.root.querySelector("[data-last]")?.removeAttribute("data-last");
    above?.element.setAttribute("data-last", "");
    (above ?? item).element.scrollIntoView({ block: "start" });
    item.element.focus({ preventScroll: true });
    if (!this.single) history.replaceState(null, "", `#item-${item.id}`);
    if (item.light) void this.ahead.whole(item);
    else void this.ahead.near();
  }

  /** @param {string} words for those who listen to the page */
  say(words) {
    const place = document.querySelector("[data-say]");
    // The same words twice in a row are read out twice only if they differ.
    if (place) place.textContent = place.textContent === words ? `${words}\u00a0` : words;
  }

  /**
   * Open the next after a ruling: nobody asked for just this one.
   *
   * @param {Item} following
   * @param {Item} ruled
   */
  goOn(following, ruled) {
    this.ruling = true;
    this.open(following, ruled);
    this.ruling = false;
  }

  /** @param {Item} item the one that another moderator has, which nobody here asked for */
  passOn(item) {
    const { free } = this.comments;
    if (free && this.current === item) this.open(free);
  }

  /** @param {Item} last */
  finish(last) {
    const done = this.root.querySelector("[data-done]");
    if (this.single || !(done instanceof HTMLElement)) {
      last.element.focus();
      return;
    }
    for (const { element } of this.comments.items) {
      element.removeAttribute("data-open");
      element.removeAttribute("data-last");
    }
    this.comments.index.unmark(last);
    last.element.setAttribute("data-last", "");
    const { waiting } = this.comments;
    if (waiting) {
      const title = done.querySelector("[data-done-title]");
      const text = done.querySelector("[data-done-text]");
      if (title) title.textContent = "That was all on this page.";
      if (text) text.textContent = `${waiting} more ${waiting === 1 ? "waits" : "wait"}.`;
    }
    done.hidden = false;
    done.focus();
  }

  /** There is something to rule on again. */
  goesOn() {
    const done = this.root.querySelector("[data-done]");
    if (done instanceof HTMLElement && !this.single) done.hidden = true;
  }

  /** The comment that the address asks for may have come by now; a moderator who has begun stays. */
  arrived() {
    const asked = this.comments.find(this.asked);
    if (asked && !this.rulings.made && this.current === this.comments.items[0]) this.open(asked);
  }

  /** @param {Item} item one that is here whole now */
  became(item) {
    this.selection?.keep(item);
    if (item !== this.current) return;
    item.element.scrollIntoView({ block: "start" });
    this.opened(item);
  }

  /** @param {Event} event */
  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest("[data-row]");
    const chosen = row ? this.comments.find(row.getAttribute("data-row") ?? "") : null;
    if (chosen && event instanceof MouseEvent && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      return this.open(chosen);
    }
    const item = this.comments.around(event.target);
    if (!item) return;
    if (event.target.closest("[data-choose]")) item.choose();
    else if (event.target.closest("[data-cancel]")) item.cancel();
    else if (event.target.closest("[data-write]")) item.write();
    else if (event.target instanceof HTMLInputElement && event.target.type === "radio") item.problem("");
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const item = event.target instanceof Element ? this.comments.around(event.target) : null;
    if (!item || item.form !== event.target || !(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    void this.rulings.rule(item, /** @type {Verdict} */ (event.submitter.value));
  }

  /** @param {Item} item */
  #mark(item) {
    const { current } = this;
    if (current) {
      current.element.removeAttribute("data-open");
      this.comments.index.unmark(current);
    }
    item.element.setAttribute("data-open", "");
    this.comments.index.mark(item);
    this.current = item;
    this.opened(item);
  }
}
