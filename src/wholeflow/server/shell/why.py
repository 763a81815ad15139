"""A flag taken apart: a short text with bars, each part of it leading to its evidence.

The same page for the flag as it is and as it was known at the end of an earlier day, and
for whoever leads one process or the whole: what matters most stands first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from wholeflow import evidence
from wholeflow.errors import WholeflowError
from wholeflow.evidence import Cause, Combining, Kind, Side, Trace
from wholeflow.evidence.explaining.reasons import missing_in_hundredths
from wholeflow.evidence.explaining.sources import Source as Speaker
from wholeflow.evidence.explaining.sources import own_sources
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.parts import words
from wholeflow.server.measuring import flagging, presenters, scenes
from wholeflow.server.measuring import queries as measured
from wholeflow.server.measuring.models import Judgement
from wholeflow.server.measuring.past import Then, then
from wholeflow.server.measuring.statements import Told
from wholeflow.server.shell import cards, moves, naming

MOST = 10  # rows of what is missing
MOST_TO_DO = 5
WAITS = "it is shown once you have judged by yourself"

LIES = {
    Cause.NOTHING: "Nothing judged or measured speaks for or against it yet.",
    Cause.NO_SUCCESS: "Nobody has said what success is.",
    Cause.SUFFICIENCY: "Its parts are not known to suffice.",
    Cause.CLOSED: "What lies below is not shown to you.",
}
LACKING = "Its owner says that something is missing, so its parts give nothing for it."
AGAINST_BY_OWN = "What is against it comes from its own evidence."

# How what is against comes to a whole from its parts, one sentence for each way.
WORST = "Failing is no sum where all parts are needed: the worst decides."
SUM = "It adds up over the parts that share the cases; the largest is shown."
SEVERAL = (
    "Where several parts bring it about together, the one that weighs most is shown."
)
Source = measured.Now | Then


@dataclass(frozen=True, slots=True)
class Named:
    """A process in the text; without an address where the visitor cannot go."""

    name: str
    href: str = ""
    process: Process | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Why something lies where it lies, and the place that says so."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Where some of what is missing lies; numbers are hundredths that add up.

    Of what is not shown to the visitor nothing but the share is told: what of it fails
    would tell its flag.
    """

    named: Named
    way: list[Named]
    because: Said
    share: int
    failing: int | None
    gain: int
    width: float  # of the widest bar, in hundredths
    width_failing: float

    @property
    def not_known(self) -> int | None:
        """What of the share nobody knows."""
        return None if self.failing is None else self.share - self.failing


@dataclass(frozen=True, slots=True)
class Step:
    """One process of the chain that sets the evidence against."""

    named: Named
    against: int
    because: Said


