"""Random work on a map: any sequence of every command, refused ones among them.

A step is drawn as numbers, and each number means one of what there is at that moment, so
that hypothesis can shorten a failing sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from hypothesis import strategies as st

from tests.builders import a_person, a_process
from wholeflow import processes as library
from wholeflow.errors import WholeflowError
from wholeflow.evidence import read_indicator_table
from wholeflow.server.accounts.actions import organisation_named
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions as logs
from wholeflow.server.flowing import open_logs
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change, System, Touched
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import import_map
from wholeflow.server.mapping.models import Entry, Interlock, Part, Process, Success
from wholeflow.server.mapping.parts import actions as of_parts
from wholeflow.server.mapping.parts.actions import Logic, Said
from wholeflow.server.measuring import actions as measuring
from wholeflow.server.measuring import (
    charting,
    flags,
    from_logs,
    hearing,
    indicating,
    worth,
)
from wholeflow.server.measuring.bringing_values import bring_in
from wholeflow.server.measuring.hearing import NewFeedback
from wholeflow.server.measuring.log_counts import Fed
from wholeflow.server.measuring.models import BASES, Feedback, Indicator, Judgement

NAMES = ("Testing blood", "Getting people home", "Cleaning wards", "Meeting families")
NECESSITIES = ((1.0, 1.0), (0.6, 0.9), (0.2, 0.6), (0.0, 0.2))


@dataclass(frozen=True, slots=True)
class Step:
    """One command, by somebody, about two things that there are."""

    command: str
    who: int
    first: int
    second: int
    value: int


@dataclass(frozen=True, slots=True)
class Given:
    """A step's numbers turned into what there is."""

    people: Sequence[Person]
    step: Step

    @property
    def by(self) -> Person:
        return self.people[self.step.who % len(self.people)]

    @property
    def on(self) -> dict[str, Any]:
        """Give who does it and a process: mostly one of theirs, or all is refused."""
        theirs = Process.objects.filter(owner=self.by, removed=False)
        keys = _as_made(theirs)
        other = not keys or self.step.first % 7 == 6
        key = self.process(self.step.first) if other else None
        return {
            "by": self.by,
            "process_id": key or keys[self.step.first % len(keys)],
        }

    @property
    def name(self) -> str:
        return NAMES[self.step.value % len(NAMES)]

    @property
    def share(self) -> float:
        return self.step.value % 5 / 4

    def process(self, number: int) -> str:
        keys = _as_made(Process.objects.all())
        return keys[number % len(keys)] if keys else "none"

    def one(self, table: Any) -> Any:
        """Give a row of a table that belongs to a process, or nothing."""
        rows = list(table.objects.order_by("pk"))
        return rows[self.step.second % len(rows)] if rows else None


def _as_made(processes: QuerySet[Process]) -> list[str]:
    """Put processes in the order of their making; their ids are drawn by lot."""
    first = Touched.objects.filter(version=1).order_by("pk")
    known = set(processes.values_list("pk", flat=True))
    return [key for key in first.values_list("process", flat=True) if key in known]


def _import(given: Given) -> None:
    known = [library.Process(given.process(given.step.first), "Known already")]
    known = known if known[0].id != "none" else []
    new = [
        library.Process(
            f"new-{at}",
            f"{given.name} {at}",
            aliases=("Another name",),
            owner="Ward sister" if at else "",
            organisation="Trust",
            entries=(library.Entry("why", "purpose", "People are well"),),
            success=(library.Statement("It works"),),
            parts_suffice=True,
            combining="share",
            dependence="compete",
            sufficiency=(0.6, 0.9),
        )
        for at in range(3)
    ]
    shares = ((0.5, 0.75), (0.25, 0.5))
    parts = [
        library.Part("new-0", f"new-{at}", share=share)
        for at, share in enumerate(shares, start=1)
    ]
    parts += [library.Part("new-1", known[0].id, (0.5, 1.0))] if known else []
    lock = library.Interlock("new-1", "new-2", "people", "patients", state="agreed")
    brought = library.Map("Brought", (*known, *new), tuple(parts), (lock,))
    under = given.process(given.step.second) if given.step.value % 2 else None
    import_map(by=given.by, brought=brought, under=None if under == "none" else under)


def _indicator(given: Given) -> None:
    today = clock.today()
    indicating.add_indicator(
        **given.on,
        indicator=indicating.NewIndicator("Days", 10.0, 2.0, "ward", half_life_days=90),
        points=[
            indicating.NewPoint(today - timedelta(days=400 * back), value)
            for back, value in ((1, 4.0), (given.step.value % 2 * 2, 9.0))
        ],
    )


