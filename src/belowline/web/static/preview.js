/** Show how a comment would look: the server's own rendering, beside the box, until it is changed. */

import { find } from "./dom.js";
import { textBox } from "./form.js";

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLFormElement} form
 */
export async function showPreview(thread, form) {
  const box = textBox(form);
  if (!box.value.trim()) return box.focus();

  const text = box.value;
  const answer = await thread.api.html(`/stories/${thread.storyId}/preview`, new URLSearchParams({ text }));
  const preview = find(answer, ".preview");
  if (!preview || box.value !== text) return;

  // Two boxes may show one each.
  const title = find(preview, ".preview-title");
  if (title) preview.setAttribute("aria-labelledby", (title.id = `preview-${box.id}`));
  thread.dress(preview);
  find(form, ":scope > .preview")?.remove();
  find(form, ":scope > .actions")?.before(preview);
  box.addEventListener("input", () => preview.remove(), { once: true });
  preview.focus();
}
