"""A map comes in whole or not at all, and goes out as it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.builders import a_person, a_process, a_system, latest
from tests.server import tables
from wholeflow.errors import NotFound
from wholeflow.processes import Interlock, Map, Part, read_template, template_names
from wholeflow.processes import Process as ProcessValue
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.changes import KEPT
from wholeflow.server.history.models import Change, Touched
from wholeflow.server.mapping.bringing_in import export_map, import_map
from wholeflow.server.mapping.models import Organisation, Process
from wholeflow.server.measuring.models import Flag, Move

pytestmark = pytest.mark.django_db


def with_ids(brought: Map, ids: Mapping[str, str]) -> Map:
    """Give a map with the lasting ids it was given on the way in."""
    return Map(
        brought.name,
        tuple(replace(each, id=ids[each.id]) for each in brought.processes),
        tuple(
            replace(part, whole=ids[part.whole], part=ids[part.part])
            for part in brought.parts
        ),
        tuple(
            replace(lock, giver=ids[lock.giver], receiver=ids[lock.receiver])
            for lock in brought.interlocks
        ),
    ).in_canonical_order()


@pytest.mark.parametrize("template", template_names())
def test_what_came_in_goes_out_the_same(template: str) -> None:
    brought = read_template(template)
    a_system()
    ids = import_map(by=None, brought=brought, organisation="Trust")

    expected = with_ids(brought, ids)
    at_home = tuple(
        replace(each, organisation=each.organisation or "Trust")
        for each in expected.processes
    )
    assert export_map(None, name=brought.name) == replace(expected, processes=at_home)


def test_an_export_comes_into_an_empty_system_with_its_ids() -> None:
    a_system()
    import_map(by=None, brought=read_template("england"), organisation="Trust")
    exported = export_map(None, name="Here")
    forget_everything()
    ids = import_map(by=None, brought=exported, organisation="Elsewhere")

    assert ids == {key: key for key in ids}
    assert export_map(None, name="Here") == exported


def forget_everything() -> None:
    for table in (Move, Flag, Touched, Change, Person, *KEPT.values()):
        table._base_manager.all()._raw_delete("default")


def test_an_import_is_one_change() -> None:
    ann = a_person("Ann")
    before = latest().seq
    import_map(by=ann, brought=read_template("england-top"), owned_by=ann)

    assert latest().seq == before + 1


def test_an_import_that_fails_leaves_nothing() -> None:
    ann = a_person("Ann")
    stood, before, people = tables.kept(), latest().seq, Person.objects.count()
    brought = Map(
        "Wards",
        (
            ProcessValue("a", "Caring", owner="Matron", organisation="New trust"),
            ProcessValue("b", "Cleaning wards"),
        ),
        (Part("a", "b"),),
    )

    with pytest.raises(NotFound):
        import_map(by=ann, brought=brought, under="wf:p:" + "a" * 26)

    assert tables.kept() == stood
    assert (latest().seq, Person.objects.count()) == (before, people)


def test_a_process_that_is_here_already_is_not_overwritten() -> None:
    ann = a_person("Ann")
    process = a_process("Testing blood", by=ann)
    brought = Map("Wards", (ProcessValue(process.pk, "Another name"),))
    import_map(by=ann, brought=brought)

    assert Process.objects.get(pk=process.pk).name == "Testing blood"


def test_tops_that_stand_under_a_whole_already_are_not_put_there_twice() -> None:
    ann = a_person("Ann")
    whole = a_process("Caring", by=ann)
    part = a_process(by=ann, whole=whole)
    values = (ProcessValue(part.pk, "Testing blood"), ProcessValue("new", "Cleaning"))
    import_map(by=ann, brought=Map("Wards", values), under=whole.pk)

    assert whole.part_links.count() == 2


def test_processes_that_name_the_home_organisation_belong_to_it() -> None:
    a_system()
    values = (ProcessValue("a", "Caring", organisation="Trust"),)
    import_map(by=None, brought=Map("Wards", values), organisation="Trust")

    assert Organisation.objects.count() == 1


def test_what_passes_between_processes_comes_and_goes() -> None:
    ann = a_person("Ann")
    values = (ProcessValue("a", "Caring"), ProcessValue("b", "Cleaning wards"))
    lock = Interlock("a", "b", "people", "patients", form="beds", state="agreed")
    ids = import_map(by=ann, brought=Map("Wards", values, (), (lock,)))

    (out,) = export_map(ann, name="Wards").interlocks
    assert out == replace(lock, giver=ids["a"], receiver=ids["b"])


@pytest.mark.parametrize(
    ("combining", "at_least"),
    [("all", None), ("any", None), ("at least", 2), ("share", None)],
)
def test_how_a_whole_follows_from_its_parts_comes_and_goes(
    combining: str, at_least: int | None
) -> None:
    ann = a_person("Ann")
    whole = ProcessValue(
        *("a", "Caring"),
        label="restricted",
        parts_suffice=True,
        combining=combining,
        at_least=at_least,
        dependence="stand or fall together",
        sufficiency=(0.5, 0.75),
    )
    parts = (
        Part("a", "b", necessity=(0.2, 0.6), share=(0.25, 0.5)),
        Part("a", "c", share=(0.0, 1.0)),
        Part("a", "d"),
    )
    others = tuple(ProcessValue(key, f"Doing {key}") for key in "bcd")
    brought = Map("Wards", (whole, *others), parts)
    ids = import_map(by=ann, brought=brought, owned_by=ann)

    out, expected = export_map(ann, name="Wards"), with_ids(brought, ids)
    row = next(each for each in out.processes if each.name == "Caring")
    assert replace(row, owner="", organisation="") == replace(whole, id=ids["a"])
    assert out.parts == expected.parts
