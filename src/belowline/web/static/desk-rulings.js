// Rulings on their way: what they lack, what the server says to them, what is shown of it.

import { needsClause } from "./desk-item.js";
import { capital, sentence } from "./desk-said.js";
import { send } from "./desk-send.js";
import { timeOfDay } from "./desk-time.js";
import { Undo } from "./desk-undo.js";

/** @typedef {import("./desk-items.js").Desk} Desk */
/** @typedef {import("./desk-item.js").Item} Item */
/** @typedef {import("./desk-send.js").Verdict} Verdict */

export class Rulings {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.undo = new Undo(desk);
    this.made = 0;
    this.underway = 0;
  }

  /**
   * @param {Item} item
   * @param {Verdict} verdict
   */
  async rule(item, verdict) {
    if (!item.rulable || item.sending) return;
    const ruling = item.ruling(verdict);
    if (needsClause(verdict) && !ruling.clause) return this.#tell(item, "Choose the clause that it breaks.");
    if (verdict === "ask" && !ruling.message) {
      item.write("message");
      return this.#tell(item, "Write to the author what to change, then ask.");
    }

    if (verdict === "escalate" && !ruling.note) {
      item.escalating = true;
      item.write();
      return this.#tell(item, "Write to the editors what makes this hard, then press Enter.");
    }

    item.problem("");
    item.sending = true;
    const answer = await this.during(send(item.id, ruling, item.token));
    item.sending = false;

    if (answer.kind === "failed") {
      this.#tell(item, answer.detail);
      if (answer.signIn) item.offerSignIn();
      return;
    }
    const clause = ruling.clause ? ` for ${item.clauseTitle}` : "";
    this.#settle(
      item,
      answer.kind === "ruled"
        ? sentence(`${capital(answer.verdict)}${clause}`, answer.who, timeOfDay(answer.at))
        : answer.detail,
      answer.kind === "ruled" ? "" : answer.gone ? "Withdrawn by its author." : "Ruled by somebody else.",
    );
    if (answer.kind === "ruled") this.undo.offer(item, answer.id);
  }

  /**
   * @template Answer
   * @param {Promise<Answer>} work a ruling on its way: a count that is taken meanwhile may hold it or not
   */
  async during(work) {
    this.made += 1;
    this.underway += 1;
    return work.finally(() => {
      this.underway -= 1;
    });
  }

  /**
   * @param {{ item: Item, outcome: string }[]} done what was ruled on in one go
   * @param {string} more what else to say of it
   */
  settleTogether(done, more) {
    const { desk } = this;
    for (const { item, outcome } of done) desk.comments.settle(item, outcome);
    desk.say(`${done.length === 1 ? "1 comment" : `${done.length} comments`} ruled on.${more}`);
    const last = done[done.length - 1]?.item;
    const following = desk.comments.free ?? desk.comments.items.find((other) => !other.settled);
    if (last && !following) desk.finish(last);
    else if (last && following) desk.goOn(desk.current && !desk.current.settled ? desk.current : following, last);
    void desk.ahead.fill();
  }

  /** @param {Item} item one whose ruling was taken back */
  restore(item) {
    this.restoreTogether([item], "");
    this.desk.say(`Taken back. The comment by ${item.author} waits again.`);
  }

  /**
   * @param {Item[]} items those whose rulings were taken back
   * @param {string} problem why others were not
   */
  restoreTogether(items, problem) {
    const { desk } = this;
    for (const item of items) desk.comments.restore(item);
    if (items.length) {
      desk.goesOn();
      desk.open(items[0]);
    }
    desk.say(`Taken back: ${items.length}. ${problem}`.trim());
  }

  /**
   * @param {Item} item
   * @param {string} problem
   */
  #tell(item, problem) {
    item.problem(problem);
    this.desk.say(problem);
  }

  /**
   * @param {Item} item
   * @param {string} outcome
   * @param {string} brief the same, where there is little room
   */
  #settle(item, outcome, brief) {
    const { desk } = this;
    const wasOpen = desk.current === item || item.element.contains(document.activeElement);
    desk.comments.settle(item, outcome, brief || outcome);
    desk.say(`${outcome} Comment by ${item.author}.`);
    const following = desk.comments.following(item);
    if (!following) desk.finish(item);
    else if (wasOpen) desk.goOn(following, item);
    void desk.ahead.fill();
  }
}
