"""A run written down as an event log, so that whatever is asked of logs is asked of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys import Columns, Journeys, read_table
from wholeflow.journeys.times import HOUR, as_microseconds
from wholeflow.simulation.engine.outcome import Outcome
from wholeflow.simulation.model.calendar import beginning
from wholeflow.simulation.model.model import Model

CLASS = "class"
ARRIVING = "arriving"
MOMENT = pl.Datetime("us", "UTC")


def log_of_run(
    model: Model,
    outcome: Outcome,
    activities: tuple[str, ...] = (),
    *,
    arrival: str | None = ARRIVING,
) -> Journeys:
    """Give the event log of a run.

    Parameters
    ----------
    model
        What was run.
    outcome
        One whose visits were kept.
    activities
        Names of the nodes to be written down; none is all of them.
    arrival
        What the coming of a patient is called, without which nobody knows how long the
        first service was waited for; None leaves it out.

    Returns
    -------
    Journeys
        A case for each patient who was served somewhere, with the start and end of each
        service, and the class as a further column. Services that had not ended have one
        time, their start, as an event has of which no more is known.
    """
    assert outcome.visits is not None, "the visits of the run were kept"
    named = [not activities or node.name in activities for node in model.nodes]
    visits = outcome.visits
    served = visits[np.array(named)[visits["node"]] & ~np.isnan(visits["start"])]
    events = _events(model, served)
    if arrival is not None:
        came = visits[np.isin(visits["patient"], served["patient"])]
        came = came[np.lexsort((came["arrive"], came["patient"]))]
        came = came[np.append(True, np.diff(came["patient"]) != 0)]
        came["start"] = came["end"] = came["arrive"]
        coming = _events(model, came).with_columns(activity=pl.lit(arrival))
        events = pl.concat([coming, events])
    return read_table(
        events,
        columns=Columns(
            case="case", activity="activity", start="start", time="end", more=(CLASS,)
        ),
        timezone=model.timezone,
        name=model.name,
    )


def _events(model: Model, visits: npt.NDArray[np.void]) -> pl.DataFrame:
    """Give a row for each visit."""
    nodes = pl.Series([node.name for node in model.nodes])
    classes = pl.Series([each.name for each in model.classes])
    return pl.DataFrame(
        {
            "case": pl.Series(visits["patient"]).cast(pl.String).str.zfill(8),
            "activity": nodes.gather(visits["node"]),
            "start": _moments(model, visits["start"]),
            "end": _moments(model, visits["end"]),
            CLASS: classes.gather(visits["patient_class"]),
        }
    )


def _moments(model: Model, hours: npt.NDArray[np.float64]) -> pl.Series:
    """Give the times of hours of a run; those that never came are empty."""
    since = pl.Series(hours).fill_nan(None) * HOUR
    origin = as_microseconds(beginning(model))
    return (since.round().cast(pl.Int64) + origin).cast(MOMENT)
