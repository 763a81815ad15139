"""What is honestly said of a real log, which has one time for each event."""

from __future__ import annotations

from functools import lru_cache

import pytest

from wholeflow.errors import BadInput
from wholeflow.journeys import example_log, read_log
from wholeflow.simulation import read_model, write_model
from wholeflow.simulation.experiments import Plan, Scenario
from wholeflow.simulation.fitting import Fitted, ask, fit


@lru_cache(maxsize=1)
def sepsis() -> Fitted:
    return fit(read_log(example_log()), seed=1, runs=39)


def test_what_the_log_cannot_tell_is_said() -> None:
    assert {"one-time", "open-cases", "rare"} <= {
        each.kind for each in sepsis().identifiable
    }


def test_fewer_came_in_the_weeks_held_out_and_that_is_found() -> None:
    """2.4 a day in the first 46 weeks, 2.0 in the last 15: no model of the first knows."""
    check = sepsis().validation.checks[0]

    assert check.seen == pytest.approx(207 / 105, rel=1e-3)  # a day has 23 hours
    assert check.seen < check.least
    assert check.verdict == "does not hold"


def test_so_no_change_can_be_asked() -> None:
    plan = Plan(hours=24 * 30, seed=1, runs=2)

    with pytest.raises(BadInput, match="how many come"):
        ask(sepsis(), plan, scenario=Scenario("more", "demand x 1.1"))


def test_time_in_the_system_and_how_many_are_there_hold_all_the_same() -> None:
    verdicts = {str(c.measure): c.verdict for c in sepsis().validation.checks}

    assert verdicts["mean time in system"] == "holds"
    assert verdicts["patients present"] == "holds"


def test_the_model_can_be_written_and_read() -> None:
    text = write_model(sepsis().model, "yaml")

    assert read_model(text.encode(), "yaml", source="it") == sepsis().model