def _ward(given: Given) -> Path:
    """Give a log that is another each time: one person, seen sooner or later."""
    log = Path(settings.STATIC_ROOT).with_name("ward.csv")
    standard = "{activity: Seen, within: 2 h, after: Arrived}"
    log.with_name("ward.standards.yaml").write_text(
        f"standards: {{Seeing: {standard}}}"
    )
    hour, month = given.step.value, given.step.second % 3 + 1
    log.write_text(
        "case,activity,time\n"
        f"A,Arrived,2024-01-01 00:00\nA,Seen,2024-01-01 {hour:02}:00\n"
        f"B,Arrived,2024-{month:02}-01\n"
    )
    return log


def _feed(given: Given) -> None:
    fed = Fed(_ward(given), "Seeing", whole=given.step.value % 2 == 0)
    from_logs.feed_from_log(**given.on, fed=fed)


def _read_again(given: Given) -> None:
    _ward(given)
    from_logs.refresh()


def _point(given: Given) -> None:
    row = given.one(Indicator)
    if row is not None:
        day = clock.today() - timedelta(days=given.step.value)
        point = indicating.NewPoint(day, float(given.step.value))
        indicating.record_point(
            by=given.by, process_id=row.process_id, indicator_id=row.pk, point=point
        )


def _of_an_indicator(
    run: Callable[..., None], answers: Callable[[Given, Indicator], dict[str, Any]]
) -> Callable[[Given], None]:
    """Decide something about one of the indicators."""

    def decide(given: Given) -> None:
        row = given.one(Indicator)
        if row is not None:
            on = {"by": given.by, "process_id": row.process_id, "indicator_id": row.pk}
            run(**on, **answers(given, row))

    return decide


def _one_of(rows: Any) -> Any:  # Any: any table's rows, and their key
    return rows.order_by("pk").values_list("pk", flat=True).first()


def _worth(given: Given, _: Indicator) -> dict[str, Any]:
    drawn = ((0.0, 1.0), (given.step.second + 1.0, 0.5), (60.0, 0.0))
    return {
        "worth": (
            worth.Worth(fail=10.0, target=2.0),
            worth.Worth(target=5.0, better="down"),
            worth.Worth(knots=drawn),
            worth.Worth(),
        )[given.step.value % 4]
    }


def _partner(given: Given) -> Any:  # Any: a key
    rows = list(Indicator.objects.order_by("-pk").values_list("pk", flat=True))
    return rows[0] if given.step.value % 2 else None


