/** Lead a reader who is signed in to their own page, from the publisher's page too. */

import { make } from "./dom.js";

/**
 * On a publisher's page our cookies don't come along: the token that says there who reads signs them
 * on to our own page as well. A form sends it, so that no address ever holds it.
 *
 * @param {import("./thread.js").Thread} thread
 * @returns {HTMLElement}
 */
export function accountLink(thread) {
  const address = thread.api.address("/me");
  const link = make("a", { class: "account", href: address }, "Your page");
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
 * @param {import("./thread.js").Thread} thread
 * @param {string} address where the link leads by itself
 */
async function signOn(thread, address) {
  const token = await thread.api.token();
  if (!token) return void open(address, "_blank", "noopener");

  const form = make("form", { method: "post", action: thread.api.address("/sign-on"), target: "_blank", hidden: "" });
  for (const [name, value] of Object.entries({ token, to: "/me" })) form.append(make("input", { type: "hidden", name, value }));
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
