/**
 * Text broken into lines. Pure: the width of a text is asked of a function.
 */

/**
 * Break text at spaces into lines that fit; a word too long for a line is broken
 * inside, so that nothing is cut off.
 *
 * @param {string} text
 * @param {number} width  room for a line
 * @param {(text: string) => number} measure  width of a text
 * @returns {string[]}
 */
export function wrapText(text, width, measure) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [head, ...rest] = breakWord(word, width, measure);
    const longer = lines.length ? `${lines[lines.length - 1]} ${head}` : head;
    if (lines.length && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(head);
    lines.push(...rest);
  }
  return lines;
}

/**
 * The longest of several ways to say the same that fits on one line.
 *
 * @param {string[]} ways  longest first
 * @param {number} width
 * @param {(text: string) => number} measure
 * @returns {string | null} null if not even the last fits
 */
export function longestThatFits(ways, width, measure) {
  return ways.find((way) => measure(way) <= width) ?? null;
}

/** @param {string} word @param {number} width @param {(text: string) => number} measure */
function breakWord(word, width, measure) {
  const letters = [...word];
  const pieces = [""];
  for (const letter of letters) {
    const last = pieces.length - 1;
    if (pieces[last] && measure(pieces[last] + letter) > width) pieces.push(letter);
    else pieces[last] += letter;
  }
  return pieces;
}
