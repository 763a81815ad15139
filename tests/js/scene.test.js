/**
 * A small world: three pieces in a row, a wide one beneath them.
 *
 *   +------+ +------+ +------+
 *   | ward | | home | | call |
 *   +------+ +------+ +------+
 *   +------------------------+
 *   |        records         |
 *   +------------------------+
 *
 * The ward has two parts, one above the other.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bandsOf,
  flagBetween,
  interlocksOf,
  keyOf,
  movedFlags,
  neighbourOf,
  spokenName,
  waysToSay,
} from "../../src/wholeflow/server/mapping/static/mapping/js/scene.js";

const half = { lower: 0.5, upper: 0.8 };

function aPiece(id, box, more = {}) {
  return {
    id,
    name: id,
    href: `/p/${id}`,
    owner: "Ward sister",
    organisation: null,
    tint: 0,
    outline: "",
    flag: half,
    flag_words: "50 for, 30 not known, 20 against",
    word: "mixed",
    questioned: false,
    example: false,
    more: 0,
    parts: [],
    ...box,
    ...more,
  };
}

function aPart(id, box, flag = half) {
  return { id, name: id, href: "", flag, flag_words: "", ...box };
}

function world(wardFlag = half, partFlag = half) {
  const parts = [
    aPart("reviewing", { x: 10, y: 30, w: 80, h: 20 }, partFlag),
    aPart("planning", { x: 10, y: 60, w: 80, h: 20 }),
  ];
  const knob = { giver: "ward", receiver: "home", state: "agreed", passes: "people" };
  const strand = { giver: "call", receiver: "ward", state: "proposed", passes: "" };
  return {
    focus: null,
    width: 320,
    height: 210,
    pieces: [
      aPiece("ward", { x: 0, y: 0, w: 100, h: 100 }, { flag: wardFlag, parts }),
      aPiece("home", { x: 107, y: 0, w: 100, h: 100 }),
      aPiece("call", { x: 214, y: 0, w: 100, h: 100 }),
      aPiece("records", { x: 0, y: 107, w: 314, h: 100 }),
    ],
    knobs: [
      { ...knob, x: 100, y: 50, side: "right", size: 25, words: "", outline: "" },
    ],
    strands: [{ ...strand, points: [], words: "", outline: "" }],
  };
}

test("a flag has its bands in the order for, not known, against", () => {
  const kinds = bandsOf(half).map((band) => band.kind);

  assert.deepEqual(kinds, ["for", "unknown", "against"]);
});

test("bands of a flag leave no gap", () => {
  const bands = bandsOf(half);

  assert.deepEqual(
    bands.map((band) => [band.from, band.to]),
    [
      [0, 0.5],
      [0.5, 0.8],
      [0.8, 1],
    ],
  );
});

test("a flag with no evidence is all not known", () => {
  assert.deepEqual(bandsOf({ lower: 0, upper: 1 }), [
    { kind: "unknown", from: 0, to: 1 },
  ]);
});

test("evidence for and against that overlap are contested", () => {
  assert.deepEqual(bandsOf({ lower: 0.7, upper: 0.4 })[1], {
    kind: "contested",
    from: 0.4,
    to: 0.7,
  });
});

test("a flag half way to another has half of its change", () => {
  const flag = flagBetween(half, { lower: 0.7, upper: 0.8 }, 0.5);

  assert.ok(Math.abs(flag.lower - 0.6) < 1e-12);
  assert.equal(flag.upper, 0.8);
});

test("a flag is said in as few words as there is room for", () => {
  assert.deepEqual(waysToSay("40 for, 50 not known, 10 against"), [
    "40 for · 50 not known · 10 against",
    "40 · 50 · 10",
  ]);
});

test("a predicted flag is said to be one while there is room for it", () => {
  assert.deepEqual(waysToSay("predicted: 40 for, 50 not known, 10 against"), [
    "predicted: 40 for · 50 not known · 10 against",
    "predicted: 40 · 50 · 10",
    "40 · 50 · 10",
  ]);
});

test("an arrow goes to the nearest piece on that side", () => {
  const { pieces } = world();

  assert.equal(neighbourOf(pieces, "ward", "ArrowRight").id, "home");
  assert.equal(neighbourOf(pieces, "call", "ArrowLeft").id, "home");
  assert.equal(neighbourOf(pieces, "call", "ArrowDown").id, "records");
  assert.equal(neighbourOf(pieces, "records", "ArrowUp").id, "home");
});

test("an arrow at the edge of the picture goes nowhere", () => {
  const { pieces } = world();

  assert.equal(neighbourOf(pieces, "ward", "ArrowLeft"), null);
  assert.equal(neighbourOf(pieces, "records", "ArrowDown"), null);
});

test("a key that is no arrow goes nowhere", () => {
  assert.equal(neighbourOf(world().pieces, "ward", "a"), null);
});

test("only flags that differ have moved, with what they were", () => {
  const moved = movedFlags(world(), world({ lower: 0.9, upper: 1 }));

  assert.deepEqual([...moved], [["ward", half]]);
});

test("a part's flag moves under its piece's name", () => {
  const moved = movedFlags(world(), world(half, null));

  assert.deepEqual([...moved.keys()], [keyOf("ward", "reviewing")]);
});

test("a piece that is new has not moved", () => {
  const before = world();
  before.pieces.pop();

  assert.equal(movedFlags(before, world()).size, 0);
});

test("a piece has what it gives and what it takes", () => {
  const ends = interlocksOf(world(), "ward").map((one) => [one.giver, one.receiver]);

  assert.deepEqual(ends, [
    ["ward", "home"],
    ["call", "ward"],
  ]);
});

test("the name that is heard has owner and flag in words", () => {
  const [ward] = world().pieces;

  assert.equal(
    spokenName(ward),
    "ward; owner: Ward sister; 50 for, 30 not known, 20 against",
  );
});

test("that nobody owns a piece is heard as well", () => {
  const piece = aPiece("ward", {}, { owner: null, example: true });

  assert.match(spokenName(piece), /ward \(example\); nobody owns this yet/);
});
