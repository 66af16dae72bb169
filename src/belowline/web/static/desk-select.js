// Several comments at once: which are selected, what one ruling would do to them, and doing it.

import { capital } from "./desk-said.js";
import { parse } from "./dom.js";
import { sendTogether } from "./desk-send.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */
/** @typedef {import("./desk-send.js").Verdict} Verdict */

// As the server has it (desk/together.py).
const MOST_TOGETHER = 100;

export class Selection {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-together]"));
    /** @type {Set<string>} which are selected, by id: a key must not look through the whole page */
    this.ids = new Set();
    /** @type {Item | null} where a range begins */
    this.last = null;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "sheet several";
    this.dialog.setAttribute("aria-labelledby", "preview-title");
    document.body.append(this.dialog);

    desk.root.addEventListener("change", (event) => this.#changed(event));
    this.form?.addEventListener("submit", (event) => this.#submitted(event));
    this.dialog.addEventListener("submit", (event) => this.#submitted(event));
    this.dialog.addEventListener("click", (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("[data-back]")) return;
      event.preventDefault();
      this.dialog.close();
    });
    // What a browser that came back to the page has kept.
    for (const item of desk.comments.items) if (this.#boxes(item).some((box) => box.checked)) this.#set(item, true);
    this.#show();
  }

  /** @returns {Item[]} those that are selected and still wait */
  get chosen() {
    return this.desk.comments.items.filter((item) => !item.settled && this.ids.has(item.id));
  }

  get size() {
    return this.chosen.length;
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** @param {Item | null} item */
  toggle(item) {
    if (!item || item.settled) return;
    this.#set(item, !this.ids.has(item.id));
    this.last = item;
    this.#told();
  }

  /** @param {Item | null} item where a range ends that began with the one selected last */
  range(item) {
    const end = item ? this.desk.comments.items.indexOf(item) : -1;
    const begin = this.last ? this.desk.comments.items.indexOf(this.last) : end;
    if (end < 0) return;
    const [from, to] = begin < end ? [begin, end] : [end, begin];
    for (const each of this.desk.comments.items.slice(from, to + 1)) if (!each.settled) this.#set(each, true);
    this.last = item;
    this.#told();
  }

  /** Select all that wait here, as many as go together, or none where these are selected. */
  all() {
    for (const id of [...this.ids]) if (this.desk.comments.find(id)?.settled) this.ids.delete(id);
    const waiting = this.desk.comments.items.filter((item) => !item.settled && this.#boxes(item).length);
    const every = this.size < Math.min(waiting.length, MOST_TOGETHER);
    for (const item of waiting) this.#set(item, every);
    this.#told();
  }

  clear() {
    for (const id of [...this.ids]) {
      const item = this.desk.comments.find(id);
      if (item) this.#set(item, false);
    }
    this.#told();
  }

  /** @param {Item} item one that came into its place: its own box says what its row's says */
  keep(item) {
    if (this.ids.has(item.id)) this.#set(item, true);
  }

  /** @param {Verdict} verdict show what it would do; a rejection asks for its clause first */
  preview(verdict) {
    if (!this.form) return;
    const field = this.form.elements.namedItem("verdict");
    if (field instanceof HTMLSelectElement) field.value = verdict;
    const more = this.form.querySelector("details");
    const asks = { reject: "clause", ask: "message", escalate: "note" }[/** @type {string} */ (verdict)];
    const missing = asks ? this.form.elements.namedItem(asks) : null;
    if (missing instanceof HTMLElement && "value" in missing && !missing.value) {
      if (more) more.open = true;
      return missing.focus();
    }
    this.form.requestSubmit();
  }

  /** @param {Event} event */
  #changed(event) {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.dataset.select) return;
    const item = this.desk.comments.find(box.dataset.select);
    if (!item) return;
    this.#set(item, box.checked);
    this.last = item;
    this.#show();
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    if (form === this.form && !this.size) return this.desk.say("Select at least one comment.");
    const confirms = event.submitter?.hasAttribute("data-confirm-several");
    void (confirms ? this.#rule(form) : this.#ask(form));
  }

  /** @param {HTMLFormElement} form fetch what its ruling would do, and show that */
  async #ask(form) {
    const fields = fieldsOf(form);
    if (form === this.form) {
      fields.delete("item");
      for (const { id, seen } of this.chosen) fields.append("item", `${id}.${seen}`);
    }
    const response = await fetch("/desk/together", { method: "POST", body: fields, headers: { accept: "text/html" } }).catch(() => null);
    const shown = response && parse(await response.text()).querySelector("[data-preview]");
    if (!shown) return this.desk.say("The server can’t be reached. Nothing was ruled; try again.");
    this.dialog.replaceChildren(document.adoptNode(shown));
    if (!this.dialog.open) this.dialog.showModal();
    const begin = this.dialog.querySelector("[data-confirm-several], select, [data-back]");
    if (begin instanceof HTMLElement) begin.focus();
  }

  /** @param {HTMLFormElement} form */
  async #rule(form) {
    const fields = fieldsOf(form);
    const items = fields.getAll("item").map((value) => {
      const [comment_id, seen] = value.split(".");
      return { comment_id, seen };
    });
    const word = (/** @type {string} */ name) => fields.get(name) || null;
    const orders = { items, verdict: fields.get("verdict"), clause: word("clause"), note: word("note"), message: word("message") };
    const { told, problem } = await this.desk.rulings.during(sendTogether("", orders, fields.get("token") ?? ""));
    this.dialog.close();
    if (problem) return this.desk.say(problem);

    const done = told.filter((each) => !each.code).flatMap((each) => {
      const item = this.desk.comments.find(each.comment_id);
      return item ? [{ item, outcome: `${capital(each.becomes)}.`, ruling: each.ruling_id }] : [];
    });
    const left = told.length - done.length;
    this.clear();
    this.desk.rulings.settleTogether(done, left ? ` ${left} left out.` : "");
    if (done.length) this.desk.rulings.undo.offerTogether(done);
  }

  /**
   * @param {Item} item
   * @returns {HTMLInputElement[]} its boxes: in the index, and at the comment where there is no index
   */
  #boxes(item) {
    const places = [this.desk.comments.row(item)?.parentElement, item.element];
    const boxes = places.map((place) => place?.querySelector("[data-select]"));
    return boxes.filter((box) => box instanceof HTMLInputElement);
  }

  /**
   * @param {Item} item
   * @param {boolean} selected
   */
  #set(item, selected) {
    const boxes = this.#boxes(item);
    // Who may not rule on a comment has no box for it.
    const fits = boxes.length > 0 && (this.ids.has(item.id) || this.ids.size < MOST_TOGETHER);
    for (const box of boxes) box.checked = selected && fits;
    if (selected && fits) this.ids.add(item.id);
    else this.ids.delete(item.id);
  }

  #told() {
    this.#show();
    const most = this.size === MOST_TOGETHER ? " More can’t be ruled on at once." : "";
    this.desk.say(this.size === 1 ? "1 comment selected." : `${this.size} comments selected.${most}`);
  }

  #show() {
    const { size } = this;
    this.desk.root.toggleAttribute("data-selecting", size > 0);
    const place = this.form?.querySelector("[data-selected]");
    if (place) place.textContent = size ? `: ${size} selected` : "";
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {URLSearchParams}
 */
function fieldsOf(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  return fields;
}
