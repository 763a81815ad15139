/**
 * Draws a moment of a replay: a mark for each patient on the floors of the rooms, and
 * the numbers beside them. Finds its elements in the page, and keeps nothing but where
 * each mark is.
 */

/** @typedef {import("./replay.js").Placed} Placed */
/** @typedef {import("./replay.js").Count} Count */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{left: number, top: number, columns: number}} Floor */
/** @typedef {{care: Floor, waiting: Floor}} Floors */
/** @typedef {{mark: SVGPathElement, at: Point, phase: string}} Shown */
/**
 * @typedef {{root: HTMLElement, stage: HTMLElement, picture: SVGSVGElement,
 *   rooms: HTMLElement[], rows: HTMLTableRowElement[], floors: Floors[],
 *   shown: Map<number, Shown>}} Stage
 */

const SVG = "http://www.w3.org/2000/svg";
const GAP = 12; // pixels from mark to mark
const NEAR = 0.5; // pixels that are not worth a step
/** A ring waits, a disc is in care, a crossed square is blocked. */
const SHAPES = {
  waiting: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
  care: "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
  blocked: "M-4-4h8v8h-8zM-4-4l8 8M4-4l-8 8",
};

/**
 * @param {HTMLElement} root
 * @returns {Stage}
 */
export function stageOf(root) {
  const stage = root.querySelector("[data-replay-stage]");
  if (!(stage instanceof HTMLElement)) throw new Error("the page has no stage");
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "replay__picture");
  picture.setAttribute("aria-hidden", "true");
  stage.append(picture);
  return {
    root,
    stage,
    picture,
    rooms: [...stage.querySelectorAll("[data-replay-room]")]
      .filter(isElement)
      .sort((a, b) => numberOf(a) - numberOf(b)), // they stand in the order of columns
    rows: [...root.querySelectorAll("tbody tr")].filter(isRow),
    floors: [],
    shown: new Map(),
  };
}

/** @param {Element} found @returns {found is HTMLElement} */
const isElement = (found) => found instanceof HTMLElement;
/** @param {HTMLElement} room */
const numberOf = (room) => Number(room.dataset.replayRoom);
/** @param {Element} found @returns {found is HTMLTableRowElement} */
const isRow = (found) => found instanceof HTMLTableRowElement;

/**
 * Give each floor the height it needs at this width, and mark its beds.
 *
 * @param {Stage} stage
 * @param {{care: number, waiting: number}[]} most  see `floorsOf`
 * @param {{beds: number | null}[]} rooms
 */
export function layFloors(stage, most, rooms) {
  /** @type {["care", "waiting"]} */
  const kinds = ["care", "waiting"];
  for (const kind of kinds) {
    stage.rooms.forEach((room, at) => {
      const floor = floorIn(room, kind);
      const rows = Math.ceil(most[at][kind] / columnsOf(floor));
      floor.style.height = `${Math.max(rows, 1) * GAP}px`;
    });
  }
  const around = stage.stage.getBoundingClientRect();
  stage.floors = stage.rooms.map((room) => ({
    care: placeOf(floorIn(room, "care"), around),
    waiting: placeOf(floorIn(room, "waiting"), around),
  }));
  stage.picture.setAttribute("width", `${around.width}`);
  stage.picture.setAttribute("height", `${around.height}`);
  markBeds(stage, rooms);
}

/** @param {HTMLElement} room @param {string} kind */
function floorIn(room, kind) {
  const floor = room.querySelector(`[data-replay-floor="${kind}"]`);
  if (!(floor instanceof HTMLElement)) throw new Error(`a room has no floor ${kind}`);
  return floor;
}

/** @param {HTMLElement} floor */
const columnsOf = (floor) => Math.max(1, Math.floor(floor.clientWidth / GAP));

/** @param {HTMLElement} floor @param {DOMRect} around @returns {Floor} */
function placeOf(floor, around) {
  const { left, top } = floor.getBoundingClientRect();
  return {
    left: left - around.left,
    top: top - around.top,
    columns: columnsOf(floor),
  };
}

