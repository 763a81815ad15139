"""What the statements about a process itself are worth on a day, and together.

Each statement bears on the process as far as it does, is trusted as far as it is, and
has faded by its age. Judges were all asked the same question, so their flags are
pooled; indicators and feedback say something else each, so they are taken as true
together with that, and a conflict between the kinds shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wholeflow.evidence.flags import Flag
from wholeflow.evidence.statements import Judgement, Statement
from wholeflow.evidence.weighing import (
    Pooled,
    ageing,
    bears_on,
    discount,
    meet,
    pool,
    weight_after,
)

STALE_FROM = 0.5
"""A statement is stale once it weighs no more than this: ask "Still so?"."""


def made_by(statements: Iterable[Statement], day: date) -> tuple[Statement, ...]:
    """Give the statements that had been made by a day.

    Parameters
    ----------
    statements
        In any order.
    day
        The day asked about.

    Returns
    -------
    tuple of Statement
        In the same order, without those of a later day: nobody knew them then.
    """
    return tuple(each for each in statements if each.on <= day)


def flag_on(statement: Statement, day: date) -> Flag:
    """Say what a statement is still worth on a day.

    Parameters
    ----------
    statement
        The statement.
    day
        The day asked about; before the statement's own day it counts in full, so a
        view "as at" an earlier day must leave it out, as `own_flag` does.

    Returns
    -------
    Flag
        What it says about the process, discounted by its reliability and its age, so
        that a statement grown very old says nothing at all.
    """
    said = bears_on(
        statement.flag,
        sufficiency=statement.sufficiency,
        necessity=statement.necessity,
    )
    return ageing(
        discount(said, statement.reliability),
        (day - statement.on).days,
        half_life_days=statement.half_life_days,
        grace_days=statement.grace_days,
    )


def is_stale(statement: Statement, day: date) -> bool:
    """Tell whether somebody should be asked "Still so?".

    Parameters
    ----------
    statement
        The statement.
    day
        The day asked about.

    Returns
    -------
    bool
        Whether the statement has lost half its weight or more.
    """
    weight = weight_after(
        (day - statement.on).days,
        half_life_days=statement.half_life_days,
        grace_days=statement.grace_days,
    )
    return weight <= STALE_FROM


def pooled_judgements(statements: Iterable[Statement], day: date) -> Pooled:
    """Pool what everybody who judged says, with how far they lie apart.

    Parameters
    ----------
    statements
        Statements of any kind; only judgements made by the day count.
    day
        The day asked about.

    Returns
    -------
    Pooled
        Each judgement worth what it is on the day, each judge one vote. A judgement
        that has faded is a vote for "not known": time alone never makes a flag surer.
    """
    return pool(
        flag_on(each, day)
        for each in made_by(statements, day)
        if isinstance(each, Judgement)
    )


def own_flag(statements: Iterable[Statement], day: date) -> Flag:
    """Combine what is said about a process itself, before its parts.

    Parameters
    ----------
    statements
        Statements of any kind, in any order.
    day
        The day asked about; what was said later does not count.

    Returns
    -------
    Flag
        The pooled judgements, and every reading and feedback, all taken as true
        together; all white if there are none.
    """
    known = made_by(statements, day)
    others = (flag_on(each, day) for each in known if not isinstance(each, Judgement))
    return meet((pooled_judgements(known, day).flag, *others))
