// Tells the others what is open here, and shows what they have open and how much waits.

import { bring } from "./desk-beside.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */

// Often enough to see a colleague come, seldom enough for a desk of fifty.
const EVERY_MS = 5_000;
// As the server sees it: who does nothing for a minute is away.
const AWAY_AFTER_MS = 60_000;
// Who rules faster than this, or goes past with j, needs neither the record beside a comment nor to be
// seen there; asking for them at once kept the next ruling waiting.
const STAYS_MS = 150;

export class Presence {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.active = Date.now();
    this.asking = false;
    this.again = false;
    /** @type {Item | null} whom a listener was told of */
    this.told = null;
    /** @type {Item | null} the one that came up by itself and may be passed on */
    this.unasked = desk.current;
    /** @type {ReturnType<typeof setTimeout> | undefined} until a comment counts as open */
    this.stays = undefined;
  }

  start() {
    for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
      document.addEventListener(kind, () => this.#act(), { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => void this.#ask());
    this.desk.opened = (item) => {
      this.unasked = this.desk.ruling ? item : null;
      clearTimeout(this.stays);
      this.stays = setTimeout(() => {
        void bring(item);
        void this.#ask();
      }, STAYS_MS);
    };
    setInterval(() => void this.#ask(), EVERY_MS);
    if (this.desk.current) void bring(this.desk.current);
    void this.#ask();
  }

  /** The moderator is here; if they were away, take up again what is open. */
  #act() {
    const wasAway = this.#isAway;
    this.active = Date.now();
    if (wasAway) void this.#ask();
  }

  get #isAway() {
    return document.hidden || Date.now() - this.active >= AWAY_AFTER_MS;
  }

  async #ask() {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    const item = this.desk.current;
    const { made, underway } = this.desk.rulings;
    const open = item && !item.settled && !this.#isAway ? item.id : null;
    try {
      const token = deskToken();
      const response = await fetch("/api/v1/desk/pulse", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": token },
        body: JSON.stringify({ open, query: location.search }),
      });
      if (response.ok) this.#show(await response.json(), item, !underway && made === this.desk.rulings.made);
    } catch {
      // The next pulse will tell; rulings say for themselves when the server is away.
    }
    this.asking = false;
    if (this.again) {
      this.again = false;
      void this.#ask();
    }
  }

  /**
   * @param {{ size: number, taken: Record<string, string> }} told
   * @param {Item | null} item the one that was open when we asked
   * @param {boolean} isNew whether nothing was ruled here since
   */
  #show(told, item, isNew) {
    for (const other of this.desk.comments.items) {
      const name = told.taken[other.id] ?? "";
      if (!name && !other.taken) continue;
      other.element.toggleAttribute("data-taken-by", Boolean(name));
      for (const place of this.#places(other)) {
        place.textContent = name ? `${name} has this open` : "";
        place.toggleAttribute("hidden", !name);
      }
    }
    if (isNew && !this.desk.single) this.desk.comments.count(told.size);
    if (item?.taken && item === this.unasked) this.desk.passOn(item);
    else if (item?.taken && item === this.desk.current && this.told !== item) {
      this.desk.say(`${told.taken[item.id]} has this comment open.`);
      this.told = item;
    }
  }

  /** @param {Item} item */
  #places(item) {
    const row = this.desk.comments.row(item)?.querySelector("[data-taken]");
    return [item.element.querySelector("[data-taken]"), row].filter((place) => place instanceof Element);
  }
}

/** The session's token: it stands in the form to sign out, on pages without any item too. */
function deskToken() {
  const field = document.querySelector('input[name="token"]');
  return field instanceof HTMLInputElement ? field.value : "";
}
