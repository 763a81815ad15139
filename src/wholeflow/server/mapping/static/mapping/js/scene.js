/**
 * What can be known about a laid-out jigsaw without drawing it. Pure: no DOM, no fetch.
 *
 * The server lays the jigsaw out and sends it as a scene, in pixels from its top left
 * corner. The shape of a scene is written down here and nowhere else in the browser.
 *
 * @typedef {{lower: number, upper: number, predicted?: boolean}} Flag  evidence for is
 *   `lower`, against is 1 - `upper`, both from 0 to 1; lower above upper means the evidence
 *   is contested; a predicted one is no evidence and has a dashed edge
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 * @typedef {Box & {id: string, name: string, href: string, flag: Flag | null,
 *   flag_words: string}} Part
 * @typedef {Part & {owner: string | null, organisation: string | null, tint: number,
 *   outline: string, word: string, questioned: boolean, example: boolean,
 *   more: number, parts: Part[]}} Piece
 * @typedef {"agreed" | "proposed"} State
 * @typedef {{giver: string, receiver: string, state: State, passes: string,
 *   words: string, outline: string, flag: Flag | null, flag_words: string}} Interlock
 *   its flag is what people say who took this step
 * @typedef {Interlock & {x: number, y: number, side: string, size: number}} Knob
 * @typedef {Interlock & {points: [number, number][]}} Strand
 * @typedef {{focus: {id: string, name: string} | null, width: number,
 *   height: number, pieces: Piece[], knobs: Knob[], strands: Strand[]}} Scene
 * @typedef {{kind: "for" | "unknown" | "contested" | "against", from: number,
 *   to: number}} Band
 */

/** What stands in the owner's place while there is none. */
export const NOBODY = "nobody owns this yet";

/**
 * Cut a flag into its bands, always in the order for, not known (or contested), against.
 *
 * @param {Flag} flag
 * @returns {Band[]} bands wider than nothing, from 0 to 1 without gaps
 */
export function bandsOf(flag) {
  const [first, second] = [flag.lower, flag.upper].sort((a, b) => a - b);
  const middle = flag.lower > flag.upper ? "contested" : "unknown";
  /** @type {Band[]} */
  const bands = [
    { kind: "for", from: 0, to: first },
    { kind: middle, from: first, to: second },
    { kind: "against", from: second, to: 1 },
  ];
  return bands.filter((band) => band.to > band.from);
}

/**
 * A flag part of the way from one to another, for the moment in which it moves.
 *
 * @param {Flag} before
 * @param {Flag} after
 * @param {number} share  from 0 (before) to 1 (after)
 * @returns {Flag}
 */
export function flagBetween(before, after, share) {
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
  return {
    lower: mix(before.lower, after.lower),
    upper: mix(before.upper, after.upper),
  };
}

/**
 * A flag in words, for as much room as there is: the server's own numbers in each.
 *
 * @param {string} words  such as "40 for, 50 not known, 10 against"
 * @returns {string[]} longest first
 */
export function waysToSay(words) {
  const numbers = (words.match(/\d+/g) ?? []).join(" · ");
  const ways = [words.replaceAll(", ", " · "), numbers];
  const [first, rest] = words.split(": ");
  return rest ? [ways[0], `${first}: ${numbers}`, numbers] : ways;
}

/** @type {Record<string, [number, number]>} */
const WAYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Where an arrow key leads: the nearest box on that side, one straight ahead before
 * one that is off to the side.
 *
 * @template {Box & {id: string}} T
 * @param {T[]} boxes
 * @param {string} id  of the box that is left
 * @param {string} key  name of the key
 * @returns {T | null} null where nothing lies that way
 */
export function neighbourOf(boxes, id, key) {
  const from = boxes.find((box) => box.id === id);
  const way = WAYS[key];
  if (!from || !way) return null;
  const [start, across] = [middleOf(from), way[0] ? 1 : 0];
  let nearest = null;
  let least = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    const to = middleOf(box);
    const ahead = (to[0] - start[0]) * way[0] + (to[1] - start[1]) * way[1];
    if (ahead <= 0 || !isBeyond(from, box, way)) continue;
    const aside = Math.abs(to[across] - start[across]);
    const effort = ahead + 2 * (overlaps(from, box, across) ? aside / 8 : aside);
    if (effort < least) [nearest, least] = [box, effort];
  }
  return nearest;
}

/** @param {Box} box @returns {[number, number]} */
function middleOf(box) {
  return [box.x + box.w / 2, box.y + box.h / 2];
}

/** @param {Box} from @param {Box} box @param {[number, number]} way */
function isBeyond(from, box, way) {
  if (way[0] > 0) return box.x >= from.x + from.w;
  if (way[0] < 0) return box.x + box.w <= from.x;
  if (way[1] > 0) return box.y >= from.y + from.h;
  return box.y + box.h <= from.y;
}

/** @param {Box} a @param {Box} b @param {number} across 1 compares y, 0 compares x */
function overlaps(a, b, across) {
  if (across) return a.y < b.y + b.h && b.y < a.y + a.h;
  return a.x < b.x + b.w && b.x < a.x + a.w;
}

/**
 * Flags that differ between two scenes of the same map.
 *
 * @param {Scene} before
 * @param {Scene} after
 * @returns {Map<string, Flag | null>} for each changed id, of pieces and of parts (whose
 *   key is made by `keyOf`), the flag it had
 */
export function movedFlags(before, after) {
  const had = new Map(flagsOf(before));
  /** @type {Map<string, Flag | null>} */
  const moved = new Map();
  for (const [key, flag] of flagsOf(after)) {
    const old = had.get(key);
    if (old === undefined) continue;
    if (old?.lower !== flag?.lower || old?.upper !== flag?.upper) moved.set(key, old);
  }
  return moved;
}

/**
 * A part can lie in two pieces at once; its key tells which one is meant.
 *
 * @param {string} piece
 * @param {string} [part]
 */
export function keyOf(piece, part) {
  return part === undefined ? piece : `${piece} ${part}`;
}

/** @param {Scene} scene @returns {[string, Flag | null][]} */
function flagsOf(scene) {
  return scene.pieces.flatMap((piece) => [
    /** @type {[string, Flag | null]} */ ([keyOf(piece.id), piece.flag]),
    ...piece.parts.map(
      (part) =>
        /** @type {[string, Flag | null]} */ ([keyOf(piece.id, part.id), part.flag]),
    ),
  ]);
}

/**
 * Everything a piece gives and takes, knobs before strands.
 *
 * @param {Scene} scene
 * @param {string} id
 * @returns {Interlock[]}
 */
export function interlocksOf(scene, id) {
  return [...scene.knobs, ...scene.strands].filter(
    (one) => one.giver === id || one.receiver === id,
  );
}

/**
 * The second line of a piece: who owns it.
 *
 * @param {Piece} piece
 * @returns {string}
 */
export function ownerLine(piece) {
  const owner = piece.owner ?? NOBODY;
  return piece.example ? `${owner} · example` : owner;
}

/**
 * The accessible name of a piece: name, owner and flag in words.
 *
 * @param {Piece} piece
 */
export function spokenName(piece) {
  const owner = piece.owner ? `owner: ${piece.owner}` : NOBODY;
  const example = piece.example ? " (example)" : "";
  return `${piece.name}${example}; ${owner}; ${piece.flag_words}`;
}
