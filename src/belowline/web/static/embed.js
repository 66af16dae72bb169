/** Show a story's comments in a publisher's own page: the element <below-line>. */

// It imports nothing, so that the comments are asked for as soon as this one file is here. The server
// writes into the next three what they name when it sends the file.
const PARTS = "belowline:parts";
const STYLE = "belowline:style";
/** @type {any} By language. */
const UNREACHABLE = "belowline:unreachable";

const HOME = new URL(import.meta.url).origin;
// So far from the window the thread begins to load: about a flick of the thumb.
const NEAR = "1200px";

/** @type {string | undefined} What the first thread here speaks: the scripts' words are in it. */
let first;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/**
 * `story-url` names the story; without it the page's canonical address does. `headline`, `byline`,
 * `section` and `published-at` describe a story that is asked for the first time. With `eager` the
 * thread does not wait until it is scrolled near. `token` signs the publisher's own reader on;
 * `token-url`, or a function `refreshToken`, gives newer ones. `lang` is the language in which the
 * thread speaks, where that isn't the site's own.
 */
class BelowLine extends HTMLElement {
  static observedAttributes = ["token", "lang"];
  /** @type {() => void} */
  #unmount = () => {};
  /** @type {IntersectionObserver | undefined} */
  #near;
  #begun = false;
  #colours = new CSSStyleSheet();
  #pageChanged = new MutationObserver(() => this.#dressAsPage());

  /**
   * A newer token goes on quietly; who signs in or out sees the thread as theirs.
   *
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    const root = this.shadowRoot;
    const differs = name === "lang" ? before !== now : !before !== !now;
    if (this.#begun && differs && root?.hasChildNodes()) void this.#fill(root);
  }

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet, this.#colours];
    this.#dressAsPage();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.#dressAsPage);
    for (const page of [document.documentElement, document.body]) this.#pageChanged.observe(page, { attributes: true });
    root.addEventListener("click", this.#sorted);

    const meant = /^#(c-|comments)/.test(location.hash);
    if (meant || this.hasAttribute("eager")) return void this.#begin(root);
    this.#near = new IntersectionObserver(
      ([seen]) => {
        if (seen?.isIntersecting) void this.#begin(root);
      },
      { rootMargin: NEAR },
    );
    this.#near.observe(this);
  }

  disconnectedCallback() {
    this.#near?.disconnect();
    this.#pageChanged.disconnect();
    matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.#dressAsPage);
    this.shadowRoot?.removeEventListener("click", this.#sorted);
    this.#unmount();
  }

  get #language() {
    const spoken = this.lang || this.shadowRoot?.querySelector("[data-lang]")?.getAttribute("data-lang") || "";
    return encodeURIComponent(spoken.split("-")[0] || "");
  }

  /** @param {ShadowRoot} root */
  async #begin(root) {
    this.#near?.disconnect();
    this.#begun = true;
    const included = this.querySelector("template");
    if (included && !root.hasChildNodes()) root.append(included.content);

    const section = root.querySelector("[data-story-id]");
    if (section) await this.#awaken(root);
    else await this.#fill(root);
    const meant = location.hash.startsWith("#c-") && root.getElementById(location.hash.slice(1));
    if (meant) {
      meant.scrollIntoView();
      meant.focus();
    }
  }

  /** Dark letters are a light page's: so the thread is as light or dark as what stands around it. */
  #dressAsPage = () => {
    const colour = getComputedStyle(this.parentElement ?? document.body).color;
    const parts = colour.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [0];
    const brightness = Math.max(...parts) / (colour.startsWith("rgb") ? 255 : 1);
    this.#colours.replaceSync(`:host{color-scheme:${brightness > 0.6 ? "dark" : "light"}}`);
  };

  /**
   * Another order is another page on our own site; here the reader stays where they are.
   *
   * @param {Event} event
   */
  #sorted = async (event) => {
    const link = event.target instanceof Element && event.target.closest(".sorts a");
    const root = this.shadowRoot;
    if (!(link instanceof HTMLAnchorElement) || !root || !(event instanceof MouseEvent)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;

    event.preventDefault();
    await this.#fill(root, `&sort=${new URL(link.href).searchParams.get("sort")}`);
    /** @type {HTMLElement | null} */ (root.querySelector(".sorts [aria-current]"))?.focus();
  };

  /**
   * @param {ShadowRoot} root
   * @param {string} [query]
   */
  async #fill(root, query = "") {
    try {
      const url = this.getAttribute("story-url") || canonical();
      const asked = this.#language && `&lang=${this.#language}`;
      const address = `/below?url=${encodeURIComponent(url)}${query}${asked}`;
      let below = await load(address);
      if (!below) {
        await this.#make(url);
        below = await load(address);
      }
      if (!below) throw new Error("The server does not know the story that it has made.");
      this.#unmount();
      // What is none of ours shall not run.
      for (const script of below.querySelectorAll("script")) script.remove();
      root.replaceChildren(...below.body.children);
      await this.#awaken(root);
    } catch {
      const note = document.createElement("p");
      note.textContent = UNREACHABLE[this.#language] ?? UNREACHABLE.en;
      root.replaceChildren(note);
    }
  }

  /**
   * What a browser shows by itself begins to live.
   *
   * @param {ShadowRoot} root
   */
  async #awaken(root) {
    pointHome(root);
    // A thread in another language has scripts of its own, or it would speak as the first one does.
    const spoken = root.querySelector("section")?.lang ?? "";
    first ??= spoken;
    /** @type {typeof import("./thread.js")} */
    const { mount } = await import(`${HOME}${PARTS}${spoken === first ? "" : `${spoken}/`}thread.js`);
    if (this.isConnected) this.#unmount = mount(root, { base: HOME, host: this });
  }

  /** @param {string} url */
  async #make(url) {
    const facts = {
      url,
      headline: this.getAttribute("headline") || document.title,
      byline: this.getAttribute("byline") || "",
      section: this.getAttribute("section") || "",
      published_at: this.getAttribute("published-at") || undefined,
    };
    const made = await fetch(`${HOME}/api/v1/stories`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(facts),
      credentials: "omit",
    });
    if (!made.ok) throw new Error(String(made.status));
  }
}

/**
 * HTML that our server rendered, parsed by the request itself: no text becomes markup in a script, so
 * a page may forbid that to all scripts (Trusted Types) and need not make an exception for this one.
 *
 * @param {string} path
 * @returns {Promise<Document | null>} null where there is no such story yet
 */
function load(path) {
  return new Promise((found, failed) => {
    const request = new XMLHttpRequest();
    request.open("GET", HOME + path);
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200) found(request.response);
      else if (request.status === 204) found(null);
      else failed(new Error(String(request.status)));
    };
    request.onerror = failed;
    request.send();
  });
}

/**
 * On somebody else's page, "/comments/…" means our server and not theirs.
 *
 * @param {ShadowRoot} root
 */
function pointHome(root) {
  const story = root.querySelector("[data-story-id]")?.getAttribute("data-story-id");
  for (const name of ["href", "action"]) {
    for (const element of root.querySelectorAll(`[${name}^="/"], [${name}^="?"]`)) {
      element.setAttribute(name, new URL(element.getAttribute(name) || "", `${HOME}/stories/${story}`).href);
    }
  }
}

function canonical() {
  const link = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="canonical"]'));
  return link ? link.href : location.href;
}

if (!customElements.get("below-line")) customElements.define("below-line", BelowLine);
