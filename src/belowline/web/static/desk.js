// The desk's page: wires the items, the index and the keys together.

import { Break } from "./desk-break.js";
import { bindKeys } from "./desk-keys.js";
import { Desk } from "./desk-items.js";
import { watchOrders } from "./desk-orders.js";
import { Presence } from "./desk-presence.js";
import { Selection } from "./desk-select.js";
import { speakTimes } from "./desk-time.js";

const root = document.querySelector("[data-desk]");

if (root instanceof HTMLElement) {
  const desk = new Desk(root);
  desk.selection = new Selection(desk);
  bindKeys(desk);
  watchOrders(desk);
  new Presence(desk).start();
  const rest = document.querySelector("[data-rest]");
  if (rest instanceof HTMLElement) new Break(rest).start();
  speakTimes(document);
  setInterval(() => speakTimes(document), 30_000);
  document.documentElement.dataset.desk = "ready";
}
