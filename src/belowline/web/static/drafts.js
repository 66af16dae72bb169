/** Keep what a reader has begun to write, in their own browser, until it is posted. */

/**
 * @param {string} storyId
 * @param {string} parentId
 */
const key = (storyId, parentId) => `belowline:draft:${storyId}:${parentId || "story"}`;

/**
 * @param {string} storyId
 * @param {string} parentId
 * @returns {string}
 */
export function draft(storyId, parentId) {
  try {
    return localStorage.getItem(key(storyId, parentId)) || "";
  } catch {
    return ""; // Storage can be switched off; then drafts last as long as the page.
  }
}

/**
 * @param {string} storyId
 * @param {string} parentId
 * @param {string} text
 */
export function keepDraft(storyId, parentId, text) {
  try {
    if (text) localStorage.setItem(key(storyId, parentId), text);
    else localStorage.removeItem(key(storyId, parentId));
  } catch {
    // As above, or the storage is full.
  }
}

/**
 * Whether there is anything to give back at the head of the thread.
 *
 * @param {string} storyId
 */
export const hasDraft = (storyId) => Boolean(draft(storyId, ""));
