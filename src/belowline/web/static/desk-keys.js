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
    if (sheet.isOpen) return;
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
  const within = desk.items.find((item) => item.form.contains(target));
  const item = within ?? desk.current;
  if (!item || item.settled) return false;

  if (closeOrder(event)) return true;
  if (event.key === "Escape" && (item.choosing || within)) {
    item.cancel();
    return true;
  }
  const presses = target?.closest("a, button, summary");
  // In a message to the author, Shift+Enter begins a new line.
  if (event.key === "Enter" && item.choosing && !presses && !event.repeat && !event.shiftKey) {
    void desk.rule(item, item.against);
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
    void desk.undo.take();
    return true;
  }
  if (!item || item.sending) return false;
  if (item.choosing && /^[1-9]$/.test(event.key)) item.pick(Number(event.key));
  else if (event.key === "a" && !item.choosing) void desk.rule(item, "publish");
  else if (event.key === "r" && !item.choosing) item.choose();
  else if (event.key === "e" && !item.choosing) void desk.rule(item, "ask");
  else if (event.key === "n") item.write();
  else if (event.key === "m") item.write("message");
  else if (event.key === "o" && item.story) window.open(item.story, "_blank", "noopener");
  else return openOrder(event.key, item);
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
