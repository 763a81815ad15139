"""A flag as numbers for programs and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wholeflow.evidence import Flag

_DIGITS = 12  # so that 0.2 is not written 0.19999999999999996


def shares(flag: Flag | None) -> dict[str, float | None]:
    """Give the widths of a flag, which add up to 1; nothing where there is none."""
    if flag is None:
        names = ("evidence_for", "not_known", "contested", "evidence_against")
        return dict.fromkeys(names)
    return {
        "evidence_for": round(flag.evidence_for, _DIGITS),
        "not_known": round(flag.unknown, _DIGITS),
        "contested": round(flag.contested, _DIGITS),
        "evidence_against": round(flag.evidence_against, _DIGITS),
    }
