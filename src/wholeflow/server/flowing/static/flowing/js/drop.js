/**
 * Lets a file be dropped anywhere on the form that asks for one.
 *
 * The field itself takes a dropped file without this; the form around it is easier to hit.
 * While a file is held over the form it is marked, and the field then names the file.
 * Nothing is kept here: what was dropped stands in the field.
 */

const OVER = "form--over";

const form = /** @type {HTMLFormElement | null} */ (
  document.querySelector("[data-drop]")
);
const field = /** @type {HTMLInputElement | null | undefined} */ (
  form?.querySelector("input[type=file]")
);
if (form && field) wire(form, field);

/** @param {HTMLFormElement} form @param {HTMLInputElement} field */
function wire(form, field) {
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add(OVER);
  });
  form.addEventListener("dragleave", (event) => {
    if (event.relatedTarget instanceof Node && form.contains(event.relatedTarget))
      return;
    form.classList.remove(OVER);
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove(OVER);
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    field.files = files;
    field.focus();
  });
}