/** @param {Stage} stage @param {{beds: number | null}[]} rooms */
function markBeds(stage, rooms) {
  const beds = rooms.flatMap(({ beds }, room) =>
    Array.from({ length: beds ?? 0 }, (_, bed) =>
      pointOn(stage.floors[room].care, bed),
    ),
  );
  const path = beds.map(({ x, y }) => `M${x} ${y}h.01`).join("");
  const marks = stage.picture.querySelector(".replay__beds") ?? newPath("replay__beds");
  marks.setAttribute("d", path);
  stage.picture.prepend(marks);
}

/** @param {string} name */
function newPath(name) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", name);
  return path;
}

/** @param {Floor} floor @param {number} place @returns {Point} */
function pointOn(floor, place) {
  return {
    x: floor.left + ((place % floor.columns) + 0.5) * GAP,
    y: floor.top + (Math.floor(place / floor.columns) + 0.5) * GAP,
  };
}

/**
 * Move each mark towards where its patient is.
 *
 * @param {Stage} stage
 * @param {Placed[]} placed
 * @param {number} share  of the way that is gone: 1 is at once
 */
export function drawPatients(stage, placed, share) {
  const gone = new Set(stage.shown.keys());
  for (const { patient, room, phase, place } of placed) {
    gone.delete(patient);
    const floors = stage.floors[room];
    const to = pointOn(phase === "waiting" ? floors.waiting : floors.care, place);
    const shown = stage.shown.get(patient) ?? enter(stage, patient, to, floors);
    step(shown, to, share);
    if (shown.phase !== phase) shape(shown, phase);
    const { x, y } = shown.at;
    shown.mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }
  for (const patient of gone) {
    stage.shown.get(patient)?.mark.remove();
    stage.shown.delete(patient);
  }
}

/**
 * @param {Stage} stage
 * @param {number} patient
 * @param {Point} to
 * @param {Floors} floors
 * @returns {Shown}
 */
function enter(stage, patient, to, floors) {
  const mark = newPath("replay__patient");
  stage.picture.append(mark);
  const shown = { mark, at: { x: floors.waiting.left - GAP, y: to.y }, phase: "" };
  stage.shown.set(patient, shown);
  return shown;
}

/** @param {Shown} shown @param {Point} to @param {number} share */
function step(shown, to, share) {
  const [dx, dy] = [to.x - shown.at.x, to.y - shown.at.y];
  const near = share >= 1 || Math.abs(dx) + Math.abs(dy) < NEAR;
  shown.at = near ? to : { x: shown.at.x + dx * share, y: shown.at.y + dy * share };
}

/** @param {Shown} shown @param {import("./replay.js").Phase} phase */
function shape(shown, phase) {
  shown.phase = phase;
  shown.mark.setAttribute("d", SHAPES[phase]);
  shown.mark.setAttribute("class", `replay__patient replay__patient--${phase}`);
}

/**
 * Write the numbers beside the floors.
 *
 * @param {Stage} stage
 * @param {Count[]} counts
 */
export function writeCounts(stage, counts) {
  stage.rooms.forEach((room, at) => {
    for (const [name, count] of Object.entries(counts[at])) {
      const place = room.querySelector(`[data-replay-count="${name}"]`);
      if (place && place.textContent !== `${count}`) place.textContent = `${count}`;
    }
  });
}

/**
 * Write the table beneath: the same numbers at a full hour.
 *
 * @param {Stage} stage
 * @param {Count[]} counts
 * @param {string} clock
 */
export function writeTable(stage, counts, clock) {
  stage.rows.forEach((row, at) => {
    const { waiting, care, blocked } = counts[at];
    const cells = [waiting, care, blocked, waiting + care + blocked];
    cells.forEach((count, column) => {
      row.cells[column + 1].textContent = `${count}`;
    });
  });
  const caption = stage.root.querySelector("[data-replay-hour]");
  if (caption) caption.textContent = clock;
}
