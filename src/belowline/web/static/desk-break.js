// Suggests a break after a long stretch at the desk. How long that was, nobody but this browser is told.

const STRETCH_MS = 50 * 60_000;
// Who does nothing for so long has had a break.
const BREAK_MS = 5 * 60_000;
const LOOK_MS = 30_000;
const BEGUN = "belowline-desk-stretch";

export class Break {
  /** @param {HTMLElement} place where the suggestion stands; there is none for who wants none */
  constructor(place) {
    this.place = place;
  }

  start() {
    for (const kind of ["keydown", "pointerdown"]) {
      document.addEventListener(kind, () => this.#worked(), { passive: true, capture: true });
    }
    this.place.querySelector("[data-later]")?.addEventListener("click", () => {
      store({ begun: Date.now(), last: Date.now() });
      this.#show(false);
    });
    setInterval(() => this.#look(), LOOK_MS);
    this.#worked();
    this.#look();
  }

  #worked() {
    const now = Date.now();
    const { begun, last } = stored() ?? { begun: now, last: now };
    store(now - last >= BREAK_MS ? { begun: now, last: now } : { begun, last: now });
  }

  #look() {
    const now = Date.now();
    const { begun, last } = stored() ?? { begun: now, last: now };
    this.#show(now - last < BREAK_MS && now - begun >= STRETCH_MS);
  }

  /** @param {boolean} shown */
  #show(shown) {
    this.place.hidden = !shown;
  }
}

/** @returns {{ begun: number, last: number } | null} */
function stored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(BEGUN) ?? "null");
    return Number.isFinite(kept?.begun) && Number.isFinite(kept?.last) ? kept : null;
  } catch {
    return null;
  }
}

/** @param {{ begun: number, last: number }} stretch */
function store(stretch) {
  try {
    sessionStorage.setItem(BEGUN, JSON.stringify(stretch));
  } catch {
    // Then each page begins a new stretch.
  }
}
