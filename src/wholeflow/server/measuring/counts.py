"""Counts of people: what of them a visitor is told, and what flag follows.

A flag made of exact counts would tell them to whoever can do the sum. So the flag of
what is not open data is made of the counts as strangers may see them: a hidden count is
as many people not known as it could be, whatever it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from wholeflow.evidence import UNKNOWN, Flag, flag_from_counts
from wholeflow.governance import OPEN, Disclosure
from wholeflow.server import configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring.models import Feedback


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answered good, bad and that they do not know, fit to be shown."""

    good: int
    bad: int
    not_known: int


def flag_of_feedback(row: Feedback) -> Flag:
    """Give the flag of feedback, not aged yet; it gives no hidden count away."""
    answers = shown_answers(row)
    of = answers.good + answers.bad + answers.not_known
    if not of:  # all so few that they are rounded to nought
        return UNKNOWN
    return flag_from_counts(answers.good, of=of, not_known=answers.not_known)


def shown_answers(row: Feedback) -> Answers:
    """Give the counts of feedback as strangers may know them."""
    policy = OPEN if row.open_data else outside()
    good, bad = policy.count(row.good), policy.count(row.bad)
    unsure = policy.count(row.not_known)
    hidden = [good, bad, unsure].count(None) * policy.hide_up_to
    return Answers(good or 0, bad or 0, (unsure or 0) + hidden)


def policy_for(visitor: Visitor, process: Process, *, open_data: bool) -> Disclosure:
    """Give what counts pass: open data and one's own organisation's are shown as they are."""
    ours = isinstance(visitor, Person) and (
        visitor.organisation_id == process.organisation_id
    )
    return OPEN if open_data or ours else outside()


def outside() -> Disclosure:
    """Give the policy for whoever is outside the organisation that holds the counts."""
    return Disclosure(hide_up_to=configuration.whole_number("WHOLEFLOW_SMALL_NUMBERS"))
