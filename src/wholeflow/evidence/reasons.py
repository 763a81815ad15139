"""Why a flag is as it is: one sentence for each thing that made it so.

The evidence for is set by the strongest of the statements and the parts together, the
evidence against by the most damning of the statements and single parts. If the parts
set the evidence for, what is missing to 100 is shared out among them, and the shares
add up exactly. Only one layer is told; a page leads from part to part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag, Word, hundredths
from wholeflow.evidence.logic import UNDECLARED, Logic
from wholeflow.evidence.statements import Judgement, Statement, flag_on, own_flag
from wholeflow.evidence.wholes import Part, Whole, flag_of, parts_flag


class Side(StrEnum):
    """What a reason explains."""

    FOR = "for"
    MISSING = "missing"
    AGAINST = "against"
    CONTESTED = "contested"


class Kind(StrEnum):
    """What a reason comes from."""

    JUDGEMENT = "judgement"
    INDICATOR = "indicator"
    PARTS = "parts"
    PART = "part"
    SUFFICIENCY = "sufficiency"
    DISAGREEMENT = "disagreement"
    GAP = "gap"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that made a flag what it is.

    Parameters
    ----------
    side
        What it explains: the evidence for, what is missing to it, the evidence
        against, or the conflict.
    kind
        What it comes from. "Gap" means that all parts succeed while the whole fails.
    text
        A sentence or two for the page.
    share
        Its weight in [0, 1]. Reasons for what is missing add up to 1 less the lower
        end of the flag.
    ref
        The caller's reference to the statement or part; empty if there is none.
    """

    side: Side
    kind: Kind
    text: str
    share: float
    ref: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    """Something that sets one end of a flag; `weight` is for or against."""

    kind: Kind
    words: str
    ref: str
    weight: float
    because: str = ""


def why(whole: Whole, day: date) -> tuple[Reason, ...]:
    """Say what made a process's flag what it is.

    Parameters
    ----------
    whole
        The process with its statements and parts.
    day
        The day asked about.

    Returns
    -------
    tuple of Reason
        The conflict or gap first, if there is one; then what set the evidence for,
        what is missing to it by part (largest first), and what set the evidence
        against. Refused like `flag_of` if nobody has said what success is.

    Examples
    --------
    >>> from wholeflow.evidence import Logic, SuccessStatement
    >>> blood = Whole(
    ...     "Testing blood",
    ...     success=(SuccessStatement("Results are back before the ward round"),),
    ...     parts=(Part("Taking blood", Flag(0.75, 1)), Part("Analysing", Flag(1, 1))),
    ...     logic=Logic(),
    ... )
    >>> for reason in why(blood, date(2023, 9, 30)):
    ...     print(reason.text)
    75 for comes from its parts.
    25 of the 25 missing come from Taking blood: 25 not known, 0 against.
    Nothing speaks against it.
    """
    flag = flag_of(whole, day)
    faded = tuple(
        (statement, flag_on(statement, day)) for statement in whole.statements
    )
    given, denied = _told_ends(flag)
    in_favour = _ranked([*_statements_for(faded), _parts_for(whole)])
    opposed = _ranked([*_statements_against(faded), *_parts_against(whole)])
    return (
        *_conflict(flag, in_favour, opposed),
        *_gap(whole, day),
        _set_by(Side.FOR, in_favour, given),
        *_missing(whole, in_favour),
        _set_by(Side.AGAINST, opposed, denied),
    )


def _told_ends(flag: Flag) -> tuple[int, int]:
    """Round both weights as `Flag.in_words` does, where it shows them."""
    if flag.is_contested:
        return _percent(flag.lower), _percent(1.0 - flag.upper)
    widths = (flag.evidence_for, flag.unknown, flag.evidence_against)
    given, _, denied = hundredths(*widths)
    return given, denied


def _percent(share: float) -> int:
    return round(100.0 * share)


def _ranked(sources: list[_Source]) -> list[_Source]:
    """Put the heaviest first, and leave out what weighs nothing."""
    heavy = [source for source in sources if source.weight > CLOSE]
    return sorted(heavy, key=lambda source: -source.weight)


def _statement_source(statement: Statement, weight: float) -> _Source:
    words, ref = statement.summary, statement.ref
    if isinstance(statement, Judgement):
        because = f": {statement.reason.strip().rstrip('.')}"
        return _Source(Kind.JUDGEMENT, words, ref, weight, because)
    return _Source(Kind.INDICATOR, words, ref, weight)


