"""The typical journey in at most ten plain lines."""

from __future__ import annotations

from wholeflow.journeys.measures.spreads import hours
from wholeflow.journeys.measures.typical import TypicalJourney, TypicalStep

_SELDOM_SHOWN = 3
_NO_TIME_HOURS = 1 / 120  # it would be written as 0 min


def typical_in_words(found: TypicalJourney) -> tuple[str, ...]:
    """Write a typical journey as lines: a heading, a sentence a step, and the others.

    Parameters
    ----------
    found
        From `typical_journey`.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> from wholeflow.journeys.measures.typical import typical_journey
    >>> lines = typical_in_words(typical_journey(read_log(example_log())))
    >>> print(lines[1])
    1. ER Registration begins it: 1,050 of 1,050 have it, at A (985 of them).
    """
    completions = all(step.long_hours is None for step in found.steps)
    head = (
        f"The typical journey of {found.cases:,}: half last longer than "
        f"{hours(found.median_hours)}."
    )
    lines = [
        _sentence(number, step, found, completions)
        for number, step in enumerate(found.steps, start=1)
    ]
    return (head, *lines, _others(found))


def _sentence(
    number: int, step: TypicalStep, found: TypicalJourney, completions: bool
) -> str:
    parts = [f"{number}. {step.activity}"]
    if step.after_hours == 0 and number == 1:
        parts.append(" begins it")
    elif step.wait_hours is not None:
        parts.append(_wait(step.wait_hours, completions))
    if step.long_hours is not None:
        parts.append(f" and takes {hours(step.long_hours)}")
    parts.append(f": {step.cases:,} of {found.cases:,} have it")
    if step.where is not None:
        few = "" if step.there == step.cases else f" ({step.there:,} of them)"
        parts.append(f", at {step.where}{few}")
    return "".join(parts) + "."


def _wait(wait_hours: float, completions: bool) -> str:
    if wait_hours < _NO_TIME_HOURS:
        return " comes straight after the event before"
    if completions:
        return f" comes {hours(wait_hours)} after the event before"
    return f" comes after {hours(wait_hours)} of waiting"


def _others(found: TypicalJourney) -> str:
    order = f"{found.with_all:,} of {found.cases:,} have all of this in this order."
    if not found.steps:
        order = "No step is shared by half of them."
    if not found.seldom:
        return order
    shown = ", ".join(
        f"{one.name} ({one.cases:,})" for one in found.seldom[:_SELDOM_SHOWN]
    )
    more = len(found.seldom) - _SELDOM_SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"{order} Also seen: {shown}{rest}."
