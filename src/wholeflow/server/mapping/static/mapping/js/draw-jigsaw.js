/**
 * The painter: a scene on a Canvas 2D context. It draws what it is given and decides
 * nothing; figures for the inside of a piece agree with the server's layout
 * (processes/layouts/inside.py), which kept room for these words.
 */

import { drawFlag } from "./draw-flag.js";
import { flagBetween, keyOf, NOBODY, ownerLine, waysToSay } from "./scene.js";
import { longestThatFits, wrapText } from "./text.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Piece} Piece */
/** @typedef {import("./scene.js").Part} Part */
/** @typedef {import("./scene.js").Flag} Flag */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./draw-flag.js").Fills} Fills */
/**
 * @typedef {{context: CanvasRenderingContext2D, theme: Theme, fills: Fills,
 *   measures: Map<string, number>}} Brush
 * @typedef {{chosen: string | null, part: string | null, hovered: string | null,
 *   focused: boolean, moved: Map<string, Flag | null>, share: number}} Moment
 *   what is chosen, hovered and focused, and how far (0 to 1) moved flags have come
 */

const PADDING = 23;
const NAME = { size: 17, line: 22, weight: 600 };
const LABEL = { size: 13, line: 18, weight: 400 };
const UNDER_NAME = 5;
const BAR = { height: 11, above: 7, below: 8 };
const PART = { padding: 8, corner: 6, bar: 6 };

/**
 * @param {Brush} brush
 * @param {Scene} scene
 * @param {Moment} moment
 */
export function drawJigsaw(brush, scene, moment) {
  const { context } = brush;
  context.clearRect(0, 0, scene.width, scene.height);
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  for (const strand of scene.strands) drawStrand(brush, strand, moment);
  for (const piece of scene.pieces) drawPiece(brush, piece, moment);
  for (const knob of scene.knobs) {
    if (knob.state === "proposed") drawProposed(brush, scene, knob);
  }
  const chosen = scene.pieces.find((piece) => piece.id === moment.chosen);
  if (chosen) drawChosen(brush, chosen, moment);
  for (const strand of scene.strands) drawEnds(brush, strand, moment);
}

/** @param {Brush} brush @param {import("./scene.js").Strand} strand @param {Moment} moment */
function drawStrand({ context, theme }, strand, moment) {
  const near = isNear(strand, moment);
  context.save();
  context.strokeStyle = near ? theme.ink : theme.unknownEdge;
  context.lineWidth = near ? 2 : 1.25;
  if (strand.state === "proposed") context.setLineDash([4, 4]);
  context.stroke(new Path2D(strand.outline));
  context.restore();
}

/** @param {Brush} brush @param {import("./scene.js").Strand} strand @param {Moment} moment */
function drawEnds({ context, theme }, strand, moment) {
  const colour = isNear(strand, moment) ? theme.ink : theme.muted;
  drawDot(context, strand.points[0], colour, colour);
  drawDot(context, strand.points[strand.points.length - 1], theme.paper, colour);
}

/** @param {import("./scene.js").Strand} strand @param {Moment} moment */
function isNear(strand, moment) {
  const ends = [strand.giver, strand.receiver];
  return [moment.chosen, moment.hovered].some((id) => id && ends.includes(id));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} fill
 * @param {string} edge
 */
