// The rows of the index: which of them is open, and what became of the comments that they lead to.

import { speakTimes } from "./desk-time.js";

/** @typedef {import("./desk-item.js").Item} Item */

export class Index {
  constructor() {
    /** @type {Map<string, Element>} the rows by their comments: there may be hundreds */
    this.rows = new Map();
    /** @type {Map<Item, Element>} rows as they were before a ruling */
    this.before = new Map();
  }

  /** @param {Iterable<Element>} rows */
  add(rows) {
    for (const row of rows) this.rows.set(row.getAttribute("data-row") ?? "", row);
  }

  /**
   * @param {Item} item
   * @returns {Element | null} its row
   */
  of(item) {
    return this.rows.get(item.id) ?? null;
  }

  /** @param {Item} item */
  mark(item) {
    const row = this.of(item);
    row?.setAttribute("aria-current", "true");
    row?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Item} item */
  unmark(item) {
    this.of(item)?.removeAttribute("aria-current");
  }

  /**
   * @param {Item} item
   * @param {string} outcome what became of it
   */
  settle(item, outcome) {
    const row = this.of(item);
    if (!row) return;
    this.before.set(item, /** @type {Element} */ (row.cloneNode(true)));
    row.parentElement?.classList.add("settled");
    row.querySelector("time")?.remove();
    const why = row.querySelector(".row-why");
    if (why) why.textContent = outcome;
  }

  /** @param {Item} item one whose ruling was taken back */
  restore(item) {
    const row = this.of(item);
    const kept = this.before.get(item);
    if (!row || !kept) return;
    row.parentElement?.classList.remove("settled");
    row.replaceWith(kept);
    this.rows.set(item.id, kept);
    speakTimes(kept);
  }
}
