/**
 * Live pages.
 *
 * The page holds the number of the last change it knows (`data-live` on the body). One
 * stream tells which processes moved since. When one of them is on this page, or the
 * page watches everything (`data-watches`), every region marked `data-fresh` is fetched
 * again and put in the place of the old one, and the jigsaw is told by the event
 * `wholeflow:changed`. What is new is announced to screen readers. Nothing is touched in
 * which somebody is typing. A page that follows an event log or a scenario
 * (`data-follows`) hears as well that work on it moved; while the work goes on that is
 * shown and not announced.
 *
 * States: listening; freshening (the old page stays); not connected (told at the foot of
 * the window). The browser opens a broken line again by itself and sends the last number
 * it saw, so nothing is missed; where it has given up, this module opens it again.
 *
 * Where state lives: the last number and the timer, in `line`. fresh.js draws.
 */

import { freshen } from "./fresh.js";

/** @typedef {{source: string, since: number, timer: number}} Line */

const WAIT = 100; // milliseconds in which several changes become one fetch
const TRY_AGAIN = 3000; // milliseconds, after the browser itself has given up
const LOST = "Not connected: this page may be old. Trying again.";

const { events, live, follows } = document.body.dataset;
if (events) listen({ source: events, since: Number(live), timer: 0 });

/** @param {Line} line */
function listen(line) {
  const followed = follows ? `&work=${follows}` : "";
  const stream = new EventSource(`${line.source}?since=${line.since}${followed}`);
  stream.addEventListener("open", () => tellLost(""));
  stream.addEventListener("change", (event) => hear(line, JSON.parse(event.data)));
  stream.addEventListener("work", () => freshenSoon(line));
  stream.addEventListener("error", () => {
    tellLost(LOST);
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(line), TRY_AGAIN);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** @param {Line} line @param {{seq: number, everything?: boolean, ids?: string[]}} news */
function hear(line, news) {
  if (news.seq <= line.since) return;
  line.since = news.seq;
  if (concerns(news)) freshenSoon(line);
}

/** @param {Line} line */
function freshenSoon(line) {
  clearTimeout(line.timer);
  line.timer = setTimeout(bringUpToDate, WAIT);
}

/** @param {{everything?: boolean, ids?: string[]}} news */
function concerns(news) {
  if (news.everything || document.body.dataset.watches) return true;
  const here = document.documentElement.innerHTML;
  return (news.ids ?? []).some((id) => here.includes(id));
}

async function bringUpToDate() {
  document.dispatchEvent(new CustomEvent("wholeflow:changed"));
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = freshen(document, page);
  const ears = document.getElementById("announcements");
  const goesOn = document.querySelector("progress") !== null;
  if (ears && words && !goesOn) ears.textContent = words;
}

/** @param {string} words  none when the line stands */
function tellLost(words) {
  const place = document.querySelector("[data-line-lost]");
  if (place && place.textContent !== words) place.textContent = words;
}
