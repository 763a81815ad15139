"""A flag as a page shows it: its widths, its three numbers and its word."""

from __future__ import annotations

from dataclasses import dataclass

from wholeflow import evidence
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import Flag

NO_FLAG = "no flag: nobody has said yet what success is"


@dataclass(frozen=True, slots=True)
class Shown:
    """A flag ready to be drawn; widths in hundredths, with two digits behind the point.

    Parameters
    ----------
    lower, upper
        Ends of the flag, 0 to 1.
    words
        The three numbers in words.
    word
        The one word.
    """

    lower: float
    upper: float
    words: str
    word: str
    green: float
    contested: float
    red: float

    @property
    def red_from(self) -> float:
        """Where the evidence against begins."""
        return round(100 - self.red, 2)


def shown(process: Process) -> Shown | None:
    """Give a process's flag as a page shows it; None where it has none."""
    row: Flag | None = getattr(process, "flag", None)
    if row is None or not row.has_success:
        return None
    return of(evidence.Flag(row.lower, row.upper))


def of(flag: evidence.Flag) -> Shown:
    """Give any flag as a page shows it."""
    return Shown(
        lower=flag.lower,
        upper=flag.upper,
        words=flag.in_words(),
        word=flag.word().value,
        green=round(100 * flag.evidence_for, 2),
        contested=round(100 * flag.contested, 2),
        red=round(100 * flag.evidence_against, 2),
    )
