"""What people say in the demonstration: judgements, answers and feedback, all examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from wholeflow.server.accounts.actions import organisation_named, role_holder
from wholeflow.server.accounts.models import Person
from wholeflow.server.demonstration.acting_for import ALLIANCE, answerable
from wholeflow.server.mapping.models import Interlock, Part
from wholeflow.server.mapping.parts.actions import Said, answer_parts
from wholeflow.server.measuring.actions import NewJudgement, judge
from wholeflow.server.measuring.hearing import (
    QUESTIONS_ABOUT_A_STEP,
    NewFeedback,
    bring_feedback,
)

# Process, evidence for and against, what shows that it works and that it does not:
# every one an example.
JUDGED = (
    ("consulting", (0.4, 0.1), ("few come back with the same question", "some do")),
    ("reviewing-the-record", (0.5, 0.2), ("most of it is there", "letters come late")),
    ("putting-at-ease", (0.7, 0.0), ("patients say that they were heard", "")),
    ("prescribing", (0.6, 0.15), ("few prescriptions are sent back", "some are")),
    ("improving-web-access", (0.5, 0.1), ("most find the page", "some give up")),
    ("redesigning-forms", (0.55, 0.12), ("three forms became one", "some give up")),
    ("enhancing-teams", (0.2, 0.35), ("the team meets", "it still has to ask others")),
    (
        "advising",
        (0.1, 0.45),
        ("advice is given", "several bodies advise on one thing"),
    ),
    ("providing-care", (0.35, 0.3), ("some places do well", "others do not")),
)
SPLIT = "enhancing-teams"  # the one that others judge as well, and differ about
OTHER_JUDGES = (
    ("Community nurse (example)", (0.7, 0.05), ("most is settled at once", "not all")),
    ("Service user (example)", (0.1, 0.5), ("one call was enough", "passed on twice")),
)
DAY_OF_ANSWERS = date(2023, 9, 18)
ASKED_OF_PEOPLE = NewFeedback(
    "Did you find what you were looking for?",
    "Example: a question at the foot of the page",
    good=61,
    bad=22,
    not_known=9,
    on=DAY_OF_ANSWERS,
    example=True,
)
ASKED_ABOUT_A_STEP = NewFeedback(
    QUESTIONS_ABOUT_A_STEP[0],
    "Example: cards handed out at the first call",
    good=31,
    bad=54,
    not_known=12,
    on=DAY_OF_ANSWERS,
    example=True,
)


def judgements(ids: Mapping[str, str]) -> None:
    """Judge some of the examples, so that flags can be seen."""
    for key, strengths, reasons in JUDGED:
        _judge(answerable(ids[key]), ids[key], strengths, reasons)
    alliance = organisation_named(name=ALLIANCE)
    for name, strengths, reasons in OTHER_JUDGES:
        other = role_holder(name=name, organisation=alliance)
        _judge(other, ids[SPLIT], strengths, reasons)


MISSING = "Answering the phone together"
# Four players of one whole: who, whether its parts are enough, what is missing, and why.
PLAYERS = (
    ("", "yes", "", "with one door and one team the rest follows"),
    ("Access manager (example)", "yes", "", "nothing else was needed elsewhere"),
    ("Community nurse (example)", "no", MISSING, "people still ring the wrong number"),
    ("Service user (example)", "no", MISSING, "I told my story twice"),
)
TESTED = "single-point-of-access"


def answers(ids: Mapping[str, str], first: Person) -> None:
    """Let four players say whether some parts are necessary, and together enough."""
    alliance = organisation_named(name=ALLIANCE)
    parts = Part.objects.filter(whole=ids[TESTED], removed=False)
    necessary = dict.fromkeys(parts.values_list("part", flat=True), (1.0, 1.0))
    for name, enough, missing, reason in PLAYERS:
        answer_parts(
            by=role_holder(name=name, organisation=alliance) if name else first,
            process_id=ids[TESTED],
            said=Said(enough, missing, f"Example: {reason}", necessary),
        )


def _judge(
    by: Person, process_id: str, strengths: tuple[float, float], reasons: Sequence[str]
) -> None:
    shows, shows_not = (f"Example: {each}" if each else "" for each in reasons)
    judgement = NewJudgement(
        *strengths, shows, shows_not, basis="workshop", example=True
    )
    judge(by=by, process_id=process_id, judgement=judgement)


def feedback(ids: Mapping[str, str]) -> None:
    """Bring what people say of one process, and of the step between two."""
    web, giver = ids["improving-web-access"], ids["consulting"]
    step = Interlock.objects.get(giver=giver, receiver=ids["single-point-of-access"])
    for process_id, heard in (
        (web, ASKED_OF_PEOPLE),
        (giver, replace(ASKED_ABOUT_A_STEP, interlock_id=step.pk)),
    ):
        bring_feedback(by=answerable(process_id), process_id=process_id, feedback=heard)
