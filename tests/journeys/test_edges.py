"""Numbers of edges add up: servers to the whole, days to all days, and back again."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    EdgeStatistics,
    Journeys,
    Sharing,
    Standards,
    appended,
    chosen_cases,
    directly_follows,
    edge_statistics,
    edges_as_text,
    read_edges,
    together,
    updated,
    waits_between_activities,
    without,
)
from wholeflow.journeys.kernels import class_of
from wholeflow.journeys.measures.edge_files import as_plain, from_plain
from wholeflow.journeys.measures.edge_sums import classes_of
from wholeflow.journeys.measures.edges import BASES, bounds

Row = tuple[int, str, int, int, str, str]


@given(st.lists(events, min_size=2, max_size=30))
def test_numbers_of_two_servers_are_those_of_all_their_people(rows: list[Row]) -> None:
    here = [row for row in rows if row[0] % 3 == 0]  # of one of the three persons
    there = [row for row in rows if row[0] % 3 != 0]
    assume(here and there)
    one, other = edge_statistics(log_of(here)), edge_statistics(log_of(there))

    pooled = together(one, other)

    assert pooled == edge_statistics(log_of(rows))
    assert without(pooled, other) == one


def test_time_at_home_between_leaving_and_coming_back_is_no_wait(
    sepsis: Journeys, sepsis_standards: Standards
) -> None:
    returns = sepsis_standards.returns

    found = edge_statistics(sepsis, returns=returns)

    assert ("Release A", "Return ER") in edge_statistics(sepsis).edges
    links = waits_between_activities(sepsis, sepsis_standards)
    assert {pair: edge.times for pair, edge in found.edges.items()} == {
        (link.before, link.after): link.times for link in links
    }
    assert found.basis.endswith("not from leaving to coming back")


def test_who_did_something_is_told_to_nobody(sepsis: Journeys) -> None:
    with pytest.raises(BadInput, match="got 'resource'"):
        edge_statistics(sepsis, "resource")


@given(st.lists(events, min_size=2, max_size=30), st.data())
def test_numbers_are_kept_up_to_date_as_days_are_appended(
    rows: list[Row], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(rows) - 1))
    before, more = log_of(rows[:cut]), log_of(rows[cut:])
    after = appended(before, more)

    kept = updated(edge_statistics(before), before, after, more)

    assert kept == edge_statistics(after)


@given(logs())
def test_links_lie_where_the_numbers_say(journeys: Journeys) -> None:
    found = edge_statistics(journeys).edges

    links = directly_follows(journeys)

    assert len(found) == len(links)
    for link in links:
        edge = found[link.before, link.after]
        assert (edge.times, edge.cases, edge.persons) == (
            link.times,
            link.cases,
            link.persons,
        )
        assert edge.mean_hours == link.mean_hours
        for share, hours in ((0.5, link.median_hours), (0.9, link.p90_hours)):
            low, high = edge.quantile_hours(share)
            assert low <= hours <= high


def test_a_quantile_is_known_to_a_thirty_second_part(sepsis: Journeys) -> None:
    lasting = [
        edge.quantile_hours(0.5)
        for edge in edge_statistics(sepsis).edges.values()
        if edge.times % 2
    ]

    assert all(high <= low * (1 + 1 / 32) + 1e-12 for low, high in lasting)


def test_the_spread_of_waits_is_that_of_their_minutes(sepsis: Journeys) -> None:
    part = chosen_cases(sepsis, np.arange(sepsis.n_cases) < 300)
    link = directly_follows(part)[0]
    edge = edge_statistics(part).edges[link.before, link.after]
    first = np.flatnonzero(
        (part.activity[:-1] == part.activities.index(link.before))
        & (part.activity[1:] == part.activities.index(link.after))
        & (part.case[1:] == part.case[:-1])
    )
    waits = (part.start[first + 1] - part.end[first]) / 3_600_000_000

    assert edge.sd_hours == pytest.approx(waits.std(), rel=0.001)


@given(st.integers(0, 2**62))
def test_a_wait_is_in_one_class_whoever_tells_it(wait: int) -> None:
    assert class_of(wait) == classes_of(np.array([wait]))[0]


@given(logs())
def test_numbers_come_back_from_json(journeys: Journeys) -> None:
    found = edge_statistics(journeys)

    assert from_plain(json.loads(json.dumps(as_plain(found)))) == found


@given(logs(most=60), st.integers(0, 2), st.integers(1, 5))
def test_what_is_told_by_a_rule_holds_together(
    journeys: Journeys, hide_up_to: int, round_to: int
) -> None:
    rule = Sharing(hide_up_to, round_to)
    whole = edge_statistics(journeys).edges

    found = edge_statistics(journeys, rule=rule)

    assert len(found.edges) + found.left_out == len(whole)
    assert from_plain(json.loads(edges_as_text(found))) == found
    for pair, edge in found.edges.items():
        exact = whole[pair]
        assert exact.persons > hide_up_to
        assert abs(edge.times - exact.times) <= round_to / 2
        if round_to == 1:
            assert (edge.total, edge.squares) == (exact.total, exact.squares)
            low, high = edge.quantile_hours(0.5)
            least, most = exact.quantile_hours(0.5)
            assert low <= least <= most <= high


@given(logs(most=60), st.integers(1, 2))
def test_every_run_of_waits_is_of_more_persons_than_are_hidden(
    journeys: Journeys, hide_up_to: int
) -> None:
    found = edge_statistics(journeys, rule=Sharing(hide_up_to))

    first = np.flatnonzero(journeys.case[1:] == journeys.case[:-1])
    waits = np.maximum(journeys.start[first + 1] - journeys.end[first], 0)
    person = journeys.person[journeys.case[first]]
    pairs = journeys.activity[first], journeys.activity[first + 1]
    for (before, after), edge in found.edges.items():
        here = (pairs[0] == journeys.activities.index(before)) & (
            pairs[1] == journeys.activities.index(after)
        )
        for (low, high), count in edge.classes.items():
            within = here & (waits >= bounds(low)[0])
            within &= (waits < bounds(high)[1]) if high else (waits == 0)
            assert len(np.unique(person[within])) > hide_up_to
            assert within.sum() == count


def test_what_one_person_did_often_does_not_leave() -> None:
    rows = [(3 * n, "arrive", 100 * n, 1, "", "") for n in range(12)]  # all are P0
    rows += [(3 * n, "treat", 100 * n + 50, 1, "", "") for n in range(12)]

    found = edge_statistics(log_of(rows), rule=Sharing(7))

    assert found.edges == {}
    assert found.left_out == 1
    assert "arrive" not in edges_as_text(found)


def told(**changed: object) -> dict[str, object]:
    edge = {
        "before": "a", "after": "b", "times": 2, "cases": 1, "persons": 1, "total": 3,
        "squares": 0, "classes": [[1, 1, 1], [33, 33, 1]],
    }  # fmt: skip
    return {
        **as_plain(EdgeStatistics("activity", {})),
        "edges": [{**edge, **changed}],
    }


def test_numbers_that_fit_together_are_taken() -> None:
    assert from_plain(told()).edges["a", "b"].times == 2


RUNS = "expected 'classes' to be lists"


@pytest.mark.parametrize(
    ("plain", "match"),
    [
        ([], "no file of wholeflow edges"),
        ({"edges": []}, "no file of wholeflow edges"),
        (told() | {"version": 2}, "expected version 1, got 2"),
        (told() | {"bins": "10 to each"}, "expected bins of .* got '10 to each'"),
        (told() | {"by": "resource"}, "expected 'by' to be 'activity' or"),
        (told() | {"waits": "long"}, "expected 'waits' to be"),
        (told() | {"rule": None}, "rule: expected 'hide_up_to' to be a whole number"),
        (told() | {"left_out": -1}, "expected 'left_out' to be a whole number from 0, got -1"),
        (told() | {"edges": {}}, "expected a list of 'edges', got {}"),
        (told(times=2.0), "edge 1: expected 'times' to be a whole number from 1, got 2.0"),
        (told(times=True), "edge 1: expected 'times' .* got True"),
        (told(times=-2), "edge 1: expected 'times' .* got -2"),
        (told(total=10**4000), "edge 1: expected 'total' .* got more"),
        (told(before=None), "edge 1: expected a name as 'before', got nothing"),
        (told(before="x" * 2000), "edge 1: expected a name as 'before', got 'xxx"),
        (told(more=1), "edge 1: expected before, after, .* got {'before'"),
        (told(classes=[[1, 1, 1], [1, 1, 1]]), "edge 1: expected each of its classes once"),
        (told(classes=[[1, 1]]), RUNS),
        (told(classes=[[1, 1, 3], [33, 33, -1]]), RUNS),
        (told(classes=[[1, 1, 1], [10**30, 10**30, 1]]), RUNS),
        (told(classes=[[2, 1, 2]]), RUNS),
        (told(times=3), "do not fit together"),
        (told(cases=3), "do not fit together"),
        (told(persons=2), "do not fit together"),
        (told(total=10**9), "do not fit together"),
        (told(squares=10**9), "do not fit together"),
        (told() | {"edges": [{}]}, "edge 1: expected before, after"),
        (told() | {"edges": told()["edges"] * 2}, "an edge is twice there"),  # type: ignore[operator]
    ],
)  # fmt: skip
def test_what_another_server_tells_is_checked(plain: object, match: str) -> None:
    with pytest.raises(BadInput, match=match):
        from_plain(plain)


def test_a_name_that_holds_what_identifies_somebody_does_not_leave() -> None:
    found = from_plain(told(before="call 943 476 5919"))

    with pytest.raises(BadInput, match=r"'call \(hidden\)'") as refused:
        edges_as_text(found)

    assert "5919" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (edges_as_text(from_plain(told()))[:-40], r"line \d+: .* cut short"),
        ("", "cut short"),
        ("[" * 100_000, "no file of wholeflow edges"),
        ('{"format": ' + "9" * 5000 + "}", "no file of wholeflow edges"),
        ("case,activity,time\nA,see,2024-05-01\n", "line 1: .* wholeflow flow edges"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    tmp_path: Path, text: str, match: str
) -> None:
    path = tmp_path / "north.json"
    path.write_text(text)

    with pytest.raises(BadInput, match=match) as refused:
        read_edges(path)

    assert str(refused.value).startswith("north.json: ")


def test_a_file_that_is_not_there_or_absurdly_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(BadInput, match="at most 100 MB, got 200 MB"):
        read_edges(large)
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        read_edges(tmp_path / "none.json")


def test_numbers_of_another_column_or_of_others_are_not_taken_away() -> None:
    one = from_plain(told())

    with pytest.raises(BadInput, match="by activity, got numbers by kind"):
        together(one, EdgeStatistics("kind", {}))
    with pytest.raises(BadInput, match="got waits from one completion to the next"):
        together(one, EdgeStatistics("activity", {}, BASES[1]))
    with pytest.raises(BadInput, match="do not fit together"):
        without(EdgeStatistics("activity", {}), one)
