// Brings what stands beside a comment once it comes before the moderator's eyes: record, similar rulings.

import { parse } from "./dom.js";

/** @typedef {import("./desk-item.js").Item} Item */

/** @param {Item} item */
export async function bring(item) {
  const place = item.element.querySelector("[data-beside]");
  const address = place?.getAttribute("data-beside");
  if (!place || !address) return;
  place.removeAttribute("data-beside");
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    if (response.ok) return place.replaceChildren(document.adoptNode(parse(await response.text())));
  } catch {
    // The link to the comment's own page still stands there; that page has it all.
  }
  place.setAttribute("data-beside", address);
}