def _rebase(given: Given, row: Indicator) -> dict[str, Any]:
    days = list(row.points.filter(removed=False).values_list("on", flat=True))
    day = max(days, default=clock.today()) - timedelta(days=given.step.value // 5)
    return {"on": day, "reason": "gut feeling"}


def _bring(given: Given) -> None:
    on = given.on
    day = clock.today() - timedelta(days=given.step.second)
    text = f"date,Days,Falls\n{day},{given.step.value},{given.step.first}\n"
    table = read_indicator_table(text.encode(), today=clock.today())
    bring_in(by=on["by"], table=table, process_id=on["process_id"])


def _out(table: Any, key: str, run: Callable[..., None]) -> Callable[[Given], None]:
    def out(given: Given) -> None:
        row = given.one(table)
        if row is not None:
            run(by=given.by, process_id=row.process_id, **{key: row.pk})

    return out


def _change_entry(given: Given) -> None:
    row = given.one(Entry)
    if row is not None:
        actions.change_entry(
            by=given.by,
            process_id=row.process_id,
            entry_id=row.pk,
            entry=library.Entry(row.heading, row.kind, f"Changed {given.step.value}"),
        )


def _part_out(given: Given) -> None:
    row = given.one(Part)
    if row is not None:
        actions.take_out_part(by=given.by, process_id=row.whole_id, part_id=row.part_id)


def _necessity(given: Given) -> None:
    row = given.one(Part)
    if row is not None:
        actions.set_necessity(
            by=given.by,
            process_id=row.whole_id,
            part_id=row.part_id,
            necessity=NECESSITIES[given.step.value % 4],
        )


def _answer(given: Given) -> None:
    row = given.one(Part)
    if row is not None:
        value = given.step.value
        enough = ("yes", "no", "unsure")[value % 3]
        missing = given.name if enough == "no" else ""
        necessity = {row.part_id: NECESSITIES[value % 4]}
        said = Said(enough, missing, "as I see it", necessity)
        of_parts.answer_parts(by=given.by, process_id=row.whole_id, said=said)


def _declare(given: Given) -> None:
    value = given.step.value
    combining = library.COMBINING[value % 4]
    logic = Logic(
        combining=combining,
        at_least=1 if combining == "at least" else None,
        dependence=library.DEPENDENCE[given.step.second % 5],
        sufficiency=NECESSITIES[value % 4],
    )
    of_parts.declare_logic(**given.on, suffice=value % 2 == 0, logic=logic)


def _share_cases(given: Given) -> None:
    row = given.one(Part)
    if row is not None:
        of_parts.share_cases(
            by=given.by,
            process_id=row.whole_id,
            shares={row.part_id: None if given.step.value % 3 else (given.share, 1.0)},
        )


def _interlock(given: Given) -> None:
    here = given.on
    other = given.process(given.step.second)
    lock = library.Interlock(here["process_id"], other, "information", "referrals")
    actions.propose_interlock(**here, interlock=lock)


def _undo(given: Given) -> None:
    changes = Change.objects.filter(by=str(given.by.pk)).order_by("-seq")
    changes = changes.exclude(
        seq__in=Change.objects.exclude(undoes=None).values("undoes")
    )
    seqs = list(changes.values_list("seq", flat=True)[:6])
    if seqs:
        actions.undo(by=given.by, seq=seqs[given.step.first % len(seqs)])


def _new_part(given: Given) -> None:
    actions.new_process(by=given.by, name=given.name, whole=given.on["process_id"])


def _share(given: Given) -> None:
    actions.add_part(
        **given.on,
        part_id=given.process(given.step.second),
        necessity=NECESSITIES[given.step.value % 4],
    )


def _hand_over(given: Given) -> None:
    to = given.people[given.step.second % len(given.people)]
    actions.hand_over(**given.on, to=to)


def _judge(given: Given) -> None:
    against = given.step.second % 5 / 4
    judgement = measuring.NewJudgement(
        given.share,
        against,
        reason_for="It is quick",
        reason_against="It is dear",
        basis=BASES[given.step.value % len(BASES)],
        randomness=given.share,
        reliability=(1.0, 0.5, 0.25)[given.step.value % 3],
    )
    measuring.judge(**given.on, judgement=judgement)


def _confirm(given: Given) -> None:
    row = given.one(Judgement)
    if row is not None:
        measuring.confirm(
            by=Person.objects.get(pk=row.by),
            process_id=row.process_id,
            judgement_id=row.pk,
        )


def _new_day(_given: Given) -> None:
    """Let time pass: no command, but evidence is older for those that come."""
    day = clock.today() + timedelta(days=200)
    System.objects.update(demonstration_date=day)
    flags.catch_up()


def _feedback(given: Given, interlock_id: UUID | None = None) -> None:
    answers = NewFeedback(
        "Did you know whom to ask?",
        "cards on the ward",
        good=given.step.value * 3,
        bad=given.step.second,
        on=clock.today(),
        interlock_id=interlock_id,
    )
    hearing.bring_feedback(**given.on, feedback=answers)


def _step_feedback(given: Given) -> None:
    row = given.one(Interlock)
    if row is not None:
        _feedback(given, row.pk)


def _log(given: Given) -> None:
    on = given.on
    process_id = on["process_id"]
    open_logs.keep(
        by=on["by"], process_id=process_id, said=_said(given), file=_ward(given)
    )


def _said(given: Given) -> logs.Said:
    return logs.Said(
        title=given.name,
        purpose="To see",
        source="the ward",
        lawful_basis="not personal",
        special_basis="not personal",
        opt_out="elsewhere",
        keep_until=clock.today() + timedelta(days=100),
        open_data=True,
        label=("public", "organisation")[given.step.value % 2],
    )


def _of_a_log(run: Callable[[Given, EventLog], object]) -> Callable[[Given], None]:
    """Do something with one of the logs."""

    def act(given: Given) -> None:
        row = given.one(EventLog)
        if row is not None:
            run(given, row)

    return act


COMMANDS: dict[str, Callable[[Given], object]] = {
    "new": lambda g: actions.new_process(by=g.by, name=g.name),
    "new part": _new_part,
    "share": _share,
    "part out": _part_out,
    "necessity": _necessity,
    "rename": lambda g: actions.rename(**g.on, name=g.name),
    "label": lambda g: actions.set_label(
        **g.on, label=library.LABELS[g.step.value % 4]
    ),
    "own": lambda g: actions.take_ownership(**g.on),
    "hand over": _hand_over,
    "let go": lambda g: actions.let_go(**g.on),
    "say": lambda g: actions.add_entry(
        **g.on, entry=library.Entry("why", "aim", g.name)
    ),
    "change entry": _change_entry,
    "entry out": _out(Entry, "entry_id", actions.take_out_entry),
    "success": lambda g: actions.state_success(**g.on, text="It works"),
    "success out": _out(Success, "success_id", actions.take_out_success),
    "suffice": lambda g: of_parts.declare_logic(
        **g.on, suffice=(True, False, None)[g.step.value % 3], logic=Logic()
    ),
    "declare": _declare,
    "answer": _answer,
    "share cases": _share_cases,
    "review": lambda g: actions.mark_reviewed(**g.on),
    "interlock": _interlock,
    "tie": lambda g: actions.tie_activities(**g.on, log="sepsis", activities=[g.name]),
    "retire": lambda g: actions.retire(**g.on),
    "judge": _judge,
    "withdraw": _out(Judgement, "judgement_id", measuring.withdraw_judgement),
    "confirm": _confirm,
    "feedback": _feedback,
    "feedback on a step": _step_feedback,
    "feedback out": _out(Feedback, "feedback_id", hearing.take_back_feedback),
    "new day": _new_day,
    "indicator": _indicator,
    "point": _point,
    "feed": _feed,
    "read logs": _read_again,
    "indicator out": _out(Indicator, "indicator_id", indicating.take_out_indicator),
    "worth": _of_an_indicator(worth.set_worth, _worth),
    "bearing": _of_an_indicator(
        worth.set_bearing,
        lambda g, _: {"bearing": worth.Bearing(necessity=(g.share, 1.0))},
    ),
    "balance": _of_an_indicator(
        worth.balance, lambda g, _: {"balanced_by": _partner(g)}
    ),
    "chart": _of_an_indicator(
        charting.choose_chart,
        lambda g, _: {"chart": ("xmr", "t", "p")[g.step.value % 3], "baseline": 12},
    ),
    "rebase": _of_an_indicator(charting.rebase, _rebase),
    "rebase out": _of_an_indicator(
        charting.take_back_rebase, lambda _, row: {"rebase_id": _one_of(row.rebases)}
    ),
    "set aside": _of_an_indicator(
        charting.set_aside,
        lambda _, row: {"point_id": _one_of(row.points), "reason": "records lost"},
    ),
    "count again": _of_an_indicator(
        charting.count_again, lambda _, row: {"point_id": _one_of(row.points)}
    ),
    "bring values": _bring,
    "log": _log,
    "say of a log": _of_a_log(
        lambda g, log: logs.say_again(by=g.by, log_id=log.pk, said=_said(g))
    ),
    "tie a log": _of_a_log(
        lambda g, log: logs.tie(
            by=g.by, log_id=log.pk, ties={g.name: g.process(g.step.first)}
        )
    ),
    "log out": _of_a_log(lambda g, log: logs.delete(by=g.by, log_id=log.pk)),
    "organisation": lambda g: organisation_named(name=f"Council {g.step.value % 3}"),
    "import": _import,
    "undo": _undo,
}

# What shapes the map comes often, or most sequences would be about an empty one.
_LIKELY = ("new", "new part", "share", "success", "judge", "suffice", "undo", "retire")

steps = st.lists(
    st.builds(
        Step,
        command=st.one_of(st.sampled_from(_LIKELY), st.sampled_from(sorted(COMMANDS))),
        who=st.integers(0, 3),
        first=st.integers(0, 30),
        second=st.integers(0, 30),
        value=st.integers(0, 9),
    ),
    min_size=4,
    max_size=16,
)


def people() -> tuple[Person, ...]:
    """Give who works, the first most: two of one organisation, one of another.

    Each owns a few processes already, with a word of what success is; some are parts.
    """
    ann, bob = a_person("Ann"), a_person("Bob")
    cai = a_person("Cai", organisation="Council")
    for person, count in ((ann, 4), (bob, 2), (cai, 1)):
        whole = a_process(by=person, success="It works", label="system")
        for _ in range(count):
            a_process(by=person, whole=whole, success="It works")
    return (ann, ann, bob, cai)


def take(step: Step, everybody: Sequence[Person]) -> bool:
    """Take a step, and tell whether it was let through."""
    try:
        COMMANDS[step.command](Given(everybody, step))
    except WholeflowError:
        return False
    return True
