"""A manager moves a slider, tries the change, and sees what it would do."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.reaching import model, of_the_model, scenario

WORKED = 180_000  # milliseconds that work may take where nothing is compiled yet


def test_a_slider_is_moved_and_the_change_tried(visit: Visits) -> None:
    page = of_the_model("Try a change")(visit(as_owner=True))
    slider, number = (
        page.get_by_label("Beds, as a slider"),
        page.get_by_label("Beds", exact=True),
    )
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(number).to_have_value("64")
    number.fill("66")
    expect(slider).to_have_value("66")

    page.get_by_label("What shall it be called?").fill("Six more beds")
    page.get_by_text("How it is tried").click()
    page.get_by_label("Runs", exact=True).fill("20")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("To try it takes 60 runs of 91 days")).to_be_visible()
    page.evaluate("window.before = 'the same page'")
    page.get_by_role("button", name="Try it").click()

    page.get_by_role("heading", name="All of it as numbers").wait_for(timeout=WORKED)
    expect(page.get_by_role("main")).to_contain_text("Emergency department matron")
    after = page.get_by_role("region", name="Jigsaw of what is predicted")
    expect(after.get_by_role("link", name=re.compile("predicted:"))).not_to_have_count(
        0
    )
    expect(
        page.get_by_role("img", name=re.compile("As it is, and with"))
    ).to_be_visible()
    page.get_by_text("Show the code").click()
    expect(page.locator("#code-python")).to_contain_text("seed=1")
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("Beds", exact=True)).to_have_value("66")


def test_without_scripts_a_change_is_a_plain_number(visit: Visits) -> None:
    page = model(visit(as_owner=True, java_script_enabled=False))
    page.get_by_role("link", name="Try a change").click()

    assert page.locator("input[type=range]:visible").count() == 0
    page.get_by_label("What shall it be called?").fill("Two more cubicles")
    page.get_by_label("Cubicles", exact=True).fill("18")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text('pool "cubicles" = 18')).to_be_visible()


def test_the_map_is_drawn_before_and_after(visit: Visits) -> None:
    page = scenario(visit())
    before = page.get_by_role("region", name="Jigsaw of today, by the evidence")
    after = page.get_by_role("region", name="Jigsaw of what is predicted")
    ward = re.compile("^Caring on the ward")

    expect(before.get_by_role("link", name=ward)).not_to_have_accessible_name(
        re.compile("predicted")
    )
    expect(after.get_by_role("link", name=ward)).to_have_accessible_name(
        re.compile("; predicted: ")
    )
    page.get_by_role("link", name="The whole map").last.click()
    home = after.get_by_role("link", name=re.compile("^Getting people home"))
    expect(home).to_have_accessible_name(re.compile("; predicted: "))
