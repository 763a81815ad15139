"""Where a flag comes from: what is missing and what is against, down to the leaves.

What is missing to a flag, 1 less its lower end, is shared out among its parts, and each
part's share among its own parts in the same proportion, down to processes whose own
evidence decides. The shares add up exactly. A share bounds everything below it, so the
largest is opened first and the cost is that of what matters, not that of the map.
What is against is no sum but a chain: the worst part of the worst part, to its end.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wholeflow.evidence.chances import CERTAIN
from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag
from wholeflow.evidence.logic import UNDECLARED, Combining, Logic
from wholeflow.evidence.wholes import Part, combined, parts_flag

KNOWN_TO_WORK = Flag(1.0, 1.0)


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


OpenUp = Callable[[Sequence[str]], Mapping[str, Opened]]


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


@dataclass(frozen=True, slots=True)
class Against:
    """One step of the chain that sets the evidence against.

    Parameters
    ----------
    ref
        The key of the process.
    weight
        The evidence against it, in [0, 1].
    by
        The key of the part that sets it; empty if it lies at the process itself.
    cause
        Why it lies at the process itself; None if it lies at a part.
    """

    ref: str
    weight: float
    by: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A flag taken apart.

    Parameters
    ----------
    top
        The key of the process asked about.
    opened
        The processes that were opened.
    shares
        Where what is missing lies, largest first.
    unopened
        Shares of processes that were not opened, largest first.
    chain
        From the top down to the process whose own evidence sets the evidence against
        it, or to one that could not be opened; empty if nothing speaks against it.
    certain
        Whether no process that is not among the first `most` shares can belong there.
    """

    top: str
    opened: Mapping[str, Opened]
    shares: tuple[Share, ...]
    unopened: tuple[Share, ...]
    chain: tuple[Against, ...]
    certain: bool

    @property
    def flag(self) -> Flag:
        """The flag at the top."""
        return self.opened[self.top].flag

    def if_it_were(self, ref: str, flag: Flag = KNOWN_TO_WORK) -> Flag:
        """Say what the flag at the top would be if that of one process were another.

        Parameters
        ----------
        ref
            The key of a process in the trace.
        flag
            The flag it would have; by default it is known to work.

        Returns
        -------
        Flag
            Worked out along the ways that were opened.
        """
        changed = {ref: flag}
        for key in reversed(_wholes_first(self.top, self.opened)):
            here = self.opened[key]
            if key != ref and any(part.ref in changed for part in here.parts):
                changed[key] = _with(here, changed).flag
        return changed.get(self.top, self.flag)

    def if_its_own_were(self, ref: str, own: Flag) -> Flag:
        """Say what the flag at the top would be if one process's own evidence changed.

        Parameters
        ----------
        ref
            The key of a process that was opened.
        own
            What would be said about it itself; `UNKNOWN` if nothing were.

        Returns
        -------
        Flag
            Worked out along the ways that were opened.
        """
        return self.if_it_were(ref, replace(self.opened[ref], own=own).flag)


