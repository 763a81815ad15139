/**
 * Draws the bar on which evidence is weighed: two rails with a handle each, the flag
 * between them, words for strengths outside, and a sentence beneath.
 */

import { bandsOf, inWords, MARKS, turned } from "./weighing.js";

/** @typedef {import("./weighing.js").Side} Side */
/** @typedef {import("./weighing.js").Weights} Weights */
/** @typedef {{root: HTMLElement, bar: SVGSVGElement, sentence: HTMLElement,
 *   handles: Record<Side, HTMLElement>}} Weighing */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Record<Side, string>} questions  what each handle answers
 * @returns {Weighing}
 */
export function drawWeighing(questions) {
  const root = node("div", "weighing");
  const bar = document.createElementNS(SVG, "svg");
  bar.setAttribute("class", "flag weighing__bar");
  bar.setAttribute("aria-hidden", "true"); // the sentence tells the same
  const handles = {
    for: handle("for", questions.for),
    against: handle("against", questions.against),
  };
  const sentence = node("p", "weighing__words");
  sentence.setAttribute("role", "status");
  root.append(
    marks("against", "Not working: from the right"),
    rail("against", handles.against),
    bar,
    rail("for", handles.for),
    marks("for", "Working: from the left"),
    sentence,
  );
  return { root, bar, sentence, handles };
}

/**
 * @param {Weighing} weighing
 * @param {Weights} weights
 */
export function showWeights(weighing, weights) {
  weighing.bar.replaceChildren(...bandsOf(weights).map(band));
  for (const side of /** @type {Side[]} */ (["for", "against"])) {
    const handle = weighing.handles[side];
    handle.style.left = `${turned(side, weights[side])}%`;
    handle.setAttribute("aria-valuenow", String(weights[side]));
    handle.setAttribute("aria-valuetext", `${weights[side]} ${side}`);
  }
  weighing.sentence.textContent = inWords(weights);
}

/** @param {import("./weighing.js").Band} one */
function band(one) {
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("class", `flag__band flag__band--${one.kind}`);
  rect.setAttribute("x", `${one.from}%`);
  rect.setAttribute("width", `${one.to - one.from}%`);
  rect.setAttribute("height", "100%");
  return rect;
}

/** @param {Side} side @param {string} question */
function handle(side, question) {
  const element = node("div", `weighing__handle weighing__handle--${side}`);
  const attributes = {
    role: "slider",
    tabindex: "0",
    "aria-label": question,
    "aria-valuemin": "0",
    "aria-valuemax": "100",
    "data-side": side,
  };
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

/** @param {Side} side @param {HTMLElement} handle */
function rail(side, handle) {
  const element = node("div", `weighing__rail weighing__rail--${side}`);
  element.append(handle);
  return element;
}

/** @param {Side} side @param {string} title */
function marks(side, title) {
  const element = node("div", `weighing__marks weighing__marks--${side}`);
  element.setAttribute("aria-hidden", "true"); // the hint of each number tells the same
  for (const { at, word } of MARKS) {
    const mark = node("span", "weighing__mark", word);
    mark.dataset.at = String(at);
    element.append(mark);
  }
  const heading = node("p", "weighing__title", title);
  const scale = node("div", "");
  scale.append(...(side === "for" ? [element, heading] : [heading, element]));
  return scale;
}

/** @param {string} name @param {string} className @param {string} [text] */
function node(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
