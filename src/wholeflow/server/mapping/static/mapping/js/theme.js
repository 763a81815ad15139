/**
 * Colours and type for the painters, read from the page's custom properties, so that
 * light, dark and forced colours are decided in tokens.css alone.
 *
 * @typedef {{fill: string, edge: string}} Tint
 * @typedef {{ink: string, muted: string, paper: string, sheet: string,
 *   for: string, against: string, againstEdge: string, unknown: string,
 *   unknownEdge: string, tints: Tint[], family: string}} Theme
 */

const TINTS = 5;

/**
 * @param {Element} element  any element of the page
 * @returns {Theme}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const token = (/** @type {string} */ name) =>
    style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"),
    muted: token("muted"),
    paper: token("paper"),
    sheet: token("sheet"),
    for: token("for"),
    against: token("against"),
    againstEdge: token("against-edge"),
    unknown: token("unknown"),
    unknownEdge: token("unknown-edge"),
    tints: Array.from({ length: TINTS }, (_, number) => ({
      fill: token(`tint-${number}`),
      edge: token(`tint-${number}-edge`),
    })),
    family: token("family"),
  };
}

/**
 * Call back whenever colours may have changed.
 *
 * @param {() => void} changed
 */
export function onThemeChange(changed) {
  for (const query of [
    "(prefers-color-scheme: dark)",
    "(forced-colors: active)",
    "print",
  ]) {
    matchMedia(query).addEventListener("change", changed);
  }
  new MutationObserver(changed).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
}
