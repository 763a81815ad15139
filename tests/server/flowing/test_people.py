"""What strangers are told counts people: no count of journeys is left among it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.journeys import Journeys, look
from wholeflow.server.flowing import people
from wholeflow.server.flowing.journeying import Asked, journey, standards_of

COUNTING = ("cases", "people", "journeys", "no_further", "against", "there", "with_all")


def counts(told: Any, at: str = "") -> list[tuple[str, Any]]:
    """Give every count of a told thing, with where it stands."""
    if isinstance(told, list):
        return [one for n, each in enumerate(told) for one in counts(each, f"{at}/{n}")]
    if not isinstance(told, dict):
        return []
    here = [(f"{at}/{name}", told[name]) for name in told if name in COUNTING]
    return here + [one for name in told for one in counts(told[name], f"{at}/{name}")]


def flat(count: Any) -> list[int]:
    return [n for row in count for n in row] if isinstance(count, list) else [count]


@given(logs())
def test_no_count_is_of_more_than_all_people(journeys: Journeys) -> None:
    standards = standards_of(journeys, {})
    found = journey(journeys, Asked()) | {"look": look(journeys, standards).as_json()}
    told = json.loads(json.dumps(found))

    known = counts(people.counted(told))

    assert [where for where, _ in known] == [where for where, _ in counts(told)]
    for where, count in known:
        if not where.startswith(("/bottlenecks", "/causes", "/stream")):
            assert all(n <= journeys.n_persons for n in flat(count)), where


def test_an_activity_may_be_called_as_a_count_is() -> None:
    told = {"ties": {"cases": "p1", "persons": "p2", "persons_cases": "p3"}}

    assert people.counted(told) == told
