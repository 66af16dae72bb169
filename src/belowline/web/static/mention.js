/** Complete the name behind an @ with those who wrote in the thread. */

import { find, make } from "./dom.js";
import { say } from "./status.js";
import { _, ngettext } from "./words.js";

/** @typedef {{ name: string, comment_id: string }} Writer */

// A pause between two letters of a name.
const PAUSE = 150;
// What stands before the caret when a name is begun; as the server reads it, not in an e-mail address.
const BEGUN = /(?:^|[^\p{L}\p{N}_@/])@([^\n@]{0,30})$/u;

/** @type {WeakMap<HTMLTextAreaElement, ReturnType<typeof setTimeout>>} */
const waiting = new WeakMap();
/** @type {WeakSet<HTMLTextAreaElement>} */
const watched = new WeakSet();
/** @type {WeakMap<HTMLTextAreaElement, string>} What no name begins with: the rest of a sentence asks nobody. */
const barren = new WeakMap();

/**
 * @param {HTMLTextAreaElement} box
 * @returns {string | null} what is typed behind the sign, null where no name is begun
 */
export function begun(box) {
  return box.value.slice(0, box.selectionStart).match(BEGUN)?.[1] ?? null;
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLTextAreaElement} box
 */
export function suggest(thread, box) {
  if (!watched.has(box)) watch(box);
  clearTimeout(waiting.get(box));
  waiting.set(box, setTimeout(() => void show(thread, box), PAUSE));
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLTextAreaElement} box
 */
async function show(thread, box) {
  const typed = begun(box);
  const known = barren.get(box);
  if (typed === null || (known !== undefined && typed.startsWith(known))) return close(box);

  /** @type {{ items: Writer[] } | null} */
  const found = await thread.api
    .json("GET", `/api/v1/stories/${thread.storyId}/writers?q=${encodeURIComponent(typed)}`)
    .catch(() => null);
  if (begun(box) !== typed) return;
  // Who typed the whole name has chosen.
  const names = (found?.items ?? []).map(({ name }) => name).filter((name) => name !== typed.trimEnd());
  if (!found?.items.length) barren.set(box, typed);
  if (!names.length) return close(box);

  const wasOpen = listOf(box) !== null;
  close(box);
  const key = `${box.id}-names`;
  const options = names.map((name, index) =>
    make("li", { role: "option", id: `${key}-${index}`, "aria-selected": "false", "data-name": name }, make("bdi", {}, name)),
  );
  const list = make("ul", { class: "names", role: "listbox", id: key, "aria-label": _("Readers in this thread") }, ...options);
  // Before the box would lose the focus.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option instanceof HTMLElement) take(box, option);
  });
  box.after(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", key);
  mark(box, 0);
  if (!wasOpen) say(thread, ngettext("%(num)s name. Arrow keys choose, Enter takes.", "%(num)s names. Arrow keys choose, Enter takes.", names.length));
}

/** @param {HTMLTextAreaElement} box */
function watch(box) {
  watched.add(box);
  box.addEventListener("keydown", (event) => {
    const options = optionsOf(box);
    if (!options.length || event.isComposing) return;

    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(box, (at + 1) % options.length);
    else if (event.key === "ArrowUp") mark(box, (at - 1 + options.length) % options.length);
    else if (event.key === "Escape") close(box);
    else if (event.key === "Enter" || event.key === "Tab") take(box, options[at] ?? options[0]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("blur", () => close(box));
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {number} place
 */
function mark(box, place) {
  for (const [index, option] of optionsOf(box).entries()) {
    option.setAttribute("aria-selected", String(index === place));
    if (index === place) box.setAttribute("aria-activedescendant", option.id);
  }
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {HTMLElement | undefined} option
 */
function take(box, option) {
  const typed = begun(box);
  const end = box.selectionStart;
  close(box);
  if (typed === null || !option) return;

  box.setRangeText(`${option.dataset.name} `, end - typed.length, end, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** @param {HTMLTextAreaElement} box */
function close(box) {
  listOf(box)?.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) box.removeAttribute(name);
}

/** @param {HTMLTextAreaElement} box */
function listOf(box) {
  return box.parentElement && find(box.parentElement, ":scope > [role=listbox]");
}

/** @param {HTMLTextAreaElement} box */
function optionsOf(box) {
  const list = listOf(box);
  return list ? [...list.children].filter((each) => each instanceof HTMLElement) : [];
}
