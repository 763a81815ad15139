"""Every page: for everybody's senses, on every width, in both schemes, in one place."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import AXE, Visits, picture_is_drawn
from tests.browser.reaching import (
    PART,
    WHOLE,
    Reach,
    act,
    answered,
    at,
    before_and_after,
    conflict,
    decide,
    examined,
    form_with_faults,
    indicator,
    invited,
    loaded,
    model,
    nowhere,
    nowhere_of,
    of,
    of_a_log,
    of_the_model,
    open_log,
    own_indicator,
    own_scenario,
    part_of_a_log,
    questioned_name,
    scenario,
    table_seen,
    with_an_indicator,
)

FOR_EVERYBODY: dict[str, Reach] = {
    "front": at("/"),
    "outline": at("/?view=outline"),
    "process with parts": of("Getting people home"),
    "process without parts": of("Caring on the ward"),
    "process with an indicator": of("Giving antibiotics"),
    "process with judges who differ": of("Enhancing teams"),
    "indicator": indicator(
        "A&E attendances within four hours",
        "Treating people in the emergency department",
    ),
    "search": at("/search?q=testing"),
    "search for nothing": at("/search?q=zzz"),
    "history": at("/history"),
    "history of one": of("Getting people home", "/history"),
    "why": of("Getting people home", "/why"),
    "why, from a statement": of("Consulting with a patient", "/why"),
    "why, without a word of success": of("Checking in", "/why"),
    "why, on a day": of("Getting people home", "/why?as-at=2023-09-30"),
    "no such day": nowhere_of("Getting people home", "/why?as-at=1990-01-01"),
    "not assessed below": of("Consulting with a patient", "/below?marked=unassessed"),
    "logs": at("/flow"),
    "log of open data": open_log,
    "part of a log": part_of_a_log,
    "model": model,
    "scenario": scenario,
    "before and after": before_and_after,
    "missing": at("/missing"),
    "missing, none": at("/missing?lacks=parts"),
    "about": at("/about"),
    "sign in": at("/sign-in"),
    "no such page": nowhere("/nowhere"),
}
FOR_OWNERS: dict[str, Reach] = {
    "own process": of("Consulting with a patient"),
    "own part": of(PART),
    "deep process": of("Taking the sample"),
    "colleagues": at("/colleagues"),
    "monday": at("/monday"),
    "welcome": invited,
    "new": at("/new"),
    "form with faults": form_with_faults,
    "questioned name": questioned_name,
    "two at once": conflict,
    "parts answered": answered,
    "cases": of(WHOLE, "/cases"),
    "own": act("own", PART),
    "judges not seen yet": of("Enhancing teams"),
    "confirm": of(WHOLE, "/confirm"),
    "value": with_an_indicator("value"),
    "indicator-out": with_an_indicator("indicator-out"),
    "own indicator": own_indicator,
    **{
        verb: decide(verb)
        for verb in ("worth", "bearing", "balance", "chart", "rebase", "set-aside")
    },
    "bring a log": at("/flow/bring"),
    "log to decide on": examined,
    "columns": of_a_log(examined, "Choose the columns"),
    "not to load": of_a_log(examined, "Do not load it"),
    "own log": loaded,
    "ties": of_a_log(loaded, "Say which process each belongs to"),
    "said of a log": of_a_log(loaded, "Change what is said of it"),
    "bring a model": at("/flow/models/bring"),
    "own model": model,
    "try a change": of_the_model("Try a change"),
    "nodes": of_the_model("Say which process each node stands for"),
    "foretell": of_the_model("Say which indicator it foretells"),
    "said of a model": of_the_model("Change what is said of it"),
    "newer version": of_the_model("Bring a newer version"),
    "take a model off": of_the_model("Take it off"),
    "own scenario": own_scenario,
    "bring-values": of("Prescribing", "/bring-values"),
    "table seen": table_seen,
    **{
        verb: act(verb)
        for verb in (
            "rename", "part", "share", "part-out", "necessity", "parts", "declare", "say",
            "entry", "entry-out", "success", "success-out", "label", "hand-over",
            "let-go", "reviewed", "interlock", "retire", "judge", "judgement-out",
            "indicator", "feedback", "step-feedback", "feedback-out",
        )
    },
}  # fmt: skip
PAGES = {**FOR_EVERYBODY, **FOR_OWNERS}

SERIOUS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}"""
# Links inside a sentence may be smaller (WCAG 2.2, 2.5.8), and so may what is hidden
# until it has the focus.
SMALL_TARGETS = """() => {
  const inSentence = (one) => one.matches("a") && getComputedStyle(one).display === "inline";
  return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((one) => one.checkVisibility() && !inSentence(one) && !one.matches(".skip"))
    .filter((one) => one.type !== "hidden" && !one.matches(".jigsaw__link"))
    .filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width < 24 || height < 24;
    })
    .map((one) => one.outerHTML);
}"""


def serious_faults(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.add_script_tag(path=AXE)  # tests may bypass the content policy, pages not
    return list(page.evaluate(SERIOUS))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody(visit: Visits, name: str) -> None:
    window = visit(
        as_owner=name in FOR_OWNERS, reduced_motion="reduce", bypass_csp=True
    )
    page = PAGES[name](window)
    picture_is_drawn(page)

    light, dark = serious_faults(page, "light"), serious_faults(page, "dark")
    page.set_viewport_size({"width": 320, "height": 640})  # 1280 at 400 %

    assert light == []
    assert dark == []
    page.wait_for_function("document.documentElement.scrollWidth <= 320")
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("name", ["front", "process with parts"])
def test_chosen_colours_leave_no_serious_fault(visit: Visits, name: str) -> None:
    window = visit(forced_colors="active", bypass_csp=True)
    page = PAGES[name](window)
    picture_is_drawn(page)

    assert serious_faults(page, "light") == []
