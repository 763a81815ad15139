/**
 * A small outline: two wholes; the first has a part with a part of its own.
 *
 *   0 caring            open
 *   1   diagnosing      open
 *   2     requesting
 *   3 supplying         folded
 *   4   buying
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  hiddenRows,
  moveFor,
} from "../../src/wholeflow/server/mapping/static/mapping/js/outline-moves.js";

const ROWS = [
  { level: 1, expanded: true },
  { level: 2, expanded: true },
  { level: 3, expanded: null },
  { level: 1, expanded: false },
  { level: 2, expanded: null },
];
const SEEN = ROWS.slice(0, 4);

test("down and up go one row and stop at the ends", () => {
  assert.deepEqual(moveFor(SEEN, 0, "ArrowDown"), { kind: "go", to: 1 });
  assert.deepEqual(moveFor(SEEN, 1, "ArrowUp"), { kind: "go", to: 0 });
  assert.equal(moveFor(SEEN, 3, "ArrowDown"), null);
  assert.equal(moveFor(SEEN, 0, "ArrowUp"), null);
});

test("home and end go to the first and last row", () => {
  assert.deepEqual(moveFor(SEEN, 2, "Home"), { kind: "go", to: 0 });
  assert.deepEqual(moveFor(SEEN, 0, "End"), { kind: "go", to: 3 });
});

test("right unfolds a folded row, then goes to its first part", () => {
  assert.deepEqual(moveFor(SEEN, 3, "ArrowRight"), { kind: "unfold", at: 3 });
  assert.deepEqual(moveFor(SEEN, 0, "ArrowRight"), { kind: "go", to: 1 });
});

test("right does nothing on a row without parts", () => {
  assert.equal(moveFor(SEEN, 2, "ArrowRight"), null);
});

test("left folds an open row, and goes to the whole from any other", () => {
  assert.deepEqual(moveFor(SEEN, 1, "ArrowLeft"), { kind: "fold", at: 1 });
  assert.deepEqual(moveFor(SEEN, 2, "ArrowLeft"), { kind: "go", to: 1 });
  assert.equal(moveFor(SEEN, 3, "ArrowLeft"), null);
});

test("other keys do nothing", () => {
  assert.equal(moveFor(SEEN, 0, "a"), null);
});

test("what lies under a folded row is hidden", () => {
  assert.deepEqual(hiddenRows(ROWS), [false, false, false, false, true]);
});

test("folding a whole hides its parts and their parts", () => {
  const rows = [{ level: 1, expanded: false }, ...ROWS.slice(1)];

  assert.deepEqual(hiddenRows(rows), [false, true, true, false, true]);
});
