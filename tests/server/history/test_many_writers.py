"""Numbers are given in the order of commits, without a gap, whoever writes at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.builders import PASSWORD, a_person, a_process, a_system, latest
from wholeflow.errors import Refused, WholeflowError
from wholeflow.server.accounts.actions import invite, join
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Part, Process
from wholeflow.server.measuring import flags
from wholeflow.server.measuring.models import Flag

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 6, 8


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Do some things in threads that start together, and give what went wrong."""
    ready = threading.Barrier(len(works))
    faults: list[BaseException] = []

    def one(work: Callable[[], object]) -> None:
        ready.wait()
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - told by the caller
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_numbers_follow_the_commits_without_gaps() -> None:
    ann = a_person("Ann")
    process = a_process(by=ann)
    seen: list[int] = []
    done = threading.Event()

    def write() -> None:
        for at in range(EACH):
            actions.rename(
                by=ann,
                process_id=process.pk,
                name=f"Testing blood {at}",
                name_reason="x",
            )
            actions.new_process(by=ann, name="Cleaning wards")

    def read() -> None:
        while not done.is_set():
            numbers = [*Change.objects.order_by("seq").values_list("seq", flat=True)]
            assert numbers == list(range(1, len(numbers) + 1))
            seen.append(len(numbers))

    def all_write() -> None:
        faults.extend(at_once(*[write] * WRITERS))
        done.set()

    faults: list[BaseException] = []
    faults += at_once(all_write, read)

    assert faults == []
    assert seen == sorted(seen)
    assert Process.objects.count() == 1 + WRITERS * EACH
    assert latest().seq == System.objects.get().last_change == Change.objects.count()


def test_a_refused_change_uses_no_number() -> None:
    ann, bob = a_person("Ann"), a_person("Bob")
    process = a_process(by=ann, label="public")
    before = System.objects.get().last_change

    with pytest.raises(Refused):
        actions.rename(by=bob, process_id=process.pk, name="Sampling blood")

    assert System.objects.get().last_change == before


def test_two_who_take_a_process_at_once_do_not_both_own_it() -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, label="public")
    actions.let_go(by=ann, process_id=process.pk)
    people = [a_person(name) for name in ("Bob", "Cat", "Dee", "Eve")]

    faults = at_once(
        *(
            lambda by=by: actions.take_ownership(by=by, process_id=process.pk)
            for by in people
        )
    )

    assert len(faults) == 3
    assert all(isinstance(fault, Refused) for fault in faults)
    assert Process.objects.get(pk=process.pk).owner in people


def test_two_who_close_a_circle_at_once_do_not_both_succeed() -> None:
    ann = a_person("Ann")
    one, other = a_process(by=ann), a_process("Cleaning wards", by=ann)

    faults = at_once(
        lambda: actions.add_part(by=ann, process_id=one.pk, part_id=other.pk),
        lambda: actions.add_part(by=ann, process_id=other.pk, part_id=one.pk),
    )

    assert len(faults) == 1
    assert isinstance(faults[0], WholeflowError)
    assert Part.objects.count() == 1


def test_a_link_lets_one_in_though_many_use_it_at_once() -> None:
    a_system()
    secret = invite(organisation=None, by=None)

    faults = at_once(
        *(
            lambda at=at: join(
                secret=secret,
                sign_in_name=f"person-{at}",
                password=PASSWORD,
                name="Ann",
                role="",
                organisation_name="Trust",
            )
            for at in range(4)
        )
    )

    assert len(faults) == 3
    assert Person.objects.count() == 1


def test_catching_up_with_the_day_loses_no_change_made_meanwhile() -> None:
    ann = a_person("Ann")
    processes = [a_process(by=ann, success="It works") for _ in range(4)]
    for process in processes:
        Flag.objects.filter(pk=process.pk).update(as_of="2020-01-01")

    faults = at_once(
        flags.catch_up,
        *(
            lambda process=process: actions.retire(by=ann, process_id=process.pk)
            for process in processes[:3]
        ),
        flags.catch_up,
    )

    assert faults == []
    assert [flag.process_id for flag in Flag.objects.all()] == [processes[3].pk]
