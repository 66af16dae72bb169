// The desk's page: wires the items, the index and the keys together.

import { bindKeys } from "./desk-keys.js";
import { Desk } from "./desk-items.js";
import { watchOrders } from "./desk-orders.js";
import { Presence } from "./desk-presence.js";
import { speakTimes } from "./desk-time.js";

const root = document.querySelector("[data-desk]");

if (root instanceof HTMLElement) {
  const desk = new Desk(root);
  bindKeys(desk);
  watchOrders(desk);
  new Presence(desk).start();
  speakTimes(document);
  setInterval(() => speakTimes(document), 30_000);
  document.documentElement.dataset.desk = "ready";
}
