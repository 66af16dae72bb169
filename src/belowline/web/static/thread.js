/** Mount a thread: what a server rendered and any browser shows becomes live. */

import { Api } from "./api.js";
import { restoreComposer, watchComposers } from "./composer.js";
import { watchCopy } from "./copy.js";
import { all, find } from "./dom.js";
import { watchLikes } from "./like.js";
import { follow } from "./live.js";
import { dressMenus, watchMenus } from "./menu.js";
import { watchMore } from "./more.js";
import { loadOwn } from "./own.js";
import { watchReplies } from "./reply.js";
import { watchReports } from "./report.js";
import { showTimes } from "./times.js";

/**
 * @typedef {object} Thread What every part of a mounted thread is handed.
 * @property {import("./dom.js").Root} root
 * @property {HTMLElement} section the element that holds heading, form and comments
 * @property {Api} api
 * @property {string} storyId
 * @property {string} sort
 * @property {Map<string, import("./api.js").OwnComment>} own the reader's own comments, by id
 * @property {Set<string>} liked what the reader likes
 * @property {Map<string, string>} reported what the reader reported, and as what
 * @property {Promise<unknown>} sending settles when no comment is on its way
 * @property {(within: ParentNode) => void} dress make newly arrived HTML work like the rest
 */

/**
 * @param {import("./dom.js").Root} root
 * @param {{ base: string, storyId?: string }} where
 * @returns {() => void} unmounts it
 */
export function mount(root, { base, storyId = "" }) {
  const section = find(root, ".below[data-story-id]");
  if (!section) return () => {};

  /** @type {Thread} */
  const thread = {
    root,
    section,
    api: new Api(base),
    storyId: storyId || section.dataset.storyId || "",
    sort: section.dataset.sort || "oldest",
    own: new Map(),
    liked: new Set(),
    reported: new Map(),
    sending: Promise.resolve(),
    dress: (within) => dress(thread, within),
  };
  thread.dress(section);

  for (const watch of [watchMenus, watchReports, watchLikes, watchCopy, watchReplies, watchComposers, watchMore]) {
    watch(thread);
  }
  restoreComposer(thread);
  void loadOwn(thread);
  return follow(thread);
}

/**
 * @param {Thread} thread
 * @param {ParentNode} within
 */
function dress(thread, within) {
  dressMenus(within);
  showTimes(within);
  if (new URL(thread.api.base).origin !== location.origin) pointHome(thread, within);
}

/**
 * On somebody else's page, "/comments/…" means our server and not theirs.
 *
 * @param {Thread} thread
 * @param {ParentNode} within
 */
function pointHome(thread, within) {
  for (const name of ["href", "action"]) {
    for (const element of all(within, `[${name}^="/"], [${name}^="?"]`)) {
      const page = thread.api.address(`/stories/${thread.storyId}`);
      element.setAttribute(name, new URL(element.getAttribute(name) || "", page).href);
    }
  }
}
