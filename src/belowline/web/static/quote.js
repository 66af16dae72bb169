/** Quote the words that a reader has selected, in an answer to them. */

import { button, find } from "./dom.js";
import { mainComposer, textBox } from "./form.js";
import { openReply } from "./reply.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

// Longer than this, nobody quotes: they have selected the page.
const LONGEST = 1500;

/**
 * Offer it beside "Reply", as long as words of one comment are selected.
 *
 * @param {Thread} thread
 */
export function watchQuotes(thread) {
  const root = /** @type {any} */ (thread.root);
  document.addEventListener("selectionchange", () => {
    if (!thread.section.isConnected) return;
    // A shadow root's selection is its own; not every browser has a word for it.
    /** @type {Selection | null} */
    const selection = root.getSelection?.() ?? document.getSelection();
    const words = selection?.toString().trim() ?? "";
    const article = words && words.length <= LONGEST && selection ? whereOf(selection) : null;
    offer(thread, article, words);
  });
}

/**
 * The one comment in whose text a selection begins and ends.
 *
 * @param {Selection} selection
 * @returns {HTMLElement | null}
 */
function whereOf({ anchorNode, focusNode }) {
  const text = anchorNode?.parentElement?.closest(".comment-text");
  const article = text?.parentElement;
  return article?.matches("article.comment") && text?.contains(focusNode) ? article : null;
}

/**
 * @param {Thread} thread
 * @param {HTMLElement | null} article
 * @param {string} words
 */
function offer(thread, article, words) {
  const there = find(thread.section, ".quote");
  const reply = article && find(article, ":scope > .comment-foot > .reply");
  const main = mainComposer(thread);
  // Whoever has gone to the button with the keyboard has lost the selection, and still means it.
  if (there && there === thread.root.activeElement) return;
  there?.remove();
  if (!article || !reply || !main) return;

  const quotes = button(_("Quote"), () => {
    quotes.remove();
    quote(textBox(openReply(thread, article, main)), words);
  });
  quotes.classList.add("quote");
  quotes.setAttribute("aria-label", _("Quote the selected words of %(name)s", { name: article.dataset.author || "" }));
  quotes.addEventListener("pointerdown", (event) => event.preventDefault());
  reply.after(quotes);
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {string} words
 */
function quote(box, words) {
  const lines = words.split(/\n+/).map((line) => `> ${line.trim()}`);
  const before = box.value.trimEnd();
  box.value = `${before ? `${before}\n\n` : ""}${lines.join("\n")}\n\n`;
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}
