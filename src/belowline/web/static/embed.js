/** Show a story's comments in a publisher's own page: the element <below-line>. */

import { around, find, parse } from "./dom.js";
import { mount } from "./thread.js";

const HOME = new URL("/", import.meta.url).origin;
const UNREACHABLE = "The comments can’t be reached at the moment.";

/**
 * `story-url` names the story; without it the page's canonical address does. `headline`, `byline`,
 * `section` and `published-at` describe a story that is asked for the first time.
 */
class BelowLine extends HTMLElement {
  /** @type {() => void} */
  #unmount = () => {};

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.addEventListener("click", this.#sorted);
    void this.#fill(root);
  }

  disconnectedCallback() {
    this.shadowRoot?.removeEventListener("click", this.#sorted);
    this.#unmount();
  }

  /**
   * Another order is another page on our own site; here the reader stays where they are.
   *
   * @param {Event} event
   */
  #sorted = async (event) => {
    const link = around(event, ".sorts a");
    const root = this.shadowRoot;
    if (!(link instanceof HTMLAnchorElement) || !root || !(event instanceof MouseEvent)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;

    event.preventDefault();
    await this.#fill(root, new URL(link.href).search);
    find(root, ".sorts [aria-current]")?.focus();
  };

  /**
   * @param {ShadowRoot} root
   * @param {string} [query]
   */
  async #fill(root, query = "") {
    try {
      const story = await this.#story();
      const answer = await fetch(`${HOME}/stories/${story.id}/below${query}`, { credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      const below = parse(await answer.text());
      this.#unmount();
      root.replaceChildren(...["tokens.css", "thread.css"].map(style), below);
      this.#unmount = mount(root, { base: HOME, storyId: story.id });
    } catch {
      const note = document.createElement("p");
      note.textContent = UNREACHABLE;
      root.replaceChildren(note);
    }
  }

  /** @returns {Promise<{ id: string }>} */
  async #story() {
    const url = this.getAttribute("story-url") || canonical();
    const known = await fetch(`${HOME}/api/v1/stories?url=${encodeURIComponent(url)}`, { credentials: "omit" });
    const found = known.ok ? (await known.json()).items[0] : null;
    if (found) return found;

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
    return made.json();
  }
}

/** @param {string} name */
function style(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(name, import.meta.url).href;
  return link;
}

function canonical() {
  const link = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="canonical"]'));
  return link ? link.href : location.href;
}

if (!customElements.get("below-line")) customElements.define("below-line", BelowLine);
