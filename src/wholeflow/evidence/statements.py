"""What people say and what is measured about one process, before any parts.

Success must be put in words before a flag means anything: a process that nobody has
said what success is for has no flag. Evidence then comes as statements of three kinds,
each with its reason or source and its day: what somebody judges, what an indicator
reads, and what people answered who were asked. The statements are kept. The flag is
derived from them and never stored as the truth.

Three kinds of not knowing are kept apart, and only one of them is in the flag. What is
incomplete, because nobody has looked, is its white. How vague the sentence is that says
what success is (fuzziness), and how much the process varies by itself (randomness), are
told beside a judgement and never change its flag.

References
----------
D.I. Blockley on fuzziness, incompleteness and randomness,
http://myengineeringsystems.co.uk/italian-flag/.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from enum import StrEnum

from wholeflow.days import day_in_words
from wholeflow.errors import InvalidFlag
from wholeflow.evidence.chances import CERTAIN, Chance
from wholeflow.evidence.flags import Flag, checked_chance
from wholeflow.evidence.indicators import flag_from_counts
from wholeflow.evidence.weighing import weight_after


@dataclass(frozen=True, slots=True)
class SuccessStatement:
    """What success is, in a sentence that evidence can speak for or against.

    Parameters
    ----------
    text
        Such as "Blood results are back before the ward round".

    Raises
    ------
    InvalidFlag
        If there is nothing in it.
    """

    text: str

    def __post_init__(self) -> None:
        require_text(self.text, "a sentence that says what success is")


@dataclass(frozen=True, slots=True)
class FailureStatement:
    """What failure would look like; it helps people to look for evidence against.

    Parameters
    ----------
    text
        Such as "A sample is taken twice because the first was lost".

    Raises
    ------
    InvalidFlag
        If there is nothing in it.
    """

    text: str

    def __post_init__(self) -> None:
        require_text(self.text, "a sentence that says what failure would look like")


@dataclass(frozen=True, slots=True)
class Statement(ABC):
    """One piece of evidence about one process: what every kind of it has.

    Parameters
    ----------
    flag
        What it says, on the day it was made or last confirmed.
    on
        That day.
    half_life_days
        Days after the grace in which it loses half its weight; None if it does not
        age, as when only durations are known.
    grace_days
        Days in which it stays fresh: the usual time between two of its kind.
    reliability
        How far it is trusted, in [0, 1]; shown beside it.
    sufficiency, necessity
        How it bears on the process, as for `bears_on`; by default it is about the
        success of the process itself.
    ref
        The caller's own reference to it, such as its identifier.

    Raises
    ------
    InvalidFlag
        If a duration is impossible, or the reliability is not in [0, 1].
    """

    flag: Flag
    _: KW_ONLY
    on: date
    half_life_days: float | None = None
    grace_days: float = 0.0
    reliability: float = 1.0
    sufficiency: Chance = CERTAIN
    necessity: Chance = CERTAIN
    ref: str = ""

    def __post_init__(self) -> None:
        checked_chance(self.reliability, "the reliability of a statement")
        # Impossible durations are refused on the day they are given, not later.
        weight_after(
            0.0, half_life_days=self.half_life_days, grace_days=self.grace_days
        )

    @property
    @abstractmethod
    def summary(self) -> str:
        """What the statement is, as words to put into a sentence."""


class Basis(StrEnum):
    """How somebody who judges knows."""

    SEEN = "seen"
    INTERVIEWS = "interviews"
    STORIES = "stories"
    WORKSHOP = "workshop"
    AUDIT = "audit"
    RECORDS = "records"
    GUT_FEELING = "gut feeling"


@dataclass(frozen=True, slots=True)
class Judgement(Statement):
    """What one role judges about a process, with the reason.

    Parameters
    ----------
    flag
        The judgement on the day it was made or last confirmed.
    reason
        Why; never empty, but "gut feeling" will do.
    by
        The role that judged, such as "ward sister".
    basis
        How it is known; None if it was not said.
    fuzziness
        How vague the sentence is that says what success is, from 0 for sharp to 1 for
        anything goes; None if it was not said. Never in the flag.
    randomness
        How much the process varies by itself, from 0 for not at all to 1 for it could
        be any; None if it was not said. Never in the flag.

    Raises
    ------
    InvalidFlag
        If the reason or the role is empty, fuzziness or randomness is not in [0, 1],
        or as for every `Statement`.

    Examples
    --------
    >>> judgement = Judgement(
    ...     Flag.from_weights(0.5, against=0.25),
    ...     "two of four rounds had all results",
    ...     "ward sister",
    ...     on=date(2023, 9, 30),
    ...     basis=Basis.SEEN,
    ... )
    >>> judgement.summary, judgement.incompleteness
    ('the judgement by ward sister on 30 September 2023', 0.25)
    """

    reason: str
    by: str
    _: KW_ONLY
    basis: Basis | None = None
    fuzziness: float | None = None
    randomness: float | None = None

    def __post_init__(self) -> None:
        Statement.__post_init__(self)
        require_text(self.reason, 'a reason for the judgement, if only "gut feeling"')
        require_text(self.by, "the role that judges")
        for name in ("fuzziness", "randomness"):
            checked_chance(getattr(self, name) or 0.0, f"the {name} of a judgement")

    @property
    def incompleteness(self) -> float:
        """What the judge does not know: the white of the flag, in [0, 1]."""
        return self.flag.unknown

    @property
    def summary(self) -> str:
        """What the statement is, as words to put into a sentence."""
        return f"the judgement by {self.by} on {day_in_words(self.on)}"


@dataclass(frozen=True, slots=True)
class IndicatorReading(Statement):
    """What an indicator says about a process.

    Parameters
    ----------
    flag
        From `flag_from_points` or `flag_from_counts`, not yet aged; `on` is the day of
        its last point.
    indicator
        Its name, such as "Antibiotics within one hour".
    source
        Where the numbers come from.

    Raises
    ------
    InvalidFlag
        If the name or the source is empty, or as for every `Statement`.
    """

    indicator: str
    source: str

    def __post_init__(self) -> None:
        Statement.__post_init__(self)
        require_text(self.indicator, "the indicator's name")
        require_text(self.source, "the source of the indicator's numbers")

    @property
    def summary(self) -> str:
        """What the statement is, as words to put into a sentence."""
        name = f"the indicator “{self.indicator}”"
        ages = self.half_life_days is not None
        return f"{name}, last measured on {day_in_words(self.on)}" if ages else name


@dataclass(frozen=True, slots=True)
class Feedback(Statement):
    """What patients, carers or staff answered when they were asked.

    Parameters
    ----------
    question
        What they were asked, such as "Did you know whom to call?".
    good, bad
        How many answered that it went well, and that it did not; 0 or more.
    not_known
        How many answered that they do not know; they stay white.
    source
        Who was asked, and how, such as "carers, cards at the door".

    Raises
    ------
    InvalidFlag
        If the question or the source is empty, a count is below 0, or as for every
        `Statement`.

    Notes
    -----
    The flag is worked out from the answers, as `flag_from_counts` does. Numbers so
    small that they might give somebody away are for the caller to hold back first.

    Examples
    --------
    >>> feedback = Feedback(
    ...     "Did you know whom to call?",
    ...     good=15,
    ...     bad=3,
    ...     not_known=12,
    ...     source="carers, cards at the door",
    ...     on=date(2023, 9, 30),
    ... )
    >>> feedback.flag.in_words()
    '34 for, 63 not known, 3 against'
    """

    flag: Flag = field(init=False)
    question: str
    _: KW_ONLY
    good: int
    bad: int
    not_known: int = 0
    source: str

    def __post_init__(self) -> None:
        Statement.__post_init__(self)
        require_text(self.question, "the question that was asked")
        require_text(self.source, "who was asked, and how")
        answers = (self.good, self.bad, self.not_known)
        if min(answers) < 0:
            raise InvalidFlag(
                "Expected counts of answers, each 0 or more; got "
                f"{self.good} good, {self.bad} bad and {self.not_known} not known. "
                "Leave out who was not asked."
            )
        told = flag_from_counts(self.good, of=sum(answers), not_known=self.not_known)
        object.__setattr__(self, "flag", told)

    @property
    def summary(self) -> str:
        """What the statement is, as words to put into a sentence."""
        return f"the answers to “{self.question}” by {day_in_words(self.on)}"


def require_text(text: str, what: str) -> None:
    """Refuse an empty text.

    Parameters
    ----------
    text
        What was given.
    what
        What was expected, such as "the indicator's name".

    Raises
    ------
    InvalidFlag
        If there is nothing but space in it.
    """
    if not text.strip():
        raise InvalidFlag(f"Expected {what}; got an empty text. Write it in words.")
