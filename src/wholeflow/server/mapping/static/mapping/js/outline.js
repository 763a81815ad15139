/**
 * The outline page: the same map as a treegrid, the jigsaw's twin.
 *
 * The server renders every row as a table row with a link, its level and whether it is
 * unfolded; without this script it is a plain table of links. This script makes it one
 * stop for the Tab key: arrows move among rows and fold, Home and End go to the ends,
 * Enter opens the row's process. A click on the mark before a name folds as well.
 *
 * State lives in the rows' ARIA attributes, which is what a screen reader is told.
 * outline-moves.js decides what a key does. When a live page brings a fresh outline
 * (`wholeflow:fresh`), what was folded stays folded.
 */

import { hiddenRows, moveFor } from "./outline-moves.js";

const GRID = "[role=treegrid][data-outline]";

for (const grid of document.querySelectorAll(GRID)) {
  if (grid instanceof HTMLElement) start(grid);
}
document.addEventListener("wholeflow:fresh", (event) => {
  if (!(event instanceof CustomEvent) || !(event.target instanceof Element)) return;
  const fresh = event.target.querySelector(GRID);
  if (!(fresh instanceof HTMLElement)) return;
  foldAsBefore(event.detail, fresh);
  start(fresh);
});

/** @param {Element} old @param {Element} fresh  a row is known by its first link */
function foldAsBefore(old, fresh) {
  for (const row of old.querySelectorAll("tr[aria-expanded=false]")) {
    const href = CSS.escape(row.querySelector("a")?.getAttribute("href") ?? "");
    const twin = fresh.querySelector(`a[href="${href}"]`)?.closest("tr");
    if (twin?.hasAttribute("aria-expanded"))
      twin.setAttribute("aria-expanded", "false");
  }
}

/** @param {HTMLElement} grid */
function start(grid) {
  const rows = /** @type {HTMLElement[]} */ ([
    ...grid.querySelectorAll("tr[aria-level]"),
  ]);
  rows.forEach((row, at) => {
    row.tabIndex = at === 0 ? 0 : -1;
    for (const link of row.querySelectorAll("a")) link.tabIndex = -1;
  });
  apply(rows);
  grid.addEventListener("keydown", (event) => press(rows, event));
  grid.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest("[data-fold]")?.closest("tr");
    if (row) fold(rows, row, row.getAttribute("aria-expanded") !== "true");
  });
  grid.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element && event.target.closest("tr");
    if (row) for (const one of rows) one.tabIndex = one === row ? 0 : -1;
  });
}

/** @param {HTMLElement} row @returns {import("./outline-moves.js").Row} */
function read(row) {
  const expanded = row.getAttribute("aria-expanded");
  return {
    level: Number(row.getAttribute("aria-level")),
    expanded: expanded === null ? null : expanded === "true",
  };
}

/** @param {HTMLElement[]} rows  hide what lies under folded rows */
function apply(rows) {
  const hidden = hiddenRows(rows.map(read));
  rows.forEach((row, at) => {
    row.hidden = hidden[at];
  });
}

/** @param {HTMLElement[]} rows @param {HTMLElement} row @param {boolean} unfolded */
function fold(rows, row, unfolded) {
  if (row.getAttribute("aria-expanded") === null) return;
  row.setAttribute("aria-expanded", String(unfolded));
  apply(rows);
}

/** @param {HTMLElement[]} rows @param {KeyboardEvent} event */
function press(rows, event) {
  const row = event.target instanceof Element ? event.target.closest("tr") : null;
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && event.target === row) {
    row.querySelector("a")?.click();
    return;
  }
  const seen = rows.filter((one) => !one.hidden);
  const move = moveFor(seen.map(read), seen.indexOf(row), event.key);
  if (!move) return;
  event.preventDefault();
  if (move.kind === "go") seen[move.to].focus();
  else fold(rows, seen[move.at], move.kind === "unfold");
}
