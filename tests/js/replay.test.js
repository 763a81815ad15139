/**
 * A small world: a desk with a queue, and a ward of two beds beyond it. Hours of a run
 * that begins on a Monday at midnight in London.
 *
 *   patient 0   desk 0-1, ward 1-5, blocked there till 6
 *   patient 1   waits at the desk 0.5-1, desk 1-2, ward 2-3
 *   patient 2   waits at the desk 0.6-2 and gives up
 *   patient 3   ward from 3, for ever
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byHour,
  censusWords,
  clockWords,
  countsOf,
  floorsOf,
  placedAt,
  visitsOf,
} from "../../src/wholeflow/simulation/animation/js/replay.js";

const [DESK, WARD] = [0, 1];
const replay = {
  begins: "2026-01-05T00:00:00+00:00",
  timezone: "Europe/London",
  from: 0,
  to: 8,
  rooms: [
    { name: "Desk", beds: null },
    { name: "Ward", beds: 2 },
  ],
  visits: {
    patient: [0, 1, 2, 0, 1, 3],
    room: [DESK, DESK, DESK, WARD, WARD, WARD],
    arrive: [0, 0.5, 0.6, 1, 2, 3],
    start: [0, 1, null, 1, 2, 3],
    end: [1, 2, null, 5, 3, null],
    leave: [1, 2, 2, 6, 3, null],
  },
};
const visits = visitsOf(replay);
const hours = byHour(visits, replay);
const at = (now) => placedAt(hours, replay.from, now);
const one = (patient, now) => at(now).find((each) => each.patient === patient);

test("a patient waits, is in care, and is blocked, in turn", () => {
  assert.equal(one(1, 0.7).phase, "waiting");
  assert.equal(one(1, 1).phase, "care");
  assert.equal(one(0, 5.5).phase, "blocked");
});

test("at the moment of going on a patient is in the next room only", () => {
  assert.deepEqual(
    at(1).filter(({ patient }) => patient === 0),
    [{ patient: 0, room: WARD, phase: "care", place: 0 }],
  );
});

test("who leaves, and who gives up, is there no more", () => {
  assert.equal(one(0, 6), undefined);
  assert.equal(one(2, 1.9).phase, "waiting");
  assert.equal(one(2, 2), undefined);
});

test("who never leaves is there to the end", () => {
  assert.equal(one(3, 8).phase, "care");
});

test("the queue moves up", () => {
  assert.deepEqual([one(1, 0.7).place, one(2, 0.7).place], [0, 1]);
  assert.equal(one(2, 1.5).place, 0);
});

test("a bed is kept as long as a patient is there, and the lowest free one is taken", () => {
  assert.equal(one(0, 2.5).place, 0);
  assert.equal(one(1, 2.5).place, 1);
  assert.equal(one(3, 3).place, 1); // patient 1 has just left it
  assert.equal(one(3, 7).place, 1);
});

test("each hour has those who are there in some part of it", () => {
  const there = hours.map((some) => some.length);
  // Whoever leaves on the hour is still listed in it; who is there is asked of the moment.
  assert.deepEqual(there, [3, 4, 4, 3, 2, 2, 2, 1, 1]);
});

test("counts are by room and by what is done there", () => {
  assert.deepEqual(countsOf(at(5.5), 2), [
    { waiting: 0, care: 0, blocked: 0 },
    { waiting: 0, care: 1, blocked: 1 },
  ]);
});

test("a floor holds the most there ever are, and all beds", () => {
  const more = [replay.rooms[0], { name: "Ward", beds: 5 }];

  assert.deepEqual(floorsOf(visits, replay.rooms), [
    { care: 1, waiting: 2 },
    { care: 2, waiting: 0 },
  ]);
  assert.equal(floorsOf(visits, more)[WARD].care, 5);
});

test("the clock is that of the place, in summer time as well", () => {
  assert.equal(clockWords(replay, 14.5), "Monday 5 January 2026, 14:30");
  assert.equal(clockWords(replay, 24 * 120), "Tuesday 5 May 2026, 01:00");
});

test("a census is said in one sentence", () => {
  assert.equal(
    censusWords("Monday", countsOf(at(5.5), 2)),
    "Monday: 2 there, 0 waiting, 1 blocked.",
  );
});
