/** The comment form itself: find it, read it, copy it, close the copy. */

import { all, button, find } from "./dom.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 * @returns {HTMLFormElement | null}
 */
export function mainComposer(thread) {
  const form = find(thread.section, "form.composer:not(.reply-composer)");
  return form instanceof HTMLFormElement ? form : null;
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLTextAreaElement}
 */
export function textBox(form) {
  const box = form.elements.namedItem("text");
  if (!(box instanceof HTMLTextAreaElement)) throw new Error("A form without its text");
  return box;
}

/**
 * A copy of the form at the head of the thread, with its own ids and words.
 *
 * @param {HTMLFormElement} main
 * @param {string} key
 * @param {string} heading
 * @param {string} submit
 * @returns {HTMLFormElement}
 */
export function anotherComposer(main, key, heading, submit) {
  const form = /** @type {HTMLFormElement} */ (main.cloneNode(true));
  form.classList.add("reply-composer");
  form.removeAttribute("aria-busy");
  for (const attribute of ["id", "for", "aria-describedby"]) {
    for (const element of all(form, `[${attribute}]`)) {
      element.setAttribute(attribute, (element.getAttribute(attribute) || "").replaceAll("-story", `-${key}`));
    }
  }
  find(form, "[data-problem]")?.replaceChildren();
  find(form, "[data-warning]")?.replaceChildren();

  const title = find(form, ".composer-title");
  if (title) title.textContent = heading;
  const post = find(form, "button[type=submit]");
  if (post) post.textContent = submit;
  post?.after(button(_("Cancel"), () => closeComposer(form), "button"));
  return form;
}

/**
 * The draft stays; the focus goes back to where the form was opened.
 *
 * @param {HTMLElement} form
 */
export function closeComposer(form) {
  const article = form.closest("article.comment");
  if (form.previousElementSibling?.matches(".ruling")) form.previousElementSibling.remove();
  form.remove();
  const opener = article && find(article, ":scope > .comment-foot > .reply, :scope > .own-tools > a");
  opener?.focus();
}
