"""What was found in a log, for strangers: people are counted, not their journeys.

Twelve journeys of one person are one person, whom a count of twelve would not protect. So
before what was found passes `Disclosure`, every count of journeys gives way to the count
of the people they are of, which stands beside it.
"""

from __future__ import annotations

from typing import Any

Told = Any  # JSON, as various as what is told in it

OF = "persons"  # the key of how many people a count is of, alone or before its name
COUNTS = frozenset({"cases", "people", "journeys"})  # of which the key alone is

NAMED = frozenset({"ties", "processes", "choices", "columns"})  # whose keys are names


def counted(told: Told) -> Told:
    """Give the same with people in place of journeys; where they are alike, the same.

    >>> counted({"name": "Seen", "cases": 12, "persons": 1, "there": 9, "persons_there": 1})
    {'name': 'Seen', 'cases': 1, 'persons': 1, 'there': 1, 'persons_there': 1}
    """
    if isinstance(told, list):
        return [counted(each) for each in told]
    if not isinstance(told, dict):
        return told
    of = told.get(OF)
    parts = of if isinstance(of, dict) else dict.fromkeys(COUNTS & told.keys(), of)
    named = {name: told[key] for name in told if (key := f"{OF}_{name}") in told}
    people = {**(parts if of is not None else {}), **named}
    return {
        name: each if name in NAMED else counted(people.get(name, each))
        for name, each in told.items()
    }
