/** Turn the popover beneath ∨ into a menu that arrow keys move through. */

import { all, around, find } from "./dom.js";
import { _ } from "./words.js";

/** @param {ParentNode} within */
export function dressMenus(within) {
  for (const opener of all(within, "button.more")) opener.setAttribute("aria-haspopup", "menu");
  for (const menu of all(within, ".menu[popover]")) {
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", _("More about this comment"));
    find(menu, "form")?.setAttribute("role", "none");

    const reasons = find(menu, ".menu-reasons");
    const title = find(menu, ".menu-title");
    reasons?.setAttribute("role", "group");
    if (title) reasons?.setAttribute("aria-label", title.textContent || "");
    title?.setAttribute("aria-hidden", "true");
    for (const item of items(menu)) {
      item.setAttribute("role", "menuitem");
      item.tabIndex = -1;
    }
  }
}

/** @param {import("./thread.js").Thread} thread */
export function watchMenus(thread) {
  // "toggle" does not bubble; it can be caught on its way down.
  thread.section.addEventListener("toggle", opened, true);
  thread.section.addEventListener("keydown", moved);
}

/**
 * Close the menu an element is in; the focus goes back to the button that opened it.
 *
 * @param {HTMLElement} inside
 */
export function closeMenu(inside) {
  const menu = inside.closest(".menu");
  if (menu instanceof HTMLElement && menu.matches(":popover-open")) menu.hidePopover();
}

/** @param {HTMLElement} menu */
const items = (menu) => all(menu, "button, a");

/** @param {Event} event */
function opened(event) {
  const menu = around(event, ".menu");
  if (menu && event instanceof ToggleEvent && event.newState === "open") items(menu)[0]?.focus();
}

/** @param {KeyboardEvent} event */
function moved(event) {
  const menu = around(event, ".menu");
  if (menu) return movedInside(menu, event);

  const opener = around(event, "button.more");
  if (opener && event.key === "ArrowDown") {
    event.preventDefault();
    opener.click();
  }
  // The menu takes the focus a moment after it opens; who presses Tab sooner is still on the button.
  if (opener instanceof HTMLButtonElement && event.key === "Tab" && opener.popoverTargetElement instanceof HTMLElement) {
    closeMenu(opener.popoverTargetElement);
  }
}

/**
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function movedInside(menu, event) {
  if (event.key === "Tab") return closeMenu(menu);

  const entries = items(menu);
  const last = entries.length - 1;
  const at = entries.findIndex((item) => item === event.target);
  /** @type {Record<string, number>} */
  const places = {
    ArrowDown: at === last ? 0 : at + 1,
    ArrowUp: at <= 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  const place = places[event.key] ?? byLetter(entries, at, event);
  if (place === undefined) return;

  event.preventDefault();
  entries[place]?.focus();
}

/**
 * The next entry that begins with the letter typed.
 *
 * @param {HTMLElement[]} entries
 * @param {number} at
 * @param {KeyboardEvent} event
 */
function byLetter(entries, at, event) {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return undefined;

  const letter = event.key.toLocaleLowerCase();
  const order = entries.map((_, step) => (at + 1 + step) % entries.length);
  return order.find((place) => entries[place]?.textContent?.trim().toLocaleLowerCase().startsWith(letter));
}
