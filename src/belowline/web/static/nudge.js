/** Answer in the box, before it is sent, what would not be published: change it, or send it all the same. */

import { button, make } from "./dom.js";
import { textBox } from "./form.js";
import { clauseTitle, notable, reasonsOf, wordsOf } from "./ruling.js";
import { _ } from "./words.js";

const PANELS = {
  reject: {
    heading: () => _("Not published"),
    outcome: "rejected",
    sentence: () => _("Nobody else has seen it. As it stands, it would be turned away."),
    anyway: () => _("Send it anyway"),
  },
  hold: {
    heading: () => _("Not sent yet"),
    outcome: "held",
    sentence: () => _("Nobody else has seen it. As it stands, a moderator would look before it is public."),
    anyway: () => _("Send to a moderator"),
  },
};

/**
 * The panel takes the focus, so it is read out once; "Change it" leads to the words meant.
 *
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLFormElement} form
 * @param {import("./api.js").Check} check
 * @param {() => void} send
 */
export function showNudge(thread, form, check, send) {
  const { heading, outcome, sentence, anyway } = check.action === "reject" ? PANELS.reject : PANELS.hold;
  const text = textBox(form).value.trim();
  const findings = notable(check.findings);
  const named = [...new Map(findings.map((finding) => [finding.clause, finding])).values()];
  const panel = make(
    "section",
    { class: "ruling", "data-outcome": outcome, "aria-label": heading(), role: "alert", tabindex: "-1" },
    make("h3", { class: "ruling-title" }, heading()),
    make("p", {}, sentence()),
    ...named
      .filter(({ clause }) => check.clauses[clause])
      .map((finding) =>
        make("p", { class: "clause-words" }, make("b", {}, `${clauseTitle(thread, finding)}:`), ` ${check.clauses[finding.clause]}`),
      ),
    ...reasonsOf(thread, findings, text),
  );
  const actions = make("p", { class: "actions" }, button(_("Change it"), () => change(form, panel, findings), "button is-main"));
  if (check.may_send) actions.append(button(anyway(), send, "button"));
  panel.append(actions);
  form.before(panel);
  panel.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} panel
 * @param {import("./api.js").Finding[]} findings
 */
function change(form, panel, findings) {
  const box = textBox(form);
  const first = findings.find((finding) => finding.start !== null && finding.end !== null);
  box.focus();
  if (!first) return;

  // Findings count code points of the text as sent; the box may have been edited since.
  const sent = box.value.trimStart();
  const start = box.value.length - sent.length + [...sent].slice(0, first.start ?? 0).join("").length;
  const words = wordsOf(first, sent);
  if (panel.querySelector("mark")?.firstChild?.textContent === words) box.setSelectionRange(start, start + words.length);
}
