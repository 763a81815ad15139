"""No measure of time hangs on the order of rows, but where two events are tied."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of
from wholeflow.journeys import Journeys
from wholeflow.journeys.measures.clock import batch_peaks, weekend_ratio
from wholeflow.journeys.measures.concurrency import (
    concurrent_activities,
)
from wholeflow.journeys.measures.flow import flow_by, flow_efficiency
from wholeflow.journeys.measures.handovers import hand_over_waits
from wholeflow.journeys.measures.little import littles_law, littles_law_by
from wholeflow.journeys.measures.typical import typical_journey
from wholeflow.journeys.measures.waiting import causal_waits

MEASURES: dict[str, Callable[[Journeys], object]] = {
    "flow": flow_efficiency,
    "flow by body": lambda log: flow_by(log, log.column("activity")),
    "flow by causes": lambda log: flow_by(
        log, "activity", waited=causal_waits(log, concurrent_activities(log))
    ),
    "hand-overs": hand_over_waits,
    "Little": littles_law,
    "Little by stage": lambda log: littles_law_by(log, "activity"),
    "typical journey": typical_journey,
    "bursts": lambda log: batch_peaks(log, 60, at_least=1),
    "weekends": lambda log: weekend_ratio(log, log.activities),
}
# No two events of a case at one time, so that any order of rows says the same.
untied = st.lists(
    events, min_size=1, max_size=30, unique_by=lambda row: (row[0], row[2], row[3])
)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@given(untied.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_rows_in_another_order_give_the_same(
    measure: Callable[[Journeys], object],
    pair: tuple[list[tuple[int, str, int, int, str, str]], ...],
) -> None:
    first, second = (measure(log_of(list(rows))) for rows in pair)

    assert repr(first) == repr(second)  # NaN is as good as NaN
