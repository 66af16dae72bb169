// The page of the desk's search: only the keys that lead somewhere else.

import { Sheet, isTyping } from "./desk-keys.js";
import { goSomewhere } from "./desk-places.js";

const sheet = new Sheet();
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (sheet.isOpen || !sheet.on || isTyping(event.target)) return;
  if (event.key === "?") sheet.show();
  else if (!goSomewhere(event.key)) return;
  event.preventDefault();
});
document.documentElement.dataset.desk = "ready";
