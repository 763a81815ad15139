"""How the success of a whole follows from the successes of its parts, as a map keeps it.

The words are those of `wholeflow.evidence`, which reckons with them; a map only keeps
what the owner of the whole declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wholeflow.errors import Fault

COMBINING: tuple[str, ...] = ("all", "any", "at least", "share")
"""What a whole needs of its parts: all of them, any one, so many, or each its share."""

DEPENDENCE: tuple[str, ...] = (
    "unknown",
    "not opposed",
    "independent",
    "stand or fall together",
    "compete",
)
"""How the parts hang together, from nothing known to ruling each other out."""

PARTS_LIMIT = 9_999

Chance = tuple[float, float]
CERTAIN: Chance = (1.0, 1.0)


def chance(pair: Chance) -> Chance:
    """Return an interval with plain ends, so that equal ones are written alike."""
    low, high = pair
    return float(low) + 0.0, float(high) + 0.0  # adding nought makes -0.0 into 0.0


def chance_faults(field: str, pair: Chance) -> Iterator[Fault]:
    """Tell what keeps two numbers from being an interval of chances.

    Parameters
    ----------
    field
        Name of the field, for the fault's column.
    pair
        Its lower and its higher end.

    Yields
    ------
    Fault
        At most one.
    """
    low, high = pair
    if not 0 <= low <= high <= 1:
        yield Fault(
            f"expected two numbers from 0 to 1, the lower first; got {low}, {high}",
            column=field,
        )


def at_least_faults(combining: str, at_least: int | None) -> Iterator[Fault]:
    """Tell where a number of parts is missing, or given where none is meant.

    Parameters
    ----------
    combining
        One of `COMBINING`.
    at_least
        How many parts are needed; None for no number.

    Yields
    ------
    Fault
        At most one, of the column `at_least`.
    """
    if combining == "at least":
        if at_least is None or not 1 <= at_least <= PARTS_LIMIT:
            yield Fault(
                f"expected how many parts are needed, from 1 to {PARTS_LIMIT:,}; got "
                f"{'nothing' if at_least is None else at_least}. Say how many, or "
                "combine the parts in another way",
                column="at_least",
            )
    elif at_least is not None:
        yield Fault(
            "expected a number of parts only where at least so many are needed; got "
            f"{at_least} for {combining!r}. Take the number out",
            column="at_least",
        )


def why_not_shares(shares: Sequence[Chance | None]) -> str:
    """Say why the parts cannot share the cases in this way.

    Parameters
    ----------
    shares
        Of each part its lowest and highest share, or None where it is not given and
        may be anything.

    Returns
    -------
    str
        What was expected, what was given and what to do; empty if they can.

    Examples
    --------
    >>> why_not_shares([(0.6, 0.7), (0.3, 0.5)])
    ''
    """
    known = [(0.0, 1.0) if share is None else share for share in shares]
    low, high = (sum(ends) for ends in zip(*known, strict=True)) if known else (1, 1)
    # Percentages do not add up to exactly 1 in binary.
    if low > 1 + 1e-9:
        found = f"the lowest alone add up to {_percent(low)}. Lower some of them"
    elif high < 1 - 1e-9:
        found = f"the highest add up to only {_percent(high)}. Raise some of them"
    else:
        return ""
    return f"expected shares of the cases that can add up to 100 %; {found}"


def _percent(share: float) -> str:
    return f"{round(100 * share, 1):g} %"
