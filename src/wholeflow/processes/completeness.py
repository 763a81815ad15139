"""What a map still lacks, in words for the person who can put it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wholeflow.days import day_in_words
from wholeflow.processes.combining import why_not_shares
from wholeflow.processes.map import Map, Part
from wholeflow.processes.naming import check_name
from wholeflow.processes.process import Process

_ADVICE = {
    "owner": (
        "Nobody owns this yet. Agree who leads it and enter that one person or post."
    ),
    "why": "It does not say why it is done. Enter its purpose under why.",
    "success": (
        "It does not say what success is, so evidence has nothing to speak for. "
        "Write at least one success statement."
    ),
    "parts test": (
        "Its owner has not said whether its parts are enough. Ask the players: would the "
        "successes of these parts be jointly necessary and sufficient for its success?"
    ),
    "parts": (
        "Its owner says that these parts are not enough. Ask what is missing and add "
        "it as a part."
    ),
    "shares": (
        "Its parts share the cases, but not in a way that can be. Say of each part which "
        "share of the cases goes through it, so that they can add up to 100 %."
    ),
    "review": "The card was never reviewed. Read it with the players and enter the day.",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a process still lacks.

    Parameters
    ----------
    process
        Id of the process.
    name
        Its name.
    lacks
        Which gap it is: "owner", "why", "success", "parts test", "parts", "shares",
        "review" or "name".
    message
        What is missing and what to do, in plain words.
    """

    process: str
    name: str
    lacks: str
    message: str


def completeness(process_map: Map, today: date) -> tuple[Gap, ...]:
    """Tell what each process of a map still lacks.

    Parameters
    ----------
    process_map
        The map.
    today
        The day to count from; a card is stale once 12 months have passed since it was
        last reviewed.

    Returns
    -------
    tuple of Gap
        In the order of the map; empty if nothing is missing.

    Examples
    --------
    >>> tests = Map("Tests", (Process("blood", "Testing blood"),))
    >>> completeness(tests, date(2023, 9, 30))[0].message
    'Nobody owns this yet. Agree who leads it and enter that one person or post.'
    """
    return tuple(
        Gap(process.id, process.name, lacks, message)
        for process in process_map.processes
        for lacks, message in _lacking(process_map, process, today)
    )


def _lacking(
    process_map: Map, process: Process, today: date
) -> Iterator[tuple[str, str]]:
    missing = {
        "owner": not process.owner,
        "why": not process.under("why"),
        "success": not process.success,
    }
    if parts := process_map.parts_of(process.id):
        missing["parts test"] = process.parts_suffice is None
        missing["parts"] = process.parts_suffice is False
        missing["shares"] = process.combining == "share" and _shares_lack(parts)
    missing["review"] = process.reviewed is None
    yield from ((lacks, _ADVICE[lacks]) for lacks, is_so in missing.items() if is_so)
    yield from _stale(process, today)
    yield from _questioned(process)


def _shares_lack(parts: Sequence[Part]) -> bool:
    shares = [part.share for part in parts]
    return None in shares or bool(why_not_shares(shares))


def _stale(process: Process, today: date) -> Iterator[tuple[str, str]]:
    day = process.reviewed
    # Compared as numbers, so that 29 February needs no care of its own.
    if day and (day.year + 1, day.month, day.day) < (
        today.year,
        today.month,
        today.day,
    ):
        message = (
            f"The card was last reviewed on {day_in_words(day)}, more than 12 months ago. Read it "
            "with the players and enter the day."
        )
        yield "review", message


def _questioned(process: Process) -> Iterator[tuple[str, str]]:
    verdict = check_name(process.name, process.language)
    if not verdict.ok and not process.name_reason:
        yield (
            "name",
            f'{verdict.reason} Try "{verdict.suggestion}", or say why this name stays.',
        )
