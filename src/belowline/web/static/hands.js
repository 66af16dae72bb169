/** Everything that a reader does in a thread: write, answer, like, report, copy, mend. */

import { restoreComposer, watchComposers } from "./composer.js";
import { watchCopy } from "./copy.js";
import { watchLikes } from "./like.js";
import { dressMenus, watchMenus } from "./menu.js";
import { watchMore } from "./more.js";
import { watchOwn } from "./own.js";
import { watchReplies } from "./reply.js";
import { watchReports } from "./report.js";

/** @param {import("./thread.js").Thread} thread */
export function giveHands(thread) {
  const dress = thread.dress;
  thread.dress = (within) => {
    dress(within);
    dressMenus(within);
  };
  dressMenus(thread.section);
  for (const watch of [watchMenus, watchReports, watchLikes, watchCopy, watchReplies, watchComposers, watchMore, watchOwn]) {
    watch(thread);
  }
  restoreComposer(thread);
}
