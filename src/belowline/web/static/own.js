/** What only this reader has: likes, reports, comments that wait, and the means to mend their own. */

import { ownLinks } from "./account.js";
import { ask } from "./dialog.js";
import { all, around, find, make } from "./dom.js";
import { anotherComposer, mainComposer, textBox } from "./form.js";
import { mark } from "./like.js";
import { comment, fetchComment, place, remove, replace, show } from "./place.js";
import { fold } from "./report.js";
import { reasonsLink } from "./ruling.js";
import { showStanding } from "./standing.js";
import { inWords, say } from "./status.js";
import { _, ngettext, pieces } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * The page is the same for everyone; this makes it the reader's.
 *
 * @param {Thread} thread
 * @param {import("./api.js").Me} me
 */
export async function showOwn(thread, me) {
  nameWriter(thread, me);
  thread.liked = new Set(me.liked);
  thread.reported = new Map(Object.entries(me.reported));
  await showComments(thread, me);
  personalise(thread, thread.section);
}

/**
 * Who has an account need not give a name.
 *
 * @param {Thread} thread
 * @param {import("./api.js").Me} me
 */
function nameWriter(thread, me) {
  const form = mainComposer(thread);
  const field = form?.elements.namedItem("name");
  if (!form || !(field instanceof HTMLInputElement)) return;
  if (!me.member) return void (field.value ||= me.name || "");
  find(form, ".sign-in")?.remove();
  find(form, ".fields")?.replaceWith(make("p", { class: "hint writing-as" }, ...pieces("You are writing as %(name)s.", make("bdi", {}, me.name)), " ", ...ownLinks(thread)));
}

/**
 * Ask again who this is and what they wrote, and give what is theirs its controls.
 *
 * @param {Thread} thread
 */
export async function addOwn(thread) {
  /** @type {import("./api.js").Me | null} */
  const me = await thread.api.json("GET", `/api/v1/stories/${thread.storyId}/me`).catch(() => null);
  if (me) await showComments(thread, me);
}

/**
 * @param {Thread} thread
 * @param {import("./api.js").Me} me
 */
async function showComments(thread, me) {
  showTaken(thread, me.taken);
  showStanding(thread, me.standing);
  for (const own of me.comments) thread.own.set(own.id, own);
  for (const own of me.comments) {
    if (own.state === "held" && !isShown(thread, own.id)) await showHeld(thread, own.id);
    addTools(thread, own.id);
  }
}

/** @type {Record<string, () => string>} */
const TAKEN = {
  removed: () => _("Removed:"),
  rejected: () => _("Not published:"),
  held: () => _("A moderator asks you to change it:"),
};

/**
 * What moderators ruled out since its author was here last has no words in the thread.
 *
 * @param {Thread} thread
 * @param {import("./api.js").Me["taken"]} taken
 */
function showTaken(thread, taken) {
  find(thread.section, ".taken")?.remove();
  if (!taken.length) return;

  const lines = taken.map(({ state, text, statement }) =>
    make(
      "li",
      {},
      TAKEN[state]?.() ?? "",
      " ",
      make("q", { dir: "auto" }, make("bdi", {}, text)),
      " ",
      reasonsLink(thread, statement),
    ),
  );
  const title = make("h3", { class: "taken-title" }, ngettext("About your comment", "About your comments", taken.length));
  find(thread.section, ".arrivals, [data-thread]")?.before(make("section", { class: "taken", "aria-label": _("About your comments") }, title, make("ul", {}, ...lines)));
}

/**
 * The public page may keep a held comment's place without its words.
 *
 * @param {Thread} thread
 * @param {string} id
 */
function isShown(thread, id) {
  const there = comment(thread, id);
  return there !== null && find(there, ":scope > .comment-text") !== null;
}

/**
 * @param {Thread} thread
 * @param {string} id
 */
async function showHeld(thread, id) {
  const article = await fetchComment(thread, id).catch(() => null);
  if (article && (comment(thread, id) || belongsHere(thread, article))) place(thread, article);
}

/**
 * A reply to a comment on a later page waits until that page is there.
 *
 * @param {Thread} thread
 * @param {HTMLElement} article
 */
