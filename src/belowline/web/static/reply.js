/** Open the reply form beneath the comment it answers. */

import { around, find } from "./dom.js";
import { draft } from "./drafts.js";
import { anotherComposer, closeComposer, mainComposer, textBox } from "./form.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/** @param {Thread} thread */
export function watchReplies(thread) {
  thread.section.addEventListener("click", (event) => {
    const link = around(event, "a.reply");
    const article = around(event, "article.comment");
    const main = mainComposer(thread);
    if (!link || !article || !main || event.ctrlKey || event.metaKey || event.shiftKey) return;

    event.preventDefault();
    textBox(openReply(thread, article, main)).focus();
  });

  thread.section.addEventListener("keydown", (event) => {
    const form = around(event, "form.reply-composer");
    if (form && event.key === "Escape" && !event.isComposing) closeComposer(form);
  });
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} article
 * @param {HTMLFormElement} main
 * @returns {HTMLFormElement}
 */
export function openReply(thread, article, main) {
  const open = find(article, ":scope > form.reply-composer:not([data-edits])");
  if (open instanceof HTMLFormElement) return open;

  const parent = article.dataset.id || "";
  const form = anotherComposer(main, parent, _("Reply to %(name)s", { name: article.dataset.author || "" }), _("Post reply"));
  form.dataset.parent = parent;
  const hidden = form.elements.namedItem("parent_id");
  if (hidden instanceof HTMLInputElement) hidden.value = parent;
  textBox(form).value = draft(thread.storyId, parent);
  find(article, ":scope > .comment-foot")?.after(form);
  return form;
}
