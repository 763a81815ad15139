"""Numbers of edges add up: servers to the whole, days to all days, and back again."""

import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, appended, chosen_cases, directly_follows
from wholeflow.journeys.kernels import class_of
from wholeflow.journeys.measures.edges import (
    EdgeStatistics,
    as_plain,
    classes_of,
    edge_statistics,
    from_plain,
    together,
    updated,
    without,
)

Row = tuple[int, str, int, int, str, str]


@given(st.lists(events, min_size=2, max_size=30))
def test_numbers_of_two_servers_are_those_of_all_their_cases(rows: list[Row]) -> None:
    here = [row for row in rows if row[0] < 2]
    there = [row for row in rows if row[0] >= 2]
    assume(here and there)
    one, other = edge_statistics(log_of(here)), edge_statistics(log_of(there))

    pooled = together(one, other)

    assert pooled == edge_statistics(log_of(rows))
    assert without(pooled, other) == one


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
        assert (edge.times, edge.cases) == (link.times, link.cases)
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


def told(**changed: object) -> object:
    edge = {
        "before": "a", "after": "b", "times": 2, "cases": 1, "total": 3, "squares": 0,
        "classes": [[1, 1], [33, 1]],
    }  # fmt: skip
    return {"by": "activity", "edges": [{**edge, **changed}]}


def test_numbers_that_fit_together_are_taken() -> None:
    assert from_plain(told()).edges["a", "b"].times == 2


@pytest.mark.parametrize(
    ("plain", "match"),
    [
        ([], "expected 'by'"),
        ({"by": "resource", "edges": []}, "one of activity"),
        (told(times=2.0), "edge 1 is not understood"),
        (told(times=True), "edge 1 is not understood"),
        (told(before=None), "edge 1 is not understood"),
        (told(more=1), "edge 1 is not understood"),
        (told(classes=[[1, 1], [1, 1]]), "edge 1 is not understood"),
        (told(classes=[[1]]), "edge 1 is not understood"),
        (told(times=3), "do not fit together"),
        (told(cases=3), "do not fit together"),
        (told(total=10**9), "do not fit together"),
        (told(classes=[[1, 3], [33, -1]]), "do not fit together"),
        (told(classes=[[1, 1], [10**30, 1]]), "do not fit together"),
        (told(squares=-1), "do not fit together"),
        ({"by": "activity", "edges": [{}]}, "edge 1 is not understood"),
        ({"by": "activity", "edges": told()["edges"] * 2}, "edge 2 is twice there"),  # type: ignore[index]
    ],
)  # fmt: skip
def test_what_another_server_tells_is_checked(plain: object, match: str) -> None:
    with pytest.raises(BadInput, match=match):
        from_plain(plain)


def test_numbers_of_another_column_or_of_others_are_not_taken_away() -> None:
    one = from_plain(told())

    with pytest.raises(BadInput, match="by activity, got numbers by kind"):
        together(one, EdgeStatistics("kind", {}))
    with pytest.raises(BadInput, match="do not fit together"):
        without(EdgeStatistics("activity", {}), one)
