/**
 * A simulated run, played back in the page.
 *
 * It shows rooms, a mark for each patient in them, a clock, and beneath them a table of
 * the same at the hour. The page comes with the first hour written out; without scripts
 * it is read so.
 *
 * States: standing still, as at the start; playing; at the end, where Play begins again.
 * Whoever asked for less motion sees one hour after the other, and no mark that glides.
 *
 * Where state lives: the moment, and whether it plays, in one plain object made by
 * `start`; speed in its select; nothing in the address, as the page is a file.
 *
 * Modules: replay.js thinks, draw-replay.js draws, this one wires them to the page.
 */

import {
  drawPatients,
  layFloors,
  stageOf,
  writeCounts,
  writeTable,
} from "./draw-replay.js";
import {
  byHour,
  censusWords,
  clockWords,
  countsOf,
  floorsOf,
  placedAt,
  visitsOf,
} from "./replay.js";

/** @typedef {import("./replay.js").Replay} Replay */
/**
 * @typedef {{replay: Replay, stage: import("./draw-replay.js").Stage,
 *   hours: import("./replay.js").Visit[][], now: number, playing: boolean,
 *   before: number, hour: number, play: HTMLButtonElement, slider: HTMLInputElement,
 *   speed: HTMLSelectElement, clock: Element, said: Element}} Page
 */

const SECOND = 1000; // milliseconds
const GLIDE = 120; // milliseconds in which a mark goes two thirds of its way
const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");

for (const root of document.querySelectorAll("[data-replay]")) {
  if (root instanceof HTMLElement) start(root);
}

/** @param {HTMLElement} root */
function start(root) {
  const source = root.querySelector("[data-replay-visits]");
  /** @type {Replay} */
  const replay = JSON.parse(source?.textContent ?? "");
  const visits = visitsOf(replay);
  const most = floorsOf(visits, replay.rooms);
  const stage = stageOf(root);
  /** @type {Page} */
  const page = {
    replay,
    stage,
    hours: byHour(visits, replay),
    now: replay.from,
    playing: false,
    before: 0,
    hour: -1,
    play: one(root, "play", HTMLButtonElement),
    slider: one(root, "slider", HTMLInputElement),
    speed: one(root, "speed", HTMLSelectElement),
    clock: one(root, "clock", Element),
    said: one(root, "said", Element),
  };
  new ResizeObserver(() => {
    layFloors(stage, most, replay.rooms);
    show(page, 1);
  }).observe(stage.stage);
  listen(page, root);
  one(root, "controls", HTMLElement).hidden = false;
}

/**
 * @template {Element} Kind
 * @param {HTMLElement} root
 * @param {string} name
 * @param {{new (): Kind}} kind
 * @returns {Kind}
 */
function one(root, name, kind) {
  const found = root.querySelector(`[data-replay-${name}]`);
  if (!(found instanceof kind)) throw new Error(`the page has no ${name}`);
  return found;
}

/** @param {Page} page @param {HTMLElement} root */
function listen(page, root) {
  page.play.addEventListener("click", () => {
    if (page.playing) stand(page);
    else go(page);
  });
  page.slider.addEventListener("input", () => jump(page, page.slider.valueAsNumber));
  one(root, "back", HTMLButtonElement).addEventListener("click", () =>
    jump(page, Math.ceil(page.now) - 1),
  );
  one(root, "on", HTMLButtonElement).addEventListener("click", () =>
    jump(page, Math.floor(page.now) + 1),
  );
}

/** @param {Page} page */
function go(page) {
  if (page.now >= page.replay.to) page.now = page.replay.from;
  page.playing = true;
  page.play.textContent = "Pause";
  page.said.textContent = "";
  page.before = performance.now();
  requestAnimationFrame(() => frame(page));
}

/** @param {Page} page */
function stand(page) {
  page.playing = false;
  page.play.textContent = "Play";
  show(page, 1);
  say(page);
}

/** @param {Page} page @param {number} hour */
function jump(page, hour) {
  if (page.playing) stand(page);
  page.now = Math.min(Math.max(hour, page.replay.from), page.replay.to);
  show(page, 1);
  say(page);
}

/** @param {Page} page */
function frame(page) {
  if (!page.playing) return;
  const now = performance.now();
  const gone = now - page.before;
  const hours = Number(page.speed.value);
  if (!lessMotion.matches) {
    page.now += (hours * gone) / SECOND;
    page.before = now;
    show(page, 1 - Math.exp(-gone / GLIDE));
  } else if (gone >= SECOND) {
    page.now = Math.floor(page.now) + hours;
    page.before = now;
    show(page, 1);
  }
  if (page.now >= page.replay.to) jump(page, page.replay.to);
  else requestAnimationFrame(() => frame(page));
}

/**
 * @param {Page} page
 * @param {number} share  of the way that marks go
 */
function show(page, share) {
  const { replay, stage, hours } = page;
  const now = Math.min(page.now, replay.to);
  const placed = placedAt(hours, replay.from, now);
  drawPatients(stage, placed, share);
  writeCounts(stage, countsOf(placed, replay.rooms.length));
  const clock = clockWords(replay, now);
  page.clock.textContent = clock;
  page.slider.valueAsNumber = Math.floor(now);
  page.slider.setAttribute("aria-valuetext", clock);
  const hour = Math.floor(now);
  if (hour === page.hour) return;
  page.hour = hour;
  writeTable(stage, countsAt(page, hour), clockWords(replay, hour));
}

/** @param {Page} page @param {number} now */
function countsAt({ hours, replay }, now) {
  return countsOf(placedAt(hours, replay.from, now), replay.rooms.length);
}

/** @param {Page} page */
function say(page) {
  const { replay, now } = page;
  page.said.textContent = censusWords(clockWords(replay, now), countsAt(page, now));
}
