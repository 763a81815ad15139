"""Where a flag comes from: what is missing and what is against, down to the leaves.

What is missing to a flag, 1 less its lower end, is shared out among its parts, and each
part's share among its own parts in the same proportion, down to processes whose own
evidence decides. The shares add up exactly. A share bounds everything below it, so the
largest is opened first and the cost is that of what matters, not that of the map.
What is against is followed along a chain: the part that weighs most, its part that weighs
most, to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wholeflow.evidence.chances import CERTAIN
from wholeflow.evidence.explaining.descent import (
    Cause,
    Opened,
    Share,
    Split,
    flow_down,
    split,
    wholes_first,
)
from wholeflow.evidence.flags import CLOSE, Flag
from wholeflow.evidence.logic import Combining
from wholeflow.evidence.wholes import Part, parts_flag

KNOWN_TO_WORK = Flag(1.0, 1.0)


OpenUp = Callable[[Sequence[str]], Mapping[str, Opened]]


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
        for key in reversed(wholes_first(self.top, self.opened)):
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
    >>> from wholeflow.evidence import UNKNOWN, Logic
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
    splits: dict[str, Split] = {}
    closed: set[str] = set()
    wanted = [top]
    for _ in range(rounds):
        found = open_up(wanted)
        opened.update(found)
        splits.update((key, split(here)) for key, here in found.items())
        closed.update(key for key in wanted if key not in opened)
        flow = flow_down(top, opened, splits)
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


def _with(here: Opened, changed: Mapping[str, Flag]) -> Opened:
    parts = (
        replace(part, flag=changed.get(part.ref, part.flag)) for part in here.parts
    )
    return replace(here, parts=tuple(parts))
