"""A run played back from a file: by keyboard, with less motion, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import AXE
from wholeflow.simulation import example_model, read_model
from wholeflow.simulation.animation import replayed

FIRST = "Monday 2 February 2026, 00:00"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    model = read_model(example_model("emergency").read_bytes(), "yaml")
    file: Path = tmp_path_factory.mktemp("replay") / "replay.html"
    file.write_text(replayed(model, begin=672, end=840, seed=1).page(), "utf-8")
    return file.as_uri()


@pytest.fixture(params=["no-preference", "reduce"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, address: str
) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, reduced_motion=request.param
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda told: faults.append(told.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url))
    page.goto(address)
    yield page
    context.close()
    assert faults == [address]


def clock(page: Page) -> str:
    return page.locator("[data-replay-clock]").inner_text()


def test_it_stands_still_until_it_is_played_and_then_by_keyboard(page: Page) -> None:
    expect(page.locator(".replay__patient").first).to_be_attached()
    page.wait_for_timeout(300)
    assert clock(page) == FIRST

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    expect(page.locator("[data-replay-clock]")).not_to_have_text(FIRST)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Play")).to_be_focused()
    stopped = clock(page)
    page.wait_for_timeout(300)
    assert clock(page) == stopped
    assert page.locator("[data-replay-said]").inner_text().startswith(stopped)


def test_hour_by_hour_marks_numbers_and_table_say_the_same(page: Page) -> None:
    page.get_by_role("button", name="One hour on").press("Enter")
    page.get_by_role("slider", name="Hour").press("ArrowRight")

    assert clock(page) == "Monday 2 February 2026, 02:00"
    rows = page.locator("tbody tr").all_inner_texts()
    marks = page.locator(".replay__patient").count()
    assert marks == sum(int(row.split("\t")[-1]) for row in rows) > 20
    in_care = page.locator("[data-replay-count=care]").all_inner_texts()
    assert in_care == [row.split("\t")[2] for row in rows]


def test_the_first_hour_is_the_same_with_and_without_scripts(
    page: Page, chromium: Browser, address: str
) -> None:
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(address)

    assert page.locator("table").inner_text() == plain.locator("table").inner_text()
    expect(plain.get_by_role("button")).to_have_count(0)
    plain.context.close()


def test_with_less_motion_the_clock_goes_by_whole_hours(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Speed").select_option("1 hour a second")
    page.get_by_role("button", name="Play").click()

    expect(page.locator("[data-replay-clock]")).to_have_text(
        "Monday 2 February 2026, 01:00"
    )
    context.close()


def test_nothing_is_cut_off_and_nothing_shuts_anybody_out(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    table = page.locator(".replay__table")
    assert table.evaluate("each => each.scrollWidth - each.clientWidth") == 0
