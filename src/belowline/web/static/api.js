/** Talk to the server: JSON for what a reader does, HTML fragments for what is shown. */

/**
 * @typedef {object} Finding
 * @property {string} clause
 * @property {string} [title]
 * @property {"publish" | "hold" | "reject"} action what follows from it alone
 * @property {number} score
 * @property {number | null} start code points into the text, null where the whole text is meant
 * @property {number | null} end
 * @property {string} reason
 *
 * @typedef {{ action: "publish" | "hold" | "reject", findings: Finding[], unchecked?: unknown }} Ruling
 *
 * @typedef {Ruling & { clauses: Record<string, string>, may_send: boolean }} Check what would become of a text
 *
 * @typedef {object} Comment
 * @property {string} id
 * @property {string | null} parent_id
 * @property {string} text
 * @property {"published" | "held" | "rejected" | "withdrawn" | "removed"} state
 * @property {Ruling} ruling
 * @property {string | null} [statement] the private address of the reasons, where some are owed
 *
 * @typedef {Comment & { edit_until: string | null }} OwnComment
 *
 * @typedef {object} Me
 * @property {string} name
 * @property {boolean} member whether the name is an account's
 * @property {OwnComment[]} comments
 * @property {string[]} liked
 * @property {Record<string, string>} reported
 * @property {boolean} staff
 * @property {{ id: string, state: string, text: string, statement: string }[]} taken
 * @property {Standing | null} [standing]
 *
 * @typedef {object} Standing
 * @property {string} address the private page that has it all
 * @property {boolean} may_write
 * @property {{ id: string, what: string, reason: string, is_news: boolean }[]} items
 */

/** Why the server did not do what was asked, in a sentence for the reader. */
export class Problem extends Error {
  /**
   * @param {number} status 0 where there was no answer
   * @param {string} detail
   * @param {string} [field] the form field that is meant
   */
  constructor(status, detail, field = "") {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.field = field;
  }
}

/** The server, as one thread's page sees it. */
export class Api {
  /** @type {Promise<import("./sign-on.js").SignOn> | undefined} */
  #signOn;

  /**
   * @param {string} base the server's origin
   * @param {import("./sign-on.js").Host} [host] the element on a publisher's page
   * @param {string} [language] what the server is asked to answer in, empty for what it speaks by itself
   */
  constructor(base, host, language = "") {
    this.base = base;
    this.host = host;
    this.language = language;
  }

  /** @param {string} path */
  address(path) {
    const address = new URL(path, this.base);
    if (this.language && !address.searchParams.has("lang")) address.searchParams.set("lang", this.language);
    return address.href;
  }

  /**
   * Send JSON, get JSON; an empty answer is null.
   *
   * @param {"GET" | "POST" | "PATCH" | "DELETE"} method
   * @param {string} path
   * @param {object} [body]
   * @param {{ keepalive?: boolean }} [options] keepalive where the page has shown it as done: it
   *     arrives even if the reader leaves at once
   * @returns {Promise<any>}
   */
  async json(method, path, body, { keepalive = false } = {}) {
    const answer = await this.#fetch(path, {
      method,
      keepalive,
      // Without a body, and a type for it, no page of another origin has to ask for leave first.
      headers: { accept: "application/json", ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return answer.status === 204 ? null : answer.json();
  }

  /**
   * HTML that the server rendered; see `html` in loading.js.
   *
   * @param {string} path
   * @param {URLSearchParams} [fields]
   * @returns {Promise<DocumentFragment>}
   */
  async html(path, fields) {
    const { html } = await import("./loading.js");
    const address = this.address(path);
    return this.#signedOn(
      true,
      (token) => html(address, token, fields),
      (problem) => problem instanceof Problem && problem.status === 401,
    );
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async #fetch(path, init) {
    const address = this.address(path);
    const elsewhere = new URL(address).origin !== location.origin;

    /** @type {Response} */
    let answer;
    try {
      if (elsewhere) {
        answer = await this.#signedOn(
          init.method === "GET",
          (token) => fetch(address, withToken(init, token)),
          (first) => first instanceof Response && first.status === 401,
        );
      } else {
        answer = await fetch(address, { ...init, credentials: "same-origin" });
      }
    } catch {
      throw (await import("./problems.js")).unreachable();
    }

    if (elsewhere) keepToken(answer);
    if (!answer.ok) throw await (await import("./problems.js")).problemIn(answer);
    return answer;
  }

  /**
   * Ask as the publisher's reader, where the page says who that is. A token that has expired is
   * renewed, and what was asked is asked once more. Where there is no newer one, the reader goes on
   * reading as anybody; what they write is refused, not lost.
   *
   * @template Answer
   * @param {boolean} reads
   * @param {(token: string) => Promise<Answer>} ask
   * @param {(answer: unknown) => boolean} refused whether the token was
   * @returns {Promise<Answer>}
   */
  async #signedOn(reads, ask, refused) {
    const signOn = await this.#signer();
    const token = signOn?.token;
    if (!signOn || !token) return ask(stored());

    const first = ask(token);
    if (!(await first.then(refused, refused))) return first;
    const renewed = await signOn.renew();
    return renewed || reads ? ask(renewed ? signOn.token : stored()) : first;
  }

  /** Whether the server may know who asks: on our own site by cookies, which no script sees. */
  async isKnown() {
    return new URL(this.base).origin === location.origin || Boolean((await this.token()) || stored());
  }

  /** The publisher's token for its reader, empty where there is none. */
  async token() {
    return (await this.#signer())?.token ?? "";
  }

  /** Most pages say nothing of their reader and need not load what would listen. */
  async #signer() {
    const { host } = this;
    if (!host || !(host.hasAttribute("token") || host.hasAttribute("token-url") || host.refreshToken)) return null;
    this.#signOn ??= import("./sign-on.js").then(({ SignOn }) => new SignOn(host));
    const signOn = await this.#signOn;
    await signOn.ready;
    return signOn;
  }
}

const TOKEN = "belowline:reader";

/** A page may show threads of two servers: each knows the reader by a token of its own. */
const OURS = `${TOKEN} ${new URL(import.meta.url).origin}`;

/**
 * On the publisher's page our cookies are a third party's and often blocked; there the reader is
 * known by a token that this page keeps for us.
 *
 * @param {RequestInit} init
 * @param {string} token
 * @returns {RequestInit}
 */
function withToken(init, token) {
  const headers = new Headers(init.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers, credentials: "omit" };
}

/** @param {Response} answer */
function keepToken(answer) {
  const token = answer.headers.get("belowline-reader");
  if (!token) return;
  forgetful = token;
  try {
    localStorage.setItem(OURS, token);
  } catch {
    // Storage is blocked: the reader is known until the page is left.
  }
}

let forgetful = "";

function stored() {
  try {
    return localStorage.getItem(OURS) || localStorage.getItem(TOKEN) || forgetful;
  } catch {
    return forgetful;
  }
}
