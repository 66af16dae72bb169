// The desk's single-key shortcuts, and the sheet that lists them.

import { closeOrder, openOrder } from "./desk-orders.js";
import { goSomewhere } from "./desk-places.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */

const SWITCH = "belowline-desk-keys";

/** @param {Desk} desk */
export function bindKeys(desk) {
  const sheet = new Sheet();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (sheet.isOpen || desk.selection?.isOpen) return;
    const item = desk.current?.settled ? null : desk.current;
    const done = confirmOrCancel(event, desk) || (!isTyping(event.target) && sheet.on && shortcut(event, desk, item, sheet));
    if (done) event.preventDefault();
  });
}

/**
 * Enter and Escape, while clauses or a note are open. They work in fields too.
 *
 * @param {KeyboardEvent} event
 * @param {Desk} desk
 * @returns {boolean} whether the key was for us
 */
function confirmOrCancel(event, desk) {
  const target = event.target instanceof Element ? event.target : null;
  const around = target && desk.comments.around(target);
  const within = around?.form.contains(target) ? around : null;
  const item = within ?? desk.current;
  if (!item || item.settled) return false;

  if (closeOrder(event)) return true;
  if (event.key === "Escape" && (item.choosing || within)) {
    item.cancel();
    return true;
  }
  const presses = target?.closest("a, button, summary");
  if (event.key === "Enter" && item.escalating && within && !presses && !event.repeat && !event.shiftKey) {
    void desk.rulings.rule(item, "escalate");
    return true;
  }
  // In a message to the author, Shift+Enter begins a new line.
  if (event.key === "Enter" && item.choosing && !presses && !event.repeat && !event.shiftKey) {
    void desk.rulings.rule(item, item.against);
    return true;
  }
  return false;
}

/**
 * @param {KeyboardEvent} event
 * @param {Desk} desk
 * @param {Item | null} item the open one, where it still waits
 * @param {Sheet} sheet
 * @returns {boolean} whether the key was for us
 */
function shortcut(event, desk, item, sheet) {
  // A key held down moves on, but rules only once.
  if (event.key === "j" || event.key === "k") {
    desk.move(event.key === "j" ? 1 : -1);
    return true;
  }
  if (event.repeat) return false;
  if (event.key === "?") {
    sheet.show();
    return true;
  }
  if (goSomewhere(event.key)) return true;
  if (event.key === "u") {
    void desk.rulings.undo.take();
    return true;
  }
  if (selects(event, desk, item)) return true;
  if (!item?.rulable || item.sending) return false;
  if (item.choosing && /^[1-9]$/.test(event.key)) item.take(Number(event.key));
  else if (event.key === "a" && !item.choosing) void desk.rulings.rule(item, "publish");
  else if (event.key === "r" && !item.choosing) item.choose();
  else if (event.key === "e" && !item.choosing) void desk.rulings.rule(item, "ask");
  else if (event.key === "p" && !item.choosing) void desk.rulings.rule(item, item.pick);
  else if (event.key === "s" && !item.choosing && item.escalates) void desk.rulings.rule(item, "escalate");
  else if (event.key === "v" && item.veil) item.unveil();
  else if (event.key === "n") item.write();
  else if (event.key === "m") item.write("message");
  else if (event.key === "o" && item.story) window.open(item.story, "_blank", "noopener");
  else return openOrder(event.key, item);
  return true;
}

/** @type {Record<string, import("./desk-send.js").Verdict>} what keys do to a selection */
const TOGETHER = { a: "publish", p: "feature", r: "reject", e: "ask", s: "escalate" };

/**
 * @param {KeyboardEvent} event
 * @param {Desk} desk
 * @param {Item | null} item
 * @returns {boolean} whether the key was about several comments
 */
function selects(event, desk, item) {
  const { selection } = desk;
  if (!selection || desk.single) return false;
  if (event.key === "x") selection.toggle(item);
  else if (event.key === "X") selection.range(item);
  else if (event.key === "*") selection.all();
  else if (event.key === "Escape" && selection.size) selection.clear();
  else if (selection.size && event.key in TOGETHER) selection.preview(TOGETHER[event.key]);
  else return false;
  return true;
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether keys are words here
 */
export function isTyping(target) {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select"));
}

/** The sheet of shortcuts, with the switch that turns them off for those whom single keys get in the way of. */
export class Sheet {
  constructor() {
    this.dialog = document.querySelector("dialog[data-sheet-dialog]");
    this.toggle = document.querySelector("input[data-keys-switch]");
    this.on = stored() !== "off";

    const opener = document.querySelector("[data-sheet]");
    opener?.removeAttribute("hidden");
    opener?.addEventListener("click", () => this.show());
    if (!(this.toggle instanceof HTMLInputElement)) return;
    this.toggle.checked = this.on;
    this.toggle.addEventListener("change", (event) => {
      this.on = event.target instanceof HTMLInputElement && event.target.checked;
      store(this.on ? "on" : "off");
    });
  }

  get isOpen() {
    return this.dialog instanceof HTMLDialogElement && this.dialog.open;
  }

  show() {
    if (!(this.dialog instanceof HTMLDialogElement) || this.dialog.open) return;
    this.dialog.showModal();
    this.dialog.querySelector("button")?.focus();
  }
}

/** @returns {string | null} */
function stored() {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
}

/** @param {string} value */
function store(value) {
  try {
    localStorage.setItem(SWITCH, value);
  } catch {
    // The switch then holds for this page only.
  }
}
