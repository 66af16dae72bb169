/** Follow a story while it is read, by its stream of events, or by asking now and then. */

/** @typedef {import("./thread.js").Thread} Thread */
/**
 * @typedef {object} Event
 * @property {string} comment_id
 * @property {string | null} parent_id
 * @property {string} root_id
 * @property {number} [likes] how many there are, where nothing else changed
 * @property {number} [number] the event's own
 * @property {number} [within] over how many seconds all pages spread what they ask for
 * @property {string | null} [instead] the state that the thread tells of in place of the words, null where it has no place
 */

// A page nobody looks at need not hold a connection.
const CLOSE_WHEN_HIDDEN_FOR = 5 * 60_000;
// A server that turned us away is asked again, ever more rarely.
const FIRST_RETRY = 15_000;
const LAST_RETRY = 5 * 60_000;
// A proxy that holds answers back until they end never lets a stream through.
const OPENS_WITHIN = 20_000;

/**
 * @param {Thread} thread
 * @returns {() => void} stops following
 */
export function follow(thread) {
  const following = new Following(thread);
  const gone = () => following.close();
  const back = () => following.open();
  const seen = () => following.seen(document.visibilityState === "visible");
  addEventListener("pagehide", gone);
  addEventListener("pageshow", back);
  document.addEventListener("visibilitychange", seen);
  following.open();

  return () => {
    removeEventListener("pagehide", gone);
    removeEventListener("pageshow", back);
    document.removeEventListener("visibilitychange", seen);
    following.close();
  };
}

class Following {
  /** @type {EventSource | null} */
  #source = null;
  /** The number of the event behind which to go on; none where an older server made the page. */
  #last;
  #behind;
  #retry = FIRST_RETRY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<import("./arrivals.js").Arrivals> | undefined} */
  #arrivals;

  /** @param {Thread} thread */
  constructor(thread) {
    this.thread = thread;
    this.#behind = thread.section.dataset.behind;
    this.#last = thread.section.dataset.heard;
  }

  open() {
    if (this.#source) return;
    clearTimeout(this.#timer);

    const address = new URL(this.thread.api.address(`/api/v1/stories/${this.thread.storyId}/live`));
    // A new connection sends no Last-Event-ID of its own accord.
    if (this.#last) address.searchParams.set("after", this.#last);
    const source = new EventSource(address);
    this.#source = source;
    this.#timer = setTimeout(() => this.#failed(source), OPENS_WITHIN);
    source.addEventListener("open", () => {
      clearTimeout(this.#timer);
      this.#retry = FIRST_RETRY;
      if (!this.#last) void this.#catchUp();
    });
    source.addEventListener("error", () => {
      // The browser reconnects a broken stream by itself, but gives up on an error answer.
      if (source.readyState === EventSource.CLOSED) this.#failed(source);
    });
    for (const name of ["published", "changed", "hidden", "missed"]) {
      source.addEventListener(name, (message) => {
        this.#last = message.lastEventId || this.#last;
        void (name === "missed" ? this.#catchUp() : this.#happened(name, JSON.parse(message.data)));
      });
    }
  }

  /**
   * The stream begins with what came since the page was made, unless that is more than the server
   * remembers; while there is no stream, nothing is told.
   */
  async #catchUp() {
    if (this.#behind === undefined) return;
    const asking = await import("./missed.js").catch(() => null);
    const next = await asking?.askFor(this.thread, this.#behind, (event) => this.#happened("published", event));
    this.#behind = next ?? this.#behind;
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** @param {boolean} visible */
  seen(visible) {
    clearTimeout(this.#timer);
    if (visible) this.open();
    else this.#timer = setTimeout(() => this.close(), CLOSE_WHEN_HIDDEN_FOR);
  }

  /**
   * Without a stream, each attempt to have one goes with the question of what is new.
   *
   * @param {EventSource} source
   */
  #failed(source) {
    if (source !== this.#source) return;
    this.close();
    void this.#catchUp();
    this.#timer = setTimeout(() => this.open(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }

  /**
   * @param {string} name
   * @param {Event} event
   */
  async #happened(name, event) {
    await this.thread.sending; // The news of our own comment may overtake the answer to it.
    this.#arrivals ??= import("./arrivals.js").then(({ Arrivals }) => new Arrivals(this.thread));
    const arrivals = await this.#arrivals;
    await arrivals.happened(name, event);
  }
}
