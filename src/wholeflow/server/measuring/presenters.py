"""Evidence as the page of its process shows it: three kinds in one table.

Judges judge alone first: whoever may judge and has not yet is not shown what others
said, until they ask for it. Then all judgements stand together, in the order in which
they were said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from wholeflow import evidence
from wholeflow.governance import Act, Disclosure
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Interlock, Process
from wholeflow.server.measuring import disclosing, flagging, forms, statements
from wholeflow.server.measuring.models import (
    Feedback,
    Indicator,
    Judgement,
    LogReading,
    Point,
)

Row = dict[str, object]

BASES = {key: words.lower() for key, words in forms.BASES_IN_WORDS}
WEIGHTS = {0.5: "counts half", 0.25: "counts a quarter"}
VAGUE = {0.5: "somewhat vague what success is", 1.0: "very vague what success is"}
VARIES = {0.5: "varies somewhat by itself", 1.0: "varies much by itself"}


@dataclass(frozen=True, slots=True)
class Shown:
    """The evidence about one process, as one visitor sees it.

    Parameters
    ----------
    rows
        What the table lists.
    unseen
        How many judgements wait until the visitor has judged, or asked to see them.
    together
        What the judges say together; None with fewer than two.
    """

    rows: list[Row]
    unseen: int
    together: Together | None


@dataclass(frozen=True, slots=True)
class Together:
    """What several judges say together.

    Parameters
    ----------
    judges
        Who, and their flag today, in the order in which they spoke.
    pooled
        The mean of their flags by weight.
    differs
        Whether they differ so much that each has to be seen.
    words
        How far they differ, and whether they contradict one another.
    """

    judges: list[Row]
    pooled: flagging.Shown
    differs: bool
    words: str


def shown(
    visitor: queries.Visitor,
    process: Process,
    told: list[statements.Told],
    *,
    see_judges: bool = False,
) -> Shown:
    """Give the evidence about a process as a visitor sees it today."""
    day = clock.today()
    judged = [each for each in told if isinstance(each.row, Judgement)]
    waits = not see_judges and judges_alone(visitor, process, judged)
    seen = [] if waits else judged
    names = names_of(_judges(seen))
    judgements = [_judgement(visitor, each, names, day) for each in seen]
    return Shown(
        rows=[
            *judgements,
            *_feedback_about(visitor, process, day),
            *_indicators(visitor, process, told, day),
            *_watched(process, told),
        ],
        unseen=len(judged) - len(seen),
        together=_together(seen, judgements, day),
    )


def judges_alone(
    visitor: queries.Visitor, process: Process, judged: Iterable[statements.Told]
) -> bool:
    """Tell whether a visitor may judge this process and has not done it yet."""
    if not isinstance(visitor, Person):
        return False
    if not queries.decision(visitor, Act.SPEAK, process).allowed:
        return False
    return str(visitor.pk) not in _judges(judged)


def names_of(people: Collection[str]) -> Mapping[str, str]:
    """Give what people are called by their ids; who is not known is the system."""
    known = Person.objects.filter(pk__in=[each for each in people if each])
    names = {str(person.pk): str(person) for person in known}
    return defaultdict(lambda: "the system", names)


def feedback_on_steps(
    visitor: queries.Visitor, steps: Collection[UUID]
) -> dict[UUID, list[Row]]:
    """Give what people say about each of some interlocks, whichever end brought it."""
    day = clock.today()
    rows = Feedback.objects.filter(removed=False, interlock__in=steps).order_by("id")
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows.select_related("process"):
        assert row.interlock_id is not None, "they were asked for by it"
        found[row.interlock_id].append(_feedback(visitor, row, row.process, day))
    return found


def flags_of_steps(
    steps: Collection[Interlock],
) -> dict[tuple[str, str], flagging.Shown]:
    """Give the flag of each step of which people said something, by giver and receiver."""
    rows = Feedback.objects.filter(removed=False, interlock__in=steps).order_by("id")
    ends = {step.pk: (step.giver_id, step.receiver_id) for step in steps}
    said: dict[tuple[str, str], list[evidence.Feedback]] = defaultdict(list)
    for row in rows:
        assert row.interlock_id is not None, "they were asked for by it"
        said[ends[row.interlock_id]].append(disclosing.heard(row))
    day = clock.today()
    return {
        step: flagging.of(evidence.own_flag(heard, day)) for step, heard in said.items()
    }


def _feedback_about(visitor: queries.Visitor, process: Process, day: date) -> list[Row]:
    """Give the feedback about a process itself."""
    rows = process.feedback.filter(removed=False, interlock=None).order_by("id")
    return [_feedback(visitor, row, process, day) for row in rows]


def _judges(judged: Iterable[statements.Told]) -> set[str]:
    return {each.row.by for each in judged if isinstance(each.row, Judgement)}


def _judgement(
    visitor: queries.Visitor,
    told: statements.Told,
    names: Mapping[str, str],
    day: date,
) -> Row:
    row = told.row
    assert isinstance(row, Judgement), "only judgements are asked for"
    beside = (
        BASES.get(row.basis, ""),
        VAGUE.get(row.fuzziness, ""),
        VARIES.get(row.randomness, ""),
    )
    return {
        **_aged(told, day),
        "kind": "judgement",
        "who": names[row.by],
        "mine": isinstance(visitor, Person) and row.by == str(visitor.pk),
        "beside": "; ".join(each for each in beside if each),
        "weight": WEIGHTS.get(row.reliability, ""),
    }


def _indicators(
    visitor: queries.Visitor,
    process: Process,
    told: Iterable[statements.Told],
    day: date,
) -> list[Row]:
    """Give the indicators that say something, with their values as they may be shown."""
    rows = [each for each in told if isinstance(each.row, Indicator)]
    points: dict[UUID, list[Point]] = defaultdict(list)
    stands = Point.objects.filter(
        indicator__in=[each.row.pk for each in rows], removed=False
    )
    for point in stands.order_by("-on"):
        points[point.indicator_id].append(point)
    paths = {each.row.log for each in rows if isinstance(each.row, Indicator)}
    readings = LogReading.objects.in_bulk(paths - {""})
    return [
        _indicator(visitor, process, each, points[each.row.pk], day)
        | {"reading": readings.get(getattr(each.row, "log", ""))}
        for each in rows
    ]


def _indicator(
    visitor: queries.Visitor,
    process: Process,
    told: statements.Told,
    points: list[Point],
    day: date,
) -> Row:
    row = told.row
    assert isinstance(row, Indicator), "only indicators are asked for"
    policy = disclosing.policy_for(visitor, process, open_data=row.open_data)
    shown = disclosing.disclosed(row, points, policy)
    last = next((point for point in shown if not point.set_aside), None)
    newest = next((point for point in points if not point.set_aside), points[0])
    return {
        **_aged(told, day),
        "kind": "indicator",
        "points": len(points),
        "first": points[-1],
        "newest": newest,
        "last": last,
        "counted": _counted(newest, policy) if row.by_person else "",
        "withheld": row.by_person and _withheld(_met_and_not(newest), row.open_data),
        "log": Path(row.log).name,
    }


def _watched(process: Process, told: list[statements.Told]) -> list[Row]:
    """Give the indicators that say nothing for or against: only watched, or without values."""
    heard = [each.row.pk for each in told if isinstance(each.row, Indicator)]
    rows = process.indicators.filter(removed=False).exclude(pk__in=heard)
    return [{"row": row, "kind": "watched"} for row in rows.order_by("id")]


def _aged(told: statements.Told, day: date) -> Row:
    return {
        "row": told.row,
        "flag": flagging.of(evidence.flag_on(told.statement, day)),
        "stale": evidence.is_stale(told.statement, day),
        "ages": told.row.half_life_days is not None,
    }


def _withheld(counts: Iterable[int], open_data: bool) -> int:
    """Give up to which number counts are not used in the flag, if that hid any; else 0."""
    policy = disclosing.for_flags(open_data=open_data)
    hides = any(policy.count(count) is None for count in counts)
    return policy.hide_up_to if hides else 0


def _met_and_not(point: Point) -> tuple[int, int, int]:
    people = point.people or 0
    met = round(point.value * people)
    return met, people - met, point.not_known


def _counted(point: Point, policy: Disclosure) -> str:
    """Tell a standard's count; the people of whom nothing is known stand beside it."""
    people = point.people or 0
    met = policy.in_words(round(point.value * people))
    told = f"met for {met} of {policy.in_words(people)} people"
    if point.not_known:
        told += f"; of {policy.in_words(point.not_known)} more nothing is recorded"
    return told


