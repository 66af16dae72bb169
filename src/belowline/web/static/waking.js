/** Load the means to act at the first sign that a reader will, and lose nothing they did meanwhile. */

import { all, around } from "./dom.js";
import { hasDraft } from "./drafts.js";
import { ignoresAnybody } from "./seen.js";

/** @typedef {import("./thread.js").Thread} Thread */

// Each comes before the deed: a pointer above the thread, a finger down, the focus, a key.
const SIGNS = ["pointerover", "pointerdown", "focusin", "keydown"];
// What our scripts do in place of a change of page.
const ACTS = "a.reply, a[data-copy], a[data-more-comments], a[data-more-replies], a[data-edit], a[data-withdraw], button.more";

/**
 * @param {Thread} thread
 * @returns {() => Promise<void>} loads them now
 */
export function awaken(thread) {
  /** @type {Promise<void> | undefined} */
  let waking;
  const wake = () => (waking ??= loadHands(thread).finally(sleepless));

  /** @param {Event} event */
  const held = (event) => {
    const form = event instanceof SubmitEvent && event.target instanceof HTMLFormElement ? event.target : null;
    const act = event instanceof MouseEvent && !event.ctrlKey && !event.metaKey && !event.shiftKey ? around(event, ACTS) : null;
    if (!form && !act) return;

    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event instanceof SubmitEvent ? event.submitter : null;
    void wake().then(() => (form ? form.requestSubmit(submitter) : act?.click()));
  };

  const sleepless = () => {
    for (const sign of SIGNS) thread.section.removeEventListener(sign, wake);
    for (const deed of ["click", "submit"]) thread.section.removeEventListener(deed, held, true);
  };

  for (const sign of SIGNS) thread.section.addEventListener(sign, wake, { passive: true });
  for (const deed of ["click", "submit"]) thread.section.addEventListener(deed, held, true);
  if (hasDraft(thread.storyId) || ignoresAnybody()) void wake();
  return wake;
}

/**
 * Where they can't be loaded, links and forms still lead to our own pages.
 *
 * @param {Thread} thread
 */
async function loadHands(thread) {
  const [hands] = await Promise.all([import("./hands.js").catch(() => null), dress(thread)]);
  if (!hands) return;

  hands.giveHands(thread);
  for (const box of all(thread.section, "form.composer textarea")) {
    // What was typed before anybody listened is kept and checked like the rest.
    if (box instanceof HTMLTextAreaElement && box.value) box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

/**
 * Our own pages link the style; a publisher's page gets it here.
 *
 * @param {Thread} thread
 */
async function dress({ root }) {
  if (root instanceof Document) return;
  const style = await fetch(new URL("hands.css", import.meta.url)).catch(() => null);
  if (!style?.ok) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await style.text());
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
