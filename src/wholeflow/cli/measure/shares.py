"""A flag as numbers for programs and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wholeflow.evidence import Flag

_DIGITS = 12  # so that 0.2 is not written 0.19999999999999996


def rounded(number: float | None) -> float | None:
    """Give a number without the last digits, which are of the arithmetic alone."""
    return None if number is None else round(number, _DIGITS)


def shares(flag: Flag | None) -> dict[str, float | None]:
    """Give the widths of a flag, which add up to 1; nothing where there is none."""
    if flag is None:
        names = ("evidence_for", "not_known", "contested", "evidence_against")
        return dict.fromkeys(names)
    return {
        "evidence_for": rounded(flag.evidence_for),
        "not_known": rounded(flag.unknown),
        "contested": rounded(flag.contested),
        "evidence_against": rounded(flag.evidence_against),
    }
