"""`wholeflow flow time-of-day`: weekdays and hours of waits, arrivals and leavings."""

from __future__ import annotations

import math
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.clocks import basis_in_words, clock_option, waits_of
from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import moment, read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Interval, Journeys, Returns, Waits

_WEEK = tuple(product(range(7), range(24)))  # weekday from Monday, and hour


class TimeOfDayOptions(AskOptions):
    """What is told by time of day."""

    what: str
    minutes: float
    clock: str


@click.command(name="time-of-day")
@click.option(
    "--what",
    type=click.Choice(["waits", "arrivals", "leavings", "bursts"]),
    default="waits",
    show_default=True,
    help="Waits by when they began, arrivals, leavings at weekends, or what ends in "
    "bursts.",
)
@click.option(
    "--minutes",
    type=float,
    default=5.0,
    show_default=True,
    help="How close two ends are in a burst.",
)
@clock_option
@asks_a_log
def time_of_day(log: str, **options: Unpack[TimeOfDayOptions]) -> None:
    """Tell by weekday and local hour when people begin to wait, come and leave.

    Arrivals are held against how often each hour came, and leavings at weekends against
    those in the week; what leaving is, the part returns of the standards file says. In
    a burst far more ends are close together than chance would give: rounds, clinics,
    signing at noon.

        wholeflow flow time-of-day sepsis --what arrivals
    """
    part, standards = read_part(log, options)
    match options["what"]:
        case "waits":
            waited = waits_of(part, standards, options["clock"], log)
            answer(_waits(part, waited), options, [basis_in_words(waited)])
        case "arrivals":
            answer(_arrivals(part, options), options)
        case "leavings":
            returns = needed(standards.returns, "returns", log)
            answer(_leavings(part, returns), options)
        case _:
            answer(_bursts(part, options["minutes"]), options)


def _waits(part: Journeys, waited: Waits) -> list[Line]:
    from wholeflow.journeys import events_behind_hour, waits_by_hour

    found = waits_by_hour(part, waited=waited)
    behind = partial(events_behind_hour, part, waited=waited)

    def line(weekday: int, hour: int) -> Line:
        row = {
            **_when(weekday, hour),
            "times": int(found.times[weekday, hour]),
            "journeys": int(found.cases[weekday, hour]),
            "mean_hours": float(found.mean_hours[weekday, hour]),
            "median_hours": float(found.median_hours[weekday, hour]),
        }
        return Line(row, lambda: part.names_of(part.case[behind(weekday, hour)]))

    return [line(*cell) for cell in _WEEK if found.times[cell]]


def _arrivals(part: Journeys, options: TimeOfDayOptions) -> list[Line]:
    from wholeflow.journeys import arrival_cases, arrivals_by_hour

    since, until = moment(options["since"], part), moment(options["until"], part)
    found = arrivals_by_hour(part, since, until)

    def line(weekday: int, hour: int) -> Line:
        row = {
            **_when(weekday, hour),
            "arrivals": int(found.arrivals[weekday, hour]),
            "exposure_hours": float(found.exposure_hours[weekday, hour]),
            "arrivals_per_hour": float(found.per_hour[weekday, hour]),
        }
        return Line(
            row,
            lambda: part.names_of(arrival_cases(part, weekday, hour, since, until)),
        )

    return [line(*cell) for cell in _WEEK if found.exposure_hours[cell]]


def _leavings(part: Journeys, returns: Returns) -> list[Line]:
    from wholeflow.journeys import weekend_events, weekend_ratio

    found = weekend_ratio(part, returns.leaving)
    leaving, at_weekend = part.events_of(returns.leaving), weekend_events(part)
    return [
        Line(
            _leaving("weekend", found.weekend, found.weekend_days),
            having(part, leaving & at_weekend),
        ),
        Line(
            _leaving("week", found.week, found.week_days),
            having(part, leaving & ~at_weekend),
        ),
        Line({**_leaving("weekend to week"), **_ratio(found.ratio)}),
    ]


def _leaving(
    when: str, leavings: int | None = None, days: float | None = None
) -> dict[str, object]:
    return {
        "when": when,
        "leavings": leavings,
        "days": days,
        **dict.fromkeys(("ratio", "ratio_from", "ratio_to")),
    }


def _ratio(found: Interval | None) -> dict[str, object]:
    if found is None:
        return {}
    ends = {
        "ratio": found.estimate, "ratio_from": found.low, "ratio_to": found.high,
    }  # fmt: skip
    # Where nobody left in the week the ratio has no upper end, which is no number.
    return {name: end for name, end in ends.items() if math.isfinite(end)}


def _bursts(part: Journeys, minutes: float) -> list[Line]:
    from wholeflow.journeys import batch_peaks, close_ends

    peaks = batch_peaks(part, minutes)
    close = close_ends(part, minutes)
    return [
        Line(
            {
                "activity": peak.activity,
                "events": peak.events,
                "close": peak.close,
                "share": peak.share,
                "share_by_chance": peak.by_chance,
                "busiest_hour": peak.busiest_hour,
            },
            having(part, close & part.events_of([peak.activity])),
        )
        for peak in peaks
    ]


def _when(weekday: int, hour: int) -> dict[str, object]:
    from wholeflow.journeys.pictures.week import DAYS

    return {"weekday": DAYS[weekday], "hour": hour}
