"""Whatever counts cases tells of how many persons they are, each counted once."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.journeys import (
    Journeys,
    Returns,
    Standard,
    Standards,
    cases_behind,
    directly_follows,
    look,
    river,
    typical_journey,
    waits_by_hour,
)
from wholeflow.journeys.measures import follows

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
ASKED = Standards(
    standards=(
        Standard(
            name="Treating in an hour",
            activity=("treat",),
            after=("arrive",),
            within_hours=1.0,
        ),
    ),
    returns=Returns("Coming back", ("arrive",), ("leave",), 1.0),
)


def persons_behind(journeys: Journeys, what: str) -> int:
    cases = journeys.case_names.is_in(
        list(cases_behind(journeys, ASKED, what, now=NOW))
    )
    return len(set(journeys.person[cases.to_numpy()].tolist()))


@given(logs())
def test_every_number_of_a_look_tells_its_persons(journeys: Journeys) -> None:
    found = look(journeys, ASKED, now=NOW)

    assert found.persons == persons_behind(journeys, "all")
    for link in found.follows:
        what = f"follows:{link.before}>{link.after}"
        assert link.persons == persons_behind(journeys, what)
    for number, variant in enumerate(found.top_variants, start=1):
        assert variant.persons == persons_behind(journeys, f"variant:{number}")
    for part, persons in found.standards[0].persons.items():
        what = f"standard:Treating in an hour:{part}"
        assert persons == persons_behind(journeys, what)
    assert found.returns
    assert found.returns.persons == persons_behind(journeys, "returns")
    assert found.returns.persons_within == persons_behind(journeys, "returns-within")
    for one in found.quality:
        assert one.persons == persons_behind(journeys, f"quality:{one.kind}")


@given(logs(fewest=4))
def test_a_large_log_counts_the_persons_of_its_links_as_a_small_one(
    journeys: Journeys,
) -> None:
    small = directly_follows(journeys)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(follows, "LARGE", 0)
        assert directly_follows(journeys) == small


@given(logs())
def test_pictures_and_the_typical_journey_tell_their_persons(
    journeys: Journeys,
) -> None:
    typical, drawn = typical_journey(journeys), river(journeys)

    assert typical.persons == drawn.persons == journeys.n_persons
    for step in typical.steps:
        what = f"activity:{step.activity}"
        assert step.persons == persons_behind(journeys, what)
        assert step.persons_there <= min(step.there, step.persons)
    for one in typical.seldom:
        assert one.persons == persons_behind(journeys, f"activity:{one.name}")
    for stop in drawn.stops:
        assert stop.persons == persons_behind(journeys, f"activity:{stop.name}")
        assert stop.persons_no_further <= min(stop.no_further, stop.persons)


@given(logs())
def test_an_hour_of_the_week_tells_its_persons(journeys: Journeys) -> None:
    found = waits_by_hour(journeys)

    assert (found.persons <= np.minimum(found.cases, journeys.n_persons)).all()
    assert ((found.persons > 0) == (found.cases > 0)).all()


def test_in_a_log_that_names_no_persons_each_case_is_one(sepsis: Journeys) -> None:
    assert sepsis.one_case_each
    assert all(link.persons == link.cases for link in directly_follows(sepsis))
