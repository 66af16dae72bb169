// Brings in what waits behind the first comments: rows for hundreds, the comments themselves as work goes on.

import { lightOf, tellMissing } from "./desk-light.js";
import { speakTimes } from "./desk-time.js";
import { parse } from "./dom.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */

// Rows to choose and to select from; more are brought in when half of them are ruled on.
const MOST_ROWS = 500;
const FEW_ROWS = 250;
// The next so many are here whole. With hundreds of whole ones in the page it took long to load.
const WHOLE_AHEAD = 10;
// Here there is no index: whoever scrolls comes to the places themselves. To watch hundreds costs every key.
const NARROW = matchMedia("(width < 60rem)");

export class Ahead {
  /**
   * @param {Desk} desk
   * @param {string} next the address of the page behind the rows that are here
   */
  constructor(desk, next) {
    this.desk = desk;
    this.next = next;
    this.filling = false;
    /** @type {Promise<void> | null} comments that are on their way */
    this.bringing = null;
    /** @type {Set<Element>} places before the moderator's eyes whose comments are not here */
    this.seen = new Set();
    this.watch = new IntersectionObserver((changes) => this.#seen(changes), { rootMargin: "100% 0px" });
    NARROW.addEventListener("change", () => this.#watch());
  }

  /** Fetch rows until enough is here, a piece after the other. */
  async fill() {
    const isFilled = this.desk.root.hasAttribute("data-filled");
    if (this.filling || this.desk.comments.left >= (isFilled ? FEW_ROWS : MOST_ROWS)) return;
    this.filling = true;
    while (this.next && this.desk.comments.left < MOST_ROWS) {
      if (!(await this.#fetchRows())) break;
    }
    this.filling = false;
    if (this.next && this.desk.comments.left < MOST_ROWS) return; // the server did not answer
    if (!isFilled) performance.mark("belowline-desk-filled");
    this.desk.root.setAttribute("data-filled", "");
    void this.near();
  }

  /** Have the next comments here before anybody asks for them. */
  async near() {
    const light = this.desk.comments.next(this.desk.current, WHOLE_AHEAD).find((item) => item.light && !item.missed);
    if (light && !this.bringing) await this.#bring(light);
  }

  /** @param {Item} item one that is open: bring it in, by itself if need be */
  async whole(item) {
    await this.bringing;
    if (item.light && !item.missed) await this.#bring(item);
    if (item.light) this.#put(await fetched(`/desk/comments/${item.id}`));
    if (item.light) tellMissing(item.element, item.id);
  }

  /** @returns {Promise<boolean>} whether the server answered */
  async #fetchRows() {
    const piece = await fetched(this.next.replace(/^\/desk\b/, "/desk/rows"));
    if (!piece) return false; // the link to the next page still stands at the end of this one
    const known = (/** @type {Element} */ row) => this.desk.comments.find(row.getAttribute("data-row") ?? "");
    const rows = [...piece.querySelectorAll("[data-row]")].filter((row) => !known(row));
    speakTimes(piece);
    this.next = piece.querySelector("[data-index]")?.getAttribute("data-next") ?? "";
    const field = document.querySelector('input[name="token"]');
    const token = field instanceof HTMLInputElement ? field.value : "";
    const lights = rows.map((row) => lightOf(row, token));
    this.desk.comments.append(rows, lights);
    this.desk.arrived();
    this.#watch();
    for (const link of this.desk.root.querySelectorAll("[data-further]")) {
      link.toggleAttribute("hidden", !this.next);
      link.querySelector("a")?.setAttribute("href", this.next);
    }
    return true;
  }

  /** @param {Item} first bring in this one and those behind it */
  async #bring(first) {
    const { items } = this.desk.comments;
    const place = items.indexOf(first);
    const query = new URLSearchParams(location.search);
    query.delete("notice");
    const before = items[place - 1] && this.desk.comments.row(items[place - 1])?.getAttribute("data-place");
    if (before) query.set("after", before);
    this.bringing = fetched(`/desk/further?${query}`).then((piece) => {
      this.#put(piece);
      // It has moved in the queue, or waits no longer: it comes by itself when it is opened.
      first.missed = first.light;
    });
    await this.bringing;
    this.bringing = null;
  }

  /** @param {DocumentFragment | null} piece with comments, each for its place */
  #put(piece) {
    for (const element of piece?.querySelectorAll("[data-item]") ?? []) {
      const item = this.desk.comments.find(element.getAttribute("data-item") ?? "");
      if (!item?.light || item.settled || !(element instanceof HTMLElement)) continue;
      this.watch.unobserve(item.element);
      this.seen.delete(item.element);
      speakTimes(element);
      item.become(element);
      this.desk.became(item);
    }
  }

  #watch() {
    this.watch.disconnect();
    this.seen.clear();
    if (!NARROW.matches) return;
    for (const item of this.desk.comments.items) if (item.light) this.watch.observe(item.element);
  }

  /** @param {IntersectionObserverEntry[]} changes */
  #seen(changes) {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) this.seen.add(target);
      else this.seen.delete(target);
    }
    void this.#showSeen();
  }

  async #showSeen() {
    if (this.bringing) return;
    for (const element of this.seen) {
      const item = this.desk.comments.around(element);
      if (!item?.light || item.settled || item.missed) continue;
      await this.#bring(item);
      return void this.#showSeen();
    }
  }
}

/**
 * @param {string} address
 * @returns {Promise<DocumentFragment | null>} the page that stands there; null where the server does not answer
 */
async function fetched(address) {
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    return response.ok ? parse(await response.text()) : null;
  } catch {
    return null;
  }
}
