// Sends one ruling and says what became of it.

/**
 * @typedef {"publish" | "feature" | "unfeature" | "ask" | "escalate" | "reject" | "remove"} Verdict
 * @typedef {{ verdict: Verdict, clause: string | null, note: string | null, message: string | null, reply: string | null, seen: string }} Ruling
 * @typedef {{ kind: "ruled", verdict: string, who: string, at: unknown, id: string }} Ruled
 * @typedef {{ kind: "meanwhile", gone: boolean, detail: string }} Meanwhile
 * @typedef {{ comment_id: string, becomes: string, code: string, why_not: string, ruling_id: string }} One
 * @typedef {{ kind: "failed", detail: string, signIn: boolean }} Failed
 */

// A ruling takes milliseconds; after this long the moderator should know that something is wrong.
const PATIENCE_MS = 15_000;

/**
 * @param {string} id the comment
 * @param {Ruling} ruling
 * @param {string} token
 * @returns {Promise<Ruled | Meanwhile | Failed>}
 */
export async function send(id, ruling, token) {
  try {
    const response = await fetch(`/api/v1/desk/comments/${encodeURIComponent(id)}/rulings`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": token },
      body: JSON.stringify(ruling),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer = await body(response);
    if (response.ok) {
      return {
        kind: "ruled",
        verdict: words(answer.verdict) || "ruled",
        who: words(answer.who),
        at: answer.at,
        id: words(answer.ruling_id),
      };
    }
    const detail = words(answer.detail) || words(answer.title);
    if (response.status === 409) {
      const gone = answer.code !== "ruled-meanwhile";
      return { kind: "meanwhile", gone, detail: detail || "Somebody ruled on this comment a moment ago." };
    }
    return {
      kind: "failed",
      detail: detail || `The server answered ${response.status}. Nothing was ruled; try again.`,
      signIn: response.status === 401,
    };
  } catch {
    return { kind: "failed", detail: "The server can’t be reached. Check your connection and try again.", signIn: false };
  }
}

/**
 * Take a ruling back.
 *
 * @param {string} id the comment
 * @param {string} ruling
 * @param {string} token
 * @returns {Promise<string>} what went wrong; empty where nothing did
 */
export async function takeBack(id, ruling, token) {
  try {
    const path = `/api/v1/desk/comments/${encodeURIComponent(id)}/rulings/${encodeURIComponent(ruling)}/undo`;
    const response = await fetch(path, {
      method: "POST",
      headers: { accept: "application/json", "x-csrf-token": token },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return "";
    return words((await body(response)).detail) || `The server answered ${response.status}.`;
  } catch {
    return "The server can’t be reached. The ruling stands.";
  }
}

/**
 * Rule on several comments at once, or take that back.
 *
 * @param {"" | "/undo"} what
 * @param {unknown} orders
 * @param {string} token
 * @returns {Promise<{ told: One[], problem: string }>} what became of each; or what went wrong with all
 */
export async function sendTogether(what, orders, token) {
  try {
    const response = await fetch(`/api/v1/desk/together${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": token },
      body: JSON.stringify(orders),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer = await body(response);
    if (!response.ok) return { told: [], problem: words(answer.detail) || `The server answered ${response.status}.` };
    return { told: Array.isArray(answer.items) ? answer.items.map(one) : [], problem: "" };
  } catch {
    return { told: [], problem: "The server can’t be reached. Look again at what was ruled." };
  }
}

/**
 * @param {Record<string, unknown>} told
 * @returns {One}
 */
function one(told) {
  return {
    comment_id: words(told.comment_id),
    becomes: words(told.becomes),
    code: words(told.code),
    why_not: words(told.why_not),
    ruling_id: words(told.ruling_id),
  };
}

/**
 * @param {Response} response
 * @returns {Promise<Record<string, unknown>>}
 */
async function body(response) {
  try {
    const value = await response.json();
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function words(value) {
  return typeof value === "string" ? value : "";
}
