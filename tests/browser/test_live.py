"""What one person saves, everybody sees: without a reload, and without losing anything."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import System, Visits, picture_is_drawn
from tests.browser.reaching import PART, WHOLE, act, of

# The painted flag is told in the words of the link that lies over it.
ARRIVED = 10_000  # milliseconds; two seconds are usual, on an idle machine


HEAD_FLAG = "#head .head__flag .flag"

expect.set_options(timeout=ARRIVED)


def flag_of(page: Page) -> str:
    """Give what the flag beside a process's name says."""
    return page.locator(HEAD_FLAG).get_attribute("aria-label") or ""


def link_over(page: Page, name: str) -> Locator:
    """Give the link that lies over a painted piece, or over a painted part."""
    return page.locator(".jigsaw__link").filter(has_text=re.compile(f"^{name}")).first


def words_over(page: Page, name: str) -> str:
    return link_over(page, name).text_content() or ""


def judge(page: Page, reason: str, good: int, bad: int) -> None:
    page.get_by_label("What shows that it is working?").first.fill(reason)
    page.get_by_label("What shows that it is not?").first.fill(reason)
    page.get_by_text("Type the numbers").click()
    page.get_by_role("spinbutton", name="that it is working?").fill(str(good))
    page.get_by_role("spinbutton", name="that it is not?").fill(str(bad))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved your judgement.")).to_be_visible()


def test_a_judgement_moves_the_flags_above_on_every_open_page(visit: Visits) -> None:
    reader, owner = visit(), visit(as_owner=True)
    front, whole, part = reader.open("/"), of(WHOLE)(reader), of(PART)(reader)
    for page in (front, whole):
        picture_is_drawn(page)
        page.evaluate("window.before = 'the same page'")
    before = [
        flag_of(part),
        flag_of(whole),
        words_over(whole, PART),
        words_over(front, WHOLE),
    ]

    judge(act("judge", PART)(owner), "many say that they were rushed", 0, 90)

    expect(part.locator(HEAD_FLAG)).not_to_have_attribute("aria-label", before[0])
    expect(whole.locator(HEAD_FLAG)).not_to_have_attribute("aria-label", before[1])
    expect(link_over(whole, PART)).not_to_have_text(before[2])
    expect(link_over(front, WHOLE)).not_to_have_text(before[3])
    sentence = front.locator("#sentence")
    expect(sentence).to_contain_text("many say that they were rushed")
    expect(front.locator("#announcements")).to_have_text(sentence.inner_text())
    assert front.evaluate("window.before") == "the same page"
    assert whole.evaluate("window.before") == "the same page"


def test_undo_from_the_notice_takes_the_judgement_back(visit: Visits) -> None:
    reader, owner = visit(), visit(as_owner=True)
    whole = of("Managing further care")(reader)
    before = flag_of(whole)
    page = act("judge", "Prescribing")(owner)
    judge(page, "letters were lost", 0, 95)
    expect(whole.locator(HEAD_FLAG)).not_to_have_attribute("aria-label", before)

    page.get_by_role("status").get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(whole.locator(HEAD_FLAG)).to_have_attribute("aria-label", before)


def test_a_new_name_and_a_new_part_appear_where_somebody_reads(visit: Visits) -> None:
    reader, owner = visit(), visit(as_owner=True)
    whole, folded = of("Diagnosing")(reader), reader.open("/?view=outline")
    picture_is_drawn(whole)
    row = folded.get_by_role("row", name=re.compile("Getting people home"))
    row.locator("[data-fold]").click()
    expect(row).to_have_attribute("aria-expanded", "false")
    whole.get_by_role("link", name="Requesting tests", exact=True).focus()

    page = act("part", "Diagnosing")(owner)
    page.get_by_label("What do people do?").fill("Weighing what is likely")
    page.get_by_role("button", name="Save").click()
    page = act("rename", "Diagnosing")(owner)
    page.get_by_label("Name", exact=True).fill("Diagnosing together")
    page.get_by_role("button", name="Save").click()

    expect(whole.get_by_role("heading", level=1)).to_have_text("Diagnosing together")
    expect(whole.locator("#parts")).to_contain_text("Weighing what is likely")
    expect(link_over(whole, "Weighing what is likely")).to_contain_text("no flag")
    expect(
        whole.get_by_role("link", name="Requesting tests", exact=True)
    ).to_be_focused()
    expect(folded.locator("#outline")).to_contain_text("Diagnosing together")
    row = folded.get_by_role("row", name=re.compile("Getting people home"))
    expect(row).to_have_attribute("aria-expanded", "false")


def test_the_first_part_brings_the_jigsaw(visit: Visits) -> None:
    reader, owner = visit(), visit(as_owner=True)
    page = of("Examining")(reader)
    expect(page.locator("[data-jigsaw]")).to_have_count(0)

    form = act("part", "Examining")(owner)
    form.get_by_label("What do people do?").fill("Listening to the chest")
    form.get_by_role("button", name="Save").click()

    expect(link_over(page, "Listening to the chest")).to_contain_text("no flag")


def test_what_is_typed_stays_while_others_save(visit: Visits) -> None:
    reader, owner = visit(), visit(as_owner=True)
    front = reader.open("/")
    front.keyboard.press("Control+k")
    front.keyboard.type("half a wo")

    judge(
        act("judge", "Reviewing the patient record")(owner), "letters come late", 5, 60
    )

    expect(front.locator("#sentence")).to_contain_text("letters come late")
    search = front.get_by_label("Search for a process")
    expect(search).to_be_focused()
    front.keyboard.type("rd")
    expect(search).to_have_value("half a word")


def test_a_restarted_server_is_heard_again(visit: Visits, system: System) -> None:
    reader, owner = visit(), visit(as_owner=True)
    front = reader.open("/")
    picture_is_drawn(front)

    system.stop()
    expect(front.locator("[data-line-lost]")).to_contain_text("Not connected")
    system.start()
    judge(act("judge", PART)(owner), "more time since the summer", 85, 0)

    expect(front.locator("#sentence")).to_contain_text(
        "more time since the summer", timeout=3 * ARRIVED
    )
    expect(front.locator("[data-line-lost]")).to_be_empty()
    reader.complaints.clear()  # the browser notes each try that found no server
