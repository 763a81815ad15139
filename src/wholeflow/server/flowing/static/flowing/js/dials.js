/**
 * Puts a slider beside each number of a scenario.
 *
 * The number is what is sent. The slider is hidden until this module runs, so without it
 * nothing on the page is dead. Whichever of the two is moved, the other follows. Nothing is
 * kept here: the number stands in its field.
 */

for (const dial of document.querySelectorAll("[data-dial]")) wire(dial);

/** @param {Element} dial */
function wire(dial) {
  const [range, number] = /** @type {NodeListOf<HTMLInputElement>} */ (
    dial.querySelectorAll("input")
  );
  range.disabled = false;
  range.hidden = false;
  range.value = number.value;
  range.addEventListener("input", () => {
    number.value = range.value;
  });
  number.addEventListener("input", () => {
    if (number.value !== "") range.value = number.value;
  });
}
