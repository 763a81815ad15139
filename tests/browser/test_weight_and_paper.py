"""How much the front page moves, and what comes out of a printer."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Visits, picture_is_drawn
from tests.browser.reaching import WHOLE, of

FRONT_PAGE_BYTES = 300_000
FRONT_PAGE_REQUESTS = 50

# What moved over the wire, as the browser counts it: headers and encoded bodies.
MOVED = """() => [
  ...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource"),
].map((one) => one.transferSize)"""

SEEN_ON_PAPER = """(selector) =>
  [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length"""


def test_the_front_page_is_light(visit: Visits) -> None:
    page = visit().open("/")
    picture_is_drawn(page)

    moved = page.evaluate(MOVED)

    assert sum(moved) < FRONT_PAGE_BYTES
    assert len(moved) < FRONT_PAGE_REQUESTS


def on_paper(page: Page, selector: str) -> int:
    page.emulate_media(media="print")
    return int(page.evaluate(SEEN_ON_PAPER, selector))


def test_paper_shows_what_is_known_and_no_controls(visit: Visits) -> None:
    page = of(WHOLE)(visit(as_owner=True))
    picture_is_drawn(page)

    assert on_paper(page, "button, input, .button, .acts, .nav, .tabs, .skip") == 0
    assert on_paper(page, "h1, .head__flag .flag, .six__card, #parts tr") > 10
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_flag_on_paper_is_told_in_numbers_and_textures(visit: Visits) -> None:
    page = of("Getting people home")(visit())
    page.emulate_media(media="print")
    against = page.locator("#head .flag__band--against")

    fill = against.evaluate("band => getComputedStyle(band).fill")

    assert "flag-against" in fill
    assert "not known" in page.locator("#head").inner_text()


def test_the_poster_stands_alone(visit: Visits) -> None:
    page = visit().open("/")

    size = page.evaluate("""async () => {
      const image = new Image();
      image.src = "/poster.svg";
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }""")

    assert size == [1400, 900]


def test_the_picture_is_as_wide_as_the_paper(visit: Visits) -> None:
    page = of("Getting people home")(visit(viewport={"width": 1440, "height": 900}))
    picture_is_drawn(page)

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 upright

    assert page.locator(".jigsaw__canvas").bounding_box()["width"] <= 700
