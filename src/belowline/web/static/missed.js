/** Ask for the comments that came while nobody told of them. */

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 * @param {string} behind the place of the newest comment that was known, empty for none
 * @param {(event: import("./live.js").Event) => Promise<void>} tell
 * @returns {Promise<string | null>} the place to ask from next, where that is another
 */
export async function askFor(thread, behind, tell) {
  const query = new URLSearchParams({ sort: "oldest", ...(behind && { after: behind }) });
  const path = `/api/v1/stories/${thread.storyId}/comments?${query}`;
  const missed = await thread.api.json("GET", path).catch(() => ({ items: [], next: null }));
  for (const { id, parent_id, root_id } of missed.items) {
    if (!thread.root.getElementById(`c-${id}`)) await tell({ comment_id: id, parent_id, root_id });
  }
  return missed.next;
}
