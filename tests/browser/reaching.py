"""How to reach every page: by its address, or by doing what leads to it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Visit

Reach = Callable[[Visit], Page]

WHOLE = "Consulting with a patient"
PART = "Putting patient at ease"


def at(path: str) -> Reach:
    """Reach a page by its address."""
    return lambda visit: visit.open(path)


def of(name: str, then: str = "") -> Reach:
    """Reach the page of a process, or one below it."""
    return lambda visit: visit.open(visit.system.page_of(name) + then)


def act(verb: str, name: str = WHOLE) -> Reach:
    """Reach a form by the first link to it on a process's page."""

    def reach(visit: Visit) -> Page:
        page = of(name)(visit)
        page.locator(f'main a[href*="/{verb}"]').first.click()
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_url(f"**/{verb}*")
        return page

    return reach


def with_an_indicator(verb: str) -> Reach:
    """Reach a form about an indicator; there is one of our own only once it is added."""

    def reach(visit: Visit) -> Page:
        page = of("Prescribing")(visit)
        if not page.locator(f'a[href*="/{verb}"]').count():
            _add_an_indicator(visit)
        page.close()
        return act(verb, "Prescribing")(visit)

    return reach


def indicator(name: str, of_process: str) -> Reach:
    """Reach the page of an indicator from that of its process."""

    def reach(visit: Visit) -> Page:
        page = of(of_process)(visit)
        page.get_by_role("link", name=name, exact=True).first.click()
        page.get_by_role("heading", level=1, name=name).wait_for()
        return page

    return reach


def own_indicator(visit: Visit) -> Page:
    """Reach the page of an indicator of our own."""
    with_an_indicator("value")(visit).close()
    return indicator("Prescriptions sent back", "Prescribing")(visit)


def decide(verb: str) -> Reach:
    """Reach a form by the link on the page of an indicator of our own."""

    def reach(visit: Visit) -> Page:
        page = own_indicator(visit)
        page.locator(f'main a[href*="/{verb}?"]').first.click()
        page.wait_for_url(f"**/{verb}?*")
        return page

    return reach


def table_seen(visit: Visit) -> Page:
    """Paste a table, and see what it would change."""
    page = of("Prescribing", "/bring-values")(visit)
    rows = "date,Prescriptions sent back,Calls\n2023-01,4,\n2023-02,5,*\n2023-03,2,9\n"
    page.get_by_label("Or rows pasted from a spreadsheet").fill(rows)
    page.get_by_role("button", name="See what it would change").click()
    page.get_by_role("button", name="Bring it in").wait_for()
    return page


def _add_an_indicator(visit: Visit) -> None:
    page = act("indicator", "Prescribing")(visit)
    page.get_by_label("What is measured?").fill("Prescriptions sent back")
    page.get_by_label("At which value does it fail").fill("20")
    page.get_by_label("At which value does the process succeed").fill("0")
    page.get_by_label("Where do the numbers come from?").fill("an example")
    page.get_by_label(re.compile("^First value")).fill("6")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").get_by_text("Added the indicator").wait_for()
    page.close()


def form_with_faults(visit: Visit) -> Page:
    """Send a form with nothing in it."""
    page = act("feedback", PART)(visit)
    page.locator("form.form").evaluate("form => (form.noValidate = true)")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    visit.complaints.clear()  # the browser notes that the answer was a 400
    return page


def answered(visit: Visit) -> Page:
    """Answer the test of the parts as a player, and see all answers together."""
    page = act("parts")(visit)
    for question in page.locator("form.form fieldset").all()[:-1]:
        question.get_by_label("Hardly").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What is missing?").fill("Consulting all involved")
    page.get_by_role("button", name="Save my answer").click()
    page.get_by_role("heading", name="All answers together").wait_for()
    return page


def questioned_name(visit: Visit) -> Page:
    """Give a part a name that does not say what people do."""
    page = act("part")(visit)
    page.get_by_label("What do people do?").fill("Blood test")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Use “Testing blood”").wait_for()
    visit.complaints.clear()
    return page


def conflict(visit: Visit) -> Page:
    """Rename a process that somebody renames in the same moment."""
    mine, theirs = act("rename")(visit), act("rename")(visit)
    _rename(theirs, "Consulting with a patient at home")
    _rename(mine, "Consulting with a patient and carers")
    mine.get_by_role("heading", name="Somebody else was faster").wait_for()
    back = act("rename", "Consulting with a patient at home")(visit)
    _rename(back, WHOLE)
    back.get_by_role("heading", name=WHOLE, exact=True).wait_for()
    theirs.close()
    back.close()
    visit.complaints.clear()  # the browser notes that the answer was a 409
    return mine


def _rename(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()


def invited(visit: Visit) -> Page:
    """Follow a colleague's one-time link."""
    page = visit.open("/colleagues")
    page.get_by_role("button", name="Make a link for one colleague").click()
    link = page.locator(".notice code").inner_text()
    page.close()
    return visit.open(link.removeprefix(visit.system.address))


def nowhere(path: str) -> Reach:
    """Reach a page that is not there."""

    def reach(visit: Visit) -> Page:
        page = visit.open(path)
        visit.complaints.clear()  # the browser notes that the answer was a 404
        return page

    return reach


def nowhere_of(name: str, then: str) -> Reach:
    """Reach a page below a process that is refused."""

    def reach(visit: Visit) -> Page:
        return nowhere(visit.system.page_of(name) + then)(visit)

    return reach
