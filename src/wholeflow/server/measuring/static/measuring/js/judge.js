/**
 * The page on which somebody judges evidence.
 *
 * The form works by itself: reasons, how it is known, and two numbers. This puts one bar
 * in the place of the numbers, and the numbers under it for whoever would rather type.
 * State lives in the two number fields alone: the bar shows them and writes to them.
 *
 * weighing.js     what places, keys and reasons mean
 * draw-weighing.js  the bar, its handles and its sentence
 */

import { drawWeighing, showWeights } from "./draw-weighing.js";
import { keyed, nearer, snapped, turned, wanting } from "./weighing.js";

/** @typedef {import("./weighing.js").Side} Side */
/** @typedef {import("./draw-weighing.js").Weighing} Weighing */
/** @typedef {Record<Side, HTMLInputElement>} Numbers */

const place = /** @type {HTMLElement | null} */ (
  document.querySelector("[data-weighing]")
);
if (place) begin(place);

/** @param {HTMLElement} place  holds the two number fields */
function begin(place) {
  const form = /** @type {HTMLFormElement} */ (place.closest("form"));
  /** @type {Numbers} */
  const numbers = {
    for: named(form, "evidence_for"),
    against: named(form, "evidence_against"),
  };
  const weighing = drawWeighing({
    for: numbers.for.labels?.[0].textContent ?? "",
    against: numbers.against.labels?.[0].textContent ?? "",
  });
  place.append(weighing.root, numbersOnDemand(place));
  const show = () => showWeights(weighing, weightsOf(numbers));
  show();
  place.addEventListener("input", show);
  hear(weighing, numbers, form);
}

/** @param {HTMLFormElement} form @param {string} name */
function named(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @param {Numbers} numbers */
function weightsOf(numbers) {
  return {
    for: strength(numbers.for.value),
    against: strength(numbers.against.value),
  };
}

/** @param {string} typed  a number as it is, or nothing yet */
function strength(typed) {
  return Math.min(100, Math.max(0, Number(typed) || 0));
}

/** @param {HTMLElement} place  its number fields go inside; opens if one is wrong */
function numbersOnDemand(place) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Type the numbers";
  const fields = [...place.querySelectorAll(".field")];
  details.append(summary, ...fields);
  details.open = fields.some((field) => field.matches(".field--wrong"));
  details.addEventListener("invalid", () => (details.open = true), { capture: true });
  return details;
}

/**
 * @param {Weighing} weighing
 * @param {Numbers} numbers
 * @param {HTMLFormElement} form
 */
function hear(weighing, numbers, form) {
  /** @param {Side} side @param {number} value */
  const move = (side, value) => {
    const wanted = wanting(side, said(form));
    if (wanted) {
      weighing.sentence.textContent = wanted;
      return;
    }
    numbers[side].value = String(snapped(value));
    numbers[side].dispatchEvent(new Event("input", { bubbles: true }));
  };
  weighing.root.addEventListener("keydown", (event) => {
    const side = sideOf(event.target);
    const value = side && keyed(side, Number(numbers[side].value), event.key);
    if (!side || value === null) return;
    event.preventDefault(); // the page does not scroll
    move(side, value);
  });
  weighing.root.addEventListener("pointerdown", (event) => {
    const from = placeUnder(weighing, event);
    const onBar =
      event.target instanceof Element && weighing.bar.contains(event.target);
    const side =
      sideOf(event.target) ?? (onBar ? nearer(weightsOf(numbers), from) : null);
    if (!side || event.button) return;
    event.preventDefault(); // no text is chosen
    weighing.handles[side].focus();
    drag(weighing, side, event, (at) => move(side, turned(side, at)));
  });
}

/**
 * @param {Weighing} weighing
 * @param {Side} side
 * @param {PointerEvent} pressed
 * @param {(place: number) => void} to
 */
function drag(weighing, side, pressed, to) {
  const handle = weighing.handles[side];
  const follow = (/** @type {PointerEvent} */ event) => to(placeUnder(weighing, event));
  handle.setPointerCapture(pressed.pointerId);
  handle.addEventListener("pointermove", follow);
  const end = () => handle.removeEventListener("pointermove", follow);
  handle.addEventListener("lostpointercapture", end, { once: true });
  follow(pressed);
}

/** @param {Weighing} weighing @param {PointerEvent} event  @returns {number} 0 to 100 */
function placeUnder(weighing, event) {
  const { left, width } = weighing.bar.getBoundingClientRect();
  return (100 * (event.clientX - left)) / width;
}

/** @param {EventTarget | null} target @returns {Side | null} */
function sideOf(target) {
  const side = target instanceof HTMLElement ? target.dataset.side : undefined;
  return side === "for" || side === "against" ? side : null;
}

/** @param {HTMLFormElement} form @returns {import("./weighing.js").Said} */
function said(form) {
  const given = new FormData(form);
  return {
    for: String(given.get("reason_for") ?? ""),
    against: String(given.get("reason_against") ?? ""),
    basis: String(given.get("basis") ?? ""),
  };
}
