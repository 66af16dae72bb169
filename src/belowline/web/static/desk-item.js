// One comment at the desk: its form, its chooser of clauses and the line it leaves when ruled.

/** @typedef {import("./desk-send.js").Verdict} Verdict */
/** @typedef {import("./desk-send.js").Ruling} Ruling */

export class Item {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.id = element.dataset.item ?? "";
    this.author = element.dataset.author ?? "";
    this.settled = false;
    /** Was it asked for in vain? */
    this.missed = false;
    this.form = formOf(element);
    /** @type {HTMLInputElement | null} */
    this.veil = null;
    this.#wire();
  }

  #wire() {
    for (const button of this.form.querySelectorAll("button[type=button]")) {
      button.removeAttribute("hidden");
    }
    this.veil = /** @type {HTMLInputElement | null} */ (this.element.querySelector("[data-unveil]"));
    this.veil?.addEventListener("change", () => this.#veil());
    this.#veil();
  }

  /** @returns {boolean} whether only what its row tells is here */
  get light() {
    return this.element.hasAttribute("data-light");
  }

  /** @returns {boolean} whether it can be ruled on: it is here, and nobody else has to decide */
  get rulable() {
    return !this.settled && !this.light && this.form.isConnected;
  }

  /** @param {HTMLElement} element the whole comment, in place of what stood for it */
  become(element) {
    const { element: light } = this;
    const isFocused = light.contains(document.activeElement);
    for (const name of ["data-open", "data-last"]) element.toggleAttribute(name, light.hasAttribute(name));
    light.replaceWith(element);
    this.element = element;
    this.form = formOf(element);
    this.#wire();
    if (isFocused) element.focus({ preventScroll: true });
  }

  /** @returns {boolean} whether the clauses are shown */
  get choosing() {
    return this.form.hasAttribute("data-choosing");
  }

  /** @returns {boolean} whether a ruling is on its way */
  get sending() {
    return this.form.hasAttribute("data-sending");
  }

  /** @param {boolean} sending */
  set sending(sending) {
    this.form.toggleAttribute("data-sending", sending);
    this.form.setAttribute("aria-busy", String(sending));
  }

  /** @returns {boolean} whether the note is for the editors, and Enter hands the comment to them */
  get escalating() {
    return this.form.hasAttribute("data-escalating");
  }

  /** @param {boolean} escalating */
  set escalating(escalating) {
    this.form.toggleAttribute("data-escalating", escalating);
  }

  /** @returns {Verdict} what the key for a pick does: make it one, or no longer */
  get pick() {
    return /** @type {Verdict} */ (this.#button("feature")?.value ?? "feature");
  }

  /** @returns {boolean} whether it can be handed to the editors */
  get escalates() {
    return this.#button("escalate") !== null;
  }

  get token() {
    return this.#field("token").value;
  }

  get seen() {
    return this.#field("seen").value;
  }

  get story() {
    return this.element.querySelector("a[data-story]")?.getAttribute("href") ?? "";
  }

  /** @returns {boolean} whether another moderator has it open */
  get taken() {
    return this.element.hasAttribute("data-taken-by");
  }

  /** Show graphic words, or blur them again. */
  unveil() {
    if (!this.veil) return;
    this.veil.checked = !this.veil.checked;
    this.#veil();
  }

  /** Who listens to the page is asked first as well. */
  #veil() {
    for (const words of this.element.querySelectorAll(".said .words, .findings q, .because")) {
      if (this.veil && !this.veil.checked) words.setAttribute("aria-hidden", "true");
      else if (this.veil) words.removeAttribute("aria-hidden");
    }
  }

  /** Show the clauses. */
  choose() {
    this.#show(true);
    this.#radios()[0]?.focus({ preventScroll: true });
    this.form.closest(".act")?.scrollIntoView({ block: "nearest" });
  }

  /** Put the clauses away and forget which was chosen. */
  cancel() {
    const within = this.form.contains(document.activeElement);
    this.#show(false);
    this.form.removeAttribute("data-noting");
    this.escalating = false;
    for (const radio of this.#radios()) radio.checked = false;
    if (within) this.#button("choose")?.focus({ preventScroll: true });
  }

  /**
   * Choose the clause with this number, counting from 1.
   *
   * @param {number} number
   */
  take(number) {
    const radio = this.#radios()[number - 1];
    if (!radio) return;
    radio.checked = true;
    radio.focus({ preventScroll: true });
    this.problem("");
  }

  /**
   * Open the fields for words.
   *
   * @param {"note" | "message"} [to] where to write: for the record, or to the author
   */
  write(to = "note") {
    this.form.setAttribute("data-noting", "");
    this.#field(to).focus();
  }

  /** @returns {Verdict} what Enter confirms */
  get against() {
    return /** @type {Verdict} */ (this.#button("confirm")?.value ?? "reject");
  }

  /**
   * @param {Verdict} verdict
   * @returns {Ruling}
   */
  ruling(verdict) {
    const clause = needsClause(verdict) ? (this.#chosen()?.value ?? null) : null;
    const note = this.#field("note").value.trim() || null;
    const message = this.#field("message").value.trim() || null;
    const reply = this.#field("reply")?.value.trim() || null;
    return { verdict, clause, note, message, reply, seen: this.seen };
  }

  /** @returns {string} the title of the chosen clause, as running text */
  get clauseTitle() {
    return this.#chosen()?.dataset.title?.toLowerCase() ?? "";
  }

  /** @param {string} sentence what went wrong; empty for nothing */
  problem(sentence) {
    const place = this.form.querySelector("[data-problem]");
    if (!(place instanceof HTMLElement)) return;
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  /** Offer the way back in to somebody whose sign-in has ended. */
  offerSignIn() {
    const link = document.createElement("a");
    link.href = "/desk/sign-in";
    link.textContent = "Sign in again";
    this.form.querySelector("[data-problem]")?.append(" ", link);
  }

  /**
   * Collapse to a line that says what was ruled.
   *
   * @param {string} outcome
   */
  settle(outcome) {
    this.settled = true;
    this.element.classList.add("settled");
    this.work = this.element.querySelector("[data-work]");
    this.work?.remove();

    const line = this.element.querySelector("[data-outcome]");
    if (!(line instanceof HTMLElement)) return;
    const said = document.createElement("b");
    said.textContent = outcome;
    const what = document.createElement("span");
    what.textContent = `${this.author}: ${this.element.dataset.words ?? ""}`;
    what.dir = "auto";
    const again = document.createElement("a");
    again.href = `/desk/comments/${this.id}`;
    again.textContent = "Look again";
    line.replaceChildren(said, " ", what, " ", again);
    line.hidden = false;
    this.element.setAttribute("aria-label", `Comment by ${this.author}, ruled`);
    this.element.removeAttribute("aria-labelledby");
  }

  /** Be as before the ruling, which was taken back. */
  unsettle() {
    this.settled = false;
    this.element.classList.remove("settled");
    if (this.work) this.element.append(this.work);
    const line = this.element.querySelector("[data-outcome]");
    if (line instanceof HTMLElement) line.hidden = true;
    this.element.removeAttribute("aria-label");
    this.element.setAttribute("aria-labelledby", `author-${this.id}`);
    this.cancel();
  }

  /** @param {boolean} choosing */
  #show(choosing) {
    this.form.toggleAttribute("data-choosing", choosing);
    this.#button("choose")?.setAttribute("aria-expanded", String(choosing));
    this.problem("");
  }

  /** @returns {HTMLInputElement[]} */
  #radios() {
    return [...this.form.querySelectorAll("input[type=radio]")].filter((radio) => radio instanceof HTMLInputElement);
  }

  #chosen() {
    return this.#radios().find((radio) => radio.checked);
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement}
   */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /**
   * @param {string} purpose
   * @returns {HTMLButtonElement | null}
   */
  #button(purpose) {
    return this.form.querySelector(`button[data-${purpose}]`);
  }
}

/**
 * @param {HTMLElement} element
 * @returns {HTMLFormElement} its form; one that stands nowhere where somebody else decides
 */
function formOf(element) {
  return element.querySelector("form.ruling") ?? document.createElement("form");
}

/**
 * @param {Verdict} verdict
 * @returns {boolean} whether it takes something away for good
 */
export function needsClause(verdict) {
  return verdict === "reject" || verdict === "remove";
}
