/** Tell an author what was ruled: the clauses, the words, and the text with the words marked. */

import { find, make } from "./dom.js";
import { _ } from "./words.js";

/** @typedef {import("./api.js").Finding} Finding */

const HEADINGS = { reject: () => _("Not published"), hold: () => _("Held for a moderator"), publish: () => _("Published") };
const SENTENCES = {
  reject: () => _("Nobody else has seen it. Change it and send it again."),
  hold: () => _("A moderator will look. You can see it here; others can’t."),
  publish: () => _("Your comment is on the page."),
};
const OUTCOMES = { reject: "rejected", hold: "held", publish: "published" };

/**
 * @param {import("./thread.js").Thread} thread
 * @param {import("./api.js").Ruling} ruling
 * @param {string} text
 * @param {string | null} [statement] the private address of all reasons
 * @returns {HTMLElement}
 */
export function rulingPanel(thread, ruling, text, statement) {
  const heading = HEADINGS[ruling.action]();
  const panel = make(
    "section",
    { class: "ruling", "data-outcome": OUTCOMES[ruling.action], "aria-label": heading, role: "alert", tabindex: "-1" },
    make("h3", { class: "ruling-title" }, heading),
    make("p", {}, SENTENCES[ruling.action]()),
  );
  const findings = notable(ruling.findings);
  panel.append(...reasonsOf(thread, findings, text));
  if (statement) panel.append(make("p", { class: "why" }, reasonsLink(thread, statement)));
  return panel;
}

/**
 * The reasons one by one, and the text with the words marked.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {Finding[]} findings
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function reasonsOf(thread, findings, text) {
  if (!findings.length) return [];
  return [
    make("ul", { class: "findings" }, ...eachReason(telling(findings)).map((finding) => line(thread, finding, text))),
    make("blockquote", { class: "marked", dir: "auto" }, ...marked(thread, findings, text)),
  ];
}

/**
 * The way to all reasons for a ruling.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {string} statement
 * @returns {HTMLAnchorElement}
 */
export function reasonsLink(thread, statement) {
  return make("a", { href: thread.api.address(statement) }, _("All reasons, and how to appeal"));
}

/**
 * The clause's title, as a link to where the policy says it.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {Finding} finding
 * @returns {HTMLAnchorElement}
 */
export function clauseLink(thread, finding) {
  return make(
    "a",
    { class: "finding-clause", href: thread.api.address(`/policy#clause-${finding.clause}`) },
    clauseTitle(thread, finding),
  );
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {Finding} finding
 */
export function clauseTitle(thread, finding) {
  const known = find(thread.section, "template[data-clauses]");
  const listed = known instanceof HTMLTemplateElement && find(known.content, `[data-clause="${CSS.escape(finding.clause)}"]`);
  return finding.title || (listed && listed.textContent) || finding.clause;
}

/**
 * Those that moved the ruling: an author has to answer for no mere suspicion. All, where none alone did.
 *
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
export function notable(findings) {
  const moved = findings.filter((finding) => finding.action !== "publish");
  return moved.length ? moved : findings;
}

/**
 * Two detectors may mind the same words; the author needs to hear of a clause's words once.
 *
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
export function telling(findings) {
  return findings.filter(
    (finding, index) =>
      !findings.some((other, place) => place !== index && covers(other, finding) && (!covers(finding, other) || place < index)),
  );
}

/**
 * The same word again needs no second line; it is marked in the text.
 *
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
function eachReason(findings) {
  const told = new Map(findings.toReversed().map((finding) => [`${finding.clause} ${finding.reason.toLocaleLowerCase()}`, finding]));
  return findings.filter((finding) => [...told.values()].includes(finding));
}

/**
 * @param {Finding} outer
 * @param {Finding} inner
 */
function covers(outer, inner) {
  if (outer.clause !== inner.clause) return false;
  if (inner.start === null || inner.end === null) return outer.start === null && outer.reason === inner.reason;
  return outer.start !== null && outer.end !== null && outer.start <= inner.start && outer.end >= inner.end;
}

/**
 * Findings count code points; a string counts code units, so that "🕯" is two.
 *
 * @param {Finding} finding
 * @param {string} text
 */
export function wordsOf(finding, text) {
  if (finding.start === null || finding.end === null) return "";
  return [...text].slice(finding.start, finding.end).join("");
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {Finding} finding
 * @param {string} text
 */
function line(thread, finding, text) {
  const words = wordsOf(finding, text);
  const quoted = words ? [" ", make("q", { class: "finding-words" }, make("bdi", {}, words)), " "] : [" "];
  return make("li", {}, clauseLink(thread, finding), ...quoted, make("span", { class: "finding-reason" }, finding.reason));
}

/**
 * The text in pieces, cut wherever a finding begins or ends.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {Finding[]} findings
 * @param {string} text
 * @returns {(HTMLElement | string)[]}
 */
function marked(thread, findings, text) {
  const points = [...text];
  const placed = findings.filter((finding) => finding.start !== null && finding.end !== null);
  const cuts = [0, points.length, ...placed.flatMap((finding) => [finding.start ?? 0, finding.end ?? 0])];
  const edges = [...new Set(cuts)].filter((cut) => cut <= points.length).sort((one, other) => one - other);

  /** @type {{ words: string, names: string }[]} */
  const pieces = [];
  for (const [index, end] of edges.slice(1).entries()) {
    const start = edges[index] ?? 0;
    const over = placed.filter((finding) => (finding.start ?? 0) <= start && (finding.end ?? 0) >= end);
    const names = [...new Set(over.map((finding) => clauseTitle(thread, finding)))].join(", ");
    const words = points.slice(start, end).join("");
    const before = pieces.at(-1);
    if (before?.names === names) before.words += words;
    else pieces.push({ words, names });
  }
  return pieces.map(({ words, names }) =>
    names ? make("mark", { title: names }, words, make("span", { class: "visually-hidden" }, ` (${names})`)) : words,
  );
}
