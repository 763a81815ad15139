"""What an event log says of a standard: counts of people, and nothing about any one.

A log is read where it lies and is not kept. Out of here come numbers alone: no row, no
case, no name of a member of staff, and no words of a fault, for these may quote a row.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from wholeflow.days import month_in_words
from wholeflow.errors import BadInput, BadLog, NotFound, WholeflowError

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, LogHints, Standard, Standards

NOT_OVER = "The log ends before everybody of this month has had their time."


@dataclass(frozen=True, slots=True)
class Fed:
    """A standard that is counted in a log.

    Parameters
    ----------
    log
        Where the log lies.
    standard
        Name of the standard.
    standards
        The file in which it stands; None for the one beside the log, else the one that
        comes with wholeflow.
    whole
        Whether all of the log is one point, because its dates are shifted.
    """

    log: Path
    standard: str
    standards: Path | None = None
    whole: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """The files on which the counts depend."""
        from wholeflow.journeys import standards_beside  # noqa: PLC0415 - brings polars

        return (self.log, self.standards or standards_beside(self.log))


@dataclass(frozen=True, slots=True)
class Count:
    """How many people met a standard, of how many, with how many more not known.

    A person with several journeys counts once in a month, by the first; where dates are
    shifted, once.
    """

    on: date
    met: int
    of: int
    not_known: int
    set_aside: str = ""

    @property
    def share(self) -> float:
        """Share met; 0 where nobody has both events, and then it counts for nothing."""
        return self.met / self.of if self.of else 0.0


def counts(feds: Iterable[Fed], *, today: date) -> dict[Fed, list[Count]]:
    """Count standards of one log, which is read once unless it is to be read in two ways.

    Raises
    ------
    BadInput
        If the log or a standards file cannot be read, in words that may quote them.
    NotFound
        If there is nothing to count.
    """
    by_hints: dict[LogHints, list[Fed]] = defaultdict(list)
    for fed in feds:
        by_hints[_hints(fed)].append(fed)
    return {
        fed: _counted(fed, journeys, today)
        for hints, some in by_hints.items()
        for journeys in [_read(some[0].log, hints)]
        for fed in some
    }


def mark_of(files: Iterable[Path], known: str = "") -> str:
    """Give a mark that changes when what is in any of the files does.

    While size and time of each file are those of the mark `known`, it is given back and
    the files are not read.
    """
    there = [file for file in sorted(set(files)) if file.is_file()]
    stats = [(file.name, file.stat()) for file in there]
    sizes = ((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
    outside = hashlib.sha256(repr(list(sizes)).encode()).hexdigest()[:16]
    if known.startswith(outside):
        return known
    inside = hashlib.sha256()
    for file in there:
        with file.open("rb") as opened:
            inside.update(hashlib.file_digest(opened, "sha256").digest())
    return f"{outside}:{inside.hexdigest()[:40]}"


def same_content(mark: str, other: str) -> bool:
    """Tell whether two marks are of files with the same in them."""
    return bool(mark and other) and mark.split(":")[1] == other.split(":")[1]


class Unreadable(WholeflowError):
    """A log that is not there to be read now; its words quote nothing of any file."""


def in_words(
    error: WholeflowError | OSError, log: Path, *, to_keeper: bool = False
) -> str:
    """Say why a log could not be read, without a word of what is in it.

    To whoever keeps the machine, what was looked for there is told as well: activities
    and standards by their names.
    """
    if isinstance(error, BadLog):
        things = len(error.faults)
        told = "1 thing is" if things == 1 else f"{things} things are"
        return f"{told} to put right in it: wholeflow look {log.name} says what."
    if isinstance(error, OSError):
        return f"The machine does not let it be read: {error.strerror}."
    if to_keeper or isinstance(error, Unreadable):
        return str(error)
    return (
        "It does not hold what is counted in it: wholeflow measure refresh says what."
    )


def _hints(fed: Fed) -> LogHints:
    from wholeflow.journeys import hints_for  # noqa: PLC0415 - brings polars

    return hints_for(fed.log, fed.standards)


def _read(log: Path, hints: LogHints) -> Journeys:
    from wholeflow.journeys import read_log  # noqa: PLC0415 - brings polars

    return read_log(
        log,
        columns=hints.columns,
        timezone=hints.timezone or settings.TIME_ZONE,
        day_first=hints.day_first,
    )


def _counted(fed: Fed, journeys: Journeys, today: date) -> list[Count]:
    from wholeflow.journeys import (  # noqa: PLC0415 - brings polars
        outcome_of_people,
        standard_by_month_of_people,
    )

    standard = _standard(fed, journeys)
    if fed.whole:
        all_ = outcome_of_people(journeys, standard)
        found = [Count(today, all_.met, all_.of, all_.without)]
    else:
        found = [
            Count(m.month, m.met, m.of, m.without, "" if m.complete else NOT_OVER)
            for m in standard_by_month_of_people(journeys, standard)
        ]
    if not any(each.of + each.not_known for each in found):
        began = " or ".join(f"“{name}”" for name in standard.after)
        raise NotFound(f"No journey in it has {began}, from which the standard counts.")
    late = [each.on for each in found if each.on > today]
    if late:
        raise BadInput(
            fed.log.name,
            [
                f"expected journeys up to {today}; some begin in {month_in_words(late[-1])}"
            ],
        )
    return found


def _standard(fed: Fed, journeys: Journeys) -> Standard:
    found = _standards(fed, journeys)
    for standard in found.standards:
        if standard.name == fed.standard:
            return standard
    names = [standard.name for standard in found.standards]
    if not names:
        raise NotFound(f"No standard is written down for it ({found.source}).")
    near = get_close_matches(fed.standard, names, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(names)}."
    raise NotFound(f"{found.source} has no standard “{fed.standard}”. {hint}")


def _standards(fed: Fed, journeys: Journeys) -> Standards:
    from wholeflow.journeys import find_standards, read_standards  # noqa: PLC0415 - polars is slow to load

    if fed.standards is None:
        return find_standards(fed.log, journeys)
    return read_standards(fed.standards)
