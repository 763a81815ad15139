/**
 * Puts the fresh regions of a page fetched again in the place of the old ones.
 *
 * The focus stays on the same link or row, a region in which somebody types is left as it
 * is, and flags that moved are marked, so that the stylesheet can point at them once.
 * Scripts that dress a region hear of a new one by the event `wholeflow:fresh`, whose
 * detail is the old region.
 */

/**
 * @param {Document} here
 * @param {Document} fetched
 * @returns {string} what to tell those who cannot see it; nothing if nothing changed
 */
export function freshen(here, fetched) {
  if (hasParts(here) !== hasParts(fetched)) swapPicture(here, fetched);
  let changed = false;
  const before = sentenceOf(here);
  for (const old of here.querySelectorAll("[data-fresh]")) {
    const fresh = fetched.getElementById(old.id);
    if (!fresh || isBusy(old) || isSame(old, fresh)) continue;
    swap(old, fresh);
    changed = true;
  }
  here.title = fetched.title;
  const after = sentenceOf(here);
  if (!changed) return "";
  return after && after !== before ? after : "This page was brought up to date.";
}

/** @param {Document} page */
function hasParts(page) {
  return page.querySelector("#picture[data-has-parts]") !== null;
}

/** @param {Document} here @param {Document} fetched  the first part came, the last went */
function swapPicture(here, fetched) {
  const [old, fresh] = [here, fetched].map((page) => page.getElementById("picture"));
  if (!old || !fresh) return;
  old.replaceWith(here.adoptNode(fresh));
  here.dispatchEvent(new CustomEvent("wholeflow:picture"));
}

/** @param {Document} page */
function sentenceOf(page) {
  const words = page.getElementById("sentence")?.textContent ?? "";
  return words.trim().replace(/\s+/g, " ");
}

/** @param {Element} region */
function isBusy(region) {
  const at = document.activeElement;
  return region.contains(at) && at?.matches("input, textarea, select");
}

/** @param {Element} old @param {Element} fresh  what scripts set is no difference */
function isSame(old, fresh) {
  return old.outerHTML === fresh.outerHTML || told(old) === told(fresh);
}

/** @param {Element} region  its words, links and flags */
function told(region) {
  const rest = [...region.querySelectorAll("a, .flag")].map(
    (one) => one.getAttribute("href") ?? one.getAttribute("aria-label"),
  );
  return `${region.textContent}\n${rest.join("\n")}`;
}

/** @param {Element} old @param {Element} fresh */
function swap(old, fresh) {
  const finds = placeOf(old);
  markMoved(old, fresh);
  old.replaceWith(document.adoptNode(fresh));
  fresh.dispatchEvent(
    new CustomEvent("wholeflow:fresh", { bubbles: true, detail: old }),
  );
  finds?.(fresh)?.focus();
}

/**
 * How to find, in the fresh region, the thing that has the focus in the old one.
 *
 * @param {Element} old
 * @returns {((fresh: Element) => HTMLElement | null | undefined) | null}
 */
function placeOf(old) {
  const at = document.activeElement;
  if (!at || !old.contains(at)) return null;
  const href = (at.matches("a") ? at : at.querySelector("a"))?.getAttribute("href");
  if (!href) return null;
  const inRow = at.matches("tr");
  return (fresh) => {
    const link = /** @type {HTMLElement | null} */ (
      fresh.querySelector(`a[href="${CSS.escape(href)}"]`)
    );
    return inRow ? link?.closest("tr") : link;
  };
}

/** @param {Element} old @param {Element} fresh */
function markMoved(old, fresh) {
  const had = flagsOf(old);
  const has = flagsOf(fresh);
  if (had.length !== has.length) return;
  has.forEach((flag, at) => {
    const words = flag.getAttribute("aria-label");
    if (words !== had[at].getAttribute("aria-label")) flag.classList.add("flag--moved");
  });
}

/** @param {Element} region */
function flagsOf(region) {
  return [...region.querySelectorAll(".flag[aria-label]")];
}
