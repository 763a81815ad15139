/**
 * Visits played back: who is where at a moment of a simulated run. Pure: no page.
 *
 * Times are hours of the run. A visit is waiting until it starts, in care until it
 * ends, then blocked until the patient leaves; what never came about is Infinity.
 */

/** @typedef {"waiting" | "care" | "blocked"} Phase */
/** @typedef {{name: string, beds: number | null}} Room */
/**
 * As it stands in the page: one array for each field of a visit, null for never.
 *
 * @typedef {{begins: string, timezone: string, from: number, to: number, rooms: Room[],
 *   visits: {patient: number[], room: number[], arrive: number[],
 *     start: (number | null)[], end: (number | null)[], leave: (number | null)[]}}} Replay
 */
/**
 * `bed` is the lowest that was free in the room when care started.
 *
 * @typedef {{patient: number, room: number, arrive: number, start: number, end: number,
 *   leave: number, bed: number}} Visit
 */
/** @typedef {{patient: number, room: number, phase: Phase, place: number}} Placed */
/** @typedef {{waiting: number, care: number, blocked: number}} Count */

const HOUR = 3_600_000; // milliseconds

/**
 * The visits of a replay in order of coming, each with its bed.
 *
 * @param {Replay} replay
 * @returns {Visit[]}
 */
export function visitsOf({ visits }) {
  const all = visits.patient.map((patient, at) => ({
    patient,
    room: visits.room[at],
    arrive: visits.arrive[at],
    start: visits.start[at] ?? Infinity,
    end: visits.end[at] ?? Infinity,
    leave: visits.leave[at] ?? Infinity,
    bed: -1,
  }));
  giveBeds(all);
  return all.sort((a, b) => a.arrive - b.arrive || a.patient - b.patient);
}

/** @param {Visit[]} visits */
function giveBeds(visits) {
  /** @type {Map<number, number[]>} until when each bed of a room is taken */
  const taken = new Map();
  const started = visits.filter((visit) => visit.start < Infinity);
  for (const visit of started.sort((a, b) => a.start - b.start)) {
    const beds = taken.get(visit.room) ?? [];
    taken.set(visit.room, beds);
    const free = beds.findIndex((until) => until <= visit.start);
    visit.bed = free < 0 ? beds.length : free;
    beds[visit.bed] = visit.leave;
  }
}

/**
 * For each hour of a replay, the visits that are there in some part of it.
 *
 * @param {Visit[]} visits  in order of coming
 * @param {{from: number, to: number}} span
 * @returns {Visit[][]}
 */
export function byHour(visits, { from, to }) {
  const last = Math.ceil(to - from);
  /** @type {Visit[][]} */
  const hours = Array.from({ length: last + 1 }, () => []);
  for (const visit of visits) {
    const first = Math.max(0, Math.floor(visit.arrive - from));
    const end = Math.min(last, Math.floor(visit.leave - from));
    for (let hour = first; hour <= end; hour += 1) hours[hour].push(visit);
  }
  return hours;
}

/**
 * Who is where at a moment: in which bed, or how far behind in the queue.
 *
 * @param {Visit[][]} hours  see `byHour`
 * @param {number} from  the hour of the run at which they begin
 * @param {number} now
 * @returns {Placed[]}
 */
export function placedAt(hours, from, now) {
  /** @type {number[]} */
  const waiting = [];
  const placed = [];
  for (const visit of hours[Math.floor(now - from)] ?? []) {
    if (now < visit.arrive || now >= visit.leave) continue;
    const { patient, room } = visit;
    const phase = phaseAt(visit, now);
    if (phase === "waiting") waiting[room] = (waiting[room] ?? 0) + 1;
    const place = phase === "waiting" ? waiting[room] - 1 : visit.bed;
    placed.push({ patient, room, phase, place });
  }
  return placed;
}

/**
 * @param {Visit} visit
 * @param {number} now
 * @returns {Phase}
 */
function phaseAt(visit, now) {
  if (now < visit.start) return "waiting";
  return now < visit.end ? "care" : "blocked";
}

/**
 * How many are in each room, and what they do there.
 *
 * @param {Placed[]} placed
 * @param {number} rooms
 * @returns {Count[]}
 */
export function countsOf(placed, rooms) {
  const counts = Array.from({ length: rooms }, () => ({
    waiting: 0,
    care: 0,
    blocked: 0,
  }));
  for (const { room, phase } of placed) counts[room][phase] += 1;
  return counts;
}

/**
 * The most that are ever in care, and ever wait, in each room: what its floor must hold.
 *
 * @param {Visit[]} visits
 * @param {Room[]} rooms
 * @returns {{care: number, waiting: number}[]}
 */
export function floorsOf(visits, rooms) {
  return rooms.map(({ beds }, room) => {
    const here = visits.filter((visit) => visit.room === room);
    const used = Math.max(0, ...here.map(({ bed }) => bed + 1));
    return { care: Math.max(used, beds ?? 0), waiting: mostWaiting(here) };
  });
}

/** @param {Visit[]} visits  of one room */
function mostWaiting(visits) {
  const changes = visits.flatMap(({ arrive, start, leave }) => {
    const until = Math.min(start, leave);
    return [
      { at: arrive, by: 1 },
      { at: until, by: -1 },
    ];
  });
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/**
 * A moment of a run as people say it: "Monday 5 January 2026, 14:05".
 *
 * @param {{begins: string, timezone: string}} replay
 * @param {number} now
 * @returns {string}
 */
export function clockWords({ begins, timezone }, now) {
  const form = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = form.formatToParts(new Date(Date.parse(begins) + now * HOUR));
  /** @param {string} type */
  const part = (type) => parts.find((each) => each.type === type)?.value ?? "";
  const day = ["weekday", "day", "month", "year"].map(part).join(" ");
  return `${day}, ${part("hour")}:${part("minute")}`;
}

/**
 * A census in one sentence, for those who hear it.
 *
 * @param {string} clock
 * @param {Count[]} counts
 * @returns {string}
 */
export function censusWords(clock, counts) {
  /** @param {Phase} phase */
  const sum = (phase) => counts.reduce((total, count) => total + count[phase], 0);
  const there = sum("waiting") + sum("care") + sum("blocked");
  return `${clock}: ${there} there, ${sum("waiting")} waiting, ${sum("blocked")} blocked.`;
}