function drawDot(context, at, fill, edge) {
  context.beginPath();
  context.arc(at[0], at[1], 2.75, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = 1.5;
  context.stroke();
}

/** @param {Brush} brush @param {Piece} piece @param {Moment} moment */
function drawPiece(brush, piece, moment) {
  const { context, theme } = brush;
  const tint = theme.tints[piece.tint] ?? theme.tints[0];
  const outline = new Path2D(piece.outline);
  context.fillStyle = tint.fill;
  context.fill(outline);
  context.strokeStyle = tint.edge;
  context.lineWidth = piece.id === moment.hovered ? 2.5 : 1.5;
  context.stroke(outline);
  drawHead(brush, piece, moment);
  for (const part of piece.parts) drawPart(brush, piece, part, moment);
  if (piece.more) {
    const words = `and ${piece.more} more ${piece.more === 1 ? "part" : "parts"}`;
    write(brush, words, LABEL, theme.muted, piece.x + PADDING, footOf(piece));
  }
}

/** @param {Piece} piece  baseline of the last line inside a piece */
function footOf(piece) {
  return piece.y + piece.h - PADDING - 3;
}

/** @param {Brush} brush @param {Piece} piece @param {Moment} moment */
function drawHead(brush, piece, moment) {
  const { theme } = brush;
  const width = piece.w - 2 * PADDING;
  const left = piece.x + PADDING;
  let y = piece.y + PADDING;
  for (const line of wrapText(piece.name, width, measurer(brush, NAME))) {
    write(brush, line, NAME, theme.ink, left, y + 17);
    y += NAME.line;
  }
  y = drawOwner(brush, piece, left, y + UNDER_NAME, width);
  if (!piece.flag) {
    writeLines(brush, piece.flag_words, left, y + BAR.above, width);
    return;
  }
  const bar = { x: left, y: y + BAR.above, w: width, h: BAR.height };
  drawMovingFlag(brush, bar, piece.flag, keyOf(piece.id), moment);
  y += BAR.above + BAR.height + BAR.below;
  const ways = waysToSay(piece.flag_words);
  const words = longestThatFits(ways, width, measurer(brush, LABEL));
  if (words) write(brush, words, LABEL, theme.muted, left, y + 10);
}

/**
 * @param {Brush} brush
 * @param {Piece} piece
 * @param {number} left
 * @param {number} y
 * @param {number} width
 * @returns {number} where the next thing may stand
 */
function drawOwner(brush, piece, left, y, width) {
  const { theme } = brush;
  if (piece.owner) return writeLines(brush, ownerLine(piece), left, y, width);
  const { context } = brush;
  const wide = measurer(brush, LABEL)(NOBODY);
  context.beginPath();
  context.roundRect(left + 0.5, y + 0.5, Math.min(wide + 16, width - 1), 19, 9.5);
  context.fillStyle = theme.sheet;
  context.fill();
  context.setLineDash([3, 3]);
  context.lineWidth = 1;
  context.strokeStyle = theme.ink;
  context.stroke();
  context.setLineDash([]);
  write(brush, NOBODY, LABEL, theme.ink, left + 8, y + 14);
  return y + LABEL.line;
}

/** @param {Brush} brush @param {Piece} piece @param {Part} part @param {Moment} moment */
function drawPart(brush, piece, part, moment) {
  const { context, theme } = brush;
  const tint = theme.tints[piece.tint] ?? theme.tints[0];
  context.beginPath();
  context.roundRect(part.x + 0.5, part.y + 0.5, part.w - 1, part.h - 1, PART.corner);
  context.fillStyle = theme.sheet;
  context.fill();
  context.strokeStyle = tint.edge;
  context.lineWidth = 1;
  context.stroke();
  const width = part.w - 2 * PART.padding;
  const left = part.x + PART.padding;
  let y = part.y + PART.padding;
  for (const line of wrapText(part.name, width, measurer(brush, LABEL))) {
    write(brush, line, LABEL, theme.ink, left, y + 12);
    y += LABEL.line;
  }
  if (!part.flag) return;
  const bottom = part.y + part.h - PART.padding - PART.bar;
  const bar = { x: left, y: bottom, w: width, h: PART.bar };
  drawMovingFlag(brush, bar, part.flag, keyOf(piece.id, part.id), moment);
  const numbers = longestThatFits(
    waysToSay(part.flag_words).slice(1),
    width,
    measurer(brush, LABEL),
  );
  if (numbers && bottom - y > 2 * LABEL.line)
    write(brush, numbers, LABEL, theme.muted, left, bottom - 7);
}

/**
 * @param {Brush} brush
 * @param {import("./scene.js").Box} bar
 * @param {Flag} flag
 * @param {string} key
 * @param {Moment} moment
 */
function drawMovingFlag(brush, bar, flag, key, moment) {
  const { context, theme, fills } = brush;
  const before = moment.moved.get(key);
  const isMoving = before !== undefined && moment.share < 1;
  const now = isMoving && before ? flagBetween(before, flag, moment.share) : flag;
  drawFlag(context, bar, now, theme, fills);
  if (!isMoving) return;
  const spread = 2 + 5 * moment.share;
  context.save();
  context.globalAlpha = 1 - moment.share;
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(
    bar.x - spread,
    bar.y - spread,
    bar.w + 2 * spread,
    bar.h + 2 * spread,
    6,
  );
  context.stroke();
  context.restore();
}

/** @param {Brush} brush @param {Scene} scene @param {import("./scene.js").Knob} knob */
function drawProposed({ context, theme }, scene, knob) {
  const giver = scene.pieces.find((piece) => piece.id === knob.giver);
  const outline = new Path2D(knob.outline);
  context.save();
  context.fillStyle = theme.paper;
  context.fill(outline);
  context.strokeStyle = theme.tints[giver?.tint ?? 0].edge;
  context.lineWidth = 1.75;
  context.setLineDash([4, 3]);
  context.stroke(outline);
  context.restore();
}

/** @param {Brush} brush @param {Piece} piece @param {Moment} moment */
function drawChosen({ context, theme }, piece, moment) {
  const part = piece.parts.find((one) => one.id === moment.part);
  const outline = new Path2D(piece.outline);
  context.strokeStyle = theme.ink;
  context.lineWidth = 2.5;
  context.stroke(outline);
  if (!moment.focused) return;
  const ring = part ? new Path2D() : outline;
  if (part) ring.roundRect(part.x, part.y, part.w, part.h, PART.corner);
  context.lineWidth = 5;
  context.stroke(ring);
  context.strokeStyle = theme.sheet;
  context.lineWidth = 1.25;
  context.stroke(ring);
}

// -- words --------------------------------------------------------------------------

/** @typedef {{size: number, line: number, weight: number}} Type */

/** @param {Brush} brush @param {Type} type @returns {(text: string) => number} */
function measurer({ context, theme, measures }, type) {
  const font = `${type.weight} ${type.size}px ${theme.family}`;
  return (text) => {
    const key = `${type.weight} ${type.size} ${text}`;
    const known = measures.get(key);
    if (known !== undefined) return known;
    context.font = font;
    const width = context.measureText(text).width;
    measures.set(key, width);
    return width;
  };
}

/**
 * @param {Brush} brush
 * @param {string} text
 * @param {Type} type
 * @param {string} colour
 * @param {number} x
 * @param {number} y  baseline
 */
function write({ context, theme }, text, type, colour, x, y) {
  context.font = `${type.weight} ${type.size}px ${theme.family}`;
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/**
 * @param {Brush} brush
 * @param {string} text
 * @param {number} left
 * @param {number} y
 * @param {number} width
 * @returns {number} where the next line may stand
 */
function writeLines(brush, text, left, y, width) {
  for (const line of wrapText(text, width, measurer(brush, LABEL))) {
    write(brush, line, LABEL, brush.theme.muted, left, y + 13);
    y += LABEL.line;
  }
  return y;
}
