"""What sets the two ends of a flag: statements about the process, and its parts.

The lower end is set by what is strongest for, the upper end by what is strongest
against. All judges together are one source, because their flags are pooled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from wholeflow.evidence.explaining.reasons import Kind, percent
from wholeflow.evidence.flags import CLOSE, Flag
from wholeflow.evidence.logic import Combining, Logic
from wholeflow.evidence.own_evidence import flag_on, made_by, pooled_judgements
from wholeflow.evidence.statements import Feedback, Judgement, Statement
from wholeflow.evidence.wholes import Part, Whole, parts_flag


@dataclass(frozen=True, slots=True)
class Source:
    """Something that may set an end of a flag.

    Parameters
    ----------
    kind
        What it is.
    words
        What to call it in a sentence.
    flag
        What it says by itself.
    refs
        The caller's references to what is behind it.
    because
        What follows its name where it is told first, such as the reason.
    """

    kind: Kind
    words: str
    flag: Flag
    refs: tuple[str, ...] = ()
    because: str = ""


def own_sources(statements: Iterable[Statement], day: date) -> list[Source]:
    """Give what is said about a process itself, judges as one source.

    Parameters
    ----------
    statements
        Statements of any kind.
    day
        The day asked about.

    Returns
    -------
    list of Source
        The judges first, if there are any; then the others in their order.
    """
    known = made_by(statements, day)
    judgements = [each for each in known if isinstance(each, Judgement)]
    others = [
        Source(_kind(each), each.summary, flag_on(each, day), _refs(each))
        for each in known
        if not isinstance(each, Judgement)
    ]
    return [*_judges(judgements, day), *others]


def _judges(judgements: list[Judgement], day: date) -> Iterator[Source]:
    pooled = pooled_judgements(judgements, day)
    refs = _refs(*judgements)
    if pooled.n_judges == 1:
        (only,) = judgements
        because = f": {only.reason.strip().rstrip('.')}"
        yield Source(Kind.JUDGEMENT, only.summary, pooled.flag, refs, because)
    elif judgements:
        words = f"{pooled.n_judges} judgements pooled"
        because = f", which lie {percent(pooled.spread)} apart"
        yield Source(Kind.JUDGEMENT, words, pooled.flag, refs, because)


def _kind(statement: Statement) -> Kind:
    return Kind.FEEDBACK if isinstance(statement, Feedback) else Kind.INDICATOR


def _refs(*things: Statement | Part) -> tuple[str, ...]:
    return tuple(each.ref for each in things if each.ref)


def parts_together(whole: Whole) -> Source:
    """Give all parts of a whole as one source.

    Parameters
    ----------
    whole
        The whole; it has parts.

    Returns
    -------
    Source
        With what they say together.
    """
    flag = parts_flag(whole.parts, whole.logic)
    return Source(Kind.PARTS, "its parts", flag, _refs(*whole.parts))


def parts_against(whole: Whole) -> list[Source]:
    """Give what of the parts may set the upper end of their whole.

    Parameters
    ----------
    whole
        The whole; it has parts.

    Returns
    -------
    list of Source
        Each part by itself, and what the parts leave open, where one of them decides:
        the whole needs all parts, and they may stand or fall together. Otherwise the
        parts together.
    """
    logic = whole.logic
    if logic.combining is not Combining.ALL or logic.dependence.high != 1.0:
        return [parts_together(whole)]
    seen = [(part, part.seen_by(logic).upper) for part in whole.parts]
    failing = [
        Source(Kind.PART, part.name, _at_most(upper, logic), _refs(part))
        for part, upper in seen
        if upper < 1.0 - CLOSE
    ]
    doubt = Source(Kind.SUFFICIENCY, "what its parts leave open", _at_most(1.0, logic))
    return [*failing, doubt]


def _at_most(upper: float, logic: Logic) -> Flag:
    return Flag(0.0, logic.sufficiency.high * upper)
