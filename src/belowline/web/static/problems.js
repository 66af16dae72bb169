/** Say to a reader why the server did not do what was asked. */

import { Problem } from "./api.js";
import { _, ngettext } from "./words.js";

/** No answer came. */
export const unreachable = () => new Problem(0, _("The site can’t be reached. Nothing was sent; please try again in a moment."));

/** @param {number} status */
export const failed = (status) => _("The server could not do this (%(status)s).", { status });

/** @param {Response} answer */
export async function problemIn(answer) {
  /** @type {{ detail?: string, title?: string, field?: string }} */
  const told = await answer.json().catch(() => ({}));
  const sentence = told.detail || told.title || failed(answer.status);
  const wait = Number(answer.headers.get("retry-after"));
  // Our own sentence says how long; a proxy's answer may only have the header.
  const detail = answer.status === 429 && wait > 0 && !told.detail ? `${sentence} ${inWords(wait)}` : sentence;
  return new Problem(answer.status, detail, told.field);
}

/** @param {number} seconds */
function inWords(seconds) {
  if (seconds < 90) return ngettext("Try again in a second.", "Try again in %(num)s seconds.", Math.ceil(seconds));
  return ngettext("Try again in a minute.", "Try again in %(num)s minutes.", Math.ceil(seconds / 60));
}
