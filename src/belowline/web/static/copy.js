/** Copy a comment's address, and say so. */

import { around } from "./dom.js";
import { closeMenu } from "./menu.js";
import { say } from "./status.js";
import { _ } from "./words.js";

// Long enough to be read, short enough not to be in the way the next time.
const CONFIRMED_FOR = 2000;

/** @param {import("./thread.js").Thread} thread */
export function watchCopy(thread) {
  thread.section.addEventListener("click", (event) => {
    const link = around(event, "a[data-copy]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;

    event.preventDefault();
    void copy(thread, link);
  });
}

/**
 * @param {import("./thread.js").Thread} thread
 * @param {HTMLAnchorElement} link
 */
async function copy(thread, link) {
  const words = link.textContent || "";
  const copied = (await byClipboard(link.href)) || bySelection(link);
  link.textContent = copied ? _("Copied") : link.href;
  say(thread, copied ? _("The link has been copied.") : _("The link could not be copied; it stands in the menu."));
  if (!copied) return;

  setTimeout(() => {
    closeMenu(link);
    link.textContent = words;
  }, CONFIRMED_FOR);
}

/** @param {string} address */
async function byClipboard(address) {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    return false; // Pages without TLS have no clipboard, and readers may refuse.
  }
}

/** @param {HTMLAnchorElement} link */
function bySelection(link) {
  const box = document.createElement("textarea");
  box.value = link.href;
  link.after(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  link.focus();
  return copied;
}
