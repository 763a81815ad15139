"""What is wrong with numbers: those that are none, too small, too large, or no shares.

Each function gives what is wrong as sentences without a place; none is no fault.
"""

from __future__ import annotations

import math
from collections.abc import Collection

CLOSE = 1e-9  # how near to their total shares must add up
SHORTEST_HOURS = 1e-6  # four thousandths of a second: what is shorter is no time at all
LONGEST_HOURS = 1e6  # 114 years


def at_least(given: float, least: float, name: str) -> list[str]:
    """Say that a number is no number, or less than the least it may be."""
    if given >= least and math.isfinite(given):
        return []
    return [f"{name}: expected a number of at least {told(least)}, got {told(given)}"]


def between(given: float, least: float, most: float, name: str) -> list[str]:
    """Say that a number is no number, or outside what it may be."""
    if least <= given <= most:
        return []
    return [
        (
            f"{name}: expected a number from {told(least)} to {told(most)}, "
            f"got {told(given)}"
        )
    ]


def length(hours: float, name: str) -> list[str]:
    """Say that hours are no length of time, which may be 0."""
    return between(hours, 0, LONGEST_HOURS, name)


def some_length(hours: float, name: str) -> list[str]:
    """Say that hours are no length of time above 0."""
    return between(hours, SHORTEST_HOURS, LONGEST_HOURS, name)


def not_shares(given: Collection[float], name: str) -> list[str]:
    """Say that numbers are not shares which add up to 1."""
    return _shares(given, name) or _sum(given, 1 - CLOSE, name, "add up to 1")


def over_one(given: Collection[float], name: str) -> list[str]:
    """Say that numbers are not shares which add up to at most 1."""
    return _shares(given, name) or _sum(given, 0, name, "add up to at most 1")


def _shares(given: Collection[float], name: str) -> list[str]:
    return [fault for share in given for fault in between(share, 0, 1, name)]


def _sum(given: Collection[float], least: float, name: str, words: str) -> list[str]:
    added = math.fsum(given)
    if least <= added <= 1 + CLOSE:
        return []
    return [f"{name}: expected shares that {words}, got {told(added)} in all"]


def told(number: float) -> str:
    """Give a number as people write it."""
    if number == 0 or not 1e-6 <= abs(number) < 1e15:
        return f"{number:g}"
    return f"{number:,.6f}".rstrip("0").rstrip(".")
