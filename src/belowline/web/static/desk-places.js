// The parts of the desk's pages that a key leads to.

/**
 * @param {string} key
 * @returns {boolean} whether the key was for us
 */
export function goSomewhere(key) {
  if (key === "/") return focus(document.querySelector(".seek input"));
  if (key !== "f") return false;
  const filters = document.querySelector("details[data-filters]");
  if (!(filters instanceof HTMLDetailsElement)) return false;
  filters.open = true;
  return focus(filters.querySelector("select"));
}

/**
 * @param {Element | null} field
 * @returns {boolean}
 */
function focus(field) {
  if (!(field instanceof HTMLElement)) return false;
  field.scrollIntoView({ block: "nearest" });
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
  return true;
}
