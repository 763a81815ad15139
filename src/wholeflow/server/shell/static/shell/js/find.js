/**
 * Ctrl K (or Cmd K) goes to the search box from anywhere on a page.
 */

const box = document.querySelector("[data-find]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (!(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  box.focus();
  box.select();
});
