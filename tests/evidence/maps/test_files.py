"""Every flag of a map file, and judgements found their process."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadInput
from wholeflow.evidence import (
    Flag,
    Judgement,
    JudgementRow,
    MapFlag,
    flags_of_map,
    opened_of_map,
    statements_of_map,
    trace,
)
from wholeflow.processes import DEPENDENCE, Map, Part, Process, Statement

DAY = date(2024, 6, 1)
SAID = (Statement("It works"),)
BLOOD = Map(
    "Blood",
    (
        Process("results", "Getting results", success=SAID, parts_suffice=True),
        Process("testing", "Testing blood", success=SAID),
        Process("reporting", "Reporting results", success=SAID),
        Process("filing", "Filing letters"),
    ),
    (
        Part("results", "testing"),
        Part("results", "reporting", (0.5, 0.5)),
        Part("results", "filing", (0.0, 0.0)),
    ),
)


def judged(
    flag: Flag, *, on: date = DAY, half_life_days: int | None = None
) -> Judgement:
    return Judgement(flag, "audit", "ward sister", on=on, half_life_days=half_life_days)


def by_id(flags: tuple[MapFlag, ...]) -> dict[str, MapFlag]:
    return {each.process.id: each for each in flags}


def test_flags_roll_up_a_map() -> None:
    statements = {
        "testing": [judged(Flag(0.75, 1.0))],
        "reporting": [judged(Flag(0.5, 0.75))],
    }

    flags = by_id(flags_of_map(BLOOD, statements, DAY))

    # Missing: 0.25 of testing, half of 0.5 of reporting. Against: half of 0.25.
    assert flags["results"].flag == Flag(0.5, 0.875)
    assert flags["testing"].flag == Flag(0.75, 1.0)


def test_a_process_without_success_has_no_flag_and_counts_as_unassessed() -> None:
    flags = by_id(flags_of_map(BLOOD, {}, DAY))

    assert flags["filing"].flag is None
    assert flags["results"].unassessed_below == 3


def test_judgements_age_to_the_day() -> None:
    old = judged(Flag(0.5, 1.0), on=date(2024, 5, 2), half_life_days=30)

    flags = by_id(flags_of_map(BLOOD, {"testing": [old]}, DAY))

    assert flags["testing"].flag == Flag(0.25, 1.0)
    assert flags["results"].stale_below == 1


def test_what_is_contested_is_counted_above() -> None:
    contested = judged(Flag(0.75, 0.25))

    flags = by_id(flags_of_map(BLOOD, {"testing": [contested]}, DAY))

    assert flags["testing"].flag == Flag(0.75, 0.25)
    assert flags["results"].contested_below == 1


def row(process: str, number: int = 2) -> JudgementRow:
    return JudgementRow(process, judged(Flag(0.5, 1.0)), number)


def test_a_judgement_finds_its_process_by_name_or_id() -> None:
    rows = [row("testing blood"), row("testing"), row("Reporting results")]

    found = statements_of_map(BLOOD, rows)

    assert {key: len(each) for key, each in found.items()} == {
        "testing": 2, "reporting": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Testing bloud", "got “Testing bloud”; did you mean “Testing blood”?"),
        ("Sweeping", "expected a process of the map; got “Sweeping”$"),
        ("Filing letters", "nobody has said what success is for “Filing letters”"),
        ("Reporting results", "give the id of one: reporting, again"),
    ],
)
def test_a_judgement_about_none_or_several_is_refused(name: str, told: str) -> None:
    again = Process("again", "Reporting results", success=SAID)
    twice = replace(BLOOD, processes=(*BLOOD.processes, again))

    with pytest.raises(BadInput, match=told) as refused:
        statements_of_map(twice, [row("testing"), row(name, 7)], source="seen.csv")

    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (7, "process")


def test_a_map_that_is_opened_has_the_flags_of_the_map() -> None:
    statements = {
        "testing": [judged(Flag(0.75, 1.0))],
        "reporting": [judged(Flag(0.5, 0.75))],
    }

    opened = opened_of_map(BLOOD, statements, DAY)

    flags = by_id(flags_of_map(BLOOD, statements, DAY))
    assert opened["results"].flag == flags["results"].flag
    found = trace("results", lambda keys: {key: opened[key] for key in keys})
    assert [(each.ref, each.share) for each in found.shares] == [
        ("reporting", 0.25), ("testing", 0.25),
    ]  # fmt: skip


def a_shared_map(*shares: tuple[float, float] | None) -> Map:
    """Give a whole whose cases its parts share."""
    keys = [f"part-{at}" for at in range(len(shares))]
    whole = Process(
        "whole", "Serving people", success=SAID, parts_suffice=True, combining="share"
    )
    return Map(
        "Ways",
        (whole, *(Process(key, f"Serving by {key}", success=SAID) for key in keys)),
        tuple(
            Part("whole", key, share=share)
            for key, share in zip(keys, shares, strict=True)
        ),
    )


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        pytest.param(((0.25, 0.5), None), Flag(0.5, 0.6875), id="one is not given"),
        pytest.param(((0.75, 1.0), (0.5, 1.0)), Flag(0.5, 0.75), id="too much"),
        pytest.param(((0.5, 0.5), (0.5, 0.5)), Flag(0.5, 0.625), id="halves"),
    ],
)
def test_shares_that_are_not_known_may_be_any(
    shares: tuple[tuple[float, float] | None, ...], expected: Flag
) -> None:
    ways = a_shared_map(*shares)
    statements = {
        "part-0": [judged(Flag(0.5, 0.5))],
        "part-1": [judged(Flag(0.5, 0.75))],
    }

    assert by_id(flags_of_map(ways, statements, DAY))["whole"].flag == expected
    assert opened_of_map(ways, statements, DAY)["whole"].flag == expected


def test_a_claim_about_parts_that_share_a_process_is_widened_in_both() -> None:
    independent = {"parts_suffice": True, "dependence": "independent", "success": SAID}
    shared = Map(
        "Shared",
        (
            Process("whole", "Getting results", **independent),
            Process("one", "Testing blood", **independent),
            Process("other", "Testing urine", **independent),
            Process("below", "Running the laboratory", success=SAID),
        ),
        (
            Part("whole", "one"),
            Part("whole", "other"),
            Part("one", "below"),
            Part("other", "below"),
        ),
    )
    statements = {"below": [judged(Flag(0.5, 0.75))]}

    # Alone 0.5 * 0.5 would be for; both stand or fall with what is below them.
    assert by_id(flags_of_map(shared, statements, DAY))["whole"].flag == Flag(
        0.25, 0.75
    )
    assert opened_of_map(shared, statements, DAY)["whole"].flag == Flag(0.25, 0.75)


CHANCES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.8, 1.0])
WITHIN = st.tuples(CHANCES, CHANCES).map(lambda pair: (min(pair), max(pair)))


@st.composite
def maps(draw: st.DrawFn) -> Map:
    """Give a map in which any process may be part of any before it."""
    n = draw(st.integers(2, 6))
    links = tuple(
        Part(str(whole), str(part), draw(WITHIN), draw(st.none() | WITHIN))
        for part in range(1, n)
        for whole in range(part)
        if draw(st.booleans())
    )
    processes = []
    for at in range(n):
        n_parts = sum(link.whole == str(at) for link in links)
        ways = ["all", "any", "share"] + ["at least"] * (n_parts > 0)
        way = draw(st.sampled_from(ways))
        processes.append(
            Process(
                str(at),
                f"Testing {at}",
                success=draw(st.sampled_from([(), SAID, SAID])),
                parts_suffice=draw(st.sampled_from([None, True, True])),
                combining=way,
                at_least=draw(st.integers(1, n_parts)) if way == "at least" else None,
                dependence=draw(st.sampled_from(DEPENDENCE)),
                sufficiency=draw(st.sampled_from([(1.0, 1.0), (0.5, 0.8)])),
            )
        )
    return Map("Random", tuple(processes), links)


@given(maps(), st.lists(st.tuples(CHANCES, CHANCES), min_size=6, max_size=6))
def test_a_trace_takes_apart_the_flag_that_the_map_has(
    whole_map: Map, said: list[tuple[float, float]]
) -> None:
    statements = {
        process.id: [judged(Flag(*ends))]
        for process, ends in zip(whole_map.processes, said, strict=False)
        if not any(link.whole == process.id for link in whole_map.parts)
    }

    opened = opened_of_map(whole_map, statements, DAY)

    for each in flags_of_map(whole_map, statements, DAY):
        if each.flag is not None:
            found = trace(each.process.id, lambda keys: {k: opened[k] for k in keys})
            assert found.flag == each.flag