def trace(
    top: str,
    open_up: OpenUp,
    *,
    most: int = 10,
    at_once: int = 40,
    rounds: int = 16,
) -> Trace:
    """Follow what is missing, and what is against, down from one process.

    Parameters
    ----------
    top
        The key of the process to take apart; it must be among what `open_up` gives.
    open_up
        Gives processes by their keys; leaves out those that are not to be opened.
    most
        How many of the largest shares must be found.
    at_once
        How many processes are opened in one round, those with the largest shares.
    rounds
        How many times `open_up` is called at most.

    Returns
    -------
    Trace
        Ends as soon as the `most` largest shares are certain and the chain has come to
        its end, or when the rounds are used up.

    Examples
    --------
    >>> from wholeflow.evidence import Logic
    >>> blood = {
    ...     "testing": Opened(
    ...         UNKNOWN,
    ...         (
    ...             Part("Taking", Flag(0.75, 1.0), ref="taking"),
    ...             Part("Analysing", Flag(0.5, 0.75), ref="analysing"),
    ...         ),
    ...         Logic(),
    ...     ),
    ...     "taking": Opened(Flag(0.75, 1.0)),
    ...     "analysing": Opened(Flag(0.5, 0.75)),
    ... }
    >>> found = trace("testing", lambda keys: {key: blood[key] for key in keys})
    >>> [(share.ref, share.share, share.failing) for share in found.shares]
    [('analysing', 0.5, 0.25), ('taking', 0.25, 0.0)]
    >>> [step.ref for step in found.chain]
    ['testing', 'analysing']
    >>> found.if_it_were("analysing").lower
    0.75
    """
    opened: dict[str, Opened] = {}
    splits: dict[str, _Split] = {}
    closed: set[str] = set()
    wanted = [top]
    for _ in range(rounds):
        found = open_up(wanted)
        opened.update(found)
        splits.update((key, _split(here)) for key, here in found.items())
        closed.update(key for key in wanted if key not in opened)
        flow = _flow(top, opened, splits)
        flow.settle(closed)
        chain = _chain(top, opened)
        waiting = [key for key in flow.waiting(opened) if key not in closed]
        deeper = chain[-1].by if chain else ""
        next_of_chain = [deeper] if deeper and deeper not in closed else []
        if not next_of_chain and flow.is_certain(waiting, most):
            break
        wanted = [*dict.fromkeys([*next_of_chain, *waiting[:at_once]])]
    return Trace(
        top,
        opened,
        shares=flow.found(),
        unopened=flow.unopened(waiting),
        chain=chain,
        certain=flow.is_certain(waiting, most),
    )


@dataclass(slots=True)
class _Flow:
    """What of the missing at the top has come to each process, and by which ways."""

    top: str
    share: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stays: dict[str, tuple[float, Cause]] = field(default_factory=dict)
    failing: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    whole: dict[str, tuple[float, str]] = field(default_factory=dict)

    def pass_on(self, key: str, split: _Split) -> None:
        """Send the share of one process on to its parts, but what stays at itself."""
        amount = self.share[key]
        if amount <= 0.0:
            return
        if split.cause is not None:
            self.stays[key] = amount * split.stays, split.cause
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
                self.stays[key] = self.share[key], Cause.CLOSED

    def is_certain(self, waiting: Collection[str], most: int) -> bool:
        """Tell whether what is not opened cannot change which shares are largest."""
        open_still = sum(self.share[key] for key in waiting)
        if open_still <= CLOSE:
            return True
        found = sorted((share for share, _ in self.stays.values()), reverse=True)
        if len(found) < most:
            return False
        next_best = found[most] if len(found) > most else 0.0
        return found[most - 1] >= next_best + open_still

    def found(self) -> tuple[Share, ...]:
        """Give the shares that stay where they are, largest first."""
        return self._ranked(self.stays)

    def unopened(self, waiting: Collection[str]) -> tuple[Share, ...]:
        """Give the shares of what was not opened, largest first."""
        return self._ranked({key: (self.share[key], None) for key in waiting})

    def _ranked(
        self, amounts: Mapping[str, tuple[float, Cause | None]]
    ) -> tuple[Share, ...]:
        shares = [
            Share(key, cause, amount, self._failing_of(key, amount), self._way_to(key))
            for key, (amount, cause) in amounts.items()
        ]
        return tuple(sorted(shares, key=lambda each: (-each.share, each.ref)))

    def _failing_of(self, key: str, amount: float) -> float:
        return amount * self.failing[key] / self.share[key]

    def _way_to(self, key: str) -> tuple[str, ...]:
        way: list[str] = []
        while key != self.top and (key := self.whole[key][1]) != self.top:
            way.append(key)
        return tuple(reversed(way))


@dataclass(frozen=True, slots=True)
class _Split:
    """How the share of one process is shared out: fractions that add up to 1.

    `stays` is the fraction that lies at the process itself, by `cause`; `sent` gives for
    each part its key, its fraction, and how much of that is failing.
    """

    stays: float
    cause: Cause | None
    sent: tuple[tuple[str, float, float], ...] = ()


