/** Fill in comment counts: <a data-belowline-count href="https://…">…</a>, one request for all. */

const HOME = new URL("/", import.meta.url).origin;
const MOST = 50; // the API's own limit

/** @type {HTMLElement[]} */
const wanted = [...document.querySelectorAll("[data-belowline-count]")].map((each) => /** @type {HTMLElement} */ (each));
for (let at = 0; at < wanted.length; at += MOST) void fill(wanted.slice(at, at + MOST));

/** @param {HTMLElement[]} elements */
async function fill(elements) {
  const query = new URLSearchParams(elements.map((each) => ["url", address(each)]));
  const answer = await fetch(`${HOME}/api/v1/counts?${query}`, { credentials: "omit" }).catch(() => null);
  if (!answer?.ok) return;
  const { items } = await answer.json();
  elements.forEach((each, at) => (each.textContent = shown(items[at].comment_count, each)));
}

/**
 * @param {number} count
 * @param {HTMLElement} element
 */
function shown(count, element) {
  const { lang } = /** @type {HTMLElement} */ (element.closest("[lang]") ?? element);
  try {
    return new Intl.NumberFormat(lang || [], { numberingSystem: "latn" }).format(count);
  } catch {
    return String(count); // The page says something that is no language.
  }
}

/** @param {HTMLElement} element */
function address(element) {
  return element.dataset.belowlineCount || (element instanceof HTMLAnchorElement ? element.href : location.href);
}
