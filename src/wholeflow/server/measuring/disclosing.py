"""The way out for what is measured: counts of people, and what follows from them.

A flag made of exact counts would tell them to whoever can do the sum. So the flag of
what is not open data is made of the counts as strangers may know them: a hidden count
of a standard or of answers is as many people not known as it could be, and a hidden
value of a series does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy

from wholeflow import evidence
from wholeflow.governance import OPEN, Disclosure
from wholeflow.server import configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring.charts import is_percent, is_share
from wholeflow.server.measuring.models import Feedback, Indicator, Point

PEOPLE = frozenset(
    [
        "people",
        "person",
        "persons",
        "patient",
        "patients",
        "resident",
        "residents",
        "carer",
        "carers",
        "child",
        "children",
        "adult",
        "adults",
        "staff",
        "death",
        "deaths",
        "admission",
        "admissions",
        "discharge",
        "discharges",
        "attendance",
        "attendances",
        "fall",
        "falls",
        "incident",
        "incidents",
        "complaint",
        "complaints",
        "visit",
        "visits",
    ]
)
"""Words of a unit whose values are counts of people, or of what happened to people."""


def policy_for(visitor: Visitor, process: Process, *, open_data: bool) -> Disclosure:
    """Give what counts pass: open data and one's own organisation's are shown as they are."""
    ours = isinstance(visitor, Person) and (
        visitor.organisation_id == process.organisation_id
    )
    return OPEN if open_data or ours else outside()


def outside() -> Disclosure:
    """Give the policy for whoever is outside the organisation that holds the counts."""
    return Disclosure(hide_up_to=configuration.whole_number("WHOLEFLOW_SMALL_NUMBERS"))


def for_flags(*, open_data: bool) -> Disclosure:
    """Give what counts pass before a flag is made of them: whoever sees it, sees these."""
    return OPEN if open_data else outside()


def heard(row: Feedback) -> evidence.Feedback:
    """Give feedback as the library has it; its flag gives no hidden count away."""
    good, bad, not_known = as_known(
        row.good, row.bad, row.not_known, for_flags(open_data=row.open_data)
    )
    return evidence.Feedback(
        question=row.question,
        source=row.source,
        good=good,
        bad=bad,
        not_known=not_known,
        on=row.on,
        half_life_days=row.half_life_days,
        grace_days=row.grace_days,
        reliability=row.reliability,
        sufficiency=evidence.Chance(row.sufficiency_low, row.sufficiency_high),
        necessity=evidence.Chance(row.necessity_low, row.necessity_high),
        ref=str(row.pk),
    )


def as_known(
    good: int, bad: int, not_known: int, policy: Disclosure
) -> tuple[int, int, int]:
    """Give counts of people as a policy lets them be known; the hidden are not known."""
    counts = [policy.count(each) for each in (good, bad, not_known)]
    hidden = policy.hide_up_to * counts.count(None)
    return counts[0] or 0, counts[1] or 0, (counts[2] or 0) + hidden


def disclosed(
    indicator: Indicator, points: Iterable[Point], policy: Disclosure
) -> list[Point]:
    """Give points as they may be shown; what would point at a person is left out.

    Shares are worked out again from rounded counts, so that nobody works the counts out
    from them. How many are not known is None where it is hidden.
    """
    if policy == OPEN:
        return list(points)
    shown = (_shown(indicator, point, policy) for point in points)
    return [point for point in shown if point is not None]


def _shown(indicator: Indicator, point: Point, policy: Disclosure) -> Point | None:
    shown = copy(point)
    shown.not_known = policy.count(point.not_known)  # type: ignore[assignment]  # None is hidden
    if point.people is None:
        return _counted(indicator, shown, policy)
    shown.people = policy.count(point.people)
    if not shown.people:
        return None
    if not is_share(indicator):
        return shown
    scale = 100.0 if is_percent(indicator.unit) else 1.0
    met = policy.count(max(0, round(point.value / scale * point.people)))
    if met is None:
        return None
    share = met / shown.people
    # More than all can meet nothing; a rate has no such end.
    shown.value = scale * (share if indicator.chart == "u" else min(1.0, share))
    return shown


def _counted(indicator: Indicator, shown: Point, policy: Disclosure) -> Point | None:
    """Give a value that may itself be a count of people."""
    if PEOPLE.isdisjoint(re.findall(r"[a-z]+", indicator.unit.casefold())):
        return shown
    count = policy.count(max(0, round(shown.value)))
    shown.value = float(count or 0)
    return None if count is None else shown