@dataclass(frozen=True, slots=True)
class Taken:
    """A flag taken apart, with the processes and statements that the text names."""

    trace: Trace
    day: date
    shares: tuple[evidence.Share, ...]  # those that are listed
    processes: Mapping[str, Process]
    told: Mapping[str, list[Told]]
    waits: bool  # whether a judgement waits until the visitor has judged
    lacking: Collection[str]  # of which the owner says that parts are missing

    def named(self, key: str) -> Named:
        """Give a process as the text names it."""
        process = self.processes.get(key)
        if process is None:
            return Named(measured.HIDDEN)
        return Named(process.name, reverse("process", args=[key]), process)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of a Why page.

    Parameters
    ----------
    day
        The day at whose end it is told; None for now.
    most
        How many of the largest shares are listed.
    see_judges
        Whether to quote others before having judged.
    """

    day: date | None = None
    most: int = MOST
    see_judges: bool = False


def page(visitor: queries.Visitor, process: Process, asked: Asked) -> dict[str, object]:
    """Give what the Why page of a process shows."""
    day = asked.day
    source: Source = (
        measured.Now(visitor) if day is None else then(visitor, process, day)
    )
    successes = source.successes(process.pk)
    whole = source.processes[process.pk] if isinstance(source, Then) else process
    context = {
        "process": process,
        "path": queries.path_to(visitor, process),
        "as_at": day,
        "change": source.change if isinstance(source, Then) else None,
        "successes": successes,
        "whole": whole,
        "logic": words.at_a_glance(whole),
        "marks": _marks(visitor, process) if day is None else [],
        **moves.told(visitor, process, source.day, now=day is None),
    }
    if not successes:
        return context
    taken = taken_apart(visitor, source, process, asked)
    return {**context, **in_sentences(taken, successes)}


MARKED = {
    "contested": ("contested", "Contested"),
    "stale": ("with old evidence", "With old evidence"),
    "unassessed": ("that nobody has assessed", "Not assessed by anybody"),
}


def below(visitor: queries.Visitor, process: Process, mark: str) -> dict[str, object]:
    """Give the page that lists what bears a mark below a process."""
    mark = mark if mark in MARKED else "contested"
    found, more = measured.marked_below(visitor, process, mark)
    return {
        "process": process,
        "title": MARKED[mark][1],
        "rows": scenes.found(visitor, found),
        "more": more,
    }


def _marks(visitor: queries.Visitor, process: Process) -> list[tuple[str, int, str]]:
    """Give how many processes bear each mark below, where nothing is hidden."""
    flag = cards.counts_below(visitor, process)
    counted = [
        (mark, getattr(flag, f"{mark}_below", 0), told)
        for mark, (told, _) in MARKED.items()
    ]
    return [each for each in counted if each[1]]


def as_day(text: str) -> date | None:
    """Read the day in an address; None where there is none.

    Raises
    ------
    WholeflowError
        It is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WholeflowError(
            f"Expected a day such as 2023-03-01; got “{text[:40]}”. Choose a day in the "
            "form of the page."
        ) from None


def taken_apart(
    visitor: queries.Visitor, source: Source, process: Process, asked: Asked
) -> Taken:
    """Follow a flag down to the evidence, as far as the visitor may see."""
    found = evidence.trace(
        process.pk,
        source.open_up,
        most=asked.most,
        at_once=measured.AT_ONCE,
        rounds=measured.ROUNDS,
    )
    shares = found.shares[: asked.most]
    named = {found.top, *(key for step in found.chain for key in (step.ref, step.by))}
    for share in shares:
        named |= {share.ref, measured.whole_of_hidden(share.ref), *share.way}
    speak = {share.ref for share in shares if share.cause is Cause.OWN}
    speak |= {found.top, *(step.ref for step in found.chain[-1:])}
    said = source.told(speak)
    told = {key: said.get(key, []) for key in speak}
    processes = queries.processes(visitor).in_bulk(named)
    waiting = set() if asked.see_judges else _waiting(visitor, processes, told)
    shown = _as_shown(told, waiting)
    declared = source.processes if isinstance(source, Then) else processes
    lacking = {key for key in named if _lacks_parts(declared.get(key))}
    return Taken(found, source.day, shares, processes, shown, bool(waiting), lacking)


def _lacks_parts(process: Process | None) -> bool:
    """Tell whether an owner answered No, which is not the same as no answer yet."""
    return process is not None and process.parts_suffice is False


def _waiting(
    visitor: queries.Visitor,
    processes: Mapping[str, Process],
    told: Mapping[str, list[Told]],
) -> set[str]:
    """Give the processes about which others' judgements wait: judges judge alone first."""
    return {
        key
        for key, some in told.items()
        if key in processes
        and (judged := [each for each in some if isinstance(each.row, Judgement)])
        and presenters.judges_alone(visitor, processes[key], judged)
    }


