// Shows how far the look back is while a policy is tried, and puts the answer on the page.

import { find, make, parse } from "./dom.js";

const BUSY = "data-busy";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-try]")) return;
  const pressed = event.submitter;
  // Other buttons of the form, which only add a field, go the plain way.
  if (pressed?.matches("[data-plain]")) return;
  event.preventDefault();
  if (form.hasAttribute(BUSY)) return;
  form.setAttribute(BUSY, "");
  tryOut(form).catch(() => {
    // The plain way says what is wrong, in words and with everything that was written.
    form.submit();
  });
});

/** @param {HTMLFormElement} form */
async function tryOut(form) {
  const status = find(form, "[data-progress]");
  const bar = make("progress", { max: "1", "aria-label": "How far the look back is" });
  status?.replaceChildren("Looking back… ", bar);
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  const response = await fetch(form.action, { method: "POST", headers: { accept: "application/x-ndjson" }, body });
  const answer = response.body && (await lastLine(response.body, bar));
  if (!response.ok || typeof answer?.html !== "string") throw new Error("no page came");
  show(answer.html);
}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @param {HTMLProgressElement} bar
 * @returns {Promise<Record<string, unknown> | null>}
 */
async function lastLine(stream, bar) {
  const reader = stream.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  /** @type {Record<string, unknown> | null} */
  let last = null;
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    for (const line of lines) {
      if (line.trim()) last = JSON.parse(line);
      const total = Number(last?.total);
      if (total > 0) {
        bar.max = total;
        bar.value = Number(last?.done);
      }
    }
    if (done) return last;
  }
}

/** @param {string} html the whole page */
function show(html) {
  const main = find(parse(html), "main");
  const old = find(document, "main");
  if (!main || !old) throw new Error("no page came");
  old.replaceChildren(...main.childNodes);
  const told = find(old, "[data-mistakes], [data-preview], [role=alert]");
  told?.setAttribute("tabindex", "-1");
  told?.focus();
  told?.scrollIntoView({ block: "start" });
}
