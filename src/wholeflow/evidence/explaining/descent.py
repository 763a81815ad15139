"""What is missing at the top of a map, sent down the ways that were opened.

The arithmetic of `wholeflow.evidence.explaining.tracing`. Each process passes its share on to its
parts in proportion to what they miss, or keeps it; parts that serve several wholes
gather what comes by each way. So wholes are taken before their parts, and the cost is
that of the links that were opened.

What stays at a process is split into not known and failing as its own flag is. The doubt
whether its parts suffice is split as the sufficiency is: what its own evidence says
against the process is no doubt about its parts, and is told by the chain.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wholeflow.evidence.explaining.attribution import shares_of_missing
from wholeflow.evidence.explaining.reasons import halved
from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag
from wholeflow.evidence.logic import UNDECLARED, Combining, Logic
from wholeflow.evidence.wholes import Part, combined, parts_flag, shares_of_cases

ROUNDING = 1e-15  # as where a whole map is swept, so that both say the same


class Cause(StrEnum):
    """Why what is missing to a process is not to be sought further down."""

    OWN = "its own evidence"
    SUFFICIENCY = "its parts are not known to suffice"
    NOTHING = "nobody has judged or measured it"
    NO_SUCCESS = "nobody has said what success is"
    CLOSED = "what is below it is not shown"


@dataclass(frozen=True, slots=True)
class Opened:
    """One process as a trace opens it.

    Parameters
    ----------
    own
        What is said about the process itself, from `own_flag`.
    parts
        Its parts; `ref` is the key by which a part is opened in its turn.
    logic
        What it needs of its parts.
    has_success
        Whether somebody has said what success is; if not, to a whole above it it is
        as good as not known.
    """

    own: Flag
    parts: tuple[Part, ...] = ()
    logic: Logic = UNDECLARED
    has_success: bool = True

    @property
    def flag(self) -> Flag:
        """The flag of the process."""
        return combined(self.own, self.parts, self.logic)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what is missing at the top lies at one process.

    Parameters
    ----------
    ref
        The key of the process.
    cause
        Why it lies there; None if the process was not opened and it may lie deeper.
    share
        In [0, 1]. All shares of a trace add up to what is missing at the top.
    failing
        The part of the share that evidence speaks against; the rest is not known.
    way
        Keys of the processes on the way from the top, without both ends: the way on
        which most of the share comes, where there are several.
    """

    ref: str
    cause: Cause | None
    share: float
    failing: float
    way: tuple[str, ...]

    @property
    def not_known(self) -> float:
        """The part of the share that nobody knows about, in [0, 1]."""
        return self.share - self.failing

    def halves(self, number: int) -> tuple[int, int]:
        """Tell what is not known and what is failing in whole hundredths.

        Parameters
        ----------
        number
            The share in whole hundredths, as told.

        Returns
        -------
        tuple of int
            Not known and failing; they add up to the number.
        """
        return halved(self.not_known, self.failing, number)


# How much stays at a process, why, and how much of it is failing.
Kept = tuple[float, Cause | None, float]


@dataclass(slots=True)
class Flow:
    """What of the missing at the top has come to each process, and by which ways."""

    top: str
    share: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stays: dict[str, Kept] = field(default_factory=dict)
    failing: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    whole: dict[str, tuple[float, str]] = field(default_factory=dict)

    def pass_on(self, key: str, split: Split) -> None:
        """Send the share of one process on to its parts, but what stays at itself."""
        amount = self.share[key]
        if amount <= 0.0:
            return
        if split.cause is not None:
            stays = amount * split.stays
            self.stays[key] = stays, split.cause, stays * split.failing
        for ref, fraction, failing in split.sent:
            sent = amount * fraction
            self.share[ref] += sent
            self.failing[ref] += sent * failing
            widest, _ = self.whole.get(ref, (0.0, ""))
            if sent > widest:
                self.whole[ref] = sent, key

    def waiting(self, opened: Collection[str]) -> list[str]:
        """Give what is still to be opened, largest share first."""
        keys = [key for key, share in self.share.items() if share > 0.0]
        return sorted(
            (key for key in keys if key not in opened),
            key=lambda key: (-self.share[key], key),
        )

    def settle(self, closed: Collection[str]) -> None:
        """Let the shares of what may not be opened stay where they are."""
        for key in closed:
            if self.share[key] > 0.0:
                self.stays[key] = self.share[key], Cause.CLOSED, self.failing[key]

    def is_certain(self, waiting: Collection[str], most: int) -> bool:
        """Tell whether what is not opened cannot change which shares are largest."""
        open_still = sum(self.share[key] for key in waiting)
        if open_still <= CLOSE:
            return True
        found = sorted((share for share, *_ in self.stays.values()), reverse=True)
        if len(found) < most:
            return False
        next_best = found[most] if len(found) > most else 0.0
        return found[most - 1] >= next_best + open_still

    def found(self) -> tuple[Share, ...]:
        """Give the shares that stay where they are, largest first."""
        return self._ranked(self.stays)

    def unopened(self, waiting: Collection[str]) -> tuple[Share, ...]:
        """Give the shares of what was not opened, largest first."""
        return self._ranked(
            {key: (self.share[key], None, self.failing[key]) for key in waiting}
        )

    def _ranked(self, amounts: Mapping[str, Kept]) -> tuple[Share, ...]:
        shares = [
            Share(key, cause, amount, failing, self._way_to(key))
            for key, (amount, cause, failing) in amounts.items()
        ]
        return tuple(sorted(shares, key=lambda each: (-each.share, each.ref)))

    def _way_to(self, key: str) -> tuple[str, ...]:
        way: list[str] = []
        while key != self.top and (key := self.whole[key][1]) != self.top:
            way.append(key)
        return tuple(reversed(way))


