"""Flags, evidence, indicators and values of a process and all below it, as a spreadsheet.

Rows come one after the other, so that a large map is never held as a workbook. What a
visitor may not read is not in it, nor anything that lies only below that.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import TypeVar

from wholeflow import evidence
from wholeflow.server.history import clock
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Part, Process
from wholeflow.server.measuring import (
    charts,
    disclosing,
    presenters,
    statements,
)
from wholeflow.server.measuring.models import (
    Feedback,
    Flag,
    Indicator,
    Judgement,
    Point,
    Rebase,
)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no workbook may hold these
POINTS_OF = 100  # indicators whose points are held at once

Thing = TypeVar("Thing")
Cell = str | int | float | date | None
Row = Sequence[Cell]

PROCESSES = (
    *("process", "id", "layers below", "owner", "organisation"),
    *("for", "not known", "against", "contested", "word"),
    *("own statements", "old", "unassessed below"),
)
EVIDENCE = (
    *("process", "kind", "who or source", "how known", "reasons, name or question"),
    *("day", "for today", "not known today", "against today"),
    *("weight", "half-life in days"),
)
INDICATORS = (
    *("process", "indicator", "unit", "latest day", "latest value", "values"),
    *("variation", "assurance", "better", "target", "failing value", "source", "id"),
)
POINTS = (
    "process",
    "indicator",
    "day",
    "value",
    "people",
    "not known",
    "set aside",
    "note",
)


@dataclass(frozen=True, slots=True)
class Below:
    """A process that a visitor reads, and how many layers it lies below the first."""

    process: Process
    depth: int


def below(visitor: queries.Visitor, top: Process) -> list[Below]:
    """Give a process and everything below it that a visitor may read, from the top down.

    A process with several wholes stands once, in the layer where it is met first.
    """
    keys = sorted(queries.walk_down([top.pk]))
    found: dict[str, Process] = {}
    parts: dict[str, list[str]] = defaultdict(list)
    for some in _batches(keys, AT_ONCE):
        found |= queries.processes(visitor).in_bulk(some)
        links = Part.objects.filter(removed=False, whole__in=some).order_by("id")
        for whole, part in links.values_list("whole_id", "part_id"):
            parts[whole].append(part)
    layer, depth, listed = [top.pk], 0, {top.pk: 0}
    while layer:
        depth += 1
        seen = {part for whole in layer for part in parts[whole] if part in found}
        layer = [part for part in found if part in seen and part not in listed]
        listed |= dict.fromkeys(layer, depth)
    return [Below(found[key], depth) for key, depth in listed.items()]


def process_rows(visitor: queries.Visitor, lines: Iterable[Below]) -> Iterator[Row]:
    """Give the flags of processes, a row each; shares from 0 to 1."""
    everything = not queries.hidden_from(visitor).exists()
    for line in lines:
        process = line.process
        row: Flag | None = getattr(process, "flag", None)
        about: Row = (
            *(process.name, process.pk, line.depth),
            *(str(process.owner or ""), str(process.organisation)),
        )
        if row is None or not row.has_success:
            yield (*about, None, None, None, None, "no flag", 0, "", None)
            continue
        flag = evidence.Flag(row.lower, row.upper)
        yield (
            *about,
            *_rounded(flag.evidence_for, flag.unknown, flag.evidence_against),
            *_rounded(flag.contested),
            flag.word().value,
            row.own_count,
            "old" if row.stale else "",
            row.unassessed_below if everything else None,
        )


def evidence_rows(visitor: queries.Visitor, lines: Iterable[Below]) -> Iterator[Row]:
    """Give what is evidence about processes, a row each, with its flag today.

    Judges judge alone here too: whoever may judge a process and has not yet is given no
    judgement of it. An indicator that says nothing for or against is no evidence.
    """
    day = clock.today()
    for some in _batches([line.process for line in lines], AT_ONCE):
        told = statements.of([process.pk for process in some])
        seen = [
            (process, each)
            for process in some
            for each in _seen(visitor, process, told.get(process.pk, []))
        ]
        judges = {each.row.by for _, each in seen if isinstance(each.row, Judgement)}
        names = presenters.names_of(judges)
        for process, each in seen:
            flag = evidence.flag_on(each.statement, day)
            yield (
                process.name,
                *_told(each.row, names),
                each.statement.on,
                *_rounded(flag.evidence_for, flag.unknown, flag.evidence_against),
                *(each.row.reliability, each.row.half_life_days),
            )


def _seen(
    visitor: queries.Visitor, process: Process, told: list[statements.Told]
) -> list[statements.Told]:
    judged = [each for each in told if isinstance(each.row, Judgement)]
    if judged and presenters.judges_alone(visitor, process, judged):
        return [each for each in told if not isinstance(each.row, Judgement)]
    return told


def _told(
    row: Judgement | Indicator | Feedback, names: Mapping[str, str]
) -> tuple[str, str, str, str]:
    """Give the kind of some evidence, whose it is, how it is known, and what is said."""
    if isinstance(row, Judgement):
        return "judgement", names[row.by], row.basis, row.reason
    if isinstance(row, Feedback):
        return "feedback", row.source, "asked", row.question
    return "indicator", row.source, "measured", row.name


def indicator_rows(visitor: queries.Visitor, lines: Iterable[Below]) -> Iterator[Row]:
    """Give the indicators of processes with their icons, a row each."""
    for process, indicator, points, rebases in _measured(visitor, lines):
        chart = charts.chart_of(indicator, points, rebases)
        last = points[-1] if points else None
        yield (
            *(process.name, indicator.name, indicator.unit),
            last.on if last else None,
            last.value if last else None,
            len(points),
            chart.variation.value if chart and chart.variation else "",
            chart.assurance.value if chart and chart.assurance else "",
            *(indicator.better, indicator.target, indicator.fail),
            *(indicator.source, str(indicator.pk)),
        )


def point_rows(visitor: queries.Visitor, lines: Iterable[Below]) -> Iterator[Row]:
    """Give every value of processes, a row each; counts as the visitor may see them."""
    for process, indicator, points, _ in _measured(visitor, lines):
        for point in points:
            yield (
                *(process.name, indicator.name, point.on, point.value),
                *(point.people, point.not_known, point.set_aside, point.note),
            )


def as_csv(visitor: queries.Visitor, top: Process) -> Iterator[str]:
    """Give the flags as the lines of a CSV file."""
    lines = below(visitor, top)
    for row in (PROCESSES, *process_rows(visitor, lines)):
        text = StringIO()
        csv.writer(text).writerow([_safe(cell) for cell in row])
        yield text.getvalue()


def as_workbook(visitor: queries.Visitor, top: Process) -> bytes:
    """Give flags, evidence, indicators and values as the sheets of an Excel workbook."""
    # A quarter of a second to import, which only those pay who ask for a workbook.
    from openpyxl import Workbook  # noqa: PLC0415

    lines = below(visitor, top)
    book = Workbook(write_only=True)
    for title, header, rows in (
        ("Processes", PROCESSES, process_rows(visitor, lines)),
        ("Evidence", EVIDENCE, evidence_rows(visitor, lines)),
        ("Indicators", INDICATORS, indicator_rows(visitor, lines)),
        ("Values", POINTS, point_rows(visitor, lines)),
    ):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append(header)
        for row in rows:
            sheet.append([_safe(cell) for cell in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _measured(
    visitor: queries.Visitor, lines: Iterable[Below]
) -> Iterator[tuple[Process, Indicator, list[Point], list[Rebase]]]:
    """Give indicators with their points as the visitor may see them, some at a time."""
    for some in _batches([line.process for line in lines], AT_ONCE):
        processes = {process.pk: process for process in some}
        order = {key: place for place, key in enumerate(processes)}
        rows = Indicator.objects.filter(process__in=processes, removed=False)
        indicators = sorted(rows, key=lambda row: (order[row.process_id], row.name))
        for few in _batches(indicators, POINTS_OF):
            points: dict[object, list[Point]] = defaultdict(list)
            rebases: dict[object, list[Rebase]] = defaultdict(list)
            stands = {"indicator__in": few, "removed": False}
            for point in Point.objects.filter(**stands).order_by("on"):
                points[point.indicator_id].append(point)
            for rebase in Rebase.objects.filter(**stands):
                rebases[rebase.indicator_id].append(rebase)
            for row in few:
                process = processes[row.process_id]
                policy = disclosing.policy_for(
                    visitor, process, open_data=row.open_data
                )
                shown = disclosing.disclosed(row, points[row.pk], policy)
                yield process, row, shown, rebases[row.pk]


def _batches(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _rounded(*shares: float) -> list[float]:
    return [round(share, 4) for share in shares]


def _safe(cell: Cell) -> Cell:
    """Keep a spreadsheet from taking text for a formula: it gets a mark before it.

    Of a number four digits behind the point are kept, or of a share its first four.
    """
    if isinstance(cell, float):
        return round(cell, 4) if abs(cell) >= 1 else float(f"{cell:.4g}")
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub("", cell)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text
