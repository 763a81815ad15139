/**
 * The jigsaw page.
 *
 * It shows one layer of the map as a jigsaw. The server lays it out; the first scene
 * comes in the page, later ones from the element's `data-scene-url` with the width and
 * height there is room for. A click, or Enter, opens a piece or a part: both are real
 * links that lie over the canvas. Arrow keys move among pieces by where they lie; Tab
 * goes into the parts of the chosen piece; Escape comes back out. The piece under the
 * pointer, or in focus, fills the side panel if the page has one.
 *
 * States: drawn; asking for a scene (the old one stays); asking failed (told in words
 * under the picture, tried again on the next change); ripple (a flag has moved: under a
 * fifth of a second, not at all for those who asked for less motion).
 *
 * Where state lives: which layer is shown is the URL; the scene, the chosen piece and
 * the moving flags are in one plain object made by `start`.
 *
 * Modules: scene.js and text.js think; draw-jigsaw.js, draw-flag.js, draw-links.js and
 * draw-panel.js draw; theme.js reads colours; this one wires them to the page.
 *
 * Live pages: whoever listens to the server's events sends `wholeflow:changed` to
 * the document; the jigsaw then asks for its scene anew.
 */

import { flagFills } from "./draw-flag.js";
import { drawJigsaw } from "./draw-jigsaw.js";
import { drawLinks, linkOf, setTabStops } from "./draw-links.js";
import { drawPanel } from "./draw-panel.js";
import { movedFlags, neighbourOf } from "./scene.js";
import { onThemeChange, readTheme } from "./theme.js";

/** @typedef {import("./scene.js").Scene} Scene */
/**
 * @typedef {{stage: HTMLElement, canvas: HTMLCanvasElement, list: HTMLElement,
 *   panel: HTMLElement | null, fault: HTMLElement, url: string, scene: Scene,
 *   brush: import("./draw-jigsaw.js").Brush | null, asked: number,
 *   moment: import("./draw-jigsaw.js").Moment}} Page
 */

const RIPPLE = 180; // milliseconds
const STEP = 8; // widths are asked for in steps, so that servers can keep answers

startAll();
document.addEventListener("wholeflow:picture", startAll);

function startAll() {
  for (const root of document.querySelectorAll("[data-jigsaw]")) {
    if (root instanceof HTMLElement) start(root);
  }
}

/** @param {HTMLElement} root */
async function start(root) {
  const source = root.querySelector("script");
  if (!source?.textContent) return;
  const page = build(root, JSON.parse(source.textContent));
  await Promise.all([document.fonts.load("400 13px Inter"), fontsReady()]);
  listen(page, root);
  // A scene of another width is asked for by the observer, once the page is laid out.
  if (roomFor(page).width === page.scene.width) show(page, page.scene);
}

async function fontsReady() {
  await document.fonts.load("600 17px Inter");
}

/** @param {HTMLElement} root @param {Scene} scene @returns {Page} */
function build(root, scene) {
  const stage = document.createElement("div");
  stage.className = "jigsaw__stage";
  const canvas = document.createElement("canvas");
  canvas.className = "jigsaw__canvas";
  canvas.setAttribute("aria-hidden", "true");
  const list = document.createElement("ul");
  list.className = "jigsaw__links";
  const fault = document.createElement("p");
  fault.className = "jigsaw__fault";
  fault.setAttribute("role", "status");
  stage.append(canvas, list);
  root.replaceChildren(stage, fault);
  return {
    stage,
    canvas,
    list,
    fault,
    scene,
    panel: document.querySelector("[data-jigsaw-panel]"),
    url: root.dataset.sceneUrl ?? "",
    brush: null,
    asked: 0,
    moment: {
      chosen: null,
      part: null,
      hovered: null,
      focused: false,
      moved: new Map(),
      share: 1,
    },
  };
}

/** @param {Page} page  the room the page has for the picture, in whole steps */
function roomFor(page) {
  const top = page.stage.getBoundingClientRect().top + window.scrollY;
  const width = Math.floor(page.stage.clientWidth / STEP) * STEP;
  const height = Math.max(
    480,
    Math.floor((window.innerHeight - top - 32) / STEP) * STEP,
  );
  return { width: Math.max(width, 160), height };
}

