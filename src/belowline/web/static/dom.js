/** Make and find elements without ever building HTML from a reader's words. */

/** @typedef {Document | ShadowRoot} Root */

/** @type {any} Made when it is first needed: a page may allow no policy, and need not for reading. */
let policy;

/**
 * Fragments come from our own server, which cleaned what readers wrote; scripts in a parsed
 * document do not run.
 *
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function parse(html) {
  // Not every browser has Trusted Types; where one does, this is our only policy.
  const types = /** @type {any} */ (globalThis).trustedTypes;
  policy ??= types?.createPolicy("belowline", { createHTML: (/** @type {string} */ text) => text });
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...[...parsed.body.children].map((child) => document.importNode(child, true)));
  return fragment;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * @param {string} words
 * @param {(event: MouseEvent) => void} pressed
 * @param {string} [kind]
 */
export function button(words, pressed, kind = "quiet") {
  const made = make("button", { type: "button", class: kind }, words);
  made.addEventListener("click", pressed);
  return made;
}

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function find(within, selector) {
  return within.querySelector(selector);
}

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(within, selector) {
  return [...within.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);
}

/**
 * The nearest element around an event's target that matches, or null.
 *
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function around(event, selector) {
  const target = event.target;
  return target instanceof Element ? target.closest(selector) : null;
}
