"""Every change of evidence: keyword-only, by a person, all or nothing."""

from __future__ import annotations

from uuid import UUID

from wholeflow.errors import InvalidFlag, NotFound
from wholeflow.evidence import Flag
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping.actions import editable, signature
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import Judgement

JUDGEMENT_HALF_LIFE_DAYS = 180
JUDGEMENT_GRACE_DAYS = 30


def judge(
    *,
    by: Person | None,
    process_id: str,
    flag: Flag,
    reason: str,
    half_life_days: int | None = JUDGEMENT_HALF_LIFE_DAYS,
    example: bool = False,
) -> None:
    """Say how much shows that a process succeeds and how much that it does not.

    A person has one judgement of a process; a new one takes the place of the last.

    Raises
    ------
    InvalidFlag
        If there is no reason, or nobody has said what success is.
    """
    if not reason.strip():
        raise InvalidFlag("Expected a reason, if only “gut feeling”; got nothing.")
    with changing(by=signature(by), command="judge", reason=reason) as draft:
        process = editable(by, process_id)
        require_success(process)
        for earlier in process.judgements.filter(by=signature(by), removed=False):
            draft.set(earlier, removed=True)
        draft.add(
            Judgement(
                process=process,
                evidence_for=flag.lower,
                evidence_against=1 - flag.upper,
                reason=reason,
                by=signature(by),
                on=clock.today(),
                half_life_days=half_life_days,
                grace_days=JUDGEMENT_GRACE_DAYS,
                example=example,
            )
        )


def withdraw_judgement(*, by: Person, process_id: str, judgement_id: UUID) -> None:
    """Take a judgement back; it stays in the history."""
    with changing(by=str(by.pk), command="withdraw a judgement") as draft:
        process = editable(by, process_id)
        judgement = process.judgements.filter(pk=judgement_id).first()
        if judgement is None:
            raise NotFound("This judgement is not here any more.")
        draft.set(judgement, removed=True)


def require_success(process: Process) -> None:
    if not process.successes.filter(removed=False, of_failure=False).exists():
        raise InvalidFlag(
            f"Nobody has said yet what success is for “{process}”, so evidence would "
            "not mean anything. Write that first, in one sentence."
        )
