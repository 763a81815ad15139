"""What is missing to full evidence for a process, and who could bring it.

If a statement sets the lower end of the flag, what is missing is what that statement
leaves open. If the parts set it, each part has its share of what is missing, and so has
the doubt whether they suffice. Every share falls into what is not known and what is
failing: two lists of things to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wholeflow.evidence.bounds import all_happen
from wholeflow.evidence.chances import CERTAIN, NOT_DECLARED
from wholeflow.evidence.explaining.attribution import shares_of_missing
from wholeflow.evidence.explaining.reasons import Kind, Reason, Side, percent
from wholeflow.evidence.explaining.sources import Source
from wholeflow.evidence.flags import UNKNOWN, Flag
from wholeflow.evidence.logic import Combining, Logic
from wholeflow.evidence.wholes import Part, Whole, parts_flag, shares_of_cases

# Shares below this are roundings, and not worth a sentence.
DUST = 1e-12


def missing(whole: Whole, flag: Flag, setter: Source | None) -> list[Reason]:
    """Share out what is missing to 100.

    Parameters
    ----------
    whole
        The process.
    flag
        Its flag.
    setter
        What sets the lower end of the flag; None if nothing speaks for it.

    Returns
    -------
    list of Reason
        Largest first; their shares add up to what is missing. Empty if nothing is.
    """
    if setter is not None and setter.kind is not Kind.PARTS:
        reasons = [_left_open(setter)]
    elif whole.parts:
        reasons = list(_by_parts(whole))
    else:
        reasons = [_all_of_it(flag)]
    told = (reason for reason in reasons if reason.share > DUST)
    return sorted(told, key=lambda reason: -reason.share)


def _all_of_it(flag: Flag) -> Reason:
    reason = _left_open(Source(Kind.NOTHING, "", flag))
    against = percent(reason.failing)
    text = f"All 100 are missing: {100 - against} not known, {against} against."
    return replace(reason, text=text)


def _left_open(source: Source) -> Reason:
    missing_in_all = 1.0 - source.flag.lower
    return _told(source, missing_in_all, missing_in_all)


def _told(source: Source, share: float, total: float, ending: str = "") -> Reason:
    """Tell one share of a total, split as the flag of its source is."""
    left = 1.0 - source.flag.lower
    failing = share * source.flag.evidence_against / left if left else 0.0
    number, against = percent(share), percent(failing)
    ending = ending or f": {number - against} not known, {against} against."
    text = f"{number} of the {percent(total)} missing come from {source.words}{ending}"
    return Reason(
        Side.MISSING, source.kind, text, share, source.refs, share - failing, failing
    )


def _by_parts(whole: Whole) -> Iterator[Reason]:
    parts, logic = whole.parts, whole.logic
    lowers = [part.seen_by(logic).lower for part in parts]
    within: list[tuple[float, float]] = []
    if logic.combining is Combining.SHARE:
        within = [(each.low, each.high) for each in shares_of_cases(parts)]
    of_parts, of_doubt = shares_of_missing(lowers, logic, shares=within)
    total = 1.0 - parts_flag(parts, logic).lower
    for at, (part, share) in enumerate(zip(parts, of_parts, strict=True)):
        yield _by_part(part, share, total, _besides(at, whole, lowers))
    yield _by_doubt(whole, of_doubt, total)


def _by_part(part: Part, share: float, total: float, besides: str) -> Reason:
    flag = UNKNOWN if part.flag is None else part.flag
    refs = (part.ref,) if part.ref else ()
    silent = "" if part.flag else ": nobody has said what success is for it."
    reason = _told(Source(Kind.PART, part.name, flag, refs), share, total, silent)
    return replace(reason, text=reason.text + besides)


def _by_doubt(whole: Whole, share: float, total: float) -> Reason:
    """Tell the share of the doubt whether the parts suffice."""
    sufficiency = whole.logic.sufficiency
    open_ended = Flag(sufficiency.low, sufficiency.high)
    if sufficiency != NOT_DECLARED:
        words = "what its parts leave open"
        return _told(Source(Kind.SUFFICIENCY, words, open_ended), share, total)
    could = parts_flag(whole.parts, replace(whole.logic, sufficiency=CERTAIN)).lower
    text = (
        "Nobody has declared that its parts suffice, so they give nothing for it. "
        f"If they do suffice, they give {percent(could)} for."
    )
    return Reason(Side.MISSING, Kind.SUFFICIENCY, text, share, not_known=share)


def _besides(at: int, whole: Whole, lowers: Sequence[float]) -> str:
    """Say what there is to know besides the share of one part."""
    logic = whole.logic
    others = [*lowers[:at], *lowers[at + 1 :]]
    if not others:
        return ""
    if logic.combining is Combining.ALL and not all_happen(
        others, logic.dependence.low
    ):
        return " The other parts would leave nothing for it even without this one."
    needed = _decisive(logic, len(lowers))
    if needed is None:
        return ""
    # The one that decides is the last that is needed; next is the one that it would
    # take in its place or, where all are needed, the one before it.
    order = sorted(range(len(lowers)), key=lambda each: -lowers[each])
    order.remove(at)
    following = order[min(needed, len(order)) - 1]
    name, lower = whole.parts[following].name, lowers[following]
    return f" It decides; next is {name}, with {percent(lower)} for."


def _decisive(logic: Logic, n_parts: int) -> int | None:
    """Say which part decides alone, counted from the best; None if several bear it."""
    dependence = logic.dependence
    if logic.combining is Combining.ANY and dependence.high == 1.0:
        return 1
    if dependence.low < 1.0 or logic.combining is Combining.SHARE:
        return None
    return n_parts if logic.combining is Combining.ALL else logic.at_least
