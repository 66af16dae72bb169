/** Tell readers what moderators imposed on them, until they say that they have read it. */

import { find, make } from "./dom.js";
import { inWords, say } from "./status.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 * @param {import("./api.js").Standing | null | undefined} standing
 */
export function showStanding(thread, standing) {
  find(thread.section, ".standing")?.remove();
  // Who may write and has read it all knows.
  if (!standing || (standing.may_write && !standing.items.some((each) => each.is_news))) return;

  const lines = standing.items.map(({ what, reason }) => make("p", {}, make("b", {}, what), " ", make("span", { dir: "auto" }, reason)));
  const link = make("a", { href: thread.api.address(standing.address) }, _("All about it, and how to appeal"));
  const panel = make("section", { class: "standing", "aria-label": _("From the moderators") }, ...lines, make("p", { class: "why" }, link));
  if (standing.items.some((each) => each.is_news)) panel.append(readButton(thread, panel, standing.may_write));
  find(thread.section, ".taken, .arrivals, [data-thread]")?.before(panel);
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} panel
 * @param {boolean} goes whether nothing of it has to stay in sight
 * @returns {HTMLElement}
 */
function readButton(thread, panel, goes) {
  const button = make("button", { type: "button", class: "button" }, _("I have read this"));
  button.addEventListener("click", async () => {
    try {
      await thread.api.json("POST", "/api/v1/standing/read");
    } catch (problem) {
      return say(thread, inWords(problem));
    }
    if (goes) panel.remove();
    else button.remove();
    say(thread, _("Thank you."));
  });
  return make("p", { class: "actions" }, button);
}
