// How long a comment has waited, in words.

/** @type {[number, string, string][]} */
const UNITS = [
  [31_557_600, "year", "years"],
  [2_629_800, "month", "months"],
  [86_400, "day", "days"],
  [3_600, "hour", "hours"],
  [60, "min", "min"],
];

/**
 * @param {number} seconds
 * @returns {string}
 */
export function span(seconds) {
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${count === 1 ? one : many}`;
  }
  return "just now";
}

/**
 * Say the age of every waiting time below `root`.
 *
 * @param {ParentNode} root
 */
export function speakTimes(root) {
  for (const time of root.querySelectorAll("time[data-ago]")) {
    const since = Date.parse(time.getAttribute("datetime") ?? "");
    if (Number.isNaN(since)) continue;
    const said = span((Date.now() - since) / 1000);
    const words = time.closest("[data-row]") || said === "just now" ? said : `waiting ${said}`;
    if (time.textContent !== words) time.textContent = words;
  }
}

/**
 * The time of day that an answer names, on the clock that the page shows; empty where it names none.
 *
 * @param {unknown} at an ISO time
 * @returns {string}
 */
export function timeOfDay(at) {
  const when = typeof at === "string" ? new Date(at) : null;
  if (!when || Number.isNaN(when.getTime())) return "";
  return when.toISOString().slice(11, 16);
}
