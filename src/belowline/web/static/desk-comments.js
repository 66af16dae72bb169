// The comments that are here: which there are, in what order, and how many wait in all.

import { Index } from "./desk-index.js";
import { Item } from "./desk-item.js";

export class Comments {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Item[]} */
    this.items = [];
    /** @type {Map<string, Item>} the comments by their ids: there may be hundreds */
    this.byId = new Map();
    this.index = new Index();
    this.waiting = Number(document.querySelector("[data-waiting]")?.getAttribute("data-waiting") ?? 0);
    this.#take(root.querySelectorAll("[data-item]"), root.querySelectorAll("[data-row]"));
  }

  /** Is this a page of one comment? */
  get single() {
    return this.root.classList.contains("single");
  }

  /** @returns {number} how many are here that nobody has ruled on */
  get left() {
    return this.items.filter((item) => !item.settled).length;
  }

  /** @returns {Item | undefined} the first that waits and that nobody else has open */
  get free() {
    return this.items.find((item) => !item.settled && !item.taken);
  }

  /**
   * @param {Item | null} from
   * @param {number} number
   * @returns {Item[]} so many from there on that wait
   */
  next(from, number) {
    const start = from ? this.items.indexOf(from) : 0;
    const found = [];
    for (let place = start; place < this.items.length && found.length < number; place += 1) {
      if (!this.items[place].settled) found.push(this.items[place]);
    }
    return found;
  }

  /**
   * @param {Item | null} from
   * @param {1 | -1} step
   * @returns {Item | null} the next one that waits, in either direction
   */
  beside(from, step) {
    const start = from ? this.items.indexOf(from) : -1;
    for (let place = start + step; place >= 0 && place < this.items.length; place += step) {
      if (!this.items[place].settled) return this.items[place];
    }
    return null;
  }

  /**
   * @param {Item} item one that was ruled on
   * @returns {Item | undefined} what is next behind it, or before it where it was the last
   */
  following(item) {
    const place = this.items.indexOf(item);
    const left = [...this.items.slice(place + 1), ...this.items.slice(0, place)].filter((other) => !other.settled);
    return left.find((other) => !other.taken) ?? left[0];
  }

  /**
   * @param {Element[]} rows of the index, behind those that are here
   * @param {HTMLElement[]} places where their comments will stand
   */
  append(rows, places) {
    this.root.querySelector("[data-index]")?.append(...rows.map((row) => /** @type {Element} */ (row.closest("li"))));
    this.root.querySelector("[data-items]")?.append(...places);
    this.#take(places, rows);
  }

  /**
   * @param {string} id
   * @returns {Item | null}
   */
  find(id) {
    return this.byId.get(id) ?? null;
  }

  /**
   * @param {Element} part
   * @returns {Item | null} the comment that it stands in
   */
  around(part) {
    return this.find(part.closest("[data-item]")?.getAttribute("data-item") ?? "");
  }

  /**
   * @param {Item} item
   * @returns {Element | null} its row in the index
   */
  row(item) {
    return this.index.of(item);
  }

  /**
   * @param {Item} item one that was ruled on
   * @param {string} outcome
   * @param {string} brief the same, where there is little room
   */
  settle(item, outcome, brief = outcome) {
    item.settle(outcome);
    this.index.settle(item, brief);
    if (item.element.hasAttribute("data-waits")) this.count(Math.max(0, this.waiting - 1));
  }

  /** @param {Item} item one whose ruling was taken back */
  restore(item) {
    item.unsettle();
    this.index.restore(item);
    if (item.element.hasAttribute("data-waits")) this.count(this.waiting + 1);
  }

  /** @param {number} waiting how many wait now */
  count(waiting) {
    this.waiting = waiting;
    const place = document.querySelector("[data-waiting]");
    if (!place) return;
    place.textContent = this.waiting ? `${this.waiting} waiting` : "";
    if (!this.single) document.title = document.title.replace(/^\d+ waiting|^Nothing waits/, place.textContent || "Nothing waits");
  }

  /**
   * @param {Iterable<Element>} elements
   * @param {Iterable<Element>} rows
   */
  #take(elements, rows) {
    this.index.add(rows);
    for (const element of elements) {
      // One that somebody else decides about stands there to be read.
      if (!(element instanceof HTMLElement) || !element.querySelector("form.ruling")) continue;
      const item = new Item(element);
      this.items.push(item);
      this.byId.set(item.id, item);
    }
  }
}
