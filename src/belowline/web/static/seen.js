/** Remember in a reader’s own browser when they were at a story, and whether they ignore anybody. */

// Who comes back sooner has not been away: what was new stays new.
const AWAY = 30 * 60_000;

/**
 * Note that they are here, and say when they were here last.
 *
 * @param {string} storyId
 * @returns {string} ISO 8601, empty for a first visit
 */
export function lastVisit(storyId) {
  const key = `belowline:seen:${storyId}`;
  const now = new Date();
  try {
    const [before = "", last = ""] = (localStorage.getItem(key) ?? " ").split(" ");
    const since = last && now.getTime() - Date.parse(last) > AWAY ? last : before;
    localStorage.setItem(key, `${since} ${now.toISOString()}`);
    return since;
  } catch {
    return ""; // Storage can be switched off; then every visit is the first.
  }
}

/** Whether this reader has folded somebody's comments away, which takes hands to do again. */
export function ignoresAnybody() {
  try {
    return localStorage.getItem("belowline:ignored") !== null;
  } catch {
    return false;
  }
}
