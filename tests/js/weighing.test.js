/** Forty is for and ten against unless a test says otherwise. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bandsOf,
  inWords,
  keyed,
  nearer,
  snapped,
  turned,
  wanting,
} from "../../src/wholeflow/server/measuring/static/measuring/js/weighing.js";

const forty = { for: 40, against: 10 };

test("a strength snaps to fives and stays on the bar", () => {
  assert.deepEqual([12, 13, -4, 104].map(snapped), [10, 15, 0, 100]);
});

test("what speaks for grows from the left, what speaks against from the right", () => {
  assert.equal(turned("for", 30), 30);
  assert.equal(turned("against", 30), 70);
});

test("left and right move a handle as it is seen", () => {
  assert.equal(keyed("for", 40, "ArrowRight"), 45);
  assert.equal(keyed("for", 40, "ArrowLeft"), 35);
  assert.equal(keyed("against", 40, "ArrowRight"), 35);
  assert.equal(keyed("against", 40, "ArrowLeft"), 45);
});

test("up and down make more and less of either", () => {
  assert.equal(keyed("against", 40, "ArrowUp"), 45);
  assert.equal(keyed("against", 40, "PageUp"), 60);
  assert.equal(keyed("for", 10, "PageDown"), 0);
  assert.equal(keyed("for", 40, "Home"), 0);
  assert.equal(keyed("against", 40, "End"), 100);
});

test("other keys do nothing", () => {
  assert.equal(keyed("for", 40, "Tab"), null);
});

test("a press on the bar moves the nearer handle", () => {
  assert.equal(nearer(forty, 30), "for");
  assert.equal(nearer(forty, 80), "against");
  assert.equal(nearer(forty, 65), "for"); // 25 to either
});

test("no handle moves before its reason is written", () => {
  const said = { for: "it is quick", against: " ", basis: "seen" };

  assert.equal(wanting("for", said), "");
  assert.equal(
    wanting("against", said),
    "Write first what shows that it is not, or choose “Gut feeling”.",
  );
});

test("a gut feeling needs no other reason", () => {
  assert.equal(wanting("for", { for: "", against: "", basis: "gut feeling" }), "");
});

test("the numbers are told as for every flag", () => {
  assert.equal(inWords(forty), "40 for, 50 not known, 10 against");
  assert.equal(inWords({ for: 70, against: 50 }), "50 for, 20 contested, 30 against");
  assert.equal(inWords({ for: 0, against: 0 }), "0 for, 100 not known, 0 against");
});

test("what both cover is contested, what neither covers is not known", () => {
  assert.deepEqual(bandsOf(forty), [
    { kind: "for", from: 0, to: 40 },
    { kind: "unknown", from: 40, to: 90 },
    { kind: "against", from: 90, to: 100 },
  ]);
  assert.deepEqual(bandsOf({ for: 70, against: 50 }), [
    { kind: "for", from: 0, to: 50 },
    { kind: "contested", from: 50, to: 70 },
    { kind: "against", from: 70, to: 100 },
  ]);
  assert.deepEqual(bandsOf({ for: 100, against: 0 }), [
    { kind: "for", from: 0, to: 100 },
  ]);
});
