/** Everything that a reader does in a thread: write, answer, like, report, copy, mend. */

import { dressBranches, watchBranches } from "./collapse.js";
import { restoreComposer, watchComposers } from "./composer.js";
import { watchCopy } from "./copy.js";
import { watchFind } from "./find.js";
import { dressIgnored, watchIgnored } from "./ignored.js";
import { watchLikes } from "./like.js";
import { dressMenus, watchMenus } from "./menu.js";
import { watchMore } from "./more.js";
import { watchOwn } from "./own.js";
import { dressParents, watchNames, watchParents } from "./parent.js";
// Here before it is needed: it says so when nothing can be loaded any more.
import "./problems.js";
import { watchQuotes } from "./quote.js";
import { watchReplies } from "./reply.js";
import { watchReports } from "./report.js";

/** @param {import("./thread.js").Thread} thread */
export function giveHands(thread) {
  const dress = thread.dress;
  thread.dress = (within) => {
    add(thread, within);
    dress(within);
    dressMenus(within);
  };
  add(thread, thread.section);
  dressMenus(thread.section);
  for (const watch of [watchMenus, watchReports, watchLikes, watchCopy, watchReplies, watchComposers]) watch(thread);
  for (const watch of [watchMore, watchOwn, watchParents, watchNames, watchQuotes]) watch(thread);
  for (const watch of [watchIgnored, watchBranches, watchFind]) watch(thread);
  restoreComposer(thread);
}

/**
 * Entries of menus come before the menus get their roles.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {ParentNode} within
 */
function add(thread, within) {
  dressParents(thread, within);
  dressIgnored(thread, within);
  dressBranches(thread);
}
