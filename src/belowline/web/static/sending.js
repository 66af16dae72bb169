/** Show a reader's comment in its place while it is on its way, marked as not there yet. */

import { make } from "./dom.js";
import { mainComposer, textBox } from "./form.js";
import { comment, repliesOf, topList } from "./place.js";
import { _ } from "./words.js";

// A server that is near answers sooner: nothing flickers.
const AFTER = 150;

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLFormElement} form
 * @returns {() => void} takes it away again, whatever became of it
 */
export function showSending(thread, form) {
  if (form.dataset.edits) return () => {};

  const paragraphs = textBox(form).value.trim().split(/\n{2,}/);
  const text = make("div", { class: "comment-text", dir: "auto" }, ...paragraphs.map((words) => make("p", {}, words)));
  const item = make("li", { class: "sending" }, make("p", { class: "comment-status" }, _("Sending…")), text);
  const timer = setTimeout(() => {
    const parent = form !== mainComposer(thread) && form.dataset.parent && comment(thread, form.dataset.parent);
    if (parent) repliesOf(parent).append(item);
    else if (thread.sort === "oldest") topList(thread).append(item);
    else topList(thread).prepend(item);
  }, AFTER);

  return () => {
    clearTimeout(timer);
    const list = item.parentElement;
    item.remove();
    if (list?.matches(".replies") && !list.children.length) list.remove();
  };
}
