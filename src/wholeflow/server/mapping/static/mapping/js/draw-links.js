/**
 * The links that lie over the picture: one for each piece and each part, so that the
 * keyboard, a screen reader and a pointer meet real links and the canvas is only paint.
 */

import { spokenName } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Piece} Piece */
/** @typedef {import("./scene.js").Part} Part */

/**
 * Build the list anew for a scene.
 *
 * @param {HTMLElement} list  a `ul`, emptied first
 * @param {Scene} scene
 */
export function drawLinks(list, scene) {
  list.replaceChildren(...scene.pieces.map(pieceItem));
}

/** @param {Piece} piece */
function pieceItem(piece) {
  const item = document.createElement("li");
  item.append(link(piece, spokenName(piece), piece.id));
  if (!piece.parts.length) return item;
  const parts = document.createElement("ul");
  for (const part of piece.parts) {
    const inner = document.createElement("li");
    const name = `${part.name}; ${part.flag_words}`;
    const anchor = link(part, name, piece.id);
    anchor.dataset.part = part.id;
    inner.append(anchor);
    parts.append(inner);
  }
  item.append(parts);
  return item;
}

/** @param {Part} box @param {string} words @param {string} piece */
function link(box, words, piece) {
  const anchor = document.createElement("a");
  anchor.className = "jigsaw__link";
  anchor.href = box.href;
  anchor.dataset.piece = piece;
  anchor.tabIndex = -1;
  anchor.style.left = `${box.x}px`;
  anchor.style.top = `${box.y}px`;
  anchor.style.width = `${box.w}px`;
  anchor.style.height = `${box.h}px`;
  const label = document.createElement("span");
  label.className = "for-ears";
  label.textContent = words;
  anchor.append(label);
  return anchor;
}

/**
 * One stop for the Tab key: the chosen piece, then its parts.
 *
 * @param {HTMLElement} list
 * @param {string | null} chosen  id of a piece
 */
export function setTabStops(list, chosen) {
  for (const anchor of list.querySelectorAll("a")) {
    anchor.tabIndex = anchor.dataset.piece === chosen ? 0 : -1;
  }
}

/**
 * @param {HTMLElement} list
 * @param {string} piece
 * @param {string | null} [part]
 * @returns {HTMLAnchorElement | null}
 */
export function linkOf(list, piece, part = null) {
  const found = [...list.querySelectorAll("a")].find(
    (anchor) =>
      anchor.dataset.piece === piece && (anchor.dataset.part ?? null) === part,
  );
  return found ?? null;
}
