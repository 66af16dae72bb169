/** Warn quietly, while the reader pauses, of words that the house policy may not let through. */

import { around, find } from "./dom.js";
import { clauseLink, notable, telling, wordsOf } from "./ruling.js";

// A pause in typing, not a pause between two words.
const PAUSE = 900;
// Shorter texts say too little to judge.
const SHORTEST = 12;

/** @param {import("./thread.js").Thread} thread */
export function watchChecks(thread) {
  /** @type {WeakMap<HTMLTextAreaElement, ReturnType<typeof setTimeout>>} */
  const waiting = new WeakMap();
  /** @type {WeakMap<HTMLTextAreaElement, string>} */
  const checked = new WeakMap();

  thread.section.addEventListener("input", (event) => {
    const box = event.target;
    const form = around(event, "form.composer");
    if (!form || !(box instanceof HTMLTextAreaElement)) return;

    clearTimeout(waiting.get(box));
    waiting.set(
      box,
      setTimeout(() => {
        if (checked.get(box) === box.value) return;
        checked.set(box, box.value);
        void check(thread, form, box);
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

  /** @type {import("./api.js").Ruling | null} */
  const ruling = await thread.api
    .json("POST", "/api/v1/check", { text, story_id: thread.storyId, parent_id: form.dataset.parent || null })
    .catch(() => null);
  if (!ruling || box.value !== text) return;

  warning.replaceChildren(...(ruling.action === "publish" ? [] : sentence(thread, ruling.findings, text)));
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
    return [index ? "; " : "", clauseLink(thread, finding), words ? ` (“${words}”)` : ""];
  });
  return ["This may break the house policy", ...(named.length ? [": ", ...named.flat()] : []), "."];
}