def _statements_for(faded: tuple[tuple[Statement, Flag], ...]) -> Iterator[_Source]:
    return (_statement_source(statement, flag.lower) for statement, flag in faded)


def _statements_against(
    faded: tuple[tuple[Statement, Flag], ...],
) -> Iterator[_Source]:
    return (_statement_source(statement, 1.0 - flag.upper) for statement, flag in faded)


def _parts_for(whole: Whole) -> _Source:
    """Give the parts as one source: together they are strong, alone they are not."""
    weight = parts_flag(whole.parts, whole.logic).lower
    return _Source(Kind.PARTS, "its parts", "", weight)


def _parts_against(whole: Whole) -> Iterator[_Source]:
    """Give each part as a source: one that fails is enough."""
    return (
        _Source(Kind.PART, part.name, part.ref, 1.0 - part.seen_by(whole.logic).upper)
        for part in whole.parts
    )


def _set_by(side: Side, ranked: list[_Source], number: int) -> Reason:
    """Name the heaviest source and what would be left without it."""
    if not ranked:
        return Reason(side, Kind.NOTHING, f"Nothing speaks {side} it.", 0.0)
    first, *others = ranked
    text = f"{number} {side} comes from {first.words}{first.because}."
    if others:
        left = _percent(others[0].weight)
        text += f" Without that, {left} {side} would be left, from {others[0].words}."
    return Reason(side, first.kind, text, first.weight, first.ref)


def _missing(whole: Whole, in_favour: list[_Source]) -> list[Reason]:
    """Share out what is missing to 100, if the parts (or their doubt) decide it."""
    if not whole.parts or (in_favour and in_favour[0].kind is not Kind.PARTS):
        return []
    if whole.logic == UNDECLARED:
        could = _percent(parts_flag(whole.parts, Logic()).lower)
        text = (
            "Nobody has declared that its parts suffice, so they give nothing for it. "
            f"If they do suffice, they give {could} for."
        )
        return [Reason(Side.MISSING, Kind.SUFFICIENCY, text, 1.0)]
    shortfalls = [(part, 1.0 - part.seen_by(whole.logic).lower) for part in whole.parts]
    total = sum(shortfall for _, shortfall in shortfalls)
    reasons = [
        _part_missing(part, shortfall, total)
        for part, shortfall in shortfalls
        if shortfall > CLOSE
    ]
    return sorted(reasons, key=lambda reason: -reason.share)


def _part_missing(part: Part, shortfall: float, total: float) -> Reason:
    """Tell one part's share; shares are scaled down where the parts miss over 100."""
    flag = UNKNOWN if part.flag is None else part.flag
    scale = 1.0 / max(1.0, total)
    number = _percent(scale * shortfall)
    against = _percent(scale * part.necessity.high * flag.evidence_against)
    missing = _percent(min(1.0, total))
    text = f"{number} of the {missing} missing come from {part.name}"
    if part.flag is None:
        text += ": nobody has said what success is for it."
    else:
        text += f": {number - against} not known, {against} against."
    if total - shortfall >= 1.0:
        text += " The other parts would leave nothing for it even without this one."
    return Reason(Side.MISSING, Kind.PART, text, scale * shortfall, part.ref)


def _conflict(
    flag: Flag, in_favour: list[_Source], opposed: list[_Source]
) -> list[Reason]:
    if not flag.is_contested:
        return []
    best, worst = in_favour[0], opposed[0]
    text = (
        f"These cannot all be right: {best.words} gives {_percent(best.weight)} for, "
        f"and {worst.words} gives {_percent(worst.weight)} against."
    )
    return [Reason(Side.CONTESTED, Kind.DISAGREEMENT, text, flag.contested)]


def _gap(whole: Whole, day: date) -> list[Reason]:
    """Tell when every part succeeds while what is known of the whole says it fails."""
    own = own_flag(whole.statements, day)
    succeed = (
        part.flag is not None and part.flag.word() is Word.SUCCEEDING
        for part in whole.parts
    )
    if not whole.parts or own.word() is not Word.FAILING or not all(succeed):
        return []
    text = (
        "Every part succeeds, yet the whole is failing: a part may be missing, or "
        "success of the whole may mean something else than success of its parts."
    )
    return [Reason(Side.AGAINST, Kind.GAP, text, own.evidence_against)]
