/**
 * Live pages.
 *
 * The page holds the number of the last change it knows (`data-live` on the body). One
 * stream tells which processes moved since. When one of them is on this page, or the
 * page shows what is new anywhere, every region marked `data-fresh` is fetched again
 * and put in the place of the old one, unless somebody is typing in it; the jigsaw is
 * told by the event `wholeflow:changed`. What moved is announced to screen readers.
 *
 * A line that breaks is opened again by the browser, which sends the last number it
 * saw, so nothing is missed. Where state lives: the number and the timer in `line`.
 */

const WAIT = 100; // milliseconds in which several changes become one fetch

const source = document.body.dataset.events;
if (source) listen(source);

/** @param {string} source */
function listen(source) {
  const line = { since: Number(document.body.dataset.live), timer: 0 };
  const stream = new EventSource(`${source}?since=${line.since}`);
  stream.addEventListener("change", (event) => {
    const news = JSON.parse(event.data);
    if (news.seq <= line.since) return;
    line.since = news.seq;
    if (!concerns(news)) return;
    clearTimeout(line.timer);
    line.timer = setTimeout(freshen, WAIT);
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

/** @param {{everything?: boolean, ids?: string[]}} news */
function concerns(news) {
  if (news.everything) return true;
  if (location.pathname === "/") return true;
  const here = document.documentElement.innerHTML;
  return (news.ids ?? []).some((id) => here.includes(id));
}

async function freshen() {
  document.dispatchEvent(new CustomEvent("wholeflow:changed"));
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const twin = fresh.getElementById(old.id);
    if (twin && !isBusy(old) && twin.innerHTML !== old.innerHTML) swap(old, twin);
  }
  const sentence = fresh.getElementById("sentence")?.textContent?.trim();
  const ears = document.getElementById("announcements");
  if (ears && sentence) ears.textContent = sentence.replace(/\s+/g, " ");
}

/** @param {Element} region */
function isBusy(region) {
  const at = document.activeElement;
  return region.contains(at) && at?.matches("input, textarea, select");
}

/** @param {Element} old @param {Element} twin  the focus stays on the same link */
function swap(old, twin) {
  const at = document.activeElement;
  const href = old.contains(at) ? at?.getAttribute("href") : null;
  old.replaceWith(document.adoptNode(twin));
  if (!href) return;
  const again = twin.querySelector(`a[href="${CSS.escape(href)}"]`);
  if (again instanceof HTMLElement) again.focus();
}
