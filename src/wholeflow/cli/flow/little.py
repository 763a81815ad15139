"""`wholeflow flow little`: who is in progress, against arrivals times how long each takes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.columns import COLUMNS, read_part_by
from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, figure
from wholeflow.cli.flow.part import DAY, moment, read_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from wholeflow.journeys import Coded, Journeys, LittleCheck, Stays


class LittleOptions(AskOptions):
    """Which stretch of time is looked at, and by what."""

    from_day: datetime | None
    to_day: datetime | None
    by: str | None
    days: bool


@click.command()
@click.option(
    "--from",
    "from_day",
    type=DAY,
    metavar="DAY",
    help="Look at the time from this day on. Without it: from the first event.",
)
@click.option(
    "--to",
    "to_day",
    type=DAY,
    metavar="DAY",
    help="Look at the time before this day. Without it: up to the last event.",
)
@click.option(
    "--by", metavar="COLUMN", help=f"Tell it of each stage instead: {COLUMNS}"
)
@click.option(
    "--days", is_flag=True, help="Tell instead how many are in progress on each day."
)
@asks_a_log
def little(log: str, **options: Unpack[LittleOptions]) -> None:
    """Hold Little's law against a log: L in progress, lambda arrivals, W for each.

    Over all the time of a log L is always lambda times W. Over a stretch of it, as
    --from and --to give, the ratio L / (lambda W) tells more: above 1, people are
    carried who came before; below 1, people are left for later. Who was there before
    counts; --since and --until would leave them out.

        wholeflow flow little sepsis --from 2014-03-01 --to 2014-04-01
    """
    by = options["by"]
    if options["days"] and by is not None:
        raise click.UsageError("Say --by or --days, not both.")
    if by is not None:
        part, _, column = read_part_by(log, options, by)
        answer(_stages(part, column, options), options)
        return
    part, _ = read_part(log, options)
    lines = _days(part, options) if options["days"] else _whole(part, options)
    answer(lines, options)


def _stretch(
    part: Journeys, options: LittleOptions
) -> tuple[datetime | None, datetime | None]:
    return moment(options["from_day"], part), moment(options["to_day"], part)


def _whole(part: Journeys, options: LittleOptions) -> list[Line]:
    from wholeflow import journeys as flow

    stretch = _stretch(part, options)
    found = flow.littles_law(part, *stretch)
    trend = flow.progress_by_day(part, *stretch).more_each_day
    stays = flow.whole_stays(part)

    def who(which: str) -> Callable[[], tuple[str, ...]]:
        return _cases(part, stays, stretch, which)

    return [
        figure("in progress on average (L)", found.in_progress, who("present")),
        figure("arrivals a day (lambda)", found.arrivals_per_day, who("arrivals")),
        figure(
            "hours from begin to end on average (W)", found.mean_hours, who("arrivals")
        ),
        figure("L / (lambda W)", found.ratio),
        figure("more in progress each day", trend),
        figure("in progress at some moment", found.present, who("present")),
        figure("arrived", found.arrivals, who("arrivals")),
        figure("begun before it", found.open_at_start, who("open_at_start")),
        figure("ended after it", found.open_at_end, who("open_at_end")),
        figure("share begun before or ended after it", found.censored_share),
    ]


def _stages(part: Journeys, column: Coded, options: LittleOptions) -> list[Line]:
    from wholeflow import journeys as flow

    stretch = _stretch(part, options)
    stays, stage = flow.stage_stays(part, column)
    return [
        Line(
            _row(each),
            _cases(
                part,
                stays.where(stage == column.names.index(each.name or "")),
                stretch,
                "present",
            ),
        )
        for each in flow.littles_law_by(part, column, *stretch)
    ]


def _row(found: LittleCheck) -> dict[str, object]:
    return {
        "stage": found.name,
        "in_progress": found.in_progress,
        "arrivals_per_day": found.arrivals_per_day,
        "mean_hours": found.mean_hours,
        "ratio": found.ratio,
        "present": found.present,
        "arrivals": found.arrivals,
        "open_at_start": found.open_at_start,
        "open_at_end": found.open_at_end,
        "censored_share": found.censored_share,
    }


def _days(part: Journeys, options: LittleOptions) -> list[Line]:
    from wholeflow.journeys import progress_by_day

    found = progress_by_day(part, *_stretch(part, options))
    columns = (
        found.days.astype(str).tolist(),
        found.hours.tolist(),
        found.in_progress.tolist(),
        found.arrivals.tolist(),
    )
    headings = ("day", "hours", "in_progress", "arrivals")
    return [
        Line(dict(zip(headings, day, strict=True)))
        for day in zip(*columns, strict=True)
    ]


def _cases(
    part: Journeys,
    stays: Stays,
    stretch: tuple[datetime | None, datetime | None],
    which: str,
) -> Callable[[], tuple[str, ...]]:
    from wholeflow.journeys import littles_law_cases, window

    return lambda: part.names_of(
        littles_law_cases(stays, window(part, *stretch))[which]
    )
