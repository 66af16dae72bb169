/** Load HTML that the server rendered, without a text becoming markup in a script. */

import { Problem } from "./api.js";
import { failed as couldNot, unreachable } from "./problems.js";

/**
 * The request itself parses the answer. So a page may forbid to all scripts that they make markup of
 * a text (Trusted Types), and need not make an exception for us.
 *
 * @param {string} address
 * @param {string} token what the reader is known by on a page of another origin
 * @param {URLSearchParams} [fields] what is sent along; without any it is only asked
 * @returns {Promise<DocumentFragment>}
 */
export function html(address, token, fields) {
  return new Promise((found, failed) => {
    const request = new XMLHttpRequest();
    request.open(fields ? "POST" : "GET", address);
    request.responseType = "document";
    request.setRequestHeader("accept", "text/html");
    if (token && new URL(address).origin !== location.origin) request.setRequestHeader("authorization", `Bearer ${token}`);
    request.onerror = () => failed(unreachable());
    request.onload = () => {
      const { status, response } = request;
      if (status >= 300 || !response) return failed(new Problem(status, couldNot(status)));
      found(fragment(response));
    };
    request.send(fields);
  });
}

/** @param {Document} parsed */
function fragment(parsed) {
  const within = document.createDocumentFragment();
  within.append(...[...parsed.body.children].map((child) => document.importNode(child, true)));
  // Ours have none; and what is none of ours shall not run.
  for (const script of within.querySelectorAll("script")) script.remove();
  return within;
}