@dataclass(frozen=True, slots=True)
class Split:
    """How the share of one process is shared out: fractions that add up to 1.

    `stays` is the fraction that lies at the process itself, by `cause`, and `failing`
    how much of that is failing; `sent` gives for each part its key, its fraction, and
    how much of that is failing.
    """

    stays: float
    cause: Cause | None
    failing: float = 0.0
    sent: tuple[tuple[str, float, float], ...] = ()


def split(here: Opened) -> Split:
    """Say how what is missing to one process is shared out.

    Parameters
    ----------
    here
        The process, as opened.

    Returns
    -------
    Split
        Fractions that add up to 1, unless nothing is missing.
    """
    cause = _cause(here)
    if cause is not None:
        flag = here.flag if here.has_success else UNKNOWN
        return Split(1.0, cause, failing_fraction(flag))
    of_parts, doubt = _shares_of_missing(here)
    total = math.fsum((*of_parts, doubt))
    if total <= 0.0:
        return Split(0.0, None)
    sent = tuple(
        (part.ref, share / total, failing_fraction(part.flag or UNKNOWN))
        for part, share in zip(here.parts, of_parts, strict=True)
        if share > 0.0
    )
    if doubt <= 0.0:
        return Split(0.0, None, sent=sent)
    sufficiency = here.logic.sufficiency
    failing = failing_fraction(Flag(sufficiency.low, sufficiency.high))
    return Split(doubt / total, Cause.SUFFICIENCY, failing, sent)


def flow_down(
    top: str, opened: Mapping[str, Opened], splits: Mapping[str, Split]
) -> Flow:
    """Share what is missing at the top out among everything that was opened."""
    flow = Flow(top)
    flag = opened[top].flag
    flow.share[top] = 1.0 - flag.lower
    flow.failing[top] = flow.share[top] * failing_fraction(flag)
    for key in wholes_first(top, opened):
        flow.pass_on(key, splits[key])
    return flow


def _cause(here: Opened) -> Cause | None:
    """Say why all that is missing lies at a process itself; None if at its parts."""
    if not here.has_success:
        return Cause.NO_SUCCESS
    if not here.parts:
        return Cause.NOTHING if here.own == UNKNOWN else Cause.OWN
    if own_decides(here.own.lower, parts_flag(here.parts, here.logic).lower):
        return Cause.OWN
    return None


def own_decides(own_lower: float, by_parts: float) -> bool:
    """Tell whether own evidence sets the lower end; when in doubt, the parts do."""
    return own_lower > by_parts + ROUNDING


def _shares_of_missing(here: Opened) -> tuple[list[float], float]:
    lowers = [part.seen_by(here.logic).lower for part in here.parts]
    within: list[tuple[float, float]] = []
    if here.logic.combining is Combining.SHARE:
        within = [(each.low, each.high) for each in shares_of_cases(here.parts)]
    return shares_of_missing(lowers, here.logic, shares=within)


def failing_fraction(flag: Flag) -> float:
    """Say how much of what is missing to a flag is evidence against, in [0, 1]."""
    missing = 1.0 - flag.lower
    return 0.0 if missing <= 0.0 else min(1.0, flag.evidence_against / missing)


def wholes_first(top: str, opened: Mapping[str, Opened]) -> list[str]:
    """Put what was opened in an order in which wholes come before their parts."""
    inside = {
        key: {part.ref for part in each.parts if part.ref in opened}
        for key, each in opened.items()
    }
    waits_for: dict[str, int] = dict.fromkeys(opened, 0)
    for parts in inside.values():
        for part in parts:
            waits_for[part] += 1
    ready = [top]
    for key in ready:
        for part in inside[key]:
            waits_for[part] -= 1
            if waits_for[part] == 0:
                ready.append(part)
    return ready
