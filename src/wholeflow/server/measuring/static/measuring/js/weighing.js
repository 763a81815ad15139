/**
 * Weighing what speaks for and against on one bar. Pure: no DOM, no fetch.
 *
 * A strength goes from 0 to 100. On the bar what speaks for grows from the left and what
 * speaks against from the right, so one place means two things: 30 from the left is 30
 * for, or 70 against. What neither covers is not known; what both cover is contested.
 *
 * @typedef {"for" | "against"} Side
 * @typedef {{for: number, against: number}} Weights  both from 0 to 100
 * @typedef {{for: string, against: string, basis: string}} Said  reasons, as typed
 * @typedef {{kind: "for" | "unknown" | "contested" | "against", from: number,
 *   to: number}} Band  places from 0 to 100
 */

/** Words for strengths, as people use them. */
export const MARKS = Object.freeze([
  { at: 0, word: "none" },
  { at: 20, word: "little" },
  { at: 50, word: "some" },
  { at: 80, word: "strong" },
  { at: 100, word: "conclusive" },
]);

const STEP = 5;
const LEAP = 20;

/**
 * The nearest strength that the bar offers.
 *
 * @param {number} value
 */
export function snapped(value) {
  return Math.min(100, Math.max(0, Math.round(value / STEP) * STEP));
}

/**
 * Where a strength ends on the bar, from its left end; and the strength that ends at a
 * place: the same sum both ways.
 *
 * @param {Side} side
 * @param {number} value
 */
export function turned(side, value) {
  return side === "for" ? value : 100 - value;
}

/**
 * What a key makes of a strength. Left and right move the handle as it is seen; up and
 * down make more and less of it.
 *
 * @param {Side} side
 * @param {number} value
 * @param {string} key  name of the key
 * @returns {number | null} null where the key does nothing
 */
export function keyed(side, value, key) {
  const right = side === "for" ? STEP : -STEP;
  /** @type {Record<string, number>} */
  const steps = {
    ArrowRight: right,
    ArrowLeft: -right,
    ArrowUp: STEP,
    ArrowDown: -STEP,
    PageUp: LEAP,
    PageDown: -LEAP,
  };
  if (key === "Home") return 0;
  if (key === "End") return 100;
  return key in steps ? snapped(value + steps[key]) : null;
}

/**
 * Which handle a press on the bar means: the nearer one, for where both are as near.
 *
 * @param {Weights} weights
 * @param {number} place
 * @returns {Side}
 */
export function nearer(weights, place) {
  const toFor = Math.abs(turned("for", weights.for) - place);
  const toAgainst = Math.abs(turned("against", weights.against) - place);
  return toAgainst < toFor ? "against" : "for";
}

/**
 * What must be said before a handle moves.
 *
 * @param {Side} side
 * @param {Said} said
 * @returns {string} nothing if it may move
 */
export function wanting(side, said) {
  if (said.basis === "gut feeling" || said[side].trim()) return "";
  const what = side === "for" ? "that it is working" : "that it is not";
  return `Write first what shows ${what}, or choose “Gut feeling”.`;
}

/**
 * @param {Weights} weights
 * @returns {Band[]} bands wider than nothing, in the order for, middle, against
 */
export function bandsOf(weights) {
  const ends = [turned("for", weights.for), turned("against", weights.against)];
  const [first, second] = [Math.min(...ends), Math.max(...ends)];
  /** @type {Band[]} */
  const bands = [
    { kind: "for", from: 0, to: first },
    { kind: isContested(weights) ? "contested" : "unknown", from: first, to: second },
    { kind: "against", from: second, to: 100 },
  ];
  return bands.filter((band) => band.to > band.from);
}

/**
 * The three numbers, as the server tells them of every flag.
 *
 * @param {Weights} weights
 */
export function inWords(weights) {
  const both = Math.max(0, weights.for + weights.against - 100);
  const unknown = Math.max(0, 100 - weights.for - weights.against);
  const middle = isContested(weights) ? `${both} contested` : `${unknown} not known`;
  return `${weights.for - both} for, ${middle}, ${weights.against - both} against`;
}

/** @param {Weights} weights */
function isContested(weights) {
  return weights.for + weights.against > 100;
}