def _feedback(
    visitor: queries.Visitor, row: Feedback, process: Process, day: date
) -> Row:
    policy = disclosing.policy_for(visitor, process, open_data=row.open_data)
    answers = ((row.good, "good"), (row.bad, "bad"), (row.not_known, "did not know"))
    statement = disclosing.heard(row)
    return {
        "row": row,
        "kind": "feedback",
        "withheld": _withheld((row.good, row.bad, row.not_known), row.open_data),
        "answers": ", ".join(f"{policy.in_words(n)} {words}" for n, words in answers),
        "flag": flagging.of(evidence.flag_on(statement, day)),
        "stale": evidence.is_stale(statement, day),
        "mine": isinstance(visitor, Person) and row.by == str(visitor.pk),
        "weight": WEIGHTS.get(row.reliability, ""),
    }


def _together(
    seen: list[statements.Told], judgements: list[Row], day: date
) -> Together | None:
    if len(seen) < 2:
        return None
    pooled = evidence.pooled_judgements((each.statement for each in seen), day)
    return Together(
        judges=judgements,
        pooled=flagging.of(pooled.flag),
        differs=pooled.is_split(),
        words=_how_far_apart(pooled),
    )


def _how_far_apart(pooled: evidence.Pooled) -> str:
    """Tell spread and conflict; both are hidden by a mean."""
    spread, conflict = round(100 * pooled.spread), round(100 * pooled.conflict)
    if not spread:
        return "They say the same."
    told = f"They lie up to {spread} of 100 apart"
    if not conflict:
        return f"{told}, and can all be right."
    return f"{told}, and for {conflict} of 100 they contradict one another."
