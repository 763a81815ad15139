/** Letters are 10 wide here, so lines can be counted in the head. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  longestThatFits,
  wrapText,
} from "../../src/wholeflow/server/mapping/static/mapping/js/text.js";

const measure = (text) => text.length * 10;

test("words break at spaces", () => {
  assert.deepEqual(wrapText("Testing blood now", 100, measure), [
    "Testing",
    "blood now",
  ]);
});

test("a line may be filled to its last letter", () => {
  assert.deepEqual(wrapText("ab cd", 50, measure), ["ab cd"]);
});

test("a word too long for a line is broken inside and nothing is lost", () => {
  assert.deepEqual(wrapText("a Llanfairpwll b", 50, measure), [
    "a",
    "Llanf",
    "airpw",
    "ll b",
  ]);
});

test("no words make no lines", () => {
  assert.deepEqual(wrapText("  ", 50, measure), []);
});

test("the longest way that fits is taken", () => {
  const ways = ["40 for, 50 not known", "40 50 10"];

  assert.equal(longestThatFits(ways, 200, measure), ways[0]);
  assert.equal(longestThatFits(ways, 100, measure), ways[1]);
  assert.equal(longestThatFits(ways, 50, measure), null);
});
