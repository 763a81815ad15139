"""Every change of feedback: what people said of a process, or of a step between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from wholeflow.errors import BadInput, Fault, NotFound
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.actions import spoken_of
from wholeflow.server.mapping.models import Interlock, Process
from wholeflow.server.measuring.actions import (
    ageing_faults,
    own_words,
    require_success,
    share_faults,
)
from wholeflow.server.measuring.models import MOST_PEOPLE, Feedback

EARLIEST = date(1948, 7, 5)  # the day the NHS began; a day before it is a slip
FEEDBACK_HALF_LIFE_DAYS = 180
FEEDBACK_GRACE_DAYS = 30

QUESTIONS_ABOUT_A_STEP = (
    "Did they know about you already when you came?",
    "Did you know what would happen next, and when?",
    "Did you know whom to ask while you waited?",
    "Was the time between the two short enough for you?",
    "Did what was agreed in the one still hold in the other?",
    "Did it feel like one service, not two?",
)
"""What may be asked of those who went from one process to the next; yes is good."""


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """Answers as they are given: how many said good, bad, and that they do not know.

    Parameters
    ----------
    good, bad, not_known
        Numbers of people.
    interlock_id
        The step between two processes that it is about, or None.
    open_data
        Whether the numbers are published, and so may be shown as they are.
    """

    question: str
    source: str
    good: int
    bad: int
    on: date
    not_known: int = 0
    interlock_id: UUID | None = None
    reliability: float = 1.0
    half_life_days: int | None = FEEDBACK_HALF_LIFE_DAYS
    grace_days: int = FEEDBACK_GRACE_DAYS
    open_data: bool = False
    example: bool = False


def bring_feedback(*, by: Person, process_id: str, feedback: NewFeedback) -> None:
    """Tell what people answered about a process, or about a step to or from it.

    Raises
    ------
    BadInput
        With everything that cannot be, and where; and where the same answers to the
        same question stand here already.
    InvalidFlag
        If it is about the process and nobody has said what its success is.
    NotFound
        If the step, or its other end, is not here for this person.
    """
    faults = list(_faults(feedback))
    if faults:
        raise BadInput("this feedback", faults)
    with changing(by=str(by.pk), command="bring feedback") as draft:
        process = spoken_of(by, process_id)
        if feedback.interlock_id is None:
            require_success(process)
        else:
            step_of(by, process, feedback.interlock_id)
        _refuse_twin(process, feedback)
        given = {name: getattr(feedback, name) for name in NewFeedback.__slots__}
        draft.add(Feedback(process=process, by=str(by.pk), **given))


def take_back_feedback(*, by: Person, process_id: str, feedback_id: UUID) -> None:
    """Take back feedback that one brought; it stays in the history."""
    with changing(by=str(by.pk), command="take back feedback") as draft:
        process = spoken_of(by, process_id)
        draft.set(own_words(by, process.feedback.filter(pk=feedback_id)), removed=True)


def step_of(by: Person, process: Process, interlock_id: UUID) -> Interlock:
    """Give an interlock of a process, both ends of which this person may read.

    Raises
    ------
    NotFound
        If there is none.
    """
    ends = Q(giver=process.pk) | Q(receiver=process.pk)
    step = Interlock.objects.filter(ends, pk=interlock_id, removed=False).first()
    if step is None:
        raise NotFound("This step is not here any more. Open the page again.")
    for end in step.processes():
        queries.process(by, end)
    return step


def _refuse_twin(process: Process, given: NewFeedback) -> None:
    """Refuse feedback that would count the same people twice."""
    standing = process.feedback.filter(
        question__iexact=given.question.strip(),
        source__iexact=given.source.strip(),
        on=given.on,
        interlock=given.interlock_id,
        removed=False,
    )
    if standing.exists():
        message = (
            f"answers to “{given.question.strip()}” from “{given.source.strip()}” of "
            f"{given.on} are here already. If these are others, say what sets them "
            "apart in where they come from; if they are better, take those back first"
        )
        raise BadInput("this feedback", [Fault(message, column="source")])


def _faults(given: NewFeedback) -> Iterator[Fault]:
    for name, what in (
        ("question", "the question that was asked"),
        ("source", "where the answers come from"),
    ):
        if not getattr(given, name).strip():
            yield Fault(f"expected {what}; got nothing", column=name)
    counts = {name: getattr(given, name) for name in ("good", "bad", "not_known")}
    for name, people in counts.items():
        if not 0 <= people <= MOST_PEOPLE:
            yield Fault(
                f"expected a number of people from 0 to {MOST_PEOPLE:,}; got {people:,}",
                column=name,
            )
    if not any(counts.values()):
        yield Fault(
            "expected at least one answer; got none. Bring it once somebody has answered",
            column="good",
        )
    if given.on > clock.today():
        yield Fault(
            f"expected a day up to {clock.today()}; got {given.on}. Give the day on "
            "which the answers were counted",
            column="on",
        )
    if given.on < EARLIEST:
        yield Fault(
            f"expected a day from {EARLIEST} on; got {given.on}. Look at the year",
            column="on",
        )
    yield from share_faults("reliability", given.reliability)
    yield from ageing_faults(given.half_life_days)