def in_sentences(taken: Taken, successes: Sequence[str]) -> dict[str, object]:
    """Tell a flag that was taken apart in sentences and rows."""
    opened = taken.trace.opened[taken.trace.top]
    reasons = evidence.why(_whole(taken, successes), taken.day)
    rows, rest = _rows(taken)
    return {
        "flag": flagging.of(taken.trace.flag),
        "notices": [
            each.text
            for each in reasons
            if each.kind is Kind.GAP or each.side is Side.CONTESTED
        ],
        "in_favour": _reason(taken, reasons, Side.FOR),
        "opposed": _reason(taken, reasons, Side.AGAINST),
        "has_parts": bool(opened.parts),
        "rows": rows,
        "rest": rest,
        "rest_count": len(taken.trace.shares) - len(rows) + len(taken.trace.unopened),
        "missing": missing_in_hundredths(taken.trace.flag),
        "certain": taken.trace.certain,
        "to_find_out": _largest(rows, "not_known"),
        "to_mend": _largest(rows, "failing"),
        "some_hidden": any(row.failing is None for row in rows),
        "chain": _chain(taken),
        "adds_up": _ways_down(taken),
        "waits": taken.waits,
        "left": _left(taken),
    }


def _whole(taken: Taken, successes: Sequence[str]) -> evidence.Whole:
    opened = taken.trace.opened[taken.trace.top]
    return evidence.Whole(
        name=taken.processes[taken.trace.top].name,
        success=tuple(evidence.SuccessStatement(text) for text in successes),
        statements=tuple(each.statement for each in taken.told[taken.trace.top]),
        parts=opened.parts,
        logic=opened.logic,
    )


def _reason(taken: Taken, reasons: Sequence[evidence.Reason], side: Side) -> Said:
    """Give the sentence about one side, and the place of the statement that set it."""
    reason = next(
        each for each in reasons if each.side is side and each.kind is not Kind.GAP
    )
    if reason.kind in {Kind.JUDGEMENT, Kind.INDICATOR, Kind.FEEDBACK}:
        return Said(reason.text, _place(taken, taken.trace.top, reason.ref))
    named = taken.named(reason.ref) if reason.ref else Named("")
    return Said(reason.text, f"{named.href}/why" if named.href else "")


def _place(taken: Taken, key: str, row: object) -> str:
    """Give the address of a statement on the page of its process."""
    href = taken.named(key).href
    return f"{href}#said-{row}" if href and row else f"{href}#evidence"


def _rows(taken: Taken) -> tuple[list[Row], int]:
    """Give the rows, and what lies at all others, in hundredths that add up."""
    shares = taken.shares
    others = taken.trace.shares[len(shares) :] + taken.trace.unopened
    rest = sum(share.share for share in others)
    widths = [*(share.share for share in shares), rest]
    *numbers, left = evidence.apportioned(
        widths, missing_in_hundredths(taken.trace.flag)
    )
    widest = max(widths)
    return [
        _row(taken, share, number, widest)
        for share, number in zip(shares, numbers, strict=True)
    ], left


def _row(taken: Taken, share: evidence.Share, number: int, widest: float) -> Row:
    whole = measured.whole_of_hidden(share.ref)
    way = [*share.way, whole] if whole and whole != taken.trace.top else share.way
    gained = taken.trace.if_it_were(share.ref).lower - taken.trace.flag.lower
    failing = None if whole else share.halves(number)[1]
    return Row(
        taken.named(share.ref),
        [taken.named(key) for key in dict.fromkeys(way)],
        _because(taken, share),
        number,
        failing,
        round(100 * gained),
        round(100 * share.share / widest, 2),
        0.0 if whole else round(100 * share.failing / widest, 2),
    )


def _because(taken: Taken, share: evidence.Share) -> Said:
    """Say why a share lies where it does, and lead to what would change it."""
    assert share.cause is not None, "what is listed was opened, or never will be"
    if share.cause is not Cause.OWN:
        place = {Cause.SUFFICIENCY: "#parts", Cause.NO_SUCCESS: "#success"}
        href = taken.named(share.ref).href
        return Said(
            _lies(taken, share.ref, share.cause),
            f"{href}{place.get(share.cause, '#evidence')}" if href else "",
        )
    speakers = _speakers(taken, share.ref)
    best = max(speakers, key=lambda each: each.flag.lower)
    if best.flag.lower <= 0.0:
        best = _worst(speakers)
    return _spoken(taken, share.ref, best)


