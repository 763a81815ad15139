"""Which process an activity of a log may be part of doing, by what both are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SHORTEST = 4  # letters of a word that tells something
_STEM = 5  # letters by which "antibiotics" and "antibiotic" are one word
_ENOUGH = 0.5  # share of an activity's letters that a process should know
_SAY_LITTLE = {"with", "from", "into", "patient", "people", "person", "care", "event"}


def suggest(activities: Iterable[str], processes: Mapping[str, str]) -> dict[str, str]:
    """Suggest a process for each activity whose words one of them shares.

    Parameters
    ----------
    activities
        Names of activities.
    processes
        Name of each process, by its id.

    Returns
    -------
    dict
        The id of a process for each activity for which one was found.

    Examples
    --------
    >>> suggest(["IV Antibiotics", "CRP"], {"p1": "Giving antibiotics", "p2": "Triaging"})
    {'IV Antibiotics': 'p1'}
    """
    known = {key: _stems(name) for key, name in processes.items()}
    found: dict[str, str] = {}
    for activity in activities:
        words = _stems(activity)
        letters = sum(map(len, words))
        best = max(known, key=lambda key: _shared(words, known[key]), default=None)
        if best and letters and _shared(words, known[best]) >= _ENOUGH * letters:
            found[activity] = best
    return found


def _stems(name: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", name.casefold())
    said = (
        word for word in words if len(word) >= _SHORTEST and word not in _SAY_LITTLE
    )
    return frozenset(word[:_STEM] for word in said)


def _shared(words: frozenset[str], known: frozenset[str]) -> int:
    return sum(map(len, words & known))
