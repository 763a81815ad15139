"""The words people choose from, and the numbers they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wholeflow.server.mapping.models import Process

Chance = tuple[float, float]

NECESSITY: Mapping[Chance, str] = {
    (1.0, 1.0): "never",
    (0.6, 0.9): "hardly",
    (0.2, 0.6): "perhaps",
    (0.0, 0.2): "easily",
}
"""Could the whole still succeed if this part failed? The chance that it could not."""

CANNOT_SAY: Chance = (0.0, 1.0)

SUFFICIENCY: Mapping[Chance, str] = {
    (1.0, 1.0): "certain",
    (0.8, 1.0): "nearly certain",
    (0.5, 1.0): "doubtful",
}
"""How sure the owner is that nothing else can make the whole fail."""

COMBINING: Mapping[str, str] = {
    "all": "All of them are needed",
    "any": "Any one of them is enough",
    "at least": "At least so many of them are needed",
    "share": "Each case goes through one of them; they share the cases",
}

DEPENDENCE: Mapping[str, str] = {
    "unknown": "Not known: nothing is assumed",
    "not opposed": "Not opposed: what helps one never harms another",
    "independent": "Independent: how one does says nothing about how another does",
    "stand or fall together": "They stand or fall together",
    "compete": "They compete: what one has, another lacks",
}

_QUESTION: Mapping[str, str] = {
    "all": "Would the successes of these parts, together, be enough?",
    "any": "Would the success of any one of these parts be enough?",
    "at least": "Would the successes of at least {} of these parts be enough?",
    "share": "Would the successes of these parts, each with its share of the cases, be "
    "enough?",
}
_NEED: Mapping[str, str] = {
    "all": "All of these are needed.",
    "any": "Any one of these is enough.",
    "at least": "At least {} of these are needed.",
    "share": "Each case goes through one of these; they share the cases.",
}
_HANGING: Mapping[str, str] = {
    "not opposed": "What helps one never harms another.",
    "independent": "They are independent of each other.",
    "stand or fall together": "They stand or fall together.",
    "compete": "They compete with each other.",
}


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """The logic of a whole's parts in sentences; empty where nothing need be said.

    Parameters
    ----------
    question
        Whether the parts are enough, asked in the way the whole needs them.
    need
        What the whole needs of them.
    hanging
        How they hang together.
    doubt
        How sure its owner is, unless that is certain.
    """

    question: str
    need: str
    hanging: str
    doubt: str


def at_a_glance(process: Process) -> AtAGlance:
    """Tell the logic of a whole's parts in sentences."""
    kind, so_many = process.combining, process.at_least
    usual = kind == "all" and process.parts_suffice is None
    sure = (process.sufficiency_low, process.sufficiency_high)
    certain = sure == (1.0, 1.0) or not process.parts_suffice
    alone = kind == "share" or process.dependence == "unknown"
    return AtAGlance(
        question=_QUESTION[kind].format(so_many),
        need="" if usual else _NEED[kind].format(so_many),
        hanging="" if alone else _HANGING[process.dependence],
        doubt="" if certain else in_words(sure, SUFFICIENCY),
    )


def in_words(pair: Chance, known: Mapping[Chance, str]) -> str:
    """Give the word for an interval, or its ends where no word stands for it."""
    return known.get(pair) or in_hundredths(pair)


def in_hundredths(pair: Chance) -> str:
    """Give an interval in hundredths, such as 40 to 60 of 100."""
    low, high = (round(100 * end, 1) for end in pair)
    return f"{low:g} of 100" if low == high else f"{low:g} to {high:g} of 100"


def in_percent(pair: Chance | None) -> str:
    """Give a share of the cases, such as 40 to 60 %."""
    if pair is None:
        return "not given"
    low, high = (round(100 * end, 1) for end in pair)
    return f"{low:g} %" if low == high else f"{low:g} to {high:g} %"
