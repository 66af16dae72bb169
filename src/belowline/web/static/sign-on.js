/** Know the reader by the publisher's signed token: it stays in memory and is stored nowhere. */

/** @typedef {HTMLElement & { refreshToken?: () => Promise<string> | string }} Host */

export class SignOn {
  /** @type {Promise<boolean> | null} */
  #asking = null;
  #given = "";
  #fresh = "";

  /** @param {Host} host the element, with `token`, `token-url` or `refreshToken` */
  constructor(host) {
    this.host = host;
    /** @type {Promise<unknown>} */
    this.ready = this.token ? Promise.resolve() : this.renew();
  }

  /** The newest: what the page has set since, or else what we have asked for. */
  get token() {
    const given = this.host.getAttribute("token") || "";
    if (given !== this.#given) this.#fresh = "";
    this.#given = given;
    return this.#fresh || given;
  }

  /**
   * Ask the publisher's page for a newer token; what needs one at the same time shares the answer.
   *
   * @returns {Promise<boolean>} whether there is another than before
   */
  renew() {
    this.#asking ??= this.#renew().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #renew() {
    const token = await this.#ask().catch(() => "");
    const isNew = token !== "" && token !== this.token;
    if (isNew) this.#fresh = token;
    return isNew;
  }

  async #ask() {
    const address = this.host.getAttribute("token-url");
    if (this.host.refreshToken) return (await this.host.refreshToken()) || "";
    if (!address) return "";
    const answer = await fetch(address);
    return answer.status === 200 ? (await answer.text()).trim() : "";
  }
}
