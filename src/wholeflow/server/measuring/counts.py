"""Counts of people: what of them a visitor is told, and what flag follows.

A flag made of exact counts would tell them to whoever can do the sum. So the flag of
what is not open data is made of the counts as strangers may see them: a hidden count is
as many people not known as it could be, whatever it is.
"""

from __future__ import annotations

from wholeflow import evidence
from wholeflow.governance import OPEN, Disclosure
from wholeflow.server import configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring.models import Feedback


def heard(row: Feedback) -> evidence.Feedback:
    """Give feedback as the library has it; its flag gives no hidden count away."""
    good, bad, not_known = as_strangers_know(
        row.good, row.bad, row.not_known, open_data=row.open_data
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


def as_strangers_know(
    good: int, bad: int, not_known: int, *, open_data: bool
) -> tuple[int, int, int]:
    """Give counts of people as strangers may know them; what is hidden is not known."""
    policy = OPEN if open_data else outside()
    counts = [policy.count(each) for each in (good, bad, not_known)]
    hidden = policy.hide_up_to * counts.count(None)
    return counts[0] or 0, counts[1] or 0, (counts[2] or 0) + hidden


def policy_for(visitor: Visitor, process: Process, *, open_data: bool) -> Disclosure:
    """Give what counts pass: open data and one's own organisation's are shown as they are."""
    ours = isinstance(visitor, Person) and (
        visitor.organisation_id == process.organisation_id
    )
    return OPEN if open_data or ours else outside()


def outside() -> Disclosure:
    """Give the policy for whoever is outside the organisation that holds the counts."""
    return Disclosure(hide_up_to=configuration.whole_number("WHOLEFLOW_SMALL_NUMBERS"))
