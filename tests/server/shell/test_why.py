"""The Why page: what a flag is made of, in numbers that add up and lead to evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_person, a_process, declared, judged, latest, signed_in
from wholeflow.processes import Map, Statement
from wholeflow.processes import Process as Value
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import import_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.actions import withdraw_judgement
from wholeflow.server.measuring.indicating import NewIndicator, NewPoint, add_indicator
from wholeflow.server.measuring.models import Flag, Judgement
from wholeflow.server.shell import why

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


def a_whole(by: Person) -> Process:
    whole = a_process("Testing blood", by=by, label="public", success="Back by noon")
    declared(whole, by=by)
    return whole


def a_part(name: str, whole: Process, by: Person, label: str = "public") -> Process:
    return a_process(name, by=by, whole=whole, label=label, success="It works")


def text_of(process: Process, then: str = "", visitor: Client | None = None) -> str:
    answer = (visitor or Client()).get(f"/p/{process.pk}/why{then}")
    assert answer.status_code == 200, answer.content
    return in_words(answer.content.decode())


def in_words(page: str) -> str:
    main = page.split("<main", 1)[1].split("</main", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def rows(process: Process, most: int = why.MOST) -> list[why.Row]:
    visitor = process.owner
    assert visitor is not None
    told = why.page(visitor, process, why.Asked(most=most))
    found = told["rows"]
    assert isinstance(found, list)
    return found


def test_shares_go_down_to_the_statements_and_add_up(ann: Person) -> None:
    whole = a_whole(ann)
    taking, analysing = a_part("Taking", whole, ann), a_part("Analysing", whole, ann)
    declared(analysing, by=ann)
    drawing = a_part("Drawing", analysing, ann)
    judged(taking, by=ann, good=0.8, bad=0.1)
    judged(drawing, by=ann, good=0.7, bad=0.0)

    found = rows(whole)

    assert [(r.named.name, r.share, r.not_known, r.failing) for r in found] == [
        ("Drawing", 30, 30, 0),
        ("Taking", 20, 10, 10),
    ]
    assert [each.name for each in found[0].way] == ["Analysing"]
    assert [row.gain for row in found] == [30, 20]
    statement = Judgement.objects.get(process=drawing)
    assert found[0].because.href == f"/p/{drawing.pk}#said-{statement.pk}"
    page = signed_in(ann).get(f"/p/{drawing.pk}").content.decode()
    assert f'id="said-{statement.pk}"' in page


def test_what_is_not_listed_has_the_rest_of_the_sum(ann: Person) -> None:
    whole = a_whole(ann)
    for at in range(3, 10):
        judged(a_part(f"Cleaning {at} wards", whole, ann), by=ann, good=0.95)

    told = why.page(ann, whole, why.Asked(most=3))

    assert [row.share for row in rows(whole, most=3)] == [5, 5, 5]
    assert (told["rest"], told["rest_count"], told["missing"]) == (20, 4, 35)


def test_each_share_says_what_to_do_and_who_may_do_it(ann: Person) -> None:
    whole = a_whole(ann)
    silent = a_part("Taking", whole, ann)
    failing = a_part("Analysing", whole, ann)
    judged(failing, by=ann, good=0.1, bad=0.8)
    actions.let_go(by=ann, process_id=silent.pk)

    page = text_of(whole)

    assert "Nothing judged or measured speaks for or against it yet." in page
    find, mend = page.split("What to find out first")[1].split("What to mend first")
    assert "Taking : 53 not known. nobody owns this yet" in find
    assert "Analysing : 42 failing. Ann" in mend
    assert "Taking" not in mend.split("What sets the evidence against")[0]


def test_what_is_against_is_followed_to_its_cause(ann: Person) -> None:
    whole = a_whole(ann)
    good, bad = a_part("Taking", whole, ann), a_part("Analysing", whole, ann)
    judged(good, by=ann, good=0.5, bad=0.25)
    judged(bad, by=ann, good=0.25, bad=0.6)

    page = text_of(whole)

    chain = page.split("What sets the evidence against")[1]
    assert "Testing blood , 60 against. By its part “Analysing”." in chain
    assert "Analysing , 60 against. The judgement by Ann" in chain
    assert "gains at most 35: 25 against would be left" in chain


def four_judge(process: Process) -> None:
    """Four people who lie far apart: 32 for and 29 against in the mean."""
    said = {
        "Bob": (0.6, 0.1),
        "Cyd": (0.08, 0.76),
        "Dee": (0.3, 0.2),
        "Eve": (0.3, 0.1),
    }
    for name, (good, bad) in said.items():
        judged(process, by=a_person(name), good=good, bad=bad)


def test_judges_who_are_pooled_are_told_as_one_and_not_singled_out(ann: Person) -> None:
    process = a_whole(ann)
    four_judge(process)

    (row,) = rows(process)
    page = text_of(process)

    words = "4 judgements pooled, which lie 66 apart."
    assert (row.because.words, row.because.href) == (
        words,
        f"/p/{process.pk}#evidence",
    )
    chain = page.split("What sets the evidence against")[1]
    assert f"Testing blood , 29 against. {words}" in chain
    assert "gains at most 29: 0 against would be left." in chain
    assert "Cyd" not in chain.split("How the flag moved")[0]
    assert "Failing is no sum" not in page


def test_every_answer_splits_what_is_missing_as_the_flag_does(ann: Person) -> None:
    process = a_whole(ann)
    four_judge(process)
    days = NewIndicator("Days", fail=10.0, target=2.0, source="ward list")
    today = clock.today()
    points = [NewPoint(today - timedelta(days=back), 2.0) for back in range(6)]
    add_indicator(by=ann, process_id=process.pk, indicator=days, points=points)

    (row,) = rows(process)
    flag = Flag.objects.get(process=process)
    here = in_words(Client().get(f"/p/{process.pk}?judges=all").content.decode())

    told = f"{row.share} of the {row.share} missing come from"
    assert round(100 * (1 - flag.upper)) == 29
    assert (row.share, row.failing) == (39, 29)
    assert f"{row.not_known} not known, {row.failing} against." in here.split(told)[1]


def test_halves_of_the_only_share_are_those_of_the_flag(ann: Person) -> None:
    process = a_whole(ann)
    judged(process, by=ann, good=0.625, bad=0.225)

    (row,) = rows(process)

    assert "62 for, 15 not known, 23 against" in text_of(process)
    assert (row.share, row.not_known, row.failing) == (38, 15, 23)
    assert "Testing blood , 23 against." in text_of(process)


@pytest.mark.parametrize(
    ("combining", "said"),
    [
        ("all", "Failing is no sum where all parts are needed: the worst decides."),
        ("share", "It adds up over the parts that share the cases"),
        ("any", "Where several parts bring it about together"),
    ],
)
def test_how_what_is_against_comes_from_parts_is_said_as_it_is(
    ann: Person, combining: str, said: str
) -> None:
    whole = a_whole(ann)
    one, other = a_part("Taking", whole, ann), a_part("Analysing", whole, ann)
    Process.objects.filter(pk=whole.pk).update(combining=combining)
    judged(one, by=ann, good=0.0, bad=0.9)
    judged(other, by=ann, good=0.0, bad=0.8)

    chain = text_of(whole).split("What sets the evidence against")[1]

    beginnings = ("Failing is no sum", "It adds up over", "Where several parts")
    assert said in chain
    assert sum(each in chain for each in beginnings) == 1


def test_a_no_of_the_owner_is_told_as_a_no(ann: Person) -> None:
    whole = a_whole(ann)
    judged(a_part("Taking", whole, ann), by=ann, good=0.9)
    judged(whole, by=ann, good=0.0, bad=0.9)

    told = {}
    for suffice in (False, None):
        declared(whole, by=ann, suffice=suffice)
        here = in_words(Client().get(f"/p/{whole.pk}?judges=all").content.decode())
        (row,) = rows(whole)
        told[suffice] = here.split("Why this flag")[1].split("Follow it")[0], row

    no = "Its owner says that something is missing, so its parts give nothing for it."
    by_own = "What is against it comes from its own evidence."
    assert no in told[False][0]
    assert "Nobody has declared" not in told[False][0]
    assert "Nobody has declared that its parts suffice" in told[None][0]
    assert told[False][1].because.words == f"{no} {by_own}"
    assert (
        told[None][1].because.words == f"Its parts are not known to suffice. {by_own}"
    )
    assert (told[False][1].not_known, told[False][1].failing) == (100, 0)


def test_a_second_statement_of_the_same_process_is_what_would_be_left(
    ann: Person,
) -> None:
    process = a_whole(ann)
    judged(process, by=ann, good=0.0, bad=0.5)
    days = NewIndicator("Days", fail=10.0, target=2.0, source="ward list")
    today = clock.today()
    points = [NewPoint(today - timedelta(days=back), 10.0) for back in range(12)]
    add_indicator(by=ann, process_id=process.pk, indicator=days, points=points)

    page = text_of(process)

    assert "The indicator “Days”" in page.split("What sets the evidence against")[1]
    assert "50 against would be left" in page


def test_what_is_hidden_has_its_share_and_nothing_below_it(ann: Person) -> None:
    whole = a_whole(ann)
    shown = a_part("Taking", whole, ann)
    hidden = a_part("Keeping secrets", whole, ann, label="restricted")
    declared(hidden, by=ann)
    below = a_part("Reading secrets", hidden, ann)
    judged(shown, by=ann, good=0.9)
    judged(below, by=ann, good=0.2, bad=0.7)

    page = text_of(whole)

    assert "a part that is not shown to you" in page
    assert "What lies below is not shown to you." in page
    assert "ecret" not in page
    assert below.pk not in page
    assert hidden.pk not in page


def test_what_is_hidden_does_not_say_whether_it_fails_or_is_not_known(
    ann: Person,
) -> None:
    whole = a_whole(ann)
    judged(a_part("Taking", whole, ann), by=ann, good=0.9)
    hidden = a_part("Keeping secrets", whole, ann, label="restricted")
    judged(hidden, by=ann, good=0.2, bad=0.7)

    page, owners = text_of(whole), text_of(whole, visitor=signed_in(ann))

    shares, to_do = page.split("Where the missing")[1].split("What to find out first")
    to_do = to_do.split("What sets the evidence against")[0]
    assert "a part that is not shown to you 80 not shown to you What lies" in shares
    assert "a part that is not shown to you" not in to_do
    assert "Taking : 10 not known" in to_do
    assert "Nothing of weight in what is shown to you." in to_do
    assert "Keeping secrets : 70 failing" in owners


def test_parts_fine_but_whole_failing_is_a_notice_on_both_pages(ann: Person) -> None:
    whole = a_whole(ann)
    judged(a_part("Taking", whole, ann), by=ann, good=1.0)
    judged(whole, by=ann, good=0.0, bad=0.9)

    here = in_words(Client().get(f"/p/{whole.pk}").content.decode())

    words = "Every part succeeds, yet the whole is failing"
    assert words in text_of(whole)
    assert words in here.split("The card")[0]


def test_contested_statements_are_named_with_both_sides(ann: Person) -> None:
    whole = a_whole(ann)
    judged(a_part("Taking", whole, ann), by=ann, good=0.0, bad=0.75)
    judged(whole, by=ann, good=0.5, bad=0.0)

    page = text_of(whole)

    assert "These cannot all be right: the judgement by Ann" in page
    assert "gives 50 for, and Taking gives 75 against." in page


def test_how_parts_combine_is_said(ann: Person) -> None:
    whole = a_whole(ann)
    a_part("Taking", whole, ann)
    assert "All of these are needed." in text_of(whole)

    declared(whole, by=ann, suffice=None)
    assert "can show that it fails but not that it succeeds" in text_of(whole)


def test_without_a_word_of_success_there_is_no_flag(ann: Person) -> None:
    assert "There is no flag" in text_of(a_process(by=ann, label="public"))


def test_marks_below_lead_to_lists_of_what_bears_them(ann: Person) -> None:
    whole = a_whole(ann)
    inside = a_part("Taking", whole, ann)
    a_part("Labelling", inside, ann)
    a_part("Hiding things", inside, ann, label="restricted")

    page = signed_in(ann).get(f"/p/{whole.pk}/why").content.decode()
    listed = in_words(
        Client().get(f"/p/{whole.pk}/below?marked=unassessed").content.decode()
    )

    assert f"/p/{whole.pk}/below?marked=unassessed" in page
    assert "Labelling" in listed
    assert "Taking" not in listed.split("Flag:")[1].replace("in Taking", "")
    assert "Hiding" not in listed


def test_a_move_by_something_hidden_names_nobody(ann: Person) -> None:
    whole = a_whole(ann)
    hidden = a_part("Keeping secrets", whole, ann, label="restricted")
    judged(hidden, by=ann, good=0.0, bad=0.5)

    moved = text_of(whole).split("How the flag moved")[1]

    assert "Something below it that is not shown to you changed." in moved
    assert "gut feeling" not in moved


def test_what_others_judged_waits_until_one_has_judged(ann: Person) -> None:
    whole = a_whole(ann)
    judged(whole, by=ann, good=0.5, bad=0.1)
    bob = signed_in(a_person("Bob"))

    alone, asked = text_of(whole, "", bob), text_of(whole, "?judges=all", bob)

    assert "gut feeling" not in alone
    assert "it is shown once you have judged by yourself" in alone
    assert "the judgement by Ann" in asked
    assert "gut feeling" in asked


def test_a_claim_about_shared_parts_is_widened_as_the_flag_is(ann: Person) -> None:
    whole = a_whole(ann)
    one, other = a_part("Taking", whole, ann), a_part("Analysing", whole, ann)
    shared = a_part("Labelling", one, ann)
    actions.add_part(by=ann, process_id=other.pk, part_id=shared.pk)
    for each in (one, other):
        declared(each, by=ann)
    Process.objects.filter(pk=whole.pk).update(dependence="compete")
    judged(shared, by=ann, good=0.75)

    (row,) = rows(whole)

    flag = Flag.objects.get(process=whole)
    assert row.share == round(100 * (1 - flag.lower))


@pytest.mark.parametrize(("leaves", "most"), [(5, 28), (40, 28), (1000, 54)])
def test_the_largest_shares_are_sought_in_a_bounded_number_of_queries(
    ann: Person, leaves: int, most: int
) -> None:
    whole = a_whole(ann)
    middle = a_part("Analysing", whole, ann)
    declared(middle, by=ann)
    values = tuple(
        Value(f"p{at}", "Cleaning wards", success=(Statement("Clean"),), label="public")
        for at in range(leaves)
    )
    import_map(by=ann, brought=Map("Wards", values), under=middle.pk)
    browser = signed_in(ann)
    browser.get("/")  # the session is there from now

    with CaptureQueriesContext(connection) as asked:
        text_of(whole, visitor=browser)

    assert len(asked) == most


Days = Callable[[int], None]


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> Days:
    """Let everything that has not been dated yet have happened so many days ago."""
    del monkeypatch
    dated: list[int] = [0]

    def ago(days: int) -> None:
        fresh = Change.objects.filter(seq__gt=dated[0])
        fresh.update(at=clock.now() - timedelta(days=days))
        judged_since = Judgement.objects.filter(on=clock.today())
        judged_since.update(on=clock.today() - timedelta(days=days))
        dated[0] = latest().seq

    return ago


def as_at(days: int) -> str:
    return f"?as-at={clock.today() - timedelta(days=days)}"


def test_a_flag_is_told_as_it_was_known_on_a_day(ann: Person, happened: Days) -> None:
    whole = a_whole(ann)
    part = a_part("Taking", whole, ann)
    happened(30)
    judged(part, by=ann, good=0.4, bad=0.1)
    happened(20)
    actions.take_out_part(by=ann, process_id=whole.pk, part_id=part.pk)
    withdraw_judgement(
        by=ann, process_id=part.pk, judgement_id=Judgement.objects.get().pk
    )
    happened(10)

    assert "0 for, 100 not known, 0 against" in text_of(whole, as_at(25))
    then = text_of(whole, as_at(15))
    assert "40 for, 50 not known, 10 against" in then
    assert "Taking" in then
    assert "The judgement by Ann" in then
    assert "0 for, 100 not known, 0 against" in text_of(whole)


def test_an_earlier_day_leads_to_those_on_which_it_moved(
    ann: Person, happened: Days
) -> None:
    whole = a_whole(ann)
    happened(30)
    judged(whole, by=ann, good=0.4)
    happened(20)
    judged(whole, by=ann, good=0.6)
    happened(10)

    page = Client().get(f"/p/{whole.pk}/why{as_at(20)}").content.decode()

    assert f'href="{as_at(30)}">Earlier' in page
    assert f'href="{as_at(10)}">Later' in page


def test_a_page_about_an_earlier_day_holds_nothing_that_is_brought_up_to_date(
    ann: Person, happened: Days
) -> None:
    whole = a_whole(ann)
    happened(5)

    page = Client().get(f"/p/{whole.pk}/why{as_at(2)}").content.decode()

    assert "data-fresh" not in page
    assert "live.js" not in page
    assert "As it was known at the end of" in page


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("1990-01-01", 404, "was not on the map at the end of 1 January 1990"),
        ("2999-01-01", 400, "which has not come yet"),
        ("yesterday", 400, "Expected a day such as 2023-03-01; got “yesterday”"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused_in_words(
    ann: Person, day: str, status: int, words: str
) -> None:
    whole = a_whole(ann)

    answer = Client().get(f"/p/{whole.pk}/why?as-at={day}")

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_todays_rules_say_who_sees_an_earlier_day(ann: Person, happened: Days) -> None:
    whole = a_whole(ann)
    part = a_part("Taking", whole, ann)
    judged(part, by=ann, good=0.5)
    happened(10)
    actions.set_label(by=ann, process_id=part.pk, label="restricted")

    then = text_of(whole, as_at(5))

    assert "Taking" not in then
    assert "a part that is not shown to you" in then
