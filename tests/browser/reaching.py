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


OPEN_LOG = "Sepsis at a hospital's front door"
STEPS = ("Arrived", "Seen by a doctor", "Blood test", "Sent home")


def open_log(visit: Visit) -> Page:
    """Reach the page of the log that comes with the demonstration."""
    page = visit.open("/flow")
    page.get_by_role("link", name=OPEN_LOG).click()
    page.get_by_role("heading", level=1, name=OPEN_LOG).wait_for()
    return page


def part_of_a_log(visit: Visit) -> Page:
    """Reach a part of that log, with everything on its page unfolded."""
    page = open_log(visit)
    page.goto(f"{page.url}?place=A&who=activity%3DIV+Antibiotics")
    page.get_by_text(re.compile("^Of the")).wait_for()
    page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true"
    )
    return page


def rows_of(people: int) -> bytes:
    """Give a log in which each person goes through the same steps, an hour apart."""
    lines = (
        f"P{person:06},{step},2023-03-{person % 28 + 1:02} {9 + at}:00,nurse Joy"
        for person in range(people)
        for at, step in enumerate(STEPS)
    )
    return "\n".join(["case,activity,time,resource", *lines]).encode()


def bring(visit: Visit, title: str, rows: bytes) -> Page:
    """Bring a log, and reach its page while it is examined."""
    page = visit.open("/flow/bring")
    file = visit.system.folder.with_name("surgery.csv")
    file.write_bytes(rows)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_label("Whose records are these?").fill(WHOLE)
    page.get_by_label("What shall it be called?").fill(title)
    page.get_by_label("What is it for?").fill("To find out where people wait")
    page.get_by_label("Where does it come from?").fill("the surgery's system")
    page.get_by_label("By what right is it used?").select_option("6(1)(e)")
    page.get_by_label("And what in it is about health").select_option("9(2)(h)")
    page.get_by_label("What became of those who opted out").select_option("taken out")
    page.get_by_label("Until when is it kept?").fill("2024-09-30")
    page.get_by_role("button", name="Examine it").click()
    page.get_by_role("heading", level=1, name=title).wait_for()
    return page


def examined(visit: Visit) -> Page:
    """Reach a log of our own that waits for a decision; brought once."""
    title = "A surgery that waits"
    page = visit.open("/flow")
    link = page.get_by_role("link", name=title)
    if link.count():
        link.click()
        page.get_by_role("heading", level=1, name=title).wait_for()
    else:
        page.close()
        page = bring(visit, title, rows_of(20))
    page.get_by_role("heading", name="What was found").wait_for()
    return page


def loaded(visit: Visit) -> Page:
    """Reach a log of our own that is loaded; brought and loaded once."""
    title = "A surgery that is loaded"
    page = visit.open("/flow")
    link = page.get_by_role("link", name=title)
    if link.count():
        link.click()
    else:
        page.close()
        page = bring(visit, title, rows_of(20))
        page.get_by_role("button", name="Load it").click()
    page.get_by_role("heading", name="Its activities").wait_for()
    return page


def of_a_log(reach: Reach, link: str) -> Reach:
    """Reach a page by the link to it on the page of a log."""

    def follow(visit: Visit) -> Page:
        page = reach(visit)
        page.get_by_role("main").get_by_role("link", name=link).click()
        page.get_by_role("navigation", name="Where this is").get_by_text(link)
        page.wait_for_url("**/flow/*/*")
        return page

    return follow


MODEL = "The front door and the ward (example)"
SCENARIO = "Four more beds"


def model(visit: Visit) -> Page:
    """Reach the page of the model that comes with the demonstration."""
    page = visit.open("/flow")
    page.get_by_role("link", name=MODEL).click()
    page.get_by_role("heading", level=1, name=MODEL).wait_for()
    return page


def scenario(visit: Visit) -> Page:
    """Reach the scenario of the demonstration, with everything on its page unfolded.

    It is tried when the server starts, which takes a minute where nothing is compiled.
    """
    page = model(visit)
    page.get_by_role("link", name=SCENARIO).click()
    page.get_by_role("heading", name="All of it as numbers").wait_for(timeout=180_000)
    page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true"
    )
    return page


def before_and_after(visit: Visit) -> Page:
    """Reach that scenario with the whole map drawn before and after it."""
    page = scenario(visit)
    layers = page.get_by_role("navigation", name="Layers of the map")
    layers.get_by_role("link", name="The whole map").click()
    page.wait_for_url("**?layer=top*")
    return page


def of_the_model(link: str) -> Reach:
    """Reach a page by the link to it on the page of the model."""

    def follow(visit: Visit) -> Page:
        page = model(visit)
        page.get_by_role("main").get_by_role("link", name=link).click()
        page.wait_for_url("**/flow/models/*/*")
        return page

    return follow


def own_scenario(visit: Visit) -> Page:
    """Reach a scenario that is not tried yet; written once."""
    page = model(visit)
    link = page.get_by_role("link", name="A clinic at night")
    if link.count():
        link.click()
        page.wait_for_url("**/flow/scenarios/*")
        return page
    page.get_by_role("link", name="Try a change").click()
    page.get_by_label("What shall it be called?").fill("A clinic at night")
    page.get_by_label("Cubicles", exact=True).fill("18")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Try it").wait_for()
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