/** @param {Page} page  ask for the scene anew; only the last asked for is shown */
async function refresh(page) {
  if (!page.stage.clientWidth) return; // gone from the page, or not laid out yet
  if (!page.url) {
    show(page, page.scene);
    return;
  }
  const mine = ++page.asked;
  const { width, height } = roomFor(page);
  const url = new URL(page.url, location.href);
  url.searchParams.set("width", String(width));
  url.searchParams.set("height", String(height));
  try {
    const answer = await fetch(url, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const scene = await answer.json();
    if (mine !== page.asked) return;
    page.fault.textContent = "";
    show(page, scene);
  } catch {
    if (!page.brush) show(page, page.scene);
    page.fault.textContent =
      "The newest picture could not be fetched; this is the one from before. Reload the page to try again.";
  }
}

/** @param {Page} page @param {Scene} scene */
function show(page, scene) {
  const isFirst = page.brush === null;
  const focus = document.activeElement;
  const hadFocus = page.list.contains(focus);
  page.moment.moved = isFirst ? new Map() : movedFlags(page.scene, scene);
  page.scene = scene;
  if (!scene.pieces.some((piece) => piece.id === page.moment.chosen)) {
    page.moment.chosen = null;
    page.moment.part = null;
  }
  drawLinks(page.list, scene);
  setTabStops(page.list, page.moment.chosen ?? scene.pieces[0]?.id ?? null);
  const { chosen, part } = page.moment;
  if (hadFocus && chosen) linkOf(page.list, chosen, part)?.focus();
  resize(page);
  fillPanel(page);
  ripple(page);
}

/** @param {Page} page  fit the canvas to scene and screen, and take colours anew */
function resize(page) {
  const scale = window.devicePixelRatio || 1;
  const { canvas, scene } = page;
  canvas.width = Math.round(scene.width * scale);
  canvas.height = Math.round(scene.height * scale);
  canvas.style.setProperty("--width", `${scene.width}px`);
  canvas.style.setProperty("--height", `${scene.height}px`);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const theme = readTheme(canvas);
  const fills = flagFills(context, theme, scale);
  page.brush = { context, theme, fills, measures: new Map() };
}

/** @param {Page} page */
function paint(page) {
  if (page.brush) drawJigsaw(page.brush, page.scene, page.moment);
}

/** @param {Page} page  let moved flags run to their new place, once */
function ripple(page) {
  const { moment } = page;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  moment.share = moment.moved.size && !isStill ? 0 : 1;
  paint(page);
  if (moment.share === 1) return;
  const started = performance.now();
  const step = (/** @type {number} */ now) => {
    moment.share = Math.min(Math.max((now - started) / RIPPLE, 0), 1);
    paint(page);
    if (moment.share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** @param {Page} page */
function fillPanel(page) {
  const { panel, scene } = page;
  const piece = scene.pieces.find((one) => one.id === page.moment.chosen);
  if (!panel || !piece) return;
  const place = [...panel.querySelectorAll("a")].findIndex((one) =>
    one.matches(":focus"),
  );
  drawPanel(panel, scene, piece);
  if (place >= 0) [...panel.querySelectorAll("a")][place]?.focus();
}

/** @param {Page} page @param {HTMLElement} root */
function listen(page, root) {
  page.list.addEventListener("focusin", (event) => choose(page, event.target, true));
  page.list.addEventListener("pointerover", (event) => hover(page, event.target));
  page.list.addEventListener("keydown", (event) => move(page, event));
  page.list.addEventListener("focusout", () => {
    page.moment.focused = false;
    paint(page);
  });
  page.stage.addEventListener("pointerleave", () => {
    page.moment.hovered = null;
    paint(page);
  });
  document.addEventListener("wholeflow:changed", () => refresh(page));
  onThemeChange(() => {
    resize(page);
    paint(page);
  });
  new ResizeObserver(() => {
    if (roomFor(page).width !== page.scene.width) refresh(page);
  }).observe(root);
}

/** @param {Page} page @param {EventTarget | null} target @param {boolean} focused */
function choose(page, target, focused) {
  if (!(target instanceof HTMLElement) || !target.dataset.piece) return;
  const { moment } = page;
  const isOther = moment.chosen !== target.dataset.piece;
  moment.chosen = target.dataset.piece;
  moment.part = target.dataset.part ?? null;
  moment.focused = focused;
  if (isOther) {
    setTabStops(page.list, moment.chosen);
    fillPanel(page);
  }
  paint(page);
}

/** @param {Page} page @param {EventTarget | null} target */
function hover(page, target) {
  const link = target instanceof Element ? target.closest("a") : null;
  if (!link?.dataset.piece || page.moment.hovered === link.dataset.piece) return;
  page.moment.hovered = link.dataset.piece;
  if (!page.list.contains(document.activeElement)) choose(page, link, false);
  else paint(page);
}

/** @param {Page} page @param {KeyboardEvent} event */
function move(page, event) {
  const { chosen, part } = page.moment;
  if (!chosen || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && part) {
    linkOf(page.list, chosen)?.focus();
    return;
  }
  const piece = page.scene.pieces.find((one) => one.id === chosen);
  const next = part
    ? neighbourOf(piece?.parts ?? [], part, event.key)
    : neighbourOf(page.scene.pieces, chosen, event.key);
  if (!next) return;
  event.preventDefault();
  const link = part ? linkOf(page.list, chosen, next.id) : linkOf(page.list, next.id);
  link?.focus();
}
