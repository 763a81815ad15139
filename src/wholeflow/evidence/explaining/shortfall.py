"""What is missing to full evidence for a process, and who could bring it.

If a statement sets the lower end of the flag, what is missing is what that statement
leaves open. If the parts set it, each part has its share of what is missing, and so has
the doubt whether they suffice. Every share falls into what is not known and what is
failing: two lists of things to do. What a statement leaves open is split as the flag of
the process, each part's share as the flag of that part, and the doubt as the
sufficiency: as `wholeflow.evidence.explaining.descent` does for a whole map.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wholeflow.evidence.bounds import all_happen
from wholeflow.evidence.chances import CERTAIN, NOT_DECLARED
from wholeflow.evidence.explaining.attribution import shares_of_missing
from wholeflow.evidence.explaining.descent import failing_fraction, own_decides
from wholeflow.evidence.explaining.reasons import (
    Kind,
    Reason,
    Side,
    halved,
    missing_in_hundredths,
    percent,
)
from wholeflow.evidence.explaining.sources import Source
from wholeflow.evidence.flags import UNKNOWN, Flag, apportioned
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
    if not whole.parts or _is_set_by(setter, whole):
        bearers = [_left_open(flag, setter)]
    else:
        bearers = list(_by_parts(whole))
    some = sorted(
        (each for each in bearers if each.share > DUST), key=lambda each: -each.share
    )
    total = missing_in_hundredths(flag)
    numbers = apportioned([each.share for each in some], total)
    return [
        _told(each, number, total) for each, number in zip(some, numbers, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Something that bears a share of what is missing.

    `flag` says how the share is split; `text` stands in place of the number, `ending` in
    place of both halves, and `besides` comes last.
    """

    source: Source
    share: float
    flag: Flag
    text: str = ""
    ending: str = ""
    besides: str = ""


def _is_set_by(setter: Source | None, whole: Whole) -> bool:
    """Tell whether a statement sets the lower end, rather than the parts."""
    if setter is None or setter.kind is Kind.PARTS:
        return False
    by_parts = parts_flag(whole.parts, whole.logic).lower
    return own_decides(setter.flag.lower, by_parts)


def _left_open(flag: Flag, setter: Source | None) -> _Bearer:
    if setter is None:
        given = Source(Kind.NOTHING, "", flag)
        return _Bearer(given, 1.0 - flag.lower, flag, text="All 100 are missing")
    return _Bearer(setter, 1.0 - flag.lower, flag)


def _told(bearer: _Bearer, number: int, total: int) -> Reason:
    """Tell one share of the total in a sentence."""
    share, source = bearer.share, bearer.source
    failing = share * failing_fraction(bearer.flag)
    not_known, against = halved(share - failing, failing, number)
    text = bearer.text or f"{number} of the {total} missing come from {source.words}"
    ending = bearer.ending or f": {not_known} not known, {against} against."
    return Reason(
        Side.MISSING,
        source.kind,
        text + ending + bearer.besides,
        share,
        source.refs,
        share - failing,
        failing,
    )


def _by_parts(whole: Whole) -> Iterator[_Bearer]:
    parts, logic = whole.parts, whole.logic
    lowers = [part.seen_by(logic).lower for part in parts]
    within: list[tuple[float, float]] = []
    if logic.combining is Combining.SHARE:
        within = [(each.low, each.high) for each in shares_of_cases(parts)]
    of_parts, of_doubt = shares_of_missing(lowers, logic, shares=within)
    for at, (part, share) in enumerate(zip(parts, of_parts, strict=True)):
        yield _by_part(part, share, _besides(at, whole, lowers))
    yield _by_doubt(whole, of_doubt)


def _by_part(part: Part, share: float, besides: str) -> _Bearer:
    flag = UNKNOWN if part.flag is None else part.flag
    refs = (part.ref,) if part.ref else ()
    silent = "" if part.flag else ": nobody has said what success is for it."
    source = Source(Kind.PART, part.name, flag, refs)
    return _Bearer(source, share, flag, ending=silent, besides=besides)


def _by_doubt(whole: Whole, share: float) -> _Bearer:
    """Tell the share of the doubt whether the parts suffice."""
    sufficiency = whole.logic.sufficiency
    open_ended = Flag(sufficiency.low, sufficiency.high)
    source = Source(Kind.SUFFICIENCY, "what its parts leave open", open_ended)
    if sufficiency != NOT_DECLARED:
        return _Bearer(source, share, open_ended)
    could = parts_flag(whole.parts, replace(whole.logic, sufficiency=CERTAIN)).lower
    text = (
        "Nobody has declared that its parts suffice, so they give nothing for it. "
        f"If they do suffice, they give {percent(could)} for"
    )
    return _Bearer(source, share, open_ended, text=text, ending=".")


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
