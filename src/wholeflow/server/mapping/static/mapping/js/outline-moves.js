/**
 * How keys move through an outline. Pure: rows are plain values in screen order.
 *
 * @typedef {{level: number, expanded: boolean | null}} Row  level from 1; expanded is
 *   null for a row without parts
 * @typedef {{kind: "go", to: number} | {kind: "fold" | "unfold", at: number}} Move
 */

/**
 * What a key does in a treegrid whose rows are focused as a whole.
 *
 * @param {Row[]} rows  those that can be seen, in order
 * @param {number} at  index of the row in focus
 * @param {string} key  name of the key
 * @returns {Move | null} null where the key does nothing
 */
export function moveFor(rows, at, key) {
  const last = rows.length - 1;
  if (key === "ArrowDown") return go(Math.min(at + 1, last), at);
  if (key === "ArrowUp") return go(Math.max(at - 1, 0), at);
  if (key === "Home") return go(0, at);
  if (key === "End") return go(last, at);
  if (key === "ArrowRight") return inwards(rows, at);
  if (key === "ArrowLeft") return outwards(rows, at);
  return null;
}

/** @param {number} to @param {number} at @returns {Move | null} */
function go(to, at) {
  return to === at ? null : { kind: "go", to };
}

/** @param {Row[]} rows @param {number} at @returns {Move | null} */
function inwards(rows, at) {
  if (rows[at].expanded === null) return null;
  if (!rows[at].expanded) return { kind: "unfold", at };
  return rows[at + 1]?.level > rows[at].level ? { kind: "go", to: at + 1 } : null;
}

/** @param {Row[]} rows @param {number} at @returns {Move | null} */
function outwards(rows, at) {
  if (rows[at].expanded) return { kind: "fold", at };
  for (let above = at - 1; above >= 0; above -= 1) {
    if (rows[above].level < rows[at].level) return { kind: "go", to: above };
  }
  return null;
}

/**
 * Which rows are hidden because a row above them is folded.
 *
 * @param {Row[]} rows  every row, in order
 * @returns {boolean[]} for each row, whether it is hidden
 */
export function hiddenRows(rows) {
  let foldedAt = Number.POSITIVE_INFINITY;
  return rows.map((row) => {
    if (row.level <= foldedAt) foldedAt = Number.POSITIVE_INFINITY;
    const isHidden = row.level > foldedAt;
    if (!isHidden && row.expanded === false) foldedAt = row.level;
    return isHidden;
  });
}
