"""Random flags and chances, and which of two flags is better news."""

from __future__ import annotations

from hypothesis import strategies as st

from wholeflow.evidence import Chance, Flag

ROUNDING = 1e-12

numbers = st.floats(0, 1)
flags = st.builds(Flag, numbers, numbers)
chances = st.tuples(numbers, numbers).map(lambda pair: Chance(min(pair), max(pair)))


def close(one: Flag, other: Flag) -> bool:
    return no_worse(one, other) and no_worse(other, one)


def raised(flag: Flag, by: float) -> Flag:
    """The flag after better news: both ends moved up by a share of what is left."""
    return Flag(
        flag.lower + by * (1 - flag.lower), min(1.0, flag.upper + by * (1 - flag.upper))
    )


def no_worse(better: Flag, worse: Flag) -> bool:
    return (
        better.lower >= worse.lower - ROUNDING
        and better.upper >= worse.upper - ROUNDING
    )
