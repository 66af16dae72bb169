/** Send what a reader wrote, and show what became of it. */

import { Problem } from "./api.js";
import { beforeSending, watchChecks } from "./check.js";
import { all, around, find, make } from "./dom.js";
import { draft, keepDraft } from "./drafts.js";
import { mainComposer, textBox } from "./form.js";
import { addOwn } from "./own.js";
import { fetchComment, place, show } from "./place.js";
import { rulingPanel } from "./ruling.js";
import { showSending } from "./sending.js";
import { inWords, say } from "./status.js";
import { _, shown } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/** @type {WeakMap<HTMLFormElement, "edited" | "anyway">} Whose authors were asked to think again, and what they do. */
const nudged = new WeakMap();

/** @param {Thread} thread */
export function watchComposers(thread) {
  watchChecks(thread);

  thread.section.addEventListener("submit", (event) => {
    const form = around(event, "form.composer");
    if (!(form instanceof HTMLFormElement)) return;

    event.preventDefault();
    const submitter = event instanceof SubmitEvent ? event.submitter : null;
    if (submitter?.getAttribute("name") === "preview") void preview(thread, form);
    else if (form.getAttribute("aria-busy") !== "true") void submit(thread, form);
  });

  thread.section.addEventListener("input", (event) => {
    const form = around(event, "form.composer:not([data-edits])");
    const box = event.target;
    if (form && box instanceof HTMLTextAreaElement) keepDraft(thread.storyId, form.dataset.parent || "", box.value);
    if (box instanceof HTMLTextAreaElement && box.value.includes("@")) void complete(thread, box);
  });
}

/**
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 */
async function preview(thread, form) {
  find(form, "[data-problem]")?.replaceChildren();
  try {
    const { showPreview } = await import("./preview.js");
    await showPreview(thread, form);
  } catch (problem) {
    showProblem(form, problem);
  }
}

/**
 * Most comments name nobody and need not load who would complete the name.
 *
 * @param {Thread} thread
 * @param {HTMLTextAreaElement} box
 */
async function complete(thread, box) {
  const { suggest } = await import("./mention.js");
  suggest(thread, box);
}

/**
 * Give the reader back what they had begun to write.
 *
 * @param {Thread} thread
 */
export function restoreComposer(thread) {
  const form = mainComposer(thread);
  if (form && !textBox(form).value) textBox(form).value = draft(thread.storyId, "");
}

/**
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 * @param {boolean} [anyway] whatever would become of it
 */
async function submit(thread, form, anyway) {
  clear(form);
  form.setAttribute("aria-busy", "true");
  try {
    if (!anyway && !form.dataset.edits && (await nudge(thread, form))) return;

    const arrived = showSending(thread, form);
    const sent = send(thread, form).finally(arrived);
    thread.sending = sent.catch(() => undefined);
    await settle(thread, form, await sent);
  } catch (problem) {
    showProblem(form, problem);
    // Somebody who may not write any more is told where they find why.
    if (problem instanceof Problem && problem.status === 403) void addOwn(thread);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/**
 * Let the reader think again about what would not be published; say whether they have to.
 *
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 */
async function nudge(thread, form) {
  const text = textBox(form).value;
  const said = await beforeSending(thread, form, textBox(form), nudged.has(form));
  if (!said) return false;

  nudged.set(form, "edited");
  const { showNudge } = await import("./nudge.js");
  showNudge(thread, form, said, () => {
    nudged.set(form, "anyway");
    void submit(thread, form, textBox(form).value === text);
  });
  return true;
}

/**
 * A new comment, or new words for one of the reader's own.
 *
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 * @returns {Promise<import("./api.js").Comment>}
 */
async function send(thread, form) {
  const fields = new FormData(form);
  const text = String(fields.get("text"));
  const edited = form.dataset.edits;
  const comment = edited
    ? await thread.api.json("PATCH", `/api/v1/comments/${edited}`, { text })
    : await thread.api.json("POST", `/api/v1/stories/${thread.storyId}/comments`, {
        text,
        parent_id: form.dataset.parent || null,
        name: fields.get("name") || undefined,
        email: fields.get("email") || undefined,
        nudged: nudged.get(form),
      });
  nudged.delete(form);
  if (comment.state !== "rejected") thread.own.set(comment.id, { edit_until: null, ...comment });
  return comment;
}

/**
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 * @param {import("./api.js").Comment} comment
 */
async function settle(thread, form, comment) {
  if (comment.ruling.action === "reject") return showRuling(thread, form, comment);

  const article = await fetchComment(thread, comment.id).catch(() => null);
  finish(thread, form);
  if (article) show(place(thread, article));
  say(thread, comment.ruling.action === "hold" ? _("Your comment is held: a moderator will look.") : _("Your comment is on the page."));
  if (!article) location.assign(thread.api.address(`/comments/${comment.id}`));
  if (comment.state === "published" && !form.dataset.edits) countOneMore(thread);
  await addOwn(thread);
}

/**
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 */
function finish(thread, form) {
  const box = textBox(form);
  if (!form.dataset.edits) keepDraft(thread.storyId, form.dataset.parent || "", "");
  box.value = "";
  if (form !== mainComposer(thread)) form.remove();
}

/**
 * @param {Thread} thread
 * @param {HTMLFormElement} form
 * @param {import("./api.js").Comment} comment
 */
function showRuling(thread, form, comment) {
  const panel = rulingPanel(thread, comment.ruling, comment.text ?? textBox(form).value, comment.statement);
  form.before(panel);
  panel.focus();
}

/** @param {HTMLFormElement} form */
function clear(form) {
  if (form.previousElementSibling?.matches(".ruling")) form.previousElementSibling.remove();
  find(form, "[data-problem]")?.replaceChildren();
  find(form, "[data-warning]")?.replaceChildren();
  find(form, ":scope > .preview")?.remove();
  for (const field of all(form, "[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/**
 * The field that is meant takes the focus; it is described by the problem, which is so read out.
 *
 * @param {HTMLFormElement} form
 * @param {unknown} problem
 */
function showProblem(form, problem) {
  find(form, "[data-problem]")?.replaceChildren(make("p", {}, inWords(problem)));
  const named = problem instanceof Problem && problem.field ? form.elements.namedItem(problem.field) : null;
  const field = named instanceof HTMLElement ? named : textBox(form);
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/** @param {Thread} thread */
function countOneMore(thread) {
  const count = find(thread.section, "[data-comment-count]");
  if (!count) return;
  const number = (Number(count.dataset.commentCount) || 0) + 1;
  count.dataset.commentCount = String(number);
  count.textContent = shown(number);
}
