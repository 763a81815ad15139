/**
 * The flag as a bar: for, not known, against, in that order; on a canvas and as SVG.
 */

import { bandsOf } from "./scene.js";

/** @typedef {import("./scene.js").Flag} Flag */
/** @typedef {import("./scene.js").Box} Box */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {Record<string, string | CanvasPattern>} Fills */

const HATCH = 5; // pixels from one line of a hatching to the next
const SVG = "http://www.w3.org/2000/svg";

/**
 * Fills for the bands in the colours of a theme; make them once for a theme and scale.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {number} scale  device pixels for a CSS pixel
 * @returns {Fills}
 */
export function flagFills(context, theme, scale) {
  return {
    for: theme.for,
    unknown: theme.unknown,
    against: hatching(context, scale, theme.against, [theme.againstEdge]),
    contested: hatching(context, scale, theme.for, [theme.against, theme.unknown]),
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} scale
 * @param {string} ground
 * @param {string[]} lines  colour of rising lines, and of falling ones if there are any
 * @returns {string | CanvasPattern}
 */
function hatching(context, scale, ground, lines) {
  const side = Math.round(HATCH * scale);
  const tile = document.createElement("canvas");
  tile.width = side;
  tile.height = side;
  const pen = tile.getContext("2d");
  if (!pen) return ground;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, side, side);
  pen.lineWidth = 1.1 * scale;
  lines.forEach((colour, falling) => {
    pen.strokeStyle = colour;
    pen.beginPath();
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift - 1, falling ? -1 : side + 1);
      pen.lineTo(shift + side + 1, falling ? side + 1 : -1);
    }
    pen.stroke();
  });
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(side ? HATCH / side : 1));
  return pattern ?? ground;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {Flag} flag
 * @param {Theme} theme
 * @param {Fills} fills
 */
export function drawFlag(context, box, flag, theme, fills) {
  const radius = Math.min(3, box.h / 2);
  context.save();
  context.beginPath();
  context.roundRect(box.x, box.y, box.w, box.h, radius);
  context.clip();
  for (const band of bandsOf(flag)) {
    const left = box.x + Math.round(band.from * box.w);
    const right = box.x + Math.round(band.to * box.w);
    context.fillStyle = fills[band.kind];
    context.fillRect(left, box.y, Math.max(right - left, 1), box.h);
  }
  context.restore();
  context.beginPath();
  context.roundRect(box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1, radius);
  context.lineWidth = 1;
  context.strokeStyle = theme.unknownEdge;
  if (flag.predicted) {
    // A plain line beneath, so that the dashes are seen on any band.
    context.strokeStyle = theme.sheet;
    context.stroke();
    context.strokeStyle = theme.ink;
    context.setLineDash([3, 3]);
  }
  context.stroke();
  context.setLineDash([]);
}

/**
 * The same bar for HTML; its colours and textures are in flag.css.
 *
 * @param {Flag | null} flag
 * @param {string} words  what it says
 * @returns {SVGSVGElement}
 */
export function flagImage(flag, words) {
  const image = svg("svg", { class: "flag", role: "img", "aria-label": words });
  image.append(svg("rect", { class: "flag__ground", width: "100%", height: "100%" }));
  for (const band of flag ? bandsOf(flag) : []) {
    image.append(
      svg("rect", {
        class: `flag__band flag__band--${band.kind}`,
        x: `${band.from * 100}%`,
        width: `${(band.to - band.from) * 100}%`,
        height: "100%",
      }),
    );
  }
  return /** @type {SVGSVGElement} */ (image);
}

/** @param {string} name @param {Record<string, string>} attributes */
function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}
