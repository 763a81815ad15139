"""Where a flag comes from: what is missing and what is against, down to the leaves.

What is missing to a flag, 1 less its lower end, is shared out among its parts, and each
part's share among its own parts in the same proportion, down to processes whose own
evidence decides. The shares add up exactly. A share bounds everything below it, so the
largest is opened first and the cost is that of what matters, not that of the map.
What is against is no sum but a chain: the worst part of the worst part, to its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag
from wholeflow.evidence.wholes import Part, combined, parts_flag

KNOWN_TO_WORK = Flag(1.0, 1.0)


class Cause(StrEnum):
    """Why what is missing to a process is not to be sought further down."""

    OWN = "its own evidence"
    SUFFICIENCY = "nobody has declared that its parts suffice"
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
    parts_suffice
        Whether the owner has declared that they suffice.
    has_success
        Whether somebody has said what success is; if not, to a whole above it it is
        as good as not known.
    """

    own: Flag
    parts: tuple[Part, ...] = ()
    parts_suffice: bool = False
    has_success: bool = True

    @property
    def flag(self) -> Flag:
        """The flag of the process."""
        return combined(self.own, self.parts, parts_suffice=self.parts_suffice)


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
        The key of the part that sets it; empty if its own evidence does.
    """

    ref: str
    weight: float
    by: str


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
    >>> blood = {
    ...     "testing": Opened(
    ...         UNKNOWN,
    ...         (
    ...             Part("Taking", Flag(0.75, 1.0), ref="taking"),
    ...             Part("Analysing", Flag(0.5, 0.75), ref="analysing"),
    ...         ),
    ...         parts_suffice=True,
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
    closed: set[str] = set()
    wanted = [top]
    for _ in range(rounds):
        opened.update(open_up(wanted))
        closed.update(key for key in wanted if key not in opened)
        flow = _flow(top, opened)
        chain = tuple(_chain(top, opened))
        waiting = [key for key in flow.waiting(opened) if key not in closed]
        deeper = chain[-1].by if chain else ""
        next_of_chain = [deeper] if deeper and deeper not in closed else []
        if not next_of_chain and flow.is_certain(opened, closed, most):
            break
        wanted = [*dict.fromkeys([*next_of_chain, *waiting[:at_once]])]
    shares = flow.ranked(flow.settled(opened, closed))
    unopened = flow.ranked(dict.fromkeys(waiting))
    return Trace(
        top, opened, shares, unopened, chain, flow.is_certain(opened, closed, most)
    )


@dataclass(slots=True)
class _Flow:
    """What of the missing at the top has come to each process, and by which ways."""

    top: str
    share: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failing: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    whole: dict[str, tuple[float, str]] = field(default_factory=dict)

    def send(self, whole: str, part: Part, amount: float) -> None:
        """Let some of the share of a whole lie at one of its parts."""
        flag = UNKNOWN if part.flag is None else part.flag
        self.share[part.ref] += amount
        self.failing[part.ref] += amount * _failing_fraction(flag)
        widest, _ = self.whole.get(part.ref, (0.0, ""))
        if amount > widest:
            self.whole[part.ref] = amount, whole

    def waiting(self, opened: Collection[str]) -> list[str]:
        """Give what is still to be opened, largest share first."""
        keys = [key for key, share in self.share.items() if share > 0.0]
        return sorted(
            (key for key in keys if key not in opened),
            key=lambda key: (-self.share[key], key),
        )

    def settled(
        self, opened: Mapping[str, Opened], closed: Collection[str]
    ) -> dict[str, Cause | None]:
        """Give the processes where a share lies for good, with the reason."""
        causes: dict[str, Cause | None] = {
            key: cause
            for key, each in opened.items()
            if (cause := _cause(each)) is not None and self.share[key] > 0.0
        }
        for key in closed:
            if self.share[key] > 0.0:
                causes[key] = Cause.CLOSED
        return causes

    def is_certain(
        self, opened: Mapping[str, Opened], closed: Collection[str], most: int
    ) -> bool:
        """Tell whether what is not opened cannot change which shares are largest."""
        open_still = sum(
            self.share[key] for key in self.waiting(opened) if key not in closed
        )
        if open_still <= CLOSE:
            return True
        found = sorted(
            (self.share[key] for key in self.settled(opened, closed)), reverse=True
        )
        if len(found) < most:
            return False
        next_best = found[most] if len(found) > most else 0.0
        return found[most - 1] >= next_best + open_still

    def ranked(self, causes: Mapping[str, Cause | None]) -> tuple[Share, ...]:
        """Give shares, largest first."""
        return tuple(
            Share(
                key, causes[key], self.share[key], self.failing[key], self._way_to(key)
            )
            for key in sorted(causes, key=lambda key: (-self.share[key], key))
        )

    def _way_to(self, key: str) -> tuple[str, ...]:
        way: list[str] = []
        while key != self.top and (key := self.whole[key][1]) != self.top:
            way.append(key)
        return tuple(reversed(way))


def _flow(top: str, opened: Mapping[str, Opened]) -> _Flow:
    """Share what is missing at the top out among everything that was opened."""
    flow = _Flow(top)
    flag = opened[top].flag
    flow.share[top] = 1.0 - flag.lower
    flow.failing[top] = flow.share[top] * _failing_fraction(flag)
    for key in _wholes_first(top, opened):
        here = opened[key]
        if flow.share[key] <= 0.0 or _cause(here) is not None:
            continue
        short = [(part, 1.0 - part.linked.lower) for part in here.parts]
        total = sum(shortfall for _, shortfall in short)
        for part, shortfall in short:
            flow.send(key, part, flow.share[key] * shortfall / total)
    return flow


def _cause(here: Opened) -> Cause | None:
    """Say why what is missing lies at a process itself; None if it lies at its parts."""
    if not here.has_success:
        return Cause.NO_SUCCESS
    if not here.parts:
        return Cause.NOTHING if here.own == UNKNOWN else Cause.OWN
    from_parts = parts_flag(here.parts, parts_suffice=here.parts_suffice).lower
    if here.own.lower > CLOSE and here.own.lower >= from_parts:
        return Cause.OWN
    return None if here.parts_suffice else Cause.SUFFICIENCY


def _failing_fraction(flag: Flag) -> float:
    """Say how much of what is missing to a flag is evidence against, in [0, 1]."""
    missing = 1.0 - flag.lower
    return 0.0 if missing <= 0.0 else min(1.0, flag.evidence_against / missing)


def _chain(top: str, opened: Mapping[str, Opened]) -> Iterator[Against]:
    """Go from the top to the worst part, and on from there."""
    key = top
    while key in opened:
        here = opened[key]
        weight = 1.0 - here.flag.upper
        if weight <= CLOSE:
            return
        worst = min(here.parts, key=lambda part: part.linked.upper, default=None)
        by_own = worst is None or here.own.upper <= worst.linked.upper
        deeper = "" if by_own or worst is None else worst.ref
        yield Against(key, weight, deeper)
        key = deeper


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
