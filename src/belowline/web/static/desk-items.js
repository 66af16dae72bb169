// The comments that wait: which one is open, what was ruled, what comes next.

import { Ahead } from "./desk-ahead.js";
import { Index } from "./desk-index.js";
import { Item, needsClause } from "./desk-item.js";
import { capital, sentence } from "./desk-said.js";
import { send } from "./desk-send.js";
import { Undo } from "./desk-undo.js";
import { timeOfDay } from "./desk-time.js";

/** @typedef {import("./desk-send.js").Verdict} Verdict */

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
    this.index = new Index();
    this.rulings = 0;
    this.underway = 0;
    this.ahead = new Ahead(this, root.dataset.next ?? "");
    /** @type {Map<string, Item>} the comments by their ids: there may be hundreds */
    this.byId = new Map();
    /** Does a comment come up because the one before it was ruled on? */
    this.ruling = false;
    /** @type {(item: Item) => void} told of each comment that comes before the moderator's eyes */
    this.opened = () => {};
    this.waiting = Number(document.querySelector("[data-waiting]")?.getAttribute("data-waiting") ?? 0);
    this.#take(root.querySelectorAll("[data-item]"), root.querySelectorAll("[data-row]"));

    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("submit", (event) => this.#submitted(event));
    // Asked for first, so that the server works while the browser lays out the page.
    if (!this.single) void this.ahead.fill();
    /** The comment that the address asks for; it may come with the rows */
    this.asked = location.hash.replace("#item-", "");
    const first = this.find(this.asked) ?? this.items[0];
    if (first) this.#mark(first);
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
    this.root.querySelector("[data-last]")?.removeAttribute("data-last");
    above?.element.setAttribute("data-last", "");
    (above ?? item).element.scrollIntoView({ block: "start" });
    item.element.focus({ preventScroll: true });
    if (!this.single) history.replaceState(null, "", `#item-${item.id}`);
    if (item.light) void this.ahead.whole(item);
    else void this.ahead.near();
  }

  /**
   * @param {Item} item
   * @param {Verdict} verdict
   */
  async rule(item, verdict) {
    if (!item.rulable || item.sending) return;
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
    const answer = await this.during(send(item.id, ruling, item.token));
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
   * @template Answer
   * @param {Promise<Answer>} work a ruling on its way: a count that is taken meanwhile may hold it or not
   */
  async during(work) {
    this.rulings += 1;
    this.underway += 1;
    return work.finally(() => {
      this.underway -= 1;
    });
  }

  /**
   * @param {{ item: Item, outcome: string }[]} done what was ruled on in one go
   * @param {string} more what else to say of it
   */
  settleTogether(done, more) {
    for (const { item, outcome } of done) {
      item.settle(outcome);
      this.index.settle(item, outcome);
      if (item.element.hasAttribute("data-waits")) this.#count();
    }
    this.say(`${done.length === 1 ? "1 comment" : `${done.length} comments`} ruled on.${more}`);
    const last = done[done.length - 1]?.item;
    const following = this.items.find((other) => !other.settled && !other.taken) ?? this.items.find((other) => !other.settled);
    if (last && !following) this.#finish(last);
    else if (last && following) this.#goOn(this.current && !this.current.settled ? this.current : following, last);
    void this.ahead.fill();
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
    for (const item of items) {
      item.unsettle();
      this.index.restore(item);
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
    this.index.settle(item, brief || outcome);
    if (item.element.hasAttribute("data-waits")) this.#count();
    this.say(`${outcome} Comment by ${item.author}.`);

    const place = this.items.indexOf(item);
    const left = [...this.items.slice(place + 1), ...this.items.slice(0, place)].filter((other) => !other.settled);
    const following = left.find((other) => !other.taken) ?? left[0];
    if (!following) this.#finish(item);
    else if (wasOpen) this.#goOn(following, item);
    void this.ahead.fill();
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
    this.index.unmark(last);
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

  /** @returns {number} how many are here that nobody has ruled on */
  get left() {
    return this.items.filter((item) => !item.settled).length;
  }

  /**
   * @param {number} number
   * @returns {Item[]} so many of those that come after the open one and wait
   */
  next(number) {
    const start = this.current ? this.items.indexOf(this.current) : 0;
    const found = [];
    for (let place = start; place < this.items.length && found.length < number; place += 1) {
      if (!this.items[place].settled) found.push(this.items[place]);
    }
    return found;
  }

  /**
   * @param {Element[]} rows of the index, behind those that are here
   * @param {HTMLElement[]} places where their comments will stand
   */
  append(rows, places) {
    this.root.querySelector("[data-index]")?.append(...rows.map((row) => /** @type {Element} */ (row.closest("li"))));
    this.root.querySelector("[data-items]")?.append(...places);
    this.#take(places, rows);
    const asked = this.find(this.asked);
    if (asked && !this.rulings && this.current === this.items[0]) this.open(asked);
  }

  /** @param {Item} item one that is here whole now */
  became(item) {
    this.selection?.keep(item);
    if (item !== this.current) return;
    item.element.scrollIntoView({ block: "start" });
    this.opened(item);
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

  /** @param {Event} event */
  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest("[data-row]");
    const chosen = row ? this.find(row.getAttribute("data-row") ?? "") : null;
    if (chosen && event instanceof MouseEvent && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      return this.open(chosen);
    }
    const item = this.around(event.target);
    if (!item) return;
    if (event.target.closest("[data-choose]")) item.choose();
    else if (event.target.closest("[data-cancel]")) item.cancel();
    else if (event.target.closest("[data-write]")) item.write();
    else if (event.target instanceof HTMLInputElement && event.target.type === "radio") item.problem("");
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const item = event.target instanceof Element ? this.around(event.target) : null;
    if (!item || item.form !== event.target || !(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    void this.rule(item, /** @type {Verdict} */ (event.submitter.value));
  }

  /** @param {Item} item */
  #mark(item) {
    const { current } = this;
    if (current) {
      current.element.removeAttribute("data-open");
      this.index.unmark(current);
    }
    item.element.setAttribute("data-open", "");
    this.index.mark(item);
    this.current = item;
    this.opened(item);
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
}
