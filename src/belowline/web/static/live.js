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
  #last = "";
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
    for (const name of ["published", "changed", "hidden"]) {
      source.addEventListener(name, (message) => {
        this.#last = message.lastEventId || this.#last;
        void this.#happened(name, JSON.parse(message.data));
      });
    }
  }

  /**
   * What came after the page was made and before its stream was open was told to nobody; nor is
   * anything while there is no stream.
   */
  async #catchUp() {
    if (this.#behind === undefined) return;
    const query = new URLSearchParams({ sort: "oldest", ...(this.#behind && { after: this.#behind }) });
    const path = `/api/v1/stories/${this.thread.storyId}/comments?${query}`;
    const missed = await this.thread.api.json("GET", path).catch(() => ({ items: [], next: null }));
    for (const { id, parent_id, root_id } of missed.items) {
      if (this.thread.root.getElementById(`c-${id}`)) continue;
      await this.#happened("published", { comment_id: id, parent_id, root_id });
    }
    this.#behind = missed.next ?? this.#behind;
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
