/** A reader page's entry: bring its times and, where it has one, its thread to life. */

import { keepTimes } from "./times.js";
import { speak } from "./language.js";

speak(document.querySelector(".below[data-story-id]") ?? document.body);
keepTimes(document);

if (document.querySelector(".below[data-story-id]")) {
  const [{ mount }, { giveHands }] = await Promise.all([import("./thread.js"), import("./hands.js")]);
  mount(document, { base: location.origin, giveHands });
}
