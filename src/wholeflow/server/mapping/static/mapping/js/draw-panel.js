/**
 * The side panel for a chosen piece, from what the scene tells about it.
 */

import { flagImage } from "./draw-flag.js";
import { interlocksOf, NOBODY } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Piece} Piece */

/**
 * @param {HTMLElement} panel  emptied first
 * @param {Scene} scene
 * @param {Piece} piece
 */
export function drawPanel(panel, scene, piece) {
  panel.replaceChildren(
    node("h2", "panel__title", piece.name),
    ownerOf(piece),
    ...flagOf(piece),
    ...partsOf(piece),
    ...neighboursOf(scene, piece),
    openLink(piece),
  );
}

/** @param {Piece} piece */
function ownerOf(piece) {
  const line = node("p", "panel__owner");
  line.append(
    piece.owner ? piece.owner : node("span", "tag tag--nobody", NOBODY),
    piece.organisation ? ` ${piece.organisation}` : "",
  );
  if (piece.owner && piece.organisation) {
    line.textContent = `${piece.owner} · ${piece.organisation}`;
  }
  if (piece.example) line.append(" ", node("span", "tag", "example"));
  return line;
}

/** @param {Piece} piece */
function flagOf(piece) {
  const words = node("p", "panel__words", piece.flag_words);
  if (!piece.flag) return [words];
  const why = /** @type {HTMLAnchorElement} */ (node("a", "", "Why?"));
  why.href = `${piece.href}/why`;
  words.append(" ", why);
  return [flagImage(piece.flag, piece.flag_words), words];
}

/** @param {Piece} piece */
function partsOf(piece) {
  if (!piece.parts.length) return [];
  const list = node("ul", "panel__parts");
  for (const part of piece.parts) {
    const item = node("li", "panel__part");
    const link = /** @type {HTMLAnchorElement} */ (node("a", "", part.name));
    link.href = part.href;
    item.append(link, flagImage(part.flag, part.flag_words));
    list.append(item);
  }
  if (piece.more) list.append(node("li", "panel__more", `and ${piece.more} more`));
  return [node("h3", "panel__label", "Parts"), list];
}

/** @param {Scene} scene @param {Piece} piece */
function neighboursOf(scene, piece) {
  const interlocks = interlocksOf(scene, piece.id);
  if (!interlocks.length) return [];
  const names = new Map(scene.pieces.map((one) => [one.id, one.name]));
  const list = node("ul", "panel__neighbours");
  for (const one of interlocks) {
    const gives = one.giver === piece.id;
    const item = node("li", "panel__neighbour");
    const words = node("span", "");
    const what = one.passes || "something";
    const other = names.get(gives ? one.receiver : one.giver) ?? "";
    words.append(gives ? `gives ${what} to ` : `takes ${what} from `);
    words.append(node("strong", "", other));
    item.append(words, node("span", "panel__state", one.state));
    if (one.flag) item.append(flagImage(one.flag, one.flag_words));
    list.append(item);
  }
  return [node("h3", "panel__label", "Neighbours"), list];
}

/** @param {Piece} piece */
function openLink(piece) {
  const link = /** @type {HTMLAnchorElement} */ (
    node("a", "button button--main", "Open process")
  );
  link.href = piece.href;
  return link;
}

/** @param {string} name @param {string} className @param {string} [text] */
function node(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
