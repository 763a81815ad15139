"""Every change of a judgement: keyword-only, by a person, all or nothing.

Whoever may speak of a process judges it, and takes back or confirms their own words
alone. What else is evidence has modules of its own: `indicating` and `hearing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from wholeflow.errors import BadInput, Fault, InvalidFlag, NotFound, Refused
from wholeflow.evidence import Flag
from wholeflow.processes import Entry
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping.actions import signature, spoken_of
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import BASES, Feedback, Judgement

JUDGEMENT_HALF_LIFE_DAYS = 180
JUDGEMENT_GRACE_DAYS = 30
GUT_FEELING = "gut feeling"

Said = TypeVar("Said", Judgement, Feedback)


@dataclass(frozen=True, slots=True)
class NewJudgement:
    """A judgement as it is given: how strong what speaks for and against is, and why.

    Parameters
    ----------
    evidence_for, evidence_against
        Strengths from 0 to 1; together they may pass 1, and are then contested.
    reason_for, reason_against
        What shows that it is working, and what shows that it is not. A strength
        needs its reason, unless the basis is "gut feeling".
    basis
        How it is known, one of `BASES`, or empty.
    fuzziness, randomness
        How vague success is, and how much the process varies by itself, from 0 to 1.
        They stand beside the flag and never change it.
    reliability
        Its weight from 0 to 1; the rest stays not known.
    """

    evidence_for: float
    evidence_against: float
    reason_for: str = ""
    reason_against: str = ""
    basis: str = ""
    link: str = ""
    fuzziness: float = 0.0
    randomness: float = 0.0
    reliability: float = 1.0
    half_life_days: int | None = JUDGEMENT_HALF_LIFE_DAYS
    grace_days: int = JUDGEMENT_GRACE_DAYS
    example: bool = False

    @property
    def in_one(self) -> str:
        """Both reasons in one text, as a history tells them."""
        told_for, against = self.reason_for.strip(), self.reason_against.strip()
        if told_for and against and told_for != against:
            return f"{told_for.rstrip('.')}; against it: {against}"
        gut_feeling = GUT_FEELING if self.basis == GUT_FEELING else ""
        return told_for or against or gut_feeling


def judge(*, by: Person | None, process_id: str, judgement: NewJudgement) -> None:
    """Say how much shows that a process succeeds and how much that it does not.

    A person has one judgement of a process; a new one takes the place of the last.

    Raises
    ------
    BadInput
        With every strength that has no reason, and whatever else cannot be.
    InvalidFlag
        If a strength is not from 0 to 1, or nobody has said what success is.
    """
    Flag.from_weights(judgement.evidence_for, judgement.evidence_against)
    faults = [*_without_reason(judgement), *_not_known(judgement)]
    if faults:
        raise BadInput("this judgement", faults)
    reason = judgement.in_one
    with changing(by=signature(by), command="judge", reason=reason) as draft:
        process = spoken_of(by, process_id)
        require_success(process)
        for earlier in process.judgements.filter(by=signature(by), removed=False):
            draft.set(earlier, removed=True)
        given = {name: getattr(judgement, name) for name in NewJudgement.__slots__}
        draft.add(
            Judgement(
                process=process,
                reason=reason,
                by=signature(by),
                on=clock.today(),
                **given,
            )
        )


def withdraw_judgement(*, by: Person, process_id: str, judgement_id: UUID) -> None:
    """Take one's own judgement back; it stays in the history."""
    with changing(by=str(by.pk), command="withdraw a judgement") as draft:
        rows = spoken_of(by, process_id).judgements
        draft.set(own_words(by, rows.filter(pk=judgement_id)), removed=True)


def confirm(*, by: Person, process_id: str, judgement_id: UUID) -> None:
    """Say of one's own judgement that it is still so: it is as of today again."""
    with changing(by=str(by.pk), command="confirm") as draft:
        rows = spoken_of(by, process_id).judgements
        judgement = own_words(by, rows.filter(pk=judgement_id))
        draft.set(judgement, on=clock.today())


def own_words(by: Person, rows: QuerySet[Said]) -> Said:
    """Give the one row that stands, if it is this person's own words.

    Raises
    ------
    NotFound
        If it does not stand here.
    Refused
        If somebody else said it, the owner of the process included.
    """
    row = rows.filter(removed=False).first()
    if row is None:
        raise NotFound("It is not here any more. Open the page again.")
    if row.by != str(by.pk):
        raise Refused("Somebody else said this, and only they can change it.")
    return row


def require_success(process: Process) -> None:
    """Refuse evidence about a process of which nobody has said what success is.

    Raises
    ------
    InvalidFlag
        If nobody has.
    """
    if not process.successes.filter(removed=False, of_failure=False).exists():
        raise InvalidFlag(
            f"Nobody has said yet what success is for “{process}”, so evidence would "
            "not mean anything. Write that first, in one sentence."
        )


def link_faults(link: str) -> Iterator[Fault]:
    """Give what is wrong with a link, by the rule for links on a card."""
    try:
        Entry("what", "record", "evidence", link=link)
    except BadInput as bad:
        yield from bad.faults


def share_faults(name: str, share: float) -> Iterator[Fault]:
    """Give the fault of a share that is not from 0 to 1."""
    if not 0.0 <= share <= 1.0:
        yield Fault(f"expected a number from 0 to 1; got {share}", column=name)


def ageing_faults(half_life_days: int | None) -> Iterator[Fault]:
    """Give the fault of a half-life that is no length of time."""
    if half_life_days is not None and half_life_days < 1:
        yield Fault(
            f"expected 1 day or more; got {half_life_days}", column="half_life_days"
        )


def _without_reason(given: NewJudgement) -> Iterator[Fault]:
    if given.basis == GUT_FEELING:
        return
    sides = (
        ("reason_for", "it is working", given.reason_for, given.evidence_for),
        ("reason_against", "it is not", given.reason_against, given.evidence_against),
    )
    for column, what, reason, strength in sides:
        if strength and not reason.strip():
            yield Fault(
                f"expected what shows that {what} before its strength; got "
                f"{round(100 * strength)} of 100 and no reason. Write what you saw or "
                "heard, or say that it is a gut feeling",
                column=column,
            )
    strong = given.evidence_for or given.evidence_against
    if not strong and not given.in_one:
        yield Fault(
            "expected a reason; got none. Write what shows that it is working or that "
            "it is not, or say that it is a gut feeling",
            column="reason_for",
        )


def _not_known(given: NewJudgement) -> Iterator[Fault]:
    if given.basis and given.basis not in BASES:
        known = ", ".join(BASES)
        yield Fault(f"expected one of {known}; got “{given.basis}”", column="basis")
    for name in ("fuzziness", "randomness", "reliability"):
        yield from share_faults(name, getattr(given, name))
    yield from ageing_faults(given.half_life_days)
    yield from link_faults(given.link)
