"""Flags as a list, and an indicator by its name, for whoever keeps the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from wholeflow import evidence, improvement
from wholeflow.errors import NotFound
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import KEEPER, MOST_CHOICES, named, walk_down
from wholeflow.server.measuring import charts, flags
from wholeflow.server.measuring.indicator_page import caption_of, deciders_of
from wholeflow.server.measuring.models import Flag, Indicator

IN_ONE_GO = 2000  # rows fetched at once


@dataclass(frozen=True, slots=True)
class Listed:
    """A process with its flag; None where nobody has said what success is."""

    process: Process
    flag: evidence.Flag | None
    contested_below: int
    stale_below: int
    unassessed_below: int


def every_flag(below: Process | None = None) -> Iterator[Listed]:
    """Give the flags of today by name: all, or those of a process and all below it."""
    flags.catch_up()
    rows = Flag.objects.filter(process__removed=False).select_related(
        "process__owner", "process__organisation"
    )
    wanted = None if below is None else walk_down([below.pk])
    ordered = rows.order_by("process__name", "process_id")
    for row in ordered.iterator(chunk_size=IN_ONE_GO):
        if wanted is None or row.process_id in wanted:
            yield Listed(
                row.process,
                evidence.Flag(row.lower, row.upper) if row.has_success else None,
                row.contested_below,
                row.stale_below,
                row.unassessed_below,
            )


def indicator_named(text: str) -> Indicator:
    """Give the one indicator that is meant by its name, or by PROCESS/NAME.

    Raises
    ------
    NotFound
        If there is none, with the nearest names, or several, with their processes.
    """
    rows = Indicator.objects.filter(removed=False, process__removed=False)
    rows = rows.select_related("process").order_by("process__name", "name", "id")
    found = list(rows.filter(name__iexact=text.strip())[: MOST_CHOICES + 1])
    whose, _, name = text.partition("/")
    if not found and name:
        of_one = rows.filter(process=named(KEEPER, whose))
        found, rows = list(of_one.filter(name__iexact=name.strip())), of_one
    if len(found) == 1:
        return found[0]
    if not found:
        near = get_close_matches(name or text, rows.values_list("name", flat=True), n=3)
        hint = f" Did you mean {' or '.join(f'“{each}”' for each in near)}?" * bool(
            near
        )
        raise NotFound(f"There is no file and no indicator “{text}” here.{hint}")
    choices = "\n".join(f"  {each.process}/{each}" for each in found[:MOST_CHOICES])
    raise NotFound(f"Several indicators are called “{text}”. Choose one:\n{choices}")


def chart_and_caption(
    indicator: Indicator,
) -> tuple[improvement.Chart | None, improvement.Caption]:
    """Give an indicator's chart, None where there are too few values, and its caption."""
    points = list(indicator.points.filter(removed=False).order_by("on"))
    rebases = list(indicator.rebases.filter(removed=False).order_by("on"))
    deciders = deciders_of(indicator, points, rebases)
    chart = charts.chart_of(indicator, points, rebases, deciders)
    return chart, caption_of(indicator, charts.kind_drawn(indicator, points))
