"""Several players test the parts of a whole, each alone first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    a_person,
    a_process,
    declared,
    forgotten,
    judged,
    latest,
    signed_in,
    with_two_parts,
)
from wholeflow.errors import BadInput, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import NecessityAnswer, PartsAnswer, Process
from wholeflow.server.mapping.parts.actions import Said, answer_parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def whole(ann: Person) -> Process:
    return with_two_parts(by=ann)


NEVER, HARDLY, PERHAPS, CANNOT_SAY = (1.0, 1.0), (0.6, 0.9), (0.2, 0.6), (0.0, 1.0)


def parts_of(whole: Process) -> list[Process]:
    return [link.part for link in whole.part_links.order_by("id")]


def answer(whole: Process, by: Person, enough: str = "yes", **more: object) -> None:
    answer_parts(by=by, process_id=whole.pk, said=Said(enough, **more))  # type: ignore[arg-type]  # as given


def answers_of(whole: Process) -> list[tuple[str, str]]:
    rows = PartsAnswer.objects.filter(process=whole, removed=False).order_by("id")
    return list(rows.values_list("enough", "missing"))


def page_of(whole: Process, by: Person) -> str:
    return signed_in(by).get(f"/p/{whole.pk}/parts").content.decode()


def test_a_player_answers_for_each_part_and_for_all(
    ann: Person, whole: Process
) -> None:
    web, forms = parts_of(whole)
    answer(
        *(whole, ann, "no"),
        missing="Consulting all involved",
        necessity={web.pk: NEVER, forms.pk: PERHAPS},
    )

    assert answers_of(whole) == [("no", "Consulting all involved")]
    assert list(
        NecessityAnswer.objects.order_by("id").values_list(
            "part__part__name", "necessity_low", "necessity_high"
        )
    ) == [("Improving web access", 1.0, 1.0), ("Redesigning forms", 0.2, 0.6)]


def test_a_new_answer_takes_the_place_of_the_last(ann: Person, whole: Process) -> None:
    web, _ = parts_of(whole)
    answer(whole, ann, "no", necessity={web.pk: NEVER})
    answer(whole, ann, "yes", necessity={web.pk: HARDLY})

    standing = NecessityAnswer.objects.filter(removed=False)
    assert answers_of(whole) == [("yes", "")]
    assert list(standing.values_list("necessity_low", flat=True)) == [0.6]


def test_undoing_an_answer_brings_the_earlier_one_back(
    ann: Person, whole: Process
) -> None:
    answer(whole, ann, "no", missing="Consulting all involved")
    answer(whole, ann, "yes")
    actions.undo(by=ann, seq=latest().seq)

    assert answers_of(whole) == [("no", "Consulting all involved")]


def test_nobody_takes_back_what_another_player_answered(
    ann: Person, whole: Process
) -> None:
    answer(whole, a_person("Bob"), "no")

    with pytest.raises(Refused, match="Only whoever said this can take it back"):
        actions.undo(by=ann, seq=latest().seq)


@pytest.mark.parametrize(
    ("said", "column", "told"),
    [
        pytest.param(Said("maybe"), "enough", "expected one of yes, no", id="word"),
        pytest.param(
            Said("yes", missing="Listening"), "missing", "expected nothing missing", id="yes"
        ),
        pytest.param(Said("no", missing="a\nb"), "missing", "expected one line", id="line"),
        pytest.param(Said("no", reason="a\0"), "reason", "control character", id="control"),
        pytest.param(
            Said("no", necessity={"wf:p:none": NEVER}), None, "a part of this whole", id="part"
        ),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(
    ann: Person, whole: Process, said: Said, column: str | None, told: str
) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        answer_parts(by=ann, process_id=whole.pk, said=said)

    assert [fault.column for fault in refused.value.faults] == [column]
    assert answers_of(whole) == []


def test_all_faults_of_an_answer_are_told_at_once(ann: Person, whole: Process) -> None:
    web, _ = parts_of(whole)
    said = Said("maybe", reason="a\0", necessity={web.pk: (1.0, 0.0)})

    with pytest.raises(BadInput) as refused:
        answer_parts(by=ann, process_id=whole.pk, said=said)

    assert [fault.column for fault in refused.value.faults] == [
        *("enough", "reason", "necessity")
    ]


def test_whoever_reads_it_may_answer_colleague_or_not(whole: Process) -> None:
    answer(whole, a_person("Bob"), "yes")
    answer(whole, a_person("Cai", organisation="Council"), "no")

    assert answers_of(whole) == [("yes", ""), ("no", "")]


def test_who_has_not_signed_in_is_asked_to(whole: Process) -> None:
    assert Client().get(f"/p/{whole.pk}/parts").status_code == 302


def test_what_is_hidden_cannot_be_answered(ann: Person) -> None:
    hidden = a_process(by=ann, label="restricted")
    a_process("Sampling blood", by=ann, whole=hidden)

    with pytest.raises(NotFound, match="not shared with you"):
        answer(hidden, a_person("Bob"))


def test_a_hidden_part_is_not_named_asked_or_answered(
    ann: Person, whole: Process
) -> None:
    secret = a_process("Secretly testing", by=ann, whole=whole, label="restricted")
    bob = a_person("Bob")
    answer(whole, ann, necessity={secret.pk: NEVER})
    answer(whole, bob)

    with pytest.raises(BadInput, match="a part of this whole"):
        answer(whole, bob, necessity={secret.pk: NEVER})
    assert "Secretly" not in page_of(whole, bob)
    assert secret.pk not in page_of(whole, bob)


def test_a_process_without_parts_has_nothing_to_test(ann: Person) -> None:
    alone = a_process(by=ann)

    refused = signed_in(ann).get(f"/p/{alone.pk}/parts")

    assert refused.status_code == 404
    assert b"nothing to test. Add a part first" in refused.content


def test_a_player_sees_what_others_say_only_after_answering(
    ann: Person, whole: Process
) -> None:
    bob = a_person("Bob", organisation="Council")
    answer(whole, bob, "no", missing="Listening to people", reason="Nobody listens")
    before, history = page_of(whole, ann), signed_in(ann).get("/history")
    answer(whole, ann, "yes")
    after = page_of(whole, ann)

    assert "1 other has answered" in before
    assert "Nobody listens" not in before + history.content.decode()
    assert "Listening to people" not in before
    assert "Nobody listens" in after
    assert "“Listening to people”, says Bob." in after
    assert "<td>Council</td>" in after


def test_split_answers_are_shown_as_split(ann: Person, whole: Process) -> None:
    for name, enough in (("Bob", "yes"), ("Dee", "no"), ("Eve", "unsure")):
        answer(whole, a_person(name), enough)
    answer(whole, ann, "yes")

    page = page_of(whole, ann)

    assert 'aria-label="2 say yes, 1 cannot say, 1 say no"' in page
    assert "They are split" in page


def test_the_spread_of_necessity_is_told_in_words(ann: Person, whole: Process) -> None:
    web, forms = parts_of(whole)
    answer(whole, a_person("Bob"), necessity={web.pk: HARDLY, forms.pk: CANNOT_SAY})
    answer(whole, a_person("Dee"), necessity={web.pk: NEVER, forms.pk: NEVER})
    answer(whole, ann, necessity={web.pk: NEVER, forms.pk: NEVER})

    page = page_of(whole, ann)

    assert 'never 2, hardly 1 <span class="tag">they differ</span>' in page
    assert "<td>never 2, cannot say 1</td>" in page


@pytest.mark.parametrize(
    ("suffice", "told"),
    [
        (True, "its owner says yes, and 1 of 2 players says no"),
        (False, "its owner says no, and 1 of 2 players says yes"),
    ],
)
def test_it_is_told_where_players_differ_from_the_owner(
    ann: Person, whole: Process, suffice: bool, told: str
) -> None:
    answer(whole, a_person("Bob"), "no")
    answer(whole, ann, "yes")
    declared(whole, by=ann, suffice=suffice)

    assert told in page_of(whole, ann)


def test_what_is_missing_is_offered_as_a_part_to_who_may_add_it(
    ann: Person, whole: Process
) -> None:
    bob = a_person("Bob")
    answer(whole, bob, "no", missing="Consulting all involved")
    answer(whole, ann, "yes")
    link = f"/p/{whole.pk}/part?name=Consulting%20all%20involved"

    form = signed_in(ann).get(link).content.decode()

    assert f'href="{link}"' in page_of(whole, ann)
    assert f'href="{link}"' not in page_of(whole, bob)
    assert 'value="Consulting all involved"' in form


def test_a_process_that_is_called_as_what_is_missing_is_offered_to_share(
    ann: Person, whole: Process
) -> None:
    bob = a_person("Bob", organisation="Council")
    a_process("Consulting all involved", by=bob, label="public")
    a_process("Hiding things", by=bob, label="restricted")
    answer(whole, bob, "no", missing="consulting all Involved")
    answer(whole, ann, "no", missing="Hiding things")

    page = page_of(whole, ann)

    way = f"/p/{whole.pk}/share?part=Consulting%20all%20involved"
    assert f'href="{way}">Share “Consulting all involved”, which is there' in page
    assert "Add “consulting all Involved” as a part" in page
    assert "Share “Hiding things”" not in page
    assert 'value="Consulting all involved"' in (
        signed_in(ann).get(way).content.decode()
    )


def test_what_was_missing_and_is_a_part_is_not_offered_again(
    ann: Person, whole: Process
) -> None:
    answer(whole, ann, "no", missing="Consulting all involved")
    a_process("Consulting all involved", by=ann, whole=whole, label="public")

    page = page_of(whole, ann)

    assert "It is a part by now." in page
    assert "Said before “Consulting all involved” was a part." in page


def test_the_form_answers_and_leads_to_all_answers(ann: Person, whole: Process) -> None:
    browser = signed_in(ann)
    first, second = (link.pk.hex for link in whole.part_links.order_by("id"))
    typed = {
        f"part_{first}": "0.6-0.9",
        f"part_{second}": "0-1",
        "enough": "no",
        "missing": "Consulting all involved",
        "reason": "Nobody asks the charities",
    }

    answered = browser.post(f"/p/{whole.pk}/parts", typed)
    again = browser.get(f"/p/{whole.pk}/parts").context["form"].initial

    assert answered["Location"] == f"/p/{whole.pk}/parts"
    assert {name: again[name] for name in typed} == typed


def test_what_a_player_types_is_shown_as_text(ann: Person, whole: Process) -> None:
    typed = "<script>alert(1)</script>"
    answer(whole, ann, "no", missing=typed, reason=typed)

    page = page_of(whole, ann)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_part_left_out_of_the_form_is_asked_for(ann: Person, whole: Process) -> None:
    refused = signed_in(ann).post(f"/p/{whole.pk}/parts", {"enough": "yes"})

    assert refused.status_code == 400
    assert "If “Improving web access” failed" in refused.content.decode()
    assert answers_of(whole) == []


def test_the_page_of_the_whole_counts_answers_for_who_has_answered(
    ann: Person, whole: Process
) -> None:
    answer(whole, a_person("Bob"), "no")
    answer(whole, ann, "yes")

    own = signed_in(ann).get(f"/p/{whole.pk}").content.decode()
    others = Client().get(f"/p/{whole.pk}").content.decode()

    assert "2 players have answered: 1 say yes, 0 cannot say, 1 say no." in own
    assert "2 players have answered." in others


def test_an_answer_moves_no_flag(ann: Person, whole: Process) -> None:
    for name in ("Improving web access", "Redesigning forms"):
        part = Process.objects.get(name=name)
        actions.state_success(by=ann, process_id=part.pk, text="It works")
        judged(part, by=ann, good=0.75)
    answer(whole, ann, "yes")

    assert not latest().moves.exists()


def test_four_players_test_a_single_point_of_access(ann: Person) -> None:
    """S0-21, as scenario (i) plays it in its eighth step."""
    names = ("Improving web access", "Redesigning forms", "Enhancing teams", "Checking")
    access = a_process("Enabling access", by=ann, label="public", success="Heard")
    parts = [a_process(each, by=ann, whole=access, label="public") for each in names]
    necessity = {part.pk: NEVER for part in parts}
    consulting = "Consulting all involved"
    players = [
        a_person(name, organisation=name) for name in ("Trust", "Council", "Aid")
    ]
    for player, enough in zip((*players, ann), ("no", "no", "yes", "yes"), strict=True):
        missing = consulting if enough == "no" else ""
        answer(access, player, enough, missing=missing, necessity=necessity)
    split = page_of(access, ann)
    browser = signed_in(ann)
    browser.post(f"/p/{access.pk}/part", {"name": consulting})
    after = page_of(access, ann)

    assert split.count("<td>never 4</td>") == 4
    assert "<strong>2</strong> of 4 say yes" in split
    assert "They are split" in split
    assert f"Add “{consulting}” as a part" in split
    assert f"Add “{consulting}” as a part" not in after
    assert [part.name for part in parts_of(access)] == [*names, consulting]


@pytest.mark.parametrize("players", [1, 12])
def test_the_page_asks_as_often_for_few_answers_as_for_many(players: int) -> None:
    assert queries_with(players) == queries_with(3)


def queries_with(players: int) -> int:
    with forgotten():
        ann = a_person("Ann")
        whole = a_process("Getting in", by=ann, label="public")
        parts = [a_process(f"Doing {at}", by=ann, whole=whole) for at in range(players)]
        for at in range(players):
            necessity = {part.pk: NEVER for part in parts}
            answer(whole, a_person(f"P{at}"), "no", missing=f"Seeing {at}")
            answer(whole, ann, "yes", necessity=necessity)
        browser = signed_in(ann)
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/p/{whole.pk}/parts")
        return len(asked)
