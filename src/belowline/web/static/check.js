/** Warn quietly, while the reader pauses, of words that the house policy may not let through. */

import { around, find } from "./dom.js";
import { clauseLink, notable, telling, wordsOf } from "./ruling.js";
import { _ } from "./words.js";

// A pause in typing, not a pause between two words.
const PAUSE = 900;
// Shorter texts say too little to judge.
const SHORTEST = 12;

/** @type {WeakMap<HTMLTextAreaElement, { text: string, action: string }>} What was last said of a box. */
const checked = new WeakMap();

/** @param {import("./thread.js").Thread} thread */
export function watchChecks(thread) {
  /** @type {WeakMap<HTMLTextAreaElement, ReturnType<typeof setTimeout>>} */
  const waiting = new WeakMap();
  thread.section.addEventListener("input", (event) => {
    const box = event.target;
    const form = around(event, "form.composer");
    if (!form || !(box instanceof HTMLTextAreaElement)) return;

    clearTimeout(waiting.get(box));
    waiting.set(
      box,
      setTimeout(() => {
        if (checked.get(box)?.text !== box.value) void check(thread, form, box);
      }, PAUSE),
    );
  });
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLElement} form
 * @param {HTMLTextAreaElement} box
 */
async function check(thread, form, box) {
  const text = box.value;
  const warning = find(form, "[data-warning]");
  if (!warning) return;
  if (text.trim().length < SHORTEST) return warning.replaceChildren();

  const ruling = await ask(thread, form, text, {}).catch(() => null);
  if (!ruling || box.value !== text) return;
  checked.set(box, { text, action: ruling.action });

  warning.replaceChildren(...(ruling.action === "publish" ? [] : sentence(thread, ruling.findings, text)));
}

/**
 * What would become of a form's text that is about to be sent; null where nothing speaks against it,
 * or nobody can tell: the server rules in any case.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} box
 * @param {boolean} again whether the reader was asked before to change it
 * @returns {Promise<import("./api.js").Check | null>}
 */
export async function beforeSending(thread, form, box, again) {
  const known = checked.get(box);
  if (known?.text === box.value && known.action === "publish") return null;
  const said = await ask(thread, form, box.value, { sending: true, again }).catch(() => null);
  return said && said.action !== "publish" ? said : null;
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLElement} form
 * @param {string} text
 * @param {{ sending?: boolean, again?: boolean }} how
 * @returns {Promise<import("./api.js").Check>}
 */
function ask(thread, form, text, how) {
  const place = { story_id: thread.storyId, parent_id: form.dataset.parent || null };
  return thread.api.json("POST", "/api/v1/check", { text, ...place, ...how });
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {import("./api.js").Finding[]} findings
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function sentence(thread, findings, text) {
  const named = telling(notable(findings)).map((finding, index) => {
    const words = wordsOf(finding, text);
    return [index ? _("; ") : "", clauseLink(thread, finding), words ? _(" (“%(words)s”)", { words }) : ""];
  });
  return named.length ? [_("This may break the house policy:"), " ", ...named.flat(), "."] : [_("This may break the house policy.")];
}