def _lies(taken: Taken, key: str, cause: Cause) -> str:
    """Say why a share lies where nobody's evidence set it."""
    if cause is not Cause.SUFFICIENCY:
        return LIES[cause]
    text = LACKING if key in taken.lacking else LIES[cause]
    here = taken.trace.opened[key]
    by_own = here.own.upper < evidence.parts_flag(here.parts, here.logic).upper
    return f"{text} {AGAINST_BY_OWN}" if by_own else text


def _speakers(taken: Taken, key: str) -> list[Speaker]:
    """Give what speaks about a process itself; all who judged it speak as one."""
    return own_sources((each.statement for each in taken.told[key]), taken.day)


def _spoken(taken: Taken, key: str, speaker: Speaker) -> Said:
    said = f"{speaker.words}{speaker.because}"
    row = speaker.refs[0] if len(speaker.refs) == 1 else ""
    return Said(f"{said[0].upper()}{said[1:]}.", _place(taken, key, row))


def _largest(rows: Sequence[Row], of: str) -> list[Row]:
    """Give what to do first: rows with the most of one kind, of those that tell it."""
    some = [row for row in rows if getattr(row, of)]
    return sorted(some, key=lambda row: -getattr(row, of))[:MOST_TO_DO]


def _chain(taken: Taken) -> list[Step]:
    """Tell what sets the evidence against, from the top down."""
    steps = []
    for step in taken.trace.chain:
        because = Said(f"By its part “{taken.named(step.by).name}”.")
        if step.cause is Cause.OWN:
            worst = _worst(_speakers(taken, step.ref))
            because = _spoken(taken, step.ref, worst)
        elif step.cause is Cause.SUFFICIENCY:
            because = Said(LIES[step.cause], f"{taken.named(step.ref).href}#parts")
        against = _against(taken.trace.opened[step.ref].flag)
        steps.append(Step(taken.named(step.ref), against, because))
    return steps


def _worst(speakers: Sequence[Speaker]) -> Speaker:
    return min(speakers, key=lambda each: each.flag.upper)


def _against(flag: evidence.Flag) -> int:
    """Tell what is against in hundredths, as the words of the flag do."""
    if flag.is_contested:
        return round(100 * (1.0 - flag.upper))
    return evidence.hundredths(flag.evidence_for, flag.unknown, flag.evidence_against)[
        2
    ]


def _ways_down(taken: Taken) -> list[str]:
    """Say how what is against comes from parts, for the wholes that the chain passes."""
    ways = set()
    for step in taken.trace.chain:
        logic = taken.trace.opened[step.ref].logic
        if not step.by:
            continue
        if logic.combining is Combining.SHARE:
            ways.add(SUM)
        elif logic.combining is Combining.ALL and logic.dependence.high == 1.0:
            ways.add(WORST)
        else:
            ways.add(SEVERAL)
    return [way for way in (WORST, SUM, SEVERAL) if way in ways]


def _left(taken: Taken) -> dict[str, int] | None:
    """Tell what would be left against it if the last of the chain were mended."""
    if not taken.trace.chain:
        return None
    last = taken.trace.chain[-1]
    if last.cause is Cause.OWN:
        speakers = _speakers(taken, last.ref)
        worst = _worst(speakers)
        others = evidence.meet(each.flag for each in speakers if each is not worst)
        mended = taken.trace.if_its_own_were(last.ref, others)
    else:
        mended = taken.trace.if_it_were(last.by or last.ref)
    now, left = _against(taken.trace.flag), _against(mended)
    return {"left": left, "gain": now - left}


def _as_shown(
    told: Mapping[str, list[Told]], waiting: Collection[str]
) -> dict[str, list[Told]]:
    """Name who judged, but where judgements wait until the visitor has judged."""
    shown = naming.by_name(told)
    return shown | {key: [_unquoted(each) for each in shown[key]] for key in waiting}


def _unquoted(told: Told) -> Told:
    said = told.statement
    if not isinstance(said, evidence.Judgement):
        return told
    return replace(told, statement=replace(said, by="somebody", reason=WAITS))
