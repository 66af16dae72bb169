// Offers for ten seconds to take back what was just ruled, on one comment or on several at once.

import { sendTogether, takeBack } from "./desk-send.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */
/** @typedef {{ item: Item, ruling: string }} Given */

// As the server has it (desk/undo.py), which adds what a slow network takes.
const WITHIN_MS = 10_000;

export class Undo {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {{ given: Given[], button: HTMLButtonElement } | null} the last that was ruled */
    this.last = null;
  }

  /**
   * @param {Item} item
   * @param {string} ruling
   */
  offer(item, ruling) {
    if (ruling) this.#offer([{ item, ruling }], "Undo ");
  }

  /** @param {Given[]} given what was ruled on in one go */
  offerTogether(given) {
    this.#offer(given, given.length === 1 ? "Undo " : `Undo all ${given.length} `);
  }

  /** Take the last back, if it still may be. */
  async take() {
    const offer = this.last;
    if (!offer) return;
    this.last = null;
    offer.button.disabled = true;
    const { given } = offer;
    const [first] = given;
    if (given.length === 1) {
      const problem = await this.desk.rulings.during(takeBack(first.item.id, first.ruling, first.item.token));
      offer.button.remove();
      return problem ? this.desk.say(problem) : this.desk.rulings.restore(first.item);
    }
    const items = given.map(({ item, ruling }) => ({ comment_id: item.id, ruling_id: ruling }));
    const { told, problem } = await this.desk.rulings.during(sendTogether("/undo", { items }, first.item.token));
    offer.button.remove();
    const back = given.filter(({ item }) => told.some((each) => each.comment_id === item.id && !each.code));
    const stay = told.find((each) => each.code)?.why_not ?? "";
    this.desk.rulings.restoreTogether(back.map(({ item }) => item), problem || stay);
  }

  /**
   * @param {Given[]} given
   * @param {string} words
   */
  #offer(given, words) {
    this.last?.button.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain undo";
    const key = document.createElement("kbd");
    key.textContent = "u";
    button.append(words, key);
    button.setAttribute("aria-keyshortcuts", "u");
    button.addEventListener("click", () => void this.take());
    // The last one stays in sight.
    given[given.length - 1].item.element.querySelector("[data-outcome]")?.append(" ", button);
    const offer = { given, button };
    this.last = offer;
    setTimeout(() => this.#end(offer), WITHIN_MS);
  }

  /** @param {{ given: Given[], button: HTMLButtonElement }} offer */
  #end(offer) {
    if (offer.button === document.activeElement) offer.given[0].item.element.focus();
    offer.button.remove();
    if (this.last === offer) this.last = null;
  }
}
