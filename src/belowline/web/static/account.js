/** Lead a reader who is signed in to their own page, from the publisher's page too. */

import { make } from "./dom.js";
import { _ } from "./words.js";

/** @typedef {import("./thread.js").Thread} Thread */

/**
 * @param {Thread} thread
 * @returns {(HTMLElement | string)[]}
 */
export function ownLinks(thread) {
  /** @type {(HTMLElement | string)[]} */
  const links = [ownLink(thread, "/me", _("Your page"))];
  if (thread.section.dataset.mail !== undefined) links.push(" ", ownLink(thread, `/stories/${thread.storyId}/follow`, _("Follow this story")));
  return links;
}

/**
 * On a publisher's page our cookies don't come along: the token that says there who reads signs them
 * on to our own page as well. A form sends it, so that no address ever holds it.
 *
 * @param {Thread} thread
 * @param {string} path
 * @param {string} words
 * @returns {HTMLElement}
 */
function ownLink(thread, path, words) {
  const address = thread.api.address(path);
  const link = make("a", { class: "account", href: address }, words);
  if (new URL(address).origin === location.origin) return link;

  link.target = "_blank";
  link.rel = "noopener";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void signOn(thread, address);
  });
  return link;
}

/**
 * @param {Thread} thread
 * @param {string} address where the link leads by itself
 */
async function signOn(thread, address) {
  const token = await thread.api.token();
  if (!token) return void open(address, "_blank", "noopener");

  const form = make("form", { method: "post", action: thread.api.address("/sign-on"), target: "_blank", hidden: "" });
  for (const [name, value] of Object.entries({ token, to: new URL(address).pathname })) form.append(make("input", { type: "hidden", name, value }));
  document.body.append(form);
  // A page may forbid forms to other sites; then the reader signs in over there by themselves.
  const forbidden = (/** @type {SecurityPolicyViolationEvent} */ { effectiveDirective }) => {
    if (effectiveDirective === "form-action") open(address, "_blank", "noopener");
  };
  document.addEventListener("securitypolicyviolation", forbidden, { once: true });
  form.submit();
  form.remove();
  setTimeout(() => document.removeEventListener("securitypolicyviolation", forbidden), 1000);
}
