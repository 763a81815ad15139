"""From any number of `wholeflow look` to the cases behind it."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable

import numpy as np

from wholeflow.errors import NotFound
from wholeflow.journeys.arrays import Codes, Places
from wholeflow.journeys.checking import CHECKS, events_behind
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.follows import (
    Steps,
    hand_over_steps,
    hand_overs,
    process_codes,
    process_steps,
    steps,
)
from wholeflow.journeys.measures.variants import variants
from wholeflow.journeys.rules.standards import Standards

_PARTS = ("met", "missed", "before", "without", "of")
Cases = Places | Codes

VOCABULARY = {
    "all": "every case",
    "tied": "cases with events at one time",
    "activity:NAME": "cases with this activity",
    "group:NAME": "cases this group had to do with",
    "organisation:NAME": "cases this organisation had to do with",
    "standard:NAME:PART": "of a standard; PART is met, missed, before, without or of",
    "wait:NAME": "cases behind a wait of the standards file",
    "returns": "cases that came back",
    "returns-within": "cases that came back within the limit",
    "handovers:N": "cases handed over N times",
    "handover:A>B": "cases handed over from organisation, or group, A to B",
    "follows:A>B": "cases in which activity B came straight after A",
    "between:P>Q": "cases that passed from process P to process Q",
    "variant:N": "cases of the N-th most frequent way through",
    "quality:KIND": "cases behind a finding on the log's quality",
}


def cases_behind(
    journeys: Journeys, standards: Standards, what: str, *, now: dt.datetime
) -> tuple[str, ...]:
    """Names of the cases behind a number.

    Parameters
    ----------
    journeys
        The log.
    standards
        What was asked of it.
    what
        Which number, in the words of `VOCABULARY`, such as
        "standard:Giving antibiotics within 1 h of triage:missed".
    now
        Aware; what counts as the future for quality findings.

    Returns
    -------
    tuple of str
        Sorted, each once.

    Raises
    ------
    NotFound
        If there is no such number; the message lists what there is.
    """
    kind, _, name = what.partition(":")
    simple: dict[str, Callable[[], Cases]] = {
        "all": lambda: np.arange(journeys.n_cases),
        "tied": lambda: journeys.case[journeys.tied()],
        "returns": lambda: _returns(journeys, standards)["all"],
        "returns-within": lambda: _returns(journeys, standards)["within"],
    }
    named: dict[str, Callable[[], Cases]] = {
        "activity": lambda: _having(journeys, journeys.activities, name),
        "group": lambda: _done_by(journeys, "group", name),
        "organisation": lambda: _done_by(journeys, "organisation", name),
        "standard": lambda: _of_standard(journeys, standards, name),
        "wait": lambda: _of_wait(journeys, standards, name),
        "handovers": lambda: np.flatnonzero(hand_overs(journeys) == _number(name)),
        "handover": lambda: _handed(journeys, name),
        "follows": lambda: _following(journeys, name),
        "between": lambda: _between(journeys, standards, name),
        "variant": lambda: _of_variant(journeys, name),
        "quality": lambda: _of_quality(journeys, name, now),
    }
    if not name and kind in simple:
        return journeys.names_of(simple[kind]())
    if name and kind in named:
        return journeys.names_of(named[kind]())
    known = "\n".join(f"  {word:20} {means}" for word, means in VOCABULARY.items())
    raise NotFound(f"There is no list of cases '{what}'. Lists are:\n{known}")


def _one_of(name: str, known: tuple[str, ...], what: str) -> int:
    if name in known:
        return known.index(name)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if near:
        hint = f"Did you mean '{near[0]}'?"
    else:
        hint = f"There are: {', '.join(known[:30])}." if known else "There are none."
    raise NotFound(f"There is no {what} '{name}'. {hint}")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise NotFound(f"Expected a whole number, got '{text}'.")
    return int(text)


def _pair(name: str, known: tuple[str, ...], what: str) -> tuple[int, int]:
    before, arrow, after = name.partition(">")
    if not arrow:
        raise NotFound(f"Expected two names with '>' between them, got '{name}'.")
    return (
        _one_of(before.strip(), known, what),
        _one_of(after.strip(), known, what),
    )


def _having(journeys: Journeys, known: tuple[str, ...], name: str) -> Cases:
    having: Codes = journeys.case[journeys.activity == _one_of(name, known, "activity")]
    return having


def _done_by(journeys: Journeys, role: str, name: str) -> Cases:
    who = journeys.column(role)
    passing: Codes = journeys.case[who.codes == _one_of(name, who.names, role)]
    return passing


def _returns(journeys: Journeys, standards: Standards) -> dict[str, Cases]:
    if standards.returns is None:
        raise NotFound(f"Nothing is said about returns in {standards.source}.")
    return {**standards.returns.cases(journeys)}


def _of_standard(journeys: Journeys, standards: Standards, name: str) -> Cases:
    names = tuple(standard.name for standard in standards.standards)
    whole, _, part = name.rpartition(":")
    if part not in _PARTS or name in names:
        whole, part = name, "of"
    standard = standards.standards[_one_of(whole, names, "standard")]
    return standard.cases(journeys)[part]


def _of_wait(journeys: Journeys, standards: Standards, name: str) -> Cases:
    names = tuple(wait.name for wait in standards.waits)
    return standards.waits[_one_of(name, names, "wait")].cases(journeys)


def _ends(journeys: Journeys, taken: Steps) -> Cases:
    return journeys.case[taken.second]


def _handed(journeys: Journeys, name: str) -> Cases:
    body = journeys.body()
    before, after = _pair(name, body.names, body.role)
    taken = hand_over_steps(journeys)
    return _ends(
        journeys,
        taken.where(
            (body.codes[taken.first] == before) & (body.codes[taken.second] == after)
        ),
    )


def _following(journeys: Journeys, name: str) -> Cases:
    before, after = _pair(name, journeys.activities, "activity")
    taken = steps(journeys)
    code = journeys.activity
    return _ends(
        journeys,
        taken.where((code[taken.first] == before) & (code[taken.second] == after)),
    )


def _between(journeys: Journeys, standards: Standards, name: str) -> Cases:
    before, after = _pair(name, tuple(sorted(standards.processes)), "process")
    code = process_codes(journeys, standards.processes)
    taken = process_steps(journeys, standards.processes)
    return _ends(
        journeys,
        taken.where((code[taken.first] == before) & (code[taken.second] == after)),
    )


def _of_variant(journeys: Journeys, name: str) -> Cases:
    number, found = _number(name), variants(journeys)
    if not 1 <= number <= len(found):
        raise NotFound(f"There is no variant {number}; they go from 1 to {len(found)}.")
    return np.flatnonzero(found.of_case == number - 1)


def _of_quality(journeys: Journeys, name: str, now: dt.datetime) -> Cases:
    _one_of(name, tuple(CHECKS), "finding")
    return journeys.case[events_behind(journeys, name, now=now)]
