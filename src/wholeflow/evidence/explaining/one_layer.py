"""Why a flag is as it is: one sentence for each thing that made it so.

The evidence for is set by the strongest of the statements and the parts together, the
evidence against by the most damning. What is missing to 100 is shared out, and the
shares add up exactly. Only one layer is told; a page leads from part to part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from wholeflow.evidence.chances import CERTAIN
from wholeflow.evidence.explaining.reasons import Kind, Reason, Side, percent
from wholeflow.evidence.explaining.shortfall import missing
from wholeflow.evidence.explaining.sources import (
    Source,
    own_sources,
    parts_against,
    parts_together,
)
from wholeflow.evidence.flags import CLOSE, Flag, Word, hundredths
from wholeflow.evidence.own_evidence import made_by, own_flag, pooled_judgements
from wholeflow.evidence.statements import Judgement
from wholeflow.evidence.wholes import Whole, flag_of, parts_flag


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
        Conflicts and the gap between parts and whole first, if there are any; then what
        set the evidence for, what is missing to it (largest share first), and what set
        the evidence against. Refused like `flag_of` if nobody has said what success is.

    Examples
    --------
    >>> from wholeflow.evidence import Logic, Part, SuccessStatement
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
    own = own_sources(whole.statements, day)
    together = [parts_together(whole)] if whole.parts else []
    in_favour = _ranked(Side.FOR, [*own, *together])
    opposed = _ranked(
        Side.AGAINST, [*own, *(parts_against(whole) if whole.parts else [])]
    )
    given, denied = _told_ends(flag)
    return (
        *_conflict(flag, in_favour, opposed),
        *_judges_apart(whole, day),
        *_gap(whole, day),
        _set_by(Side.FOR, in_favour, given),
        *missing(whole, flag, in_favour[0] if in_favour else None),
        _set_by(Side.AGAINST, opposed, denied),
    )


def _told_ends(flag: Flag) -> tuple[int, int]:
    """Round both weights as `Flag.in_words` does, where it shows them."""
    if flag.is_contested:
        return percent(flag.lower), percent(1.0 - flag.upper)
    widths = (flag.evidence_for, flag.unknown, flag.evidence_against)
    given, _, denied = hundredths(*widths)
    return given, denied


def _weight(side: Side, source: Source) -> float:
    return source.flag.lower if side is Side.FOR else 1.0 - source.flag.upper


def _ranked(side: Side, sources: Iterable[Source]) -> list[Source]:
    """Put the heaviest first, and leave out what weighs nothing."""
    heavy = [source for source in sources if _weight(side, source) > CLOSE]
    return sorted(heavy, key=lambda source: -_weight(side, source))


def _set_by(side: Side, ranked: list[Source], number: int) -> Reason:
    """Name the heaviest source and what would be left without it."""
    if not ranked:
        return Reason(side, Kind.NOTHING, f"Nothing speaks {side} it.", 0.0)
    first, *others = ranked
    text = f"{number} {side} comes from {first.words}{first.because}."
    if others:
        left = percent(_weight(side, others[0]))
        text += f" Without that, {left} {side} would be left, from {others[0].words}."
    return Reason(side, first.kind, text, _weight(side, first), first.refs)


def _conflict(
    flag: Flag, in_favour: list[Source], opposed: list[Source]
) -> list[Reason]:
    if not flag.is_contested:
        return []
    best, worst = in_favour[0], opposed[0]
    given, denied = percent(best.flag.lower), percent(1.0 - worst.flag.upper)
    if best is worst:
        text = (
            f"This contradicts itself: {best.words} gives {given} for and {denied} "
            "against."
        )
    else:
        text = (
            f"These cannot all be right: {best.words} gives {given} for, and "
            f"{worst.words} gives {denied} against."
        )
    refs = tuple(dict.fromkeys((*best.refs, *worst.refs)))
    return [Reason(Side.CONTESTED, Kind.DISAGREEMENT, text, flag.contested, refs)]


def _judges_apart(whole: Whole, day: date) -> list[Reason]:
    """Tell what the mean of several judges hides."""
    pooled = pooled_judgements(whole.statements, day)
    if pooled.n_judges < 2 or not (pooled.is_split() or pooled.conflict > CLOSE):
        return []
    text = (
        f"{pooled.n_judges} judges lie {percent(pooled.spread)} apart, and their mean "
        "hides it: look at each of them."
    )
    if pooled.conflict > CLOSE:
        text += f" They cannot all be right: {percent(pooled.conflict)} overlap."
    judgements = made_by(whole.statements, day)
    refs = (each.ref for each in judgements if isinstance(each, Judgement) and each.ref)
    return [Reason(Side.CONTESTED, Kind.JUDGES, text, pooled.conflict, tuple(refs))]


def _gap(whole: Whole, day: date) -> list[Reason]:
    """Tell when the parts are better than what is known of the whole itself."""
    if not whole.parts:
        return []
    own = own_flag(whole.statements, day)
    enough = parts_flag(whole.parts, replace(whole.logic, sufficiency=CERTAIN)).lower
    if own.word() is Word.FAILING and _all_succeed(whole):
        what = "Every part succeeds, yet the whole is failing"
    elif enough - own.upper > CLOSE:
        declared = whole.logic.sufficiency == CERTAIN
        give = "Its parts give" if declared else "If its parts suffice, they give"
        what = (
            f"{give} {percent(enough)} for, yet what is known of the whole itself "
            f"leaves {percent(own.upper)} at most"
        )
    else:
        return []
    text = (
        f"{what}: a part may be missing, or success of the whole may mean something "
        "else than success of its parts."
    )
    refs = (ref for source in own_sources(whole.statements, day) for ref in source.refs)
    return [Reason(Side.AGAINST, Kind.GAP, text, 1.0 - own.upper, tuple(refs))]


def _all_succeed(whole: Whole) -> bool:
    return all(
        part.flag is not None and part.flag.word() is Word.SUCCEEDING
        for part in whole.parts
    )
