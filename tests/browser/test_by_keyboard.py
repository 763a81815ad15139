"""Everything by keyboard, and always in sight."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits, picture_is_drawn
from tests.browser.reaching import PART, WHOLE, act, of

# Where the thing in focus lies, whether it can be seen there, and what it is.
IN_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { top, bottom, left, right } = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const ringed = style.outlineStyle !== "none" || at.matches(".jigsaw__link");
  const inSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const covered = over && !at.contains(over) && !over.contains(at);
  const good = ringed && inSight && !(covered && over.closest("header"));
  return { good, what: at.outerHTML.slice(0, 120) };
}"""


def stops(page: Page) -> list[str]:
    """Press Tab through the whole page; every stop must be ringed and in sight."""
    found: list[str] = []
    page.keyboard.press("Tab")
    while (at := page.evaluate(IN_FOCUS)) and len(found) < 300:
        assert at["good"], at["what"]
        found.append(at["what"])
        page.keyboard.press("Tab")
    return found


def test_tab_reaches_everything_that_can_be_done(visit: Visits) -> None:
    page = of(PART)(visit(as_owner=True))

    reached = stops(page)

    can_be_reached = page.locator(
        "a[href], button, input:not([type=hidden]), [tabindex='0']"
    ).filter(visible=True)
    assert "Skip to the content" in reached[0]
    assert len(reached) == can_be_reached.count()


def test_arrows_walk_the_jigsaw_and_enter_goes_in(visit: Visits) -> None:
    page = visit(viewport={"width": 1440, "height": 900}).open("/")
    picture_is_drawn(page)
    panel = page.get_by_role("complementary", name="The chosen process")
    page.locator(".jigsaw__link[tabindex='0']").first.focus()
    expect(panel).to_contain_text("Open process")

    page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("heading", level=2)).to_have_text(WHOLE)
    page.keyboard.press("Tab")
    expect(page.locator(".jigsaw__link:focus")).to_have_attribute(
        "data-part", re.compile("wf:p:")
    )
    page.keyboard.press("Escape")
    expect(page.locator(".jigsaw__link:focus")).to_contain_text(WHOLE)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(WHOLE)
    page.go_back()
    expect(page).to_have_title(re.compile("The whole map"))


def test_the_outline_folds_and_opens_like_a_tree(visit: Visits) -> None:
    page = visit().open("/?view=outline")
    rows = page.get_by_role("treegrid").locator("tbody tr")
    first, second = rows.nth(0), rows.nth(1)
    first.focus()

    page.keyboard.press("ArrowLeft")
    expect(first).to_have_attribute("aria-expanded", "false")
    expect(second).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    name = second.get_by_role("link").inner_text()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_row_tells_its_level_place_owner_and_flag(visit: Visits) -> None:
    page = visit().open("/?view=outline")

    row = page.get_by_role("row", name=re.compile("Redesigning forms"))

    expect(row).to_have_attribute("aria-level", "2")
    expect(row).to_have_attribute("aria-posinset", "2")
    expect(row).to_have_attribute("aria-setsize", "5")
    expect(row).to_contain_text("nobody owns this yet")
    expect(row).to_contain_text("not known")


def test_a_process_is_found_and_changed_without_a_pointer(visit: Visits) -> None:
    page = visit(as_owner=True).open("/about")

    page.keyboard.press("Control+k")
    page.keyboard.type("Following up")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Following up")
    page.get_by_role("link", name="Rename").press("Enter")
    page.get_by_label("Name", exact=True).press("ControlOrMeta+a")
    page.keyboard.type("Following up at home")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Following up at home")
    page.get_by_role("status").get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Following up")


def test_evidence_is_weighed_by_keyboard_once_its_reason_is_written(
    visit: Visits,
) -> None:
    page = act("judge", "Prescribing")(visit(as_owner=True))
    works = page.get_by_role("slider", name="that it is working?")
    fails = page.get_by_role("slider", name="that it is not?")
    sentence = page.locator(".weighing__words")

    works.press("PageUp")
    expect(sentence).to_contain_text("Write first what shows that it is working")
    expect(works).to_have_attribute("aria-valuenow", "0")
    page.get_by_label("What shows that it is working?").first.fill("It is quick")
    page.get_by_label("What shows that it is not?").first.fill("It is dear")
    works.press("PageUp")
    works.press("PageUp")
    works.press("ArrowRight")
    fails.press("ArrowLeft")  # towards the middle
    expect(works).to_have_attribute("aria-valuetext", "45 for")
    expect(fails).to_have_attribute("aria-valuetext", "5 against")
    expect(sentence).to_have_text("45 for, 50 not known, 5 against")
    page.get_by_role("button", name="Save").press("Enter")

    expect(page.locator("#evidence")).to_contain_text("45 for, 50 not known, 5 against")
    page.get_by_role("status").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#evidence")).not_to_contain_text("It is quick")
