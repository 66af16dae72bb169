/** Like a comment, or take the like back, at once and then for sure. */

import { around, find } from "./dom.js";
import { inWords, say } from "./status.js";
import { shown } from "./words.js";

/** @param {import("./thread.js").Thread} thread */
export function watchLikes(thread) {
  thread.section.addEventListener("submit", (event) => {
    const form = around(event, "form.like");
    const article = around(event, "article.comment");
    const pressed = form && find(form, "button");
    if (!pressed || !article) return;

    event.preventDefault();
    if (pressed.getAttribute("aria-busy") !== "true") void toggle(thread, article.dataset.id || "", pressed);
  });
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {string} id
 * @param {HTMLElement} pressed
 */
async function toggle(thread, id, pressed) {
  const liked = pressed.getAttribute("aria-pressed") === "true";
  const before = likes(pressed);
  mark(pressed, !liked, before + (liked ? -1 : 1));

  pressed.setAttribute("aria-busy", "true");
  try {
    const answer = await thread.api.json(liked ? "DELETE" : "POST", `/api/v1/comments/${id}/like`, undefined, { keepalive: true });
    mark(pressed, !liked, answer.likes);
    if (liked) thread.liked.delete(id);
    else thread.liked.add(id);
  } catch (problem) {
    mark(pressed, liked, before);
    say(thread, inWords(problem));
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

/** @param {HTMLElement} pressed */
const likes = (pressed) => Number(find(pressed, ".count")?.textContent?.replace(/\D/g, ""));

/**
 * @param {HTMLElement} pressed
 * @param {boolean} liked
 * @param {number} [number]
 */
export function mark(pressed, liked, number = likes(pressed)) {
  pressed.setAttribute("aria-pressed", String(liked));
  const count = find(pressed, ".count");
  if (count) count.textContent = number > 0 ? ` ${shown(number)}` : "";
}
