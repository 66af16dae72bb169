/** Mount a thread: what a server rendered and any browser shows becomes live. */

import { Api } from "./api.js";
import { all, find } from "./dom.js";
import { speak } from "./language.js";
import { follow } from "./live.js";
import { lastVisit } from "./seen.js";
import { showTimes } from "./times.js";
import { awaken } from "./waking.js";

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
 * @param {object} where
 * @param {string} where.base the server's origin
 * @param {import("./sign-on.js").Host} [where.host] the element on a publisher's page, which may say who reads
 * @param {(thread: Thread) => void} [where.giveHands] the means to act, where they are here already
 * @returns {() => void} unmounts it
 */
export function mount(root, { base, host, giveHands }) {
  const section = find(root, ".below[data-story-id]");
  if (!section) return () => {};

  speak(section);
  /** @type {Thread} */
  const thread = {
    root,
    section,
    api: new Api(base, host, section.dataset.lang),
    storyId: section.dataset.storyId || "",
    sort: section.dataset.sort || "oldest",
    own: new Map(),
    liked: new Set(),
    reported: new Map(),
    sending: Promise.resolve(),
    dress: (within) => dress(thread, within),
  };
  thread.dress(section);
  giveHands?.(thread);
  const hands = giveHands ? async () => {} : awaken(thread);
  void recognise(thread, hands);
  const since = lastVisit(thread.storyId);
  if (since) void import("./since.js").then(({ tellSince }) => tellSince(thread, since));
  return follow(thread);
}

/**
 * The page is the same for everyone; who has written, liked or reported here gets what is theirs.
 *
 * @param {Thread} thread
 * @param {() => Promise<void>} hands
 */
async function recognise(thread, hands) {
  if (!(await thread.api.isKnown())) return;
  /** @type {import("./api.js").Me | null} */
  const me = await thread.api.json("GET", `/api/v1/stories/${thread.storyId}/me`).catch(() => null);
  if (!me || !isKnown(me)) return;

  const [{ showOwn }] = await Promise.all([import("./own.js"), hands()]);
  await showOwn(thread, me);
}

/** @param {import("./api.js").Me} me */
function isKnown({ name, comments, liked, reported, taken, standing }) {
  return name || comments.length || liked.length || taken.length || Object.keys(reported).length || standing;
}

/**
 * @param {Thread} thread
 * @param {ParentNode} within
 */
function dress(thread, within) {
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