def _split(here: Opened) -> _Split:
    cause = _cause(here)
    if cause is not None:
        return _Split(1.0, cause)
    of_parts, doubt = _shares_of_missing(here)
    total = math.fsum((*of_parts, doubt))
    if total <= 0.0:
        return _Split(0.0, None)
    sent = tuple(
        (part.ref, share / total, _failing_fraction(part.flag or UNKNOWN))
        for part, share in zip(here.parts, of_parts, strict=True)
        if share > 0.0
    )
    return _Split(doubt / total, Cause.SUFFICIENCY if doubt > 0.0 else None, sent)


def _flow(
    top: str, opened: Mapping[str, Opened], splits: Mapping[str, _Split]
) -> _Flow:
    """Share what is missing at the top out among everything that was opened."""
    flow = _Flow(top)
    flag = opened[top].flag
    flow.share[top] = 1.0 - flag.lower
    flow.failing[top] = flow.share[top] * _failing_fraction(flag)
    for key in _wholes_first(top, opened):
        flow.pass_on(key, splits[key])
    return flow


def _cause(here: Opened) -> Cause | None:
    """Say why all that is missing lies at a process itself; None if at its parts."""
    if not here.has_success:
        return Cause.NO_SUCCESS
    if not here.parts:
        return Cause.NOTHING if here.own == UNKNOWN else Cause.OWN
    from_parts = parts_flag(here.parts, here.logic).lower
    if here.own.lower > CLOSE and here.own.lower >= from_parts:
        return Cause.OWN
    return None


def _shares_of_missing(here: Opened) -> tuple[list[float], float]:
    doubt = 1.0 - here.logic.sufficiency.low
    short = [1.0 - part.seen_by(here.logic).lower for part in here.parts]
    total = max(1.0, math.fsum(short))
    return [(1.0 - doubt) * each / total for each in short], doubt


def _failing_fraction(flag: Flag) -> float:
    """Say how much of what is missing to a flag is evidence against, in [0, 1]."""
    missing = 1.0 - flag.lower
    return 0.0 if missing <= 0.0 else min(1.0, flag.evidence_against / missing)


def _chain(top: str, opened: Mapping[str, Opened]) -> tuple[Against, ...]:
    """Go from the top to the worst part, and on from there."""
    steps: list[Against] = []
    key = top
    while key in opened:
        here = opened[key]
        weight = 1.0 - here.flag.upper
        if weight <= CLOSE:
            break
        cause = _cause_against(here)
        key, at = "" if cause else _worst_part(here).ref, key
        steps.append(Against(at, weight, key, cause))
    return tuple(steps)


def _cause_against(here: Opened) -> Cause | None:
    """Say why what is against lies at a process itself; None if it lies at a part."""
    from_parts = parts_flag(here.parts, here.logic).upper
    if here.own.upper <= from_parts:
        return Cause.OWN
    sure = replace(here.logic, sufficiency=CERTAIN)
    doubt = 1.0 - here.logic.sufficiency.high
    if doubt >= 1.0 - parts_flag(here.parts, sure).upper:
        return Cause.SUFFICIENCY
    return None


def _worst_part(here: Opened) -> Part:
    """Give the part that, if it were known to work, would take away most of it."""
    worst = min(here.parts, key=lambda part: part.seen_by(here.logic).upper)
    if here.logic.combining is Combining.ALL:
        return worst

    def left(part: Part) -> float:
        mended = _with(here, {part.ref: KNOWN_TO_WORK})
        return 1.0 - parts_flag(mended.parts, here.logic).upper

    return min((worst, *here.parts), key=left)


def _wholes_first(top: str, opened: Mapping[str, Opened]) -> list[str]:
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


def _with(here: Opened, changed: Mapping[str, Flag]) -> Opened:
    parts = (
        replace(part, flag=changed.get(part.ref, part.flag)) for part in here.parts
    )
    return replace(here, parts=tuple(parts))
