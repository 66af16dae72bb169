// The comments that wait: which one is open, what was ruled, what comes next.

import { Item, needsClause } from "./desk-item.js";
import { send } from "./desk-send.js";
import { Undo } from "./desk-undo.js";
import { speakTimes, timeOfDay } from "./desk-time.js";
import { parse } from "./dom.js";

/** @typedef {import("./desk-send.js").Verdict} Verdict */

// Early enough that the next page is here before the last comment of this one is ruled on.
const FETCH_NEXT_BELOW = 6;

export class Desk {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Item[]} */
    this.items = [];
    /** @type {Item | null} */
    this.current = null;
    this.undo = new Undo(this);
    /** @type {import("./desk-select.js").Selection | null} */
    this.selection = null;
    /** @type {Map<Item, Element>} rows of the index as they were before a ruling */
    this.rows = new Map();
    this.rulings = 0;
    this.next = root.dataset.next ?? "";
    /** Does a comment come up because the one before it was ruled on? */
    this.ruling = false;
    /** @type {(item: Item) => void} told of each comment that comes before the moderator's eyes */
    this.opened = () => {};
    this.waiting = Number(document.querySelector("[data-waiting]")?.getAttribute("data-waiting") ?? 0);
    this.#take(root.querySelectorAll("[data-item]"));

    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("submit", (event) => this.#submitted(event));
    const asked = this.#find(location.hash.replace("#item-", ""));
    if (asked ?? this.items[0]) this.#mark(asked ?? this.items[0]);
    void this.#fetchNext();
  }

  /** Is this a page of one comment? */
  get single() {
    return this.root.classList.contains("single");
  }

  /**
   * Go to the next or previous comment that still waits.
   *
   * @param {1 | -1} step
   */
  move(step) {
    const start = this.current ? this.items.indexOf(this.current) : -1;
    for (let index = start + step; index >= 0 && index < this.items.length; index += step) {
      const item = this.items[index];
      if (!item.settled) return this.open(item);
    }
  }

  /**
   * @param {Item} item
   * @param {Item | null} above the one ruled last, which stays in sight
   */
  open(item, above = null) {
    if (this.current?.choosing) this.current.cancel();
    this.#mark(item);
    for (const { element } of this.items) element.removeAttribute("data-last");
    above?.element.setAttribute("data-last", "");
    (above ?? item).element.scrollIntoView({ block: "start" });
    item.element.focus({ preventScroll: true });
    if (!this.single) history.replaceState(null, "", `#item-${item.id}`);
  }

  /**
   * @param {Item} item
   * @param {Verdict} verdict
   */
  async rule(item, verdict) {
    if (item.settled || item.sending) return;
    const ruling = item.ruling(verdict);
    if (needsClause(verdict) && !ruling.clause) return this.#tell(item, "Choose the clause that it breaks.");
    if (verdict === "ask" && !ruling.message) {
      item.write("message");
      return this.#tell(item, "Write to the author what to change, then ask.");
    }

    if (verdict === "escalate" && !ruling.note) {
      item.escalating = true;
      item.write();
      return this.#tell(item, "Write to the editors what makes this hard, then press Enter.");
    }

    item.problem("");
    item.sending = true;
    this.rulings += 1;
    const answer = await send(item.id, ruling, item.token);
    item.sending = false;

    if (answer.kind === "failed") {
      this.#tell(item, answer.detail);
      if (answer.signIn) item.offerSignIn();
      return;
    }
    const clause = ruling.clause ? ` for ${item.clauseTitle}` : "";
    this.#settle(
      item,
      answer.kind === "ruled"
        ? sentence(`${capital(answer.verdict)}${clause}`, answer.who, timeOfDay(answer.at))
        : answer.detail,
      answer.kind === "ruled" ? "" : answer.gone ? "Withdrawn by its author." : "Ruled by somebody else.",
    );
    if (answer.kind === "ruled") this.undo.offer(item, answer.id);
  }

  /**
   * @param {{ item: Item, outcome: string }[]} done what was ruled on in one go
   * @param {string} more what else to say of it
   */
  settleTogether(done, more) {
    this.rulings += 1;
    for (const { item, outcome } of done) {
      item.settle(outcome);
      this.#settleRow(item, outcome);
      if (item.element.hasAttribute("data-waits")) this.#count();
    }
    this.say(`${done.length === 1 ? "1 comment" : `${done.length} comments`} ruled on.${more}`);
    const last = done[done.length - 1]?.item;
    const following = this.items.find((other) => !other.settled && !other.taken) ?? this.items.find((other) => !other.settled);
    if (last && !following) this.#finish(last);
    else if (last && following) this.#goOn(this.current && !this.current.settled ? this.current : following, last);
    void this.#fetchNext();
  }

  /** @param {Item} item one whose ruling was taken back */
  restore(item) {
    this.restoreTogether([item], "");
    this.say(`Taken back. The comment by ${item.author} waits again.`);
  }

  /**
   * @param {Item[]} items those whose rulings were taken back
   * @param {string} problem why others were not
   */
  restoreTogether(items, problem) {
    this.rulings += 1;
    for (const item of items) {
      item.unsettle();
      this.#restoreRow(item);
      if (item.element.hasAttribute("data-waits")) this.count(this.waiting + 1);
    }
    const done = this.root.querySelector("[data-done]");
    if (items.length && done instanceof HTMLElement && !this.single) done.hidden = true;
    if (items.length) this.open(items[0]);
    this.say(`Taken back: ${items.length}. ${problem}`.trim());
  }

  /** @param {string} words for those who listen to the page */
  say(words) {
    const place = document.querySelector("[data-say]");
    // The same words twice in a row are read out twice only if they differ.
    if (place) place.textContent = place.textContent === words ? `${words}\u00a0` : words;
  }

  /**
   * @param {Item} item
   * @param {string} problem
   */
  #tell(item, problem) {
    item.problem(problem);
    this.say(problem);
  }

  /**
   * @param {Item} item
   * @param {string} outcome
   * @param {string} brief the same, where there is little room
   */
  #settle(item, outcome, brief) {
    const wasOpen = this.current === item || item.element.contains(document.activeElement);
    item.settle(outcome);
    this.#settleRow(item, brief || outcome);
    if (item.element.hasAttribute("data-waits")) this.#count();
    this.say(`${outcome} Comment by ${item.author}.`);

    const place = this.items.indexOf(item);
    const left = [...this.items.slice(place + 1), ...this.items.slice(0, place)].filter((other) => !other.settled);
    const following = left.find((other) => !other.taken) ?? left[0];
    if (!following) this.#finish(item);
    else if (wasOpen) this.#goOn(following, item);
    void this.#fetchNext();
  }

  /**
   * @param {Item} item
   * @param {string} outcome
   */
  #settleRow(item, outcome) {
    const row = this.#row(item);
    if (row) this.rows.set(item, /** @type {Element} */ (row.cloneNode(true)));
    row?.parentElement?.classList.add("settled");
    row?.querySelector("time")?.remove();
    const why = row?.querySelector(".row-why");
    if (why) why.textContent = outcome;
  }

  /**
   * Open the next after a ruling: nobody asked for just this one.
   *
   * @param {Item} following
   * @param {Item} ruled
   */
  #goOn(following, ruled) {
    this.ruling = true;
    this.open(following, ruled);
    this.ruling = false;
  }

  /** @param {Item} item */
  #restoreRow(item) {
    const row = this.#row(item);
    const kept = this.rows.get(item);
    if (!row || !kept) return;
    row.parentElement?.classList.remove("settled");
    row.replaceWith(kept);
    speakTimes(this.root);
  }

  /** @param {Item} item the one that another moderator has, which nobody here asked for */
  passOn(item) {
    const free = this.items.find((other) => !other.settled && !other.taken);
    if (free && this.current === item) this.open(free);
  }

  /** One fewer waits. */
  #count() {
    this.count(Math.max(0, this.waiting - 1));
  }

  /** @param {number} waiting how many wait now */
  count(waiting) {
    this.waiting = waiting;
    const place = document.querySelector("[data-waiting]");
    if (!place) return;
    place.textContent = this.waiting ? `${this.waiting} waiting` : "";
    if (!this.single) document.title = document.title.replace(/^\d+ waiting|^Nothing waits/, place.textContent || "Nothing waits");
  }

  /** @param {Item} last */
  #finish(last) {
    const done = this.root.querySelector("[data-done]");
    if (this.single || !(done instanceof HTMLElement)) {
      last.element.focus();
      return;
    }
    for (const { element } of this.items) {
      element.removeAttribute("data-open");
      element.removeAttribute("data-last");
    }
    this.#row(last)?.removeAttribute("aria-current");
    last.element.setAttribute("data-last", "");
    if (this.waiting) {
      const title = done.querySelector("[data-done-title]");
      const text = done.querySelector("[data-done-text]");
      if (title) title.textContent = "That was all on this page.";
      if (text) text.textContent = `${this.waiting} more ${this.waiting === 1 ? "waits" : "wait"}.`;
    }
    done.hidden = false;
    done.focus();
  }

  /** Bring the next page's comments in behind those that are here. */
  async #fetchNext() {
    const left = this.items.filter((item) => !item.settled).length;
    if (!this.next || left >= FETCH_NEXT_BELOW) return;
    const address = this.next;
    this.next = "";
    try {
      const response = await fetch(address, { headers: { accept: "text/html" } });
      if (!response.ok) return;
      const page = parse(await response.text());
      this.#append(page);
      this.next = page.querySelector("[data-desk]")?.getAttribute("data-next") ?? "";
      for (const link of this.root.querySelectorAll("[data-further]")) {
        link.toggleAttribute("hidden", !this.next);
        link.querySelector("a")?.setAttribute("href", this.next);
      }
    } catch {
      // The link to the next page still stands at the end of this one.
    }
  }

  /** @param {DocumentFragment} page */
  #append(page) {
    const index = this.root.querySelector("[data-index]");
    const list = this.root.querySelector("[data-items]");
    for (const element of page.querySelectorAll("[data-item]")) {
      const id = element.getAttribute("data-item") ?? "";
      if (this.#find(id)) continue;
      const row = page.querySelector(`[data-row="${CSS.escape(id)}"]`)?.parentElement;
      if (row) index?.append(document.adoptNode(row));
      const adopted = document.adoptNode(element);
      list?.append(adopted);
      this.#take([adopted]);
    }
    speakTimes(this.root);
  }

  /** @param {Iterable<Element>} elements */
  #take(elements) {
    for (const element of elements) {
      if (element instanceof HTMLElement && element.querySelector("form.ruling")) this.items.push(new Item(element));
    }
  }

  /** @param {Event} event */
  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest("[data-row]");
    const chosen = row ? this.#find(row.getAttribute("data-row") ?? "") : null;
    if (chosen && event instanceof MouseEvent && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      return this.open(chosen);
    }
    const item = this.#find(event.target.closest("[data-item]")?.getAttribute("data-item") ?? "");
    if (!item) return;
    if (event.target.closest("[data-choose]")) item.choose();
    else if (event.target.closest("[data-cancel]")) item.cancel();
    else if (event.target.closest("[data-write]")) item.write();
    else if (event.target instanceof HTMLInputElement && event.target.type === "radio") item.problem("");
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const item = this.items.find((other) => other.form === event.target);
    if (!item || !(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    void this.rule(item, /** @type {Verdict} */ (event.submitter.value));
  }

  /** @param {Item} item */
  #mark(item) {
    for (const other of this.items) {
      other.element.toggleAttribute("data-open", other === item);
      this.#row(other)?.removeAttribute("aria-current");
    }
    const row = this.#row(item);
    row?.setAttribute("aria-current", "true");
    row?.scrollIntoView({ block: "nearest" });
    this.current = item;
    this.opened(item);
  }

  /** @param {string} id */
  #find(id) {
    return this.items.find((item) => item.id === id) ?? null;
  }

  /** @param {Item} item */
  #row(item) {
    return this.root.querySelector(`[data-row="${CSS.escape(item.id)}"]`);
  }
}

/**
 * @param {string} word
 * @returns {string}
 */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * @param {string} what
 * @param {string} who
 * @param {string} time
 * @returns {string}
 */
function sentence(what, who, time) {
  return `${what}${who ? ` by ${who}` : ""}${time ? ` at ${time}` : ""}.`;
}
