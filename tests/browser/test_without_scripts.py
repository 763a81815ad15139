"""Browse, search, read and edit with scripts turned off."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.reaching import WHOLE


def test_a_reader_goes_from_the_front_to_the_deepest_part(visit: Visits) -> None:
    page = visit(java_script_enabled=False).open("/")

    for name in (WHOLE, "Managing further care", "Referring"):
        page.get_by_role("main").get_by_role("link", name=name, exact=True).last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)

    expect(page.get_by_role("heading", name="Why this flag")).to_be_visible()


def test_the_outline_shows_every_piece_and_part(visit: Visits) -> None:
    page = visit(java_script_enabled=False).open("/")

    page.get_by_role("link", name="Outline", exact=True).click()

    expect(page.get_by_role("row", name="Arranging support at home")).to_be_visible()


def test_a_process_is_found_by_its_name(visit: Visits) -> None:
    page = visit(java_script_enabled=False).open("/")

    page.get_by_label("Search for a process").fill("prescribing")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Prescribing")


def test_an_owner_writes_on_the_card_and_takes_it_off(visit: Visits) -> None:
    page = visit(as_owner=True, java_script_enabled=False).open("/search?q=Prescribing")

    page.get_by_role("link", name="Add to where").click()
    page.get_by_label("In words").fill("At the surgery")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#where")).to_contain_text("At the surgery")
    page.get_by_role("link", name="Take off At the surgery").click()
    expect(page.get_by_role("main")).to_contain_text("At the surgery")
    page.get_by_role("button", name="Take it off").click()
    expect(page.locator("#where")).not_to_contain_text("At the surgery")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator("#where")).to_contain_text("At the surgery")


def test_a_judge_types_the_numbers(visit: Visits) -> None:
    page = visit(as_owner=True, java_script_enabled=False).open("/search?q=Prescribing")

    page.get_by_role("link", name="Judge the evidence").first.click()
    page.get_by_label("What shows that it is working?").first.fill("It is quick")
    page.get_by_role("spinbutton", name="that it is working?").fill("35")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#evidence")).to_contain_text("35 for, 65 not known, 0 against")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
