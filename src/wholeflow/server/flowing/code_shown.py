"""The code that gives a page's waits again: in a notebook, and on the command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wholeflow.server.flowing.chosen import MORE

BETWEEN = {
    "processes": "waits_between_processes",
    "activities": "waits_between_activities",
}
"""Anything else is a kind of body."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which numbers the code is to give.

    Parameters
    ----------
    file
        Name of the file of the log.
    timezone
        Whose clock its days are on.
    between
        Between what people wait: processes, activities, organisations or groups.
    only
        Columns and values that journeys must have.
    since, until
        The period in which they begin; ISO 8601, "" for any.
    processes
        Activities of each process, by its name.
    returns
        What coming back is, as a standards file says it; None where nobody said.
    """

    file: str
    timezone: str
    between: str
    only: Sequence[tuple[str, str]]
    since: str
    until: str
    processes: Mapping[str, Sequence[str]]
    returns: Mapping[str, Any] | None

    @property
    def kept(self) -> tuple[str, ...]:
        """Headings of columns that are no role, so must be kept to be asked."""
        return tuple(column for column, _ in self.only if column.startswith(MORE))


def in_python(numbers: Numbers) -> str:
    """Give the lines of a notebook."""
    waits = BETWEEN.get(numbers.between, "waits_between_bodies")
    steps = [
        f"log = cohort(log, {column!r}, [{value!r}])" for column, value in numbers.only
    ]
    if numbers.since or numbers.until:
        steps += _period(numbers)
    names = ["find_standards", "read_log", waits]
    names += ["cohort"] if numbers.only else []
    names += ["begun_within"] if numbers.since or numbers.until else []
    names += ["Columns"] if numbers.kept else []
    lines = [
        *_other_imports(numbers),
        f"from wholeflow.journeys import {', '.join(sorted(names))}",
        "",
        f"path = {numbers.file!r}",
        f"log = read_log(path, {_columns(numbers)}timezone={numbers.timezone!r})",
        *_standards(numbers),
        *steps,
        f"waits = {waits}(log, standards)",
        "for wait in waits:",
        "    half, most = wait.median_hours, wait.p90_hours",
        "    print(wait.before, '→', wait.after, wait.cases, half, most)",
    ]
    return "\n".join(lines)


def _other_imports(numbers: Numbers) -> list[str]:
    lines = ["from dataclasses import replace"] if numbers.processes else []
    if numbers.since or numbers.until:
        lines += ["from datetime import datetime", "from zoneinfo import ZoneInfo"]
    return [*lines, ""] if lines else []


def _columns(numbers: Numbers) -> str:
    return f"columns=Columns(more={numbers.kept!r}), " if numbers.kept else ""


def _standards(numbers: Numbers) -> list[str]:
    if not numbers.processes:
        return ["standards = find_standards(path, log)"]
    return [
        "standards = replace(find_standards(path, log), processes={",
        *(f"    {name!r}: {tuple(of)!r}," for name, of in numbers.processes.items()),
        "})",
    ]


def _period(numbers: Numbers) -> list[str]:
    ends = (numbers.since or "0001-01-02", numbers.until or "9999-12-30")
    since, until = (date.fromisoformat(day) for day in ends)
    zone = f"tzinfo=ZoneInfo({numbers.timezone!r})"
    return [
        f"since = datetime({since.year}, {since.month}, {since.day}, {zone})",
        f"until = datetime({until.year}, {until.month}, {until.day}, {zone})",
        "log = begun_within(log, since, until)",
    ]


def on_the_command_line(numbers: Numbers) -> str:
    """Give the command; it looks for the standards file beside the log."""
    kind = numbers.between if numbers.between in BETWEEN else "bodies"
    words = ["wholeflow", "flow", "waits", numbers.file, "--between", kind]
    for column, value in numbers.only:
        words += ["--only", f"{column}={value}"]
    words += ["--since", numbers.since] if numbers.since else []
    words += ["--until", numbers.until] if numbers.until else []
    words += ["--timezone", numbers.timezone]
    return shlex.join(words)


def as_standards(numbers: Numbers) -> str:
    """Give the standards file that the command needs; "" where it needs none."""
    import yaml  # noqa: PLC0415 - the page seldom needs it

    if not numbers.processes:
        return ""
    told: dict[str, Any] = {}
    if numbers.returns is not None:
        told["returns"] = dict(numbers.returns)
    told["processes"] = {name: list(of) for name, of in numbers.processes.items()}
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=88)