function belongsHere(thread, article) {
  return article.dataset.parent ? comment(thread, article.dataset.parent) !== null : thread.section.dataset.sort !== undefined;
}

/**
 * @param {Thread} thread
 * @param {ParentNode} within
 */
function personalise(thread, within) {
  const inside = all(within, "article.comment");
  if (within instanceof HTMLElement && within.matches("article.comment")) inside.push(within);

  for (const article of inside) {
    const id = article.dataset.id || "";
    const like = find(article, ":scope > .comment-foot .like button");
    if (like && thread.liked.has(id)) mark(like, true);
    const reason = thread.reported.get(id);
    if (reason && article.dataset.state === "published" && !find(article, ":scope > .folded")) fold(thread, article, reason);
    if (thread.own.has(id)) addTools(thread, id);
  }
}

/**
 * Withdraw, and Edit for as long as a comment may be mended.
 *
 * @param {Thread} thread
 * @param {string} id
 */
function addTools(thread, id) {
  const article = comment(thread, id);
  if (!article || !["published", "held"].includes(article.dataset.state || "")) return;
  if (find(article, ":scope > .own-tools")) return;

  const edit = make("a", { class: "quiet", href: thread.api.address(`/comments/${id}/edit`), "data-edit": "" }, _("Edit"));
  const away = make("a", { class: "quiet", href: thread.api.address(`/comments/${id}/withdraw`), "data-withdraw": "" }, _("Withdraw"));
  const left = new Date(thread.own.get(id)?.edit_until || 0).getTime() - Date.now();
  if (left > 0) setTimeout(() => edit.remove(), Math.min(left, 2 ** 31 - 1));

  const tools = make("p", { class: "own-tools" }, ...(left > 0 ? [edit] : []), away);
  (find(article, ":scope > .comment-foot") ?? find(article, ":scope > .comment-text"))?.after(tools);
}

/**
 * Whoever was a stranger when the page came may write meanwhile: what comes anew is theirs as well.
 *
 * @param {Thread} thread
 */
export function watchOwn(thread) {
  const dress = thread.dress;
  thread.dress = (within) => {
    dress(within);
    personalise(thread, within);
  };
  thread.section.addEventListener("click", (event) => {
    const link = around(event, "a[data-edit], a[data-withdraw]");
    const article = around(event, "article.comment");
    if (!link || !article || event.ctrlKey || event.metaKey || event.shiftKey) return;

    if (link.matches("[data-withdraw]")) {
      event.preventDefault();
      void withdraw(thread, article);
    } else if (openEdit(thread, article)) {
      event.preventDefault();
    }
  });
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} article
 * @returns {boolean} false where this page has no form to copy; the link's own page has one
 */
function openEdit(thread, article) {
  const main = mainComposer(thread);
  const id = article.dataset.id || "";
  const own = thread.own.get(id);
  if (!main || !own) return false;
  if (find(article, ":scope > [data-edits]")) return true;

  const form = anotherComposer(main, `edit-${id}`, _("Edit your comment"), _("Save"));
  form.dataset.edits = id;
  form.dataset.parent = own.parent_id || "";
  find(form, ".fields")?.remove();
  textBox(form).value = own.text;
  find(article, ":scope > .own-tools")?.after(form);
  textBox(form).focus();
  return true;
}

/**
 * @param {Thread} thread
 * @param {HTMLElement} article
 */
async function withdraw(thread, article) {
  const sure = await ask(
    thread,
    _("Withdraw your comment?"),
    _("Its text goes from the page for good. Replies to it stay."),
    { yes: _("Withdraw it"), no: _("Keep it") },
  );
  if (!sure) return;

  const id = article.dataset.id || "";
  try {
    await thread.api.json("DELETE", `/api/v1/comments/${id}`);
    thread.own.delete(id);
    const fresh = await fetchComment(thread, id);
    if (fresh) show(replace(thread, article, fresh));
    else remove(article);
    say(thread, _("Your comment has been withdrawn."));
  } catch (problem) {
    say(thread, inWords(problem));
  }
}
