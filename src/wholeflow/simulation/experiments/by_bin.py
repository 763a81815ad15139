"""What many runs kept hour by hour, or by the hour of the week, as pictures."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.errors import BadInput
from wholeflow.simulation.measures import Measure, Row, census_of
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.pictures import Census, CensusWords, draw_census

from .intervals import t_interval
from .plans import Plan

HOURS_A_DAY = 24


def census_drawn(model: Model, plan: Plan, bins: Row, frame: Frame) -> str:
    """Draw who is at each node, hour by hour.

    Parameters
    ----------
    model, plan
        What was run, and how.
    bins
        What was kept. Shape (n_runs, n_bins, n_by_bin).
    frame
        Where the picture is to stand.

    Raises
    ------
    BadInput
        If it was not kept by the hour, or nothing was run.
    """
    if not _keeps_census(model, plan) or not len(bins):
        words = (
            'expected a plan with binning="hour" and by_bin=census_of(model), got '
            f'binning="{plan.binning}"'
        )
        raise BadInput("census", [words])
    known = np.flatnonzero(~np.isnan(bins).any(axis=(0, 2)))
    places = [plan.by_bin.index(each) for each in census_of(model)]
    kept = bins[:, known][:, :, places].reshape(len(bins), len(known), -1, 3)
    nodes = [
        Census(
            node=node.name,
            there=kept[:, :, at].sum(axis=-1),
            waiting=kept[:, :, at, 0] + kept[:, :, at, 2],
        )
        for at, node in enumerate(model.nodes)
    ]
    return draw_census(nodes, CensusWords(model.name, _local(model, known[0])), frame)


def week_drawn(plan: Plan, bins: Row, measure: Measure, frame: Frame) -> str:
    """Draw a measure by the hour of the week in which patients came.

    Parameters
    ----------
    plan
        How it was run.
    bins
        What was kept. Shape (n_runs, 168, n_by_bin).
    measure
        Which.
    frame
        Where the picture is to stand.

    Raises
    ------
    BadInput
        If it was not kept by the hour of the week.
    """
    if plan.binning != "hour of week" or measure not in plan.by_bin:
        words = (
            f'expected a plan with binning="hour of week" and {measure} in by_bin, got '
            f'binning="{plan.binning}"'
        )
        raise BadInput("week", [words])
    by_hour = bins[:, :, plan.by_bin.index(measure)].T
    means = np.array([t_interval(each).mean for each in by_hour])
    # Late, so that who only counts need not wait for logs and what they bring.
    from wholeflow.journeys.pictures import (  # noqa: PLC0415
        WeekWords,
        draw_week,
    )

    said = WeekWords(f"By the hour of the week: {measure}", measure.unit)
    return draw_week(means.reshape(-1, HOURS_A_DAY), said, frame)


def drawn(model: Model, plan: Plan, bins: Row) -> str | None:
    """Draw what was kept; None if nothing was of which there is a picture."""
    if not len(bins):
        return None
    if _keeps_census(model, plan):
        return census_drawn(model, plan, bins, PLAIN)
    if plan.binning == "hour of week" and plan.by_bin:
        return week_drawn(plan, bins, plan.by_bin[0], PLAIN)
    return None


def _keeps_census(model: Model, plan: Plan) -> bool:
    return plan.binning == "hour" and set(census_of(model)) <= set(plan.by_bin)


def _local(model: Model, hour: int) -> dt.datetime:
    """Give the local time at which an hour of a run begins."""
    begins = calendar.beginning(model) + dt.timedelta(hours=int(hour))
    return begins.astimezone(ZoneInfo(model.timezone)).replace(tzinfo=None)
