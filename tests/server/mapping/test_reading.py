"""What is hidden from somebody is not there for them: not found, named or counted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    a_person,
    a_process,
    an_organisation,
    forgotten,
    judged,
    latest,
    signed_in,
)
from wholeflow.errors import NotFound
from wholeflow.governance import Act
from wholeflow.processes import LABELS, Interlock, Map
from wholeflow.processes import Entry as EntryValue
from wholeflow.processes import Process as ProcessValue
from wholeflow.server import live
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions, queries
from wholeflow.server.mapping.bringing_in import export_map, import_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import scenes
from wholeflow.server.shell import gaps, poster, telling

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
HIDDEN_NAME = "Secretly testing"


@pytest.fixture
def everybody() -> Sequence[Person]:
    return (
        a_person("Ann"),
        a_person("Bob"),
        a_person("Cai", organisation="Council"),
        a_person("Kim", organisation="Council", keeper=True),
    )


labels_and_owners = st.lists(
    st.tuples(
        st.sampled_from(LABELS),
        st.integers(0, 4),  # 4: nobody
        st.sampled_from(("Trust", "Council")),
    ),
    max_size=12,
)


@given(world=labels_and_owners)
def test_lists_are_filtered_as_single_processes_are_decided(
    everybody: Sequence[Person], world: list[tuple[str, int, str]]
) -> None:
    with forgotten():
        Process.objects.bulk_create(
            Process(
                id=f"wf:p:{at}",
                name=f"Testing {at}",
                label=label,
                owner=everybody[owner] if owner < 4 else None,
                organisation=an_organisation(organisation),
            )
            for at, (label, owner, organisation) in enumerate(world)
        )
        for visitor in (*everybody, NOBODY):
            one_by_one = {
                process.pk
                for process in Process.objects.all()
                if queries.decision(visitor, Act.READ, process).allowed
            }
            assert {p.pk for p in queries.processes(visitor)} == one_by_one, visitor


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def whole(ann: Person) -> Process:
    """A public process with a public part and a hidden one, joined by an interlock."""
    whole = a_process("Caring", by=ann, label="public", success="It works")
    actions.mark_reviewed(by=ann, process_id=whole.pk)
    seen = a_process("Sampling blood", by=ann, whole=whole, label="public")
    hidden = a_process(
        HIDDEN_NAME, by=ann, whole=whole, label="restricted", success="Yes"
    )
    a_process("Hiding deeper", by=ann, whole=hidden, label="restricted")
    lock = Interlock(seen.pk, hidden.pk, "information", "secret papers")
    actions.propose_interlock(by=ann, process_id=seen.pk, interlock=lock)
    entry = EntryValue("who", "role", "secret agents")
    actions.add_entry(by=ann, process_id=hidden.pk, entry=entry)
    actions.add_entry(
        by=ann, process_id=whole.pk, entry=EntryValue("why", "aim", "People are well")
    )
    return whole


def hidden(name: str = HIDDEN_NAME) -> Process:
    return Process.objects.get(name=name)


PAGES = (
    "/",
    "/scene.json",
    "/poster.svg",
    "/history",
    "/missing",
    "/missing?lacks=why",
    "/missing?lacks=success",
    "/missing?lacks=review",
    "/search?q=secret",
    "/search?q=testing",
    "/search?q=who:secret",
    "/export.json",
    "/export.yaml",
    "/p/{whole}",
    "/p/{whole}/scene.json",
    "/p/{whole}/poster.svg",
    "/p/{whole}/history",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("visitor", ["nobody", "colleague"])
def test_no_page_names_what_is_hidden(whole: Process, page: str, visitor: str) -> None:
    browser = Client() if visitor == "nobody" else signed_in(a_person("Bob"))

    answer = browser.get(page.format(whole=whole.pk))

    told = answer.content.decode().replace("q=secret", "").lower()
    assert answer.status_code == 200
    assert "secretly" not in told
    assert "hiding deeper" not in told
    assert "secret papers" not in told
    assert "secret agents" not in told
    assert hidden().pk not in told


@pytest.mark.parametrize(
    "address",
    [
        "/p/{}",
        "/p/{}/scene.json",
        "/p/{}/poster.svg",
        "/p/{}/history",
        "/p/{}/rename",
        "/p/{}/judge",
        "/p/{}/confirm",
        "/p/{}/feedback",
        "/p/{}/own",
    ],
)
def test_what_is_hidden_answers_as_what_is_not_there(
    whole: Process, address: str
) -> None:
    browser = signed_in(a_person("Bob"))

    there = browser.get(address.format(hidden().pk))
    not_there = browser.get(address.format("wf:p:" + "a" * 26))

    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.context["message"] == not_there.context["message"]


def test_hidden_parts_are_not_counted_in_a_layer(whole: Process) -> None:
    layer = queries.layer(NOBODY, [whole], most=1)

    assert layer.part_counts == {whole.pk: 1}
    assert scenes.fetch(NOBODY, whole).hidden == 0


def test_what_stands_under_something_hidden_alone_stands_at_the_top(
    ann: Person, whole: Process
) -> None:
    actions.set_label(by=ann, process_id=hidden("Hiding deeper").pk, label="public")

    tops = [process.name for process in queries.tops(NOBODY)]

    assert tops == ["Caring", "Hiding deeper"]


def test_hidden_processes_are_not_counted_as_missing(whole: Process) -> None:
    found = gaps.found(NOBODY, "success", clock.today())

    assert [each for each in found["tabs"] if each[0] == "success"] == [  # type: ignore[attr-defined]  # a list
        ("success", "Does not say what success is", 1)
    ]


def test_parts_that_are_all_hidden_are_not_untested(ann: Person) -> None:
    whole = a_process("Caring", by=ann, label="public")
    a_process(HIDDEN_NAME, by=ann, whole=whole, label="restricted")

    tabs = gaps.found(NOBODY, "test", clock.today())["tabs"]

    assert ("test", "Sets of parts not yet tested", 0) in tabs  # type: ignore[operator]  # a list


def test_an_export_holds_what_its_reader_reads(whole: Process) -> None:
    brought = export_map(NOBODY, name="Here")

    assert sorted(each.name for each in brought.processes) == [
        "Caring",
        "Sampling blood",
    ]
    assert len(brought.parts) == 1
    assert brought.interlocks == ()


def test_search_finds_nothing_hidden_by_name_or_card(whole: Process) -> None:
    assert queries.search(NOBODY, "secretly") == []
    assert queries.search(NOBODY, "secret agents") == []
    assert queries.search(NOBODY, "who:agents") == []


def test_a_poster_draws_nothing_hidden(whole: Process) -> None:
    assert "Secretly" not in poster.draw(NOBODY, whole)


def test_live_pages_are_not_told_of_what_is_hidden(ann: Person, whole: Process) -> None:
    before = latest().seq
    actions.rename(by=ann, process_id=hidden().pk, name="Sampling secretly")

    assert live._news("", before, latest().seq) == ""


def test_live_pages_are_not_told_how_much_is_hidden(ann: Person) -> None:
    many = [
        ProcessValue(f"p{at}", "Testing blood", label="restricted")
        for at in range(live.MOST_NAMED + 1)
    ]
    before = latest().seq
    import_map(by=ann, brought=Map("Many", tuple(many)), owned_by=ann)

    assert live._news("", before, latest().seq) == ""


def test_live_pages_that_are_far_behind_fetch_everything() -> None:
    assert '"everything": true' in live._news("", 0, live.MOST_BEHIND + 1)


def test_live_pages_are_told_of_what_was_taken_off_the_map(
    ann: Person, whole: Process
) -> None:
    before = latest().seq
    actions.retire(by=ann, process_id=whole.pk)

    assert whole.pk in live._news("", before, latest().seq)


def test_a_process_off_the_map_is_not_found(ann: Person, whole: Process) -> None:
    actions.retire(by=ann, process_id=whole.pk)

    with pytest.raises(NotFound, match="no such process"):
        queries.process(ann, whole.pk)


def test_history_tells_changes_of_what_one_reads(whole: Process) -> None:
    told = {
        process.name for line in telling.history(NOBODY) for process in line.processes
    }

    assert told == {"Caring", "Sampling blood"}


def test_a_move_does_not_tell_why_something_hidden_was_judged(
    ann: Person, whole: Process
) -> None:
    bob = a_person("Bob")
    judged(hidden(), by=ann, bad=0.6, good=0.0)

    told = telling.latest_move(bob, [whole.pk])

    assert told is not None
    assert told.process == whole
    assert "gut feeling" not in told.reason


def test_nul_in_an_address_or_a_search_is_nothing_found(whole: Process) -> None:
    browser = Client()

    assert browser.get("/p/%00").status_code == 404
    assert browser.get("/search?q=%00").status_code == 200
