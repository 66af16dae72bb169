// Sends the small forms that stand beside a comment, and opens them by keys.

import { bring } from "./desk-beside.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */

// As the server has it (desk/undo.py).
const WITHIN_MS = 10_000;
// Where the server wants a number.
const NUMBERS = new Set(["days"]);
/** @type {Record<string, string>} what a key opens */
const OPENS = { w: "[data-impose]", b: "[data-block]" };

/** @param {Desk} desk */
export function watchOrders(desk) {
  desk.root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.order) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") void order(desk, form, form.dataset.order);
  });
}

/**
 * @param {string} key
 * @param {Item} item
 * @returns {boolean} whether the key was for us
 */
export function openOrder(key, item) {
  const place = OPENS[key] && item.element.querySelector(OPENS[key]);
  if (!(place instanceof HTMLDetailsElement)) return false;
  place.open = true;
  place.scrollIntoView({ block: "nearest" });
  const field = place.querySelector("input:not([type=hidden])");
  if (field instanceof HTMLElement) field.focus({ preventScroll: true });
  return true;
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether Escape closed a form that was open
 */
export function closeOrder(event) {
  const place = event.target instanceof Element ? event.target.closest("details[data-impose], details[data-block]") : null;
  if (event.key !== "Escape" || !(place instanceof HTMLDetailsElement) || !place.open) return false;
  place.open = false;
  place.querySelector("summary")?.focus();
  return true;
}

/**
 * @param {Desk} desk
 * @param {HTMLFormElement} form
 * @param {string} address
 */
async function order(desk, form, address) {
  const item = desk.comments.around(form);
  const { token, at: _, ...fields } = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typed(name, String(value))]));
  form.setAttribute("aria-busy", "true");
  const answer = await send(address, fields, String(token));
  form.removeAttribute("aria-busy");
  if (answer.problem) {
    const place = form.querySelector("[data-order-problem]");
    if (place instanceof HTMLElement) {
      place.textContent = answer.problem;
      place.hidden = false;
    }
    return desk.say(answer.problem);
  }
  const place = item?.element.querySelector(".beside");
  if (!item || !place) return location.reload();
  place.setAttribute("data-beside", `/desk/comments/${item.id}/beside`);
  await bring(item);
  item.element.focus({ preventScroll: true });
  desk.say(answer.said);
  setTimeout(() => endBrief(item), WITHIN_MS);
}

/** @param {Item} item what may be taken back no longer shall not offer it */
function endBrief(item) {
  for (const form of item.element.querySelectorAll("form[data-brief]")) {
    if (form.contains(document.activeElement)) item.element.focus({ preventScroll: true });
    form.remove();
  }
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {string | number}
 */
function typed(name, value) {
  return NUMBERS.has(name) ? Number(value) : value;
}

/**
 * @param {string} address
 * @param {object} fields
 * @param {string} token
 * @returns {Promise<{ said: string, problem: string }>}
 */
async function send(address, fields, token) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": token },
      body: JSON.stringify(fields),
    });
    const answer = await response.json();
    if (response.ok) return { said: String(answer.said ?? "Done."), problem: "" };
    return { said: "", problem: String(answer.detail ?? `The server answered ${response.status}.`) };
  } catch {
    return { said: "", problem: "The server can’t be reached. Nothing was done; try again." };
  }
}

