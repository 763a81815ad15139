"""The flag of a whole follows its parts by what its owner says it needs of them."""

from __future__ import annotations

import pytest

from tests.builders import a_person, a_process, judged
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Part, Process
from wholeflow.server.measuring import logic, whole_map
from wholeflow.server.measuring.models import Flag

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def whole(ann: Person) -> Process:
    """A whole with two parts: 75 for and 0 against, 25 for and 50 against."""
    whole = a_process("Answering calls", by=ann, success="Callers get through")
    for name, good, bad in (("Answering", 0.75, 0.0), ("Calling back", 0.25, 0.5)):
        part = a_process(name, by=ann, whole=whole, success="It works")
        judged(part, by=ann, good=good, bad=bad)
    return whole


def declare(process: Process, **columns: object) -> tuple[float, float]:
    """Set what an owner declares, and give the flag that follows."""
    with changing(by="", command="test the parts") as draft:
        draft.set(Process.objects.get(pk=process.pk), parts_suffice=True, **columns)
    flag = Flag.objects.get(pk=process.pk)
    return flag.lower, flag.upper


def share(whole: Process, *shares: tuple[float, float]) -> None:
    with changing(by="", command="test the parts") as draft:
        for link, (low, high) in zip(
            whole.part_links.order_by("id"), shares, strict=True
        ):
            draft.set(link, share_low=low, share_high=high)


def test_all_are_needed_unless_something_else_is_said(whole: Process) -> None:
    assert declare(whole) == (0.0, 0.5)


def test_any_one_is_enough(whole: Process) -> None:
    assert declare(whole, combining="any") == (0.75, 1.0)


def test_so_many_are_needed(whole: Process) -> None:
    assert declare(whole, combining="at least", at_least=2) == (0.0, 0.5)


def test_parts_share_the_cases(whole: Process) -> None:
    share(whole, (0.5, 0.75), (0.25, 0.5))

    assert declare(whole, combining="share") == (0.5, 0.875)


def test_what_hangs_together_is_declared(whole: Process) -> None:
    assert declare(whole, dependence="independent") == (0.1875, 0.5)


def test_parts_that_nearly_suffice_leave_a_doubt(whole: Process) -> None:
    lower, upper = declare(whole, combining="any", sufficiency_low=0.5)

    assert (lower, upper) == (0.375, 1.0)


def test_a_part_that_is_missing_leaves_what_the_others_can_still_show(
    whole: Process,
) -> None:
    assert declare(whole, combining="at least", at_least=3) == (0.0, 0.5)


def test_shares_that_no_longer_add_up_say_nothing_of_the_mix(
    ann: Person, whole: Process
) -> None:
    share(whole, (0.5, 0.5), (0.5, 0.5))
    declare(whole, combining="share")
    gone = whole.part_links.order_by("id").last()
    assert gone is not None

    actions.take_out_part(by=ann, process_id=whole.pk, part_id=gone.part_id)

    flag = Flag.objects.get(pk=whole.pk)
    assert (flag.lower, flag.upper) == (0.75, 1.0)


def test_the_whole_map_gives_the_same(whole: Process) -> None:
    share(whole, (0.5, 0.75), (0.25, 0.5))
    declare(whole, combining="share")
    told = list(Flag.objects.order_by("pk").values())

    whole_map.work_out(clock.today())

    assert list(Flag.objects.order_by("pk").values()) == told


def test_a_share_can_be_left_open(whole: Process) -> None:
    assert Part.objects.filter(share_low=None).count() == 2
    assert declare(whole, combining="share") == (0.25, 1.0)


def test_a_shared_part_is_not_counted_as_two_pieces_of_luck(ann: Person) -> None:
    """Two wholes of one independent part each, and one that both need."""
    top = a_process("Caring", by=ann, success="It works")
    first = a_process("Testing", by=ann, whole=top, success="It works")
    second = a_process("Treating", by=ann, whole=top, success="It works")
    shared = a_process("Labelling", by=ann, whole=first, success="It works")
    judged(shared, by=ann, good=0.5, bad=0.25)
    for process in (first, second, top):
        declare(process, dependence="independent")
    apart = Flag.objects.get(pk=top.pk)

    actions.add_part(by=ann, process_id=second.pk, part_id=shared.pk)

    together = Flag.objects.get(pk=top.pk)
    assert (apart.lower, apart.upper) == (0.0, 0.75)
    assert (together.lower, together.upper) == (0.25, 0.75)  # not 0.75 squared

    actions.retire(by=ann, process_id=first.pk)

    alone = Flag.objects.get(pk=top.pk)
    assert (alone.lower, alone.upper) == (0.5, 0.75)
    assert alone.shared_below == 0


def test_parts_come_before_their_wholes_whatever_else_they_are_parts_of() -> None:
    wholes = {"leaf": ["top", "middle"], "middle": ["top", "elsewhere"]}

    order = list(logic.parts_first(("top", "middle", "leaf"), wholes))

    assert order == ["leaf", "middle", "top"]
