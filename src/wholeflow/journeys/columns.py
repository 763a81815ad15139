"""Which column of a log says what: guessed from its name, or told, and always stated."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from wholeflow.errors import Fault

# Names that other programs give, best first, without case and punctuation. Those of the
# standard XES lead: a log that has them may have others beside, of another meaning.
_KNOWN_NAMES = {
    "case": (
        "caseconceptname", "case", "caseid", "casename", "casenumber", "journey",
        "journeyid", "pathwayid", "spellid", "spell", "encounterid", "referralid",
        "traceid", "person", "personid", "patient", "patientid", "patientnumber",
        "nhsnumber", "pseudonym",
    ),
    "activity": (
        "conceptname", "activity", "activityname", "event", "eventname", "eventtype",
        "task", "taskname", "step", "stepname", "action", "what",
    ),
    "time": (
        "timetimestamp", "time", "timestamp", "end", "endtime", "endtimestamp",
        "completetimestamp", "completed", "completetime", "finish", "finishtime",
        "datetime", "eventtime", "eventdatetime", "eventdate", "date", "when", "to",
    ),
    "start": (
        "start", "starttime", "starttimestamp", "startdatetime", "begin", "began",
        "from",
    ),
    "organisation": (
        "organisation", "organization", "organisationname", "organisationcode",
        "orgcode", "provider", "providercode", "providername", "trust", "body",
        "agency",
    ),
    "group": (
        "orggroup", "group", "department", "ward", "unit", "team", "service",
        "location", "site",
    ),
    "person": (
        "person", "caseperson", "personid", "patient", "patientid", "patientnumber",
        "nhsnumber", "pseudonym", "client", "clientid", "subject",
    ),
    "resource": (
        "orgresource", "resource", "staff", "user", "performer", "clinician",
    ),
    "kind": ("kind", "eventkind", "kindofevent"),
}  # fmt: skip
_SPOKEN = {
    "case": "the case (whose journey)",
    "activity": "the activity (what was done)",
    "time": "the time (when it ended)",
    "start": "the start",
    "organisation": "the organisation",
    "group": "the group",
    "person": "the person",
    "resource": "the resource",
    "kind": "the kind of event",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Headings of the columns of a log, by what they say.

    Parameters
    ----------
    case
        Whose journey the event belongs to: a person, a referral, a spell.
    activity
        What was done.
    time
        When it was done; with `start` given, when it ended.
    start
        When it began.
    organisation
        The body that did it: a trust, a practice, a council, a charity.
    group
        The department, ward or team that did it.
    person
        Whose case it is, where a person may have several; the same in all cases.
    resource
        Who did it. Never printed; used to find rows that stand twice and what a wait
        is caused by.
    kind
        What sort of event it is: of value, caused by a failure, a mark of waiting.
    more
        Headings of further columns to keep, to choose by and to ask for reasons.

    None means "guess" when reading, and "there is none" in a log that was read.
    """

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    start: str | None = None
    organisation: str | None = None
    group: str | None = None
    person: str | None = None
    resource: str | None = None
    kind: str | None = None
    more: tuple[str, ...] = ()

    def named(self) -> dict[str, str]:
        """Give each role that has a column, with its heading, in reading order."""
        pairs = ((role, getattr(self, role)) for role in ROLES)
        return {role: heading for role, heading in pairs if heading is not None}

    def saying(self, role: str, heading: str | None) -> Columns:
        """Give the same columns but for one role."""
        return replace(self, **{role: heading})  # type: ignore[arg-type] # no `more`

    def keeping(self, headings: Sequence[str]) -> Columns:
        """Give the same columns, with further ones to keep."""
        return replace(self, more=tuple(dict.fromkeys((*self.more, *headings))))


ROLES = tuple(field.name for field in fields(Columns) if field.name != "more")


def find_columns(
    headings: Sequence[str], told: Columns
) -> tuple[Columns, tuple[Fault, ...]]:
    """Settle which column says what.

    Parameters
    ----------
    headings
        Names of the columns of the file.
    told
        What the person said; the rest is guessed from the headings.

    Returns
    -------
    tuple
        The columns, and a fault for each that was told but is not there or that is
        needed and cannot be guessed. Needed are case, activity, and time or start.
    """
    faults = [
        Fault(_not_there(heading, headings))
        for heading in (*told.named().values(), *told.more)
        if heading not in headings
    ]
    taken = set(told.named().values())
    found = told
    for role in _KNOWN_NAMES:
        if getattr(told, role) is None:
            guess = _guess(role, [name for name in headings if name not in taken])
            found = found.saying(role, guess)
            taken |= {guess} if guess else set()
    if found.time is None and found.start is not None:
        found = replace(found, time=found.start, start=None)
    faults += [
        Fault(_missing(role, headings))
        for role in ("case", "activity", "time")
        if getattr(found, role) is None
    ]
    return found, tuple(faults)


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Give a heading without case and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _guess(role: str, headings: Sequence[str]) -> str | None:
    by_plain = {plain(name): name for name in reversed(headings)}
    return next((by_plain[n] for n in _KNOWN_NAMES[role] if n in by_plain), None)


def _nearest(wanted: Sequence[str], headings: Sequence[str]) -> str:
    by_plain = {plain(name): name for name in headings}
    for name in wanted:
        near = difflib.get_close_matches(plain(name), list(by_plain), n=1, cutoff=0.7)
        if near:
            return f"; the nearest is '{by_plain[near[0]]}'"
    return ""


def _listed(headings: Sequence[str]) -> str:
    shown = ", ".join(f"'{name[:40]}'" for name in headings[:12])
    return shown + (f" and {len(headings) - 12} more" if len(headings) > 12 else "")


def _not_there(heading: str, headings: Sequence[str]) -> str:
    near = _nearest([heading], headings)
    return f"there is no column '{heading}'{near}. Found: {_listed(headings)}"


def _missing(role: str, headings: Sequence[str]) -> str:
    return (
        f"no column was recognised as {_SPOKEN[role]}"
        f"{_nearest(_KNOWN_NAMES[role], headings)}. Found: {_listed(headings)}. "
        f"Say which with --{role} NAME (in Python: Columns({role}=...))"
    )
