"""A log comes in: brought, examined with a bar that moves, loaded, looked at, tied."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.reaching import WHOLE, bring, loaded, open_log, rows_of

LONG = 60_000  # people; long enough to see the bar move
WORKED = 60_000  # milliseconds that work may take, on a busy machine


def test_a_log_is_brought_examined_loaded_and_tied(visit: Visits) -> None:
    page = bring(visit(as_owner=True), "Surgery in March", rows_of(LONG))
    page.evaluate("window.before = 'the same page'")
    expect(page.get_by_role("progressbar")).to_be_visible()

    load = page.get_by_role("button", name="Load it")
    load.wait_for(timeout=WORKED)
    assert page.evaluate("window.before") == "the same page"
    expect(page.get_by_role("main")).to_contain_text(
        "60,000 journeys with 240,000 events, and nothing that names a person"
    )
    load.click()
    page.get_by_role("heading", name="Its activities").wait_for(timeout=WORKED)
    expect(page.get_by_role("main")).not_to_contain_text("nurse Joy")
    expect(page.locator("#announcements")).not_to_be_empty()

    page.get_by_role("link", name="Say which process each belongs to").click()
    page.get_by_label("Arrived").fill(WHOLE)
    page.get_by_label("Seen by a doctor").fill("Listening to the patient")
    page.get_by_role("button", name="Save").click()
    waits = page.get_by_role("region", name=re.compile("time goes|people wait"))
    expect(waits.get_by_role("link", name=WHOLE, exact=True)).to_be_visible(
        timeout=WORKED
    )
    page.close()


def test_the_bar_moves_and_cancel_keeps_the_focus_meanwhile(visit: Visits) -> None:
    page = bring(visit(as_owner=True), "Surgery in April", rows_of(2 * LONG))
    cancel = page.get_by_role("button", name="Cancel this work")
    cancel.focus()
    bar = page.get_by_role("progressbar")
    expect(bar).not_to_have_attribute("value", "0", timeout=WORKED)
    expect(cancel).to_be_focused()
    assert page.locator("#announcements").inner_text() == ""

    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Cancelled")
    expect(bar).to_have_count(0)
    delete(page)


def test_without_scripts_the_page_is_looked_at_again(visit: Visits) -> None:
    window = visit(as_owner=True, java_script_enabled=False)
    page = bring(window, "Surgery in May", rows_of(20))
    load = page.get_by_role("button", name="Load it")

    look_again_until(page, "Load it", load.count)
    load.click()
    heading = page.get_by_role("heading", name="Its activities")
    look_again_until(page, "Its activities", heading.count)

    expect(page.get_by_role("main")).to_contain_text("20 journeys")
    delete(page)


def look_again_until(page: Page, what: str, count: object) -> None:
    """Follow the link of a page without scripts until something has come."""
    for _ in range(100):
        if count():  # type: ignore[operator]  # a locator's own
            return
        page.get_by_role("link", name="Look again").click()
        page.wait_for_timeout(300)
    pytest.fail(f"“{what}” never came")


def test_a_file_is_dropped_on_the_form(visit: Visits) -> None:
    page = visit(as_owner=True).open("/flow/bring")

    page.evaluate("""() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(["case,activity,time"], "dropped.csv"));
      const form = document.querySelector("[data-drop]");
      for (const name of ["dragover", "drop"])
        form.dispatchEvent(new DragEvent(name, { dataTransfer: dropped, bubbles: true }));
    }""")

    assert page.get_by_label("The file").evaluate("field => field.files[0].name") == (
        "dropped.csv"
    )


def test_a_log_is_deleted_by_keyboard(visit: Visits) -> None:
    page = loaded(visit(as_owner=True))
    title = page.get_by_role("heading", level=1).inner_text()

    page.get_by_role("link", name="Delete it").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete it").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("its file is gone")
    expect(page.get_by_role("link", name=title)).to_have_count(0)


def test_a_part_of_a_log_is_chosen_by_keyboard_and_without_scripts(
    visit: Visits,
) -> None:
    page = open_log(visit(java_script_enabled=False))
    page.get_by_label("Came to").focus()
    page.keyboard.type("A")
    page.keyboard.press("Tab")
    page.keyboard.type("IV Antibiotics")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    main = page.get_by_role("main")
    expect(main).to_contain_text("who came to A and had IV Antibiotics")
    assert "place=A" in page.url
    page.get_by_text("Show the code").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("waits_between_processes(log, standards)")).to_be_visible()
    page.get_by_role("link", name="Show all of it").focus()
    page.keyboard.press("Enter")
    expect(main).to_contain_text("The journey of 1,050 people")


def test_one_drawing_is_seen_for_each_width(visit: Visits) -> None:
    page = open_log(visit())
    river = page.locator(".chart--river")
    for width, seen, hidden in ((1280, "wide", "narrow"), (360, "narrow", "wide")):
        page.set_viewport_size({"width": width, "height": 800})
        expect(river.locator(f".chart__{seen} svg")).to_be_visible()
        expect(river.locator(f".chart__{hidden} svg")).to_be_hidden()


def delete(page: Page) -> None:
    """Leave nothing for other tests to find."""
    page.get_by_role("link", name="Delete it").click()
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("status").first.wait_for()
