"""Shares of cases that never stand alone: with their counts and an interval."""

from __future__ import annotations

from dataclasses import dataclass

from .confidence import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and between which shares the long run may lie.

    Parameters
    ----------
    count, of
        Numbers of people, cases or events; `count` is part of `of`.
    low, high
        Wilson's interval, from 0 to 1; all of it where there are none.
    """

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of none."""
        return self.count / self.of if self.of else None


def share_of(count: int, of: int, *, confidence: float = 0.95) -> Share:
    """Give a share with Wilson's interval.

    Parameters
    ----------
    count, of
        0 <= count <= of.
    confidence
        Above 0 and below 1.

    Examples
    --------
    >>> half = share_of(5, 10)
    >>> half.share, round(half.low, 3), round(half.high, 3)
    (0.5, 0.237, 0.763)
    """
    if not of:
        return Share(0, 0, 0.0, 1.0)
    interval = wilson(count, of, confidence)
    return Share(count, of, interval.low, interval.high)
