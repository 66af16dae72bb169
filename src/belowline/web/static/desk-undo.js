// Offers for ten seconds to take back the ruling that was just made.

import { takeBack } from "./desk-send.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */

// As the server has it (desk/undo.py), which adds what a slow network takes.
const WITHIN_MS = 10_000;

export class Undo {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {{ item: Item, ruling: string, button: HTMLButtonElement } | null} the last that was ruled */
    this.last = null;
  }

  /**
   * @param {Item} item
   * @param {string} ruling
   */
  offer(item, ruling) {
    if (!ruling) return;
    this.last?.button.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain undo";
    const key = document.createElement("kbd");
    key.textContent = "u";
    button.append("Undo ", key);
    button.setAttribute("aria-keyshortcuts", "u");
    button.addEventListener("click", () => void this.take());
    item.element.querySelector("[data-outcome]")?.append(" ", button);
    const offer = { item, ruling, button };
    this.last = offer;
    setTimeout(() => this.#end(offer), WITHIN_MS);
  }

  /** Take the last ruling back, if it still may be. */
  async take() {
    const offer = this.last;
    if (!offer) return;
    this.last = null;
    offer.button.disabled = true;
    const problem = await takeBack(offer.item.id, offer.ruling, offer.item.token);
    offer.button.remove();
    if (problem) this.desk.say(problem);
    else this.desk.restore(offer.item);
  }

  /** @param {{ item: Item, ruling: string, button: HTMLButtonElement }} offer */
  #end(offer) {
    if (offer.button === document.activeElement) offer.item.element.focus();
    offer.button.remove();
    if (this.last === offer) this.last = null;
  }
}
