/** Make a passkey on one's own page, and sign in with one: the browser's part of WebAuthn. */

import { find } from "./dom.js";
import { problemIn } from "./problems.js";
import { _ } from "./words.js";

/** @typedef {Record<string, any>} Json */

const page = document.documentElement;
if (window.PublicKeyCredential) {
  const section = find(page, "[data-passkeys]");
  const form = section && find(section, "[data-passkey-new]");
  if (section && form instanceof HTMLFormElement) offerMaking(section, form);
  const entry = find(page, "[data-passkey-sign-in]");
  if (entry) offerEntry(entry);
}

/**
 * @param {HTMLElement} section
 * @param {HTMLFormElement} form
 */
function offerMaking(section, form) {
  const token = section.dataset.token ?? "";
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void withButton(form, async () => {
      const options = await ask("/api/v1/me/passkeys/begin", { token });
      for (const known of [options.user, ...options.excludeCredentials]) known.id = bytes(known.id);
      options.challenge = bytes(options.challenge);
      const made = await navigator.credentials.create({ publicKey: /** @type {any} */ (options) });
      const name = String(new FormData(form).get("name") ?? "");
      await ask("/api/v1/me/passkeys", { token, name, credential: written(/** @type {any} */ (made)) });
      location.assign("/me?kept=passkeys");
    });
  });
}

/** @param {HTMLElement} entry */
function offerEntry(entry) {
  entry.hidden = false;
  find(entry, "button")?.addEventListener("click", () => {
    void withButton(entry, async () => {
      const options = await ask("/api/v1/sign-in/passkey/begin", {});
      options.challenge = bytes(options.challenge);
      const given = await navigator.credentials.get({ publicKey: /** @type {any} */ (options) });
      const { to } = await ask("/api/v1/sign-in/passkey", { to: entry.dataset.to ?? "", credential: written(/** @type {any} */ (given)) });
      location.assign(to);
    });
  });
}

/**
 * One at a time; whatever goes wrong is said beside the button.
 *
 * @param {HTMLElement} within
 * @param {() => Promise<void>} act
 */
async function withButton(within, act) {
  const problem = find(within, "[data-passkey-problem]");
  const button = find(within, "button");
  if (!problem || button?.ariaBusy === "true") return;

  problem.textContent = "";
  button?.setAttribute("aria-busy", "true");
  try {
    await act();
  } catch (error) {
    problem.textContent = inWords(error);
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

/** @param {unknown} error */
function inWords(error) {
  if (!(error instanceof DOMException)) return error instanceof Error ? error.message : String(error);
  if (error.code === DOMException.INVALID_STATE_ERR) return _("This device has a passkey for you here already.");
  // Browsers say the same for "cancelled" and "there is none", so that nobody learns which.
  return _("No passkey was given. Try again, or sign in by e-mail.");
}

/**
 * @param {string} path
 * @param {Json} body
 * @returns {Promise<Json>}
 */
async function ask(path, body) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  // In words that go with the page's.
  const address = `${path}?lang=${document.documentElement.lang}`;
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw await problemIn(answer);
  return answer.json();
}

/**
 * A credential as WebAuthn Level 3 writes it in JSON, in browsers that can't yet by themselves too.
 *
 * @param {PublicKeyCredential} credential
 * @returns {Json}
 */
function written(credential) {
  const { id, rawId, type, response } = credential;
  /** @type {Json} */
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = /** @type {any} */ (response)[name];
    if (part) parts[name] = letters(part);
  }
  return { id, rawId: letters(rawId), type, response: parts, clientExtensionResults: {} };
}

/** @param {string} text base64url */
function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function letters(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
