/** Ask one thing in a dialog, and wait for the answer. */

import { make } from "./dom.js";

/**
 * @param {import("./thread.js").Thread} thread
 * @param {string} title
 * @param {string} sentence
 * @param {{ yes: string, no: string }} words
 * @param {...HTMLElement} fields
 * @returns {Promise<FormData | null>} null where the reader thought better of it
 */
export function ask(thread, title, sentence, words, ...fields) {
  const heading = make("h2", { id: "dialog-title" }, title);
  const refuse = make("button", { type: "button", class: "button" }, words.no);
  const agree = make("button", { type: "submit", class: "button is-main" }, words.yes);
  const form = make("form", { method: "dialog" }, heading, make("p", {}, sentence), ...fields);
  form.append(make("p", { class: "actions" }, agree, refuse));
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, form);

  return new Promise((answered) => {
    /** @type {FormData | null} */
    let given = null;
    form.addEventListener("submit", () => (given = new FormData(form)));
    refuse.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      answered(given);
    });
    thread.section.append(dialog);
    dialog.showModal();
  });
}
