// Comments of which only the row is here yet: what stands in their place until they are brought in.

import { make } from "./dom.js";

/**
 * @param {Element} row of the index
 * @param {string} token the session's, for rulings on several at once
 * @returns {HTMLElement} what the comment's row tells, where the comment will stand
 */
export function lightOf(row, token) {
  const id = row.getAttribute("data-row") ?? "";
  const author = row.querySelector("b")?.textContent ?? "";
  const words = row.querySelector(".row-words");
  const start = words?.textContent ?? "";
  const isVeiled = words?.classList.contains("veiled") ?? false;
  const box = row.parentElement?.querySelector("[data-select]");
  const seen = box instanceof HTMLInputElement ? box.value.split(".")[1] : "";
  return make(
    "article",
    {
      class: "item",
      id: `item-${id}`,
      "data-item": id,
      "data-light": "",
      "data-waits": "",
      "data-author": author,
      "data-words": isVeiled ? "" : start,
      tabindex: "-1",
      "aria-labelledby": `author-${id}`,
    },
    make("p", { class: "outcome", "data-outcome": "", hidden: "" }),
    make("p", { class: "taken", "data-taken": "", hidden: "" }),
    make(
      "div",
      { class: "work", "data-work": "" },
      make("header", { class: "item-head" }, make("h2", { id: `author-${id}` }, make("bdi", {}, author))),
      make(
        "div",
        { class: "said" },
        make("div", { class: isVeiled ? "words veiled" : "words", dir: "auto" }, start),
        make("p", { class: "quiet", "data-coming": "" }, "The whole comment is on its way."),
      ),
      make("form", { class: "ruling", hidden: "" }, hidden("token", token), hidden("seen", seen)),
    ),
  );
}

/**
 * @param {HTMLElement} element a place in which the comment did not come
 * @param {string} id
 */
export function tellMissing(element, id) {
  const link = make("a", { href: `/desk/comments/${id}` }, "Open it on its own page");
  element.querySelector("[data-coming]")?.replaceChildren("The comment could not be brought in. ", link);
}

/**
 * @param {string} name
 * @param {string} value
 */
function hidden(name, value) {
  return make("input", { type: "hidden", name, value });
}
