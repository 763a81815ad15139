"""`look`: everything `wholeflow look` tells of a log, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from wholeflow.journeys.checking import QualityFinding, quality
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.follows import (
    Link,
    directly_follows,
    hand_overs,
)
from wholeflow.journeys.measures.spreads import Spread, spread
from wholeflow.journeys.measures.variants import Variant, variants
from wholeflow.journeys.rules.standards import Returns, Standard, Standards

from .waits import waits_between_bodies, waits_between_processes

_TOP = 10


@dataclass(frozen=True, slots=True)
class StandardFinding:
    """A standard and how it came out; see `wholeflow.journeys.StandardOutcome`.

    `persons` says of how many persons the cases met, of, before and without are.
    """

    name: str
    met: int
    of: int
    before: int
    without: int
    persons: Mapping[str, int]
    activity: tuple[str, ...]
    process: str | None

    @property
    def share(self) -> float | None:
        """Share of `of` that is met; None if no case has both."""
        return self.met / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class WaitFinding:
    """A wait of the standards file and how long it is."""

    name: str
    hours: Spread


@dataclass(frozen=True, slots=True)
class ReturnsFinding:
    """Cases that came back at all, and less than `within_days` after leaving.

    `persons` and `persons_within` say of how many persons they are.
    """

    name: str
    cases: int
    persons: int
    within_days: float
    within: int
    persons_within: int


@dataclass(frozen=True, slots=True)
class HandOvers:
    """Hand-overs between organisations, or groups, for each case."""

    mean: float
    most: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What a log tells.

    Parameters
    ----------
    source, columns, timezone, notes
        What was read, and what was decided while reading.
    cases, persons, events, tied_events, variants
        Counts.
    activities, organisations, groups
        Counts of different names.
    first, last
        Aware, UTC.
    duration
        From first start to last end of each case.
    top_variants
        The most frequent ways through.
    handovers
        None in a log without organisations or groups.
    standards_source, standards, waits, returns
        What the standards file asks and what came out.
    unknown_activities
        Activities the standards file names and the log does not have.
    follows
        Links between activities, the most frequent first, all of them.
    process_waits, body_waits
        Links between processes and between bodies, ranked by the hours all people
        together waited. Steps from leaving to coming back are no waits.
    unowned
        Names of processes to find an owner for, in the order of the standards file;
        activities where no process is named.
    quality
        What to beware of.
    """

    source: str
    columns: dict[str, str]
    timezone: str
    notes: tuple[str, ...]
    cases: int
    persons: int
    events: int
    activities: int
    organisations: int
    groups: int
    variants: int
    tied_events: int
    first: dt.datetime
    last: dt.datetime
    duration: Spread
    top_variants: tuple[Variant, ...]
    handovers: HandOvers | None
    standards_source: str
    standards: tuple[StandardFinding, ...]
    waits: tuple[WaitFinding, ...]
    returns: ReturnsFinding | None
    unknown_activities: tuple[str, ...]
    follows: tuple[Link, ...]
    process_waits: tuple[Link, ...]
    body_waits: tuple[Link, ...]
    unowned: tuple[str, ...]
    quality: tuple[QualityFinding, ...]

    def as_json(self) -> dict[str, object]:
        """Give plain values for JSON; times as ISO 8601, absent things as null."""
        plain = asdict(self)
        handed = plain.pop("handovers")
        plain["handovers_per_case"] = handed["mean"] if handed else None
        plain["handovers_most"] = handed["most"] if handed else None
        plain["first"] = self.first.isoformat()
        plain["last"] = self.last.isoformat()
        return plain


def look(
    journeys: Journeys,
    standards: Standards | None = None,
    *,
    now: dt.datetime | None = None,
) -> Findings:
    """Find what a log tells.

    Parameters
    ----------
    journeys
        The log.
    standards
        What to look for; None for what every log has.
    now
        Aware; times after it are in the future. None for the present moment.

    Returns
    -------
    Findings
        Counts, standards, waits, returns, and what to beware of.
    """
    asked = standards or Standards()
    ways = variants(journeys)
    handed = hand_overs(journeys)
    returns = asked.returns
    return Findings(
        source=journeys.source,
        columns=journeys.columns.named(),
        timezone=journeys.timezone,
        notes=journeys.notes,
        cases=journeys.n_cases,
        persons=journeys.n_persons,
        events=journeys.n_events,
        activities=len(journeys.activities),
        organisations=len(journeys.organisations),
        groups=len(journeys.groups),
        variants=len(ways),
        tied_events=int(journeys.tied().sum()),
        first=journeys.first,
        last=journeys.last,
        duration=spread(journeys.duration_hours()),
        top_variants=ways.shown(journeys, _TOP),
        handovers=HandOvers(float(handed.mean()), int(handed.max()))
        if journeys.body().names
        else None,
        standards_source=asked.source,
        standards=tuple(_judged(one, asked, journeys) for one in asked.standards),
        waits=tuple(
            WaitFinding(wait.name, spread(wait.hours(journeys))) for wait in asked.waits
        ),
        returns=_counted(returns, journeys) if returns is not None else None,
        unknown_activities=tuple(
            sorted(asked.activities().difference(journeys.activities))
        ),
        follows=directly_follows(journeys),
        process_waits=waits_between_processes(journeys, asked)[:_TOP],
        body_waits=waits_between_bodies(journeys, asked)[:_TOP],
        unowned=_unowned(journeys, asked),
        quality=quality(journeys, now=now or dt.datetime.now(dt.UTC)),
    )


def _judged(
    standard: Standard, asked: Standards, journeys: Journeys
) -> StandardFinding:
    behind = standard.cases(journeys)
    return StandardFinding(
        name=standard.name,
        met=len(behind["met"]),
        of=len(behind["of"]),
        before=len(behind["before"]),
        without=len(behind["without"]),
        persons={part: journeys.persons_of(cases) for part, cases in behind.items()},
        activity=standard.activity,
        process=asked.process_of(standard.activity[0]),
    )


def _counted(returns: Returns, journeys: Journeys) -> ReturnsFinding:
    cases = returns.cases(journeys)
    return ReturnsFinding(
        name=returns.name,
        cases=len(cases["all"]),
        persons=journeys.persons_of(cases["all"]),
        within_days=returns.within_days,
        within=len(cases["within"]),
        persons_within=journeys.persons_of(cases["within"]),
    )


def _unowned(journeys: Journeys, asked: Standards) -> tuple[str, ...]:
    if asked.processes:
        return tuple(asked.processes)
    counts = np.bincount(journeys.activity, minlength=len(journeys.activities))
    order = np.argsort(-counts, kind="stable")[:_TOP]
    return tuple(journeys.activities[code] for code in order)
