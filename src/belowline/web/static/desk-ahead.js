// Brings in the comments behind those that are here, so that the next one is there already.

import { parse } from "./dom.js";

/** @typedef {import("./desk-items.js").Desk} Desk */

// With 500 of them in the page a key took Chromium 0.4 s (measured): more are brought in on the way.
const MOST_AHEAD = 100;
// Not after every ruling: each piece takes the browser a moment.
const FEW_AHEAD = 50;

export class Ahead {
  /**
   * @param {Desk} desk
   * @param {string} next the address of the page behind those that are here
   */
  constructor(desk, next) {
    this.desk = desk;
    this.next = next;
    this.fetching = false;
  }

  /** Fetch until enough is here, a piece after the other. */
  async fill() {
    const enough = this.desk.root.hasAttribute("data-filled") ? FEW_AHEAD : MOST_AHEAD;
    if (this.fetching || this.desk.left >= enough) return;
    this.fetching = true;
    while (this.next && this.desk.left < MOST_AHEAD) {
      if (!(await this.#fetch())) break;
    }
    this.fetching = false;
    if (this.next && this.desk.left < MOST_AHEAD) return; // the server did not answer
    if (!this.desk.root.hasAttribute("data-filled")) performance.mark("belowline-desk-filled");
    this.desk.root.setAttribute("data-filled", "");
  }

  /** @returns {Promise<boolean>} whether there is more to ask for */
  async #fetch() {
    const address = this.next.replace(/^\/desk\b/, "/desk/further");
    try {
      const response = await fetch(address, { headers: { accept: "text/html" } });
      if (!response.ok) return false;
      const piece = parse(await response.text());
      this.desk.append(piece);
      this.next = piece.querySelector("[data-index]")?.getAttribute("data-next") ?? "";
    } catch {
      // The link to the next page still stands at the end of this one.
      return false;
    }
    for (const link of this.desk.root.querySelectorAll("[data-further]")) {
      link.toggleAttribute("hidden", !this.next);
      link.querySelector("a")?.setAttribute("href", this.next);
    }
    return true;
  }
}
