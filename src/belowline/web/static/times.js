/** Show times as people say them: "5 minutes ago", and after a week the date. */

import { all } from "./dom.js";
import { language } from "./language.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// After a week "9 days ago" makes the reader count; a date doesn't.
const RELATIVE_UNTIL = 7 * DAY;

/** @type {Map<string, { relative: Intl.RelativeTimeFormat, dated: Intl.DateTimeFormat }>} By language. */
const made = new Map();

/** @param {string} tag */
function formats(tag) {
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const dated = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" });
  made.set(tag, { relative, dated });
  return { relative, dated };
}

/**
 * @param {Date} time
 * @param {Date} now
 * @returns {string}
 */
export function told(time, now) {
  const { relative, dated } = made.get(language()) ?? formats(language());
  const ago = (now.getTime() - time.getTime()) / 1000;
  if (ago >= RELATIVE_UNTIL || ago < -MINUTE) return dated.format(time);
  if (ago < MINUTE) return relative.format(0, "second");
  if (ago < HOUR) return relative.format(-Math.floor(ago / MINUTE), "minute");
  if (ago < DAY) return relative.format(-Math.floor(ago / HOUR), "hour");
  return relative.format(-Math.floor(ago / DAY), "day");
}

/** @param {ParentNode} within */
export function showTimes(within) {
  const now = new Date();
  for (const element of all(within, "time[datetime]:not([data-plain])")) {
    const time = new Date(element.getAttribute("datetime") || "");
    if (Number.isNaN(time.getTime())) continue;

    const words = told(time, now);
    if (element.textContent !== words) element.textContent = words;
  }
}

/** @param {ParentNode} within */
export function keepTimes(within) {
  showTimes(within);
  setInterval(() => showTimes(within), MINUTE * 1000);
}
