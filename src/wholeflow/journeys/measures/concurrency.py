"""Which activities run side by side, so that neither can be the cause of the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput
from wholeflow.journeys.journeys import Journeys

from .follows import steps

_Pairs = npt.NDArray[np.bool_]
_Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Concurrency:
    """Pairs of activities that run side by side, and how that was told.

    Parameters
    ----------
    together
        Symmetric, never true on the diagonal. Shape (n_activities, n_activities).
    rule
        In words.
    """

    together: _Pairs
    rule: str

    def pairs(self, journeys: Journeys) -> tuple[tuple[str, str], ...]:
        """Names of each pair, once, sorted; `journeys` is the log they were found in."""
        firsts, seconds = np.nonzero(np.triu(self.together))
        names = journeys.activities
        return tuple((names[a], names[b]) for a, b in zip(firsts, seconds, strict=True))


def concurrent_activities(
    journeys: Journeys, *, dependency_below: float = 0.9, overlap_from: float = 0.5
) -> Concurrency:
    """Tell which activities run side by side.

    Write n(ab) for how often b comes straight after a, and n(aba) for how often that
    is followed by a again. Two different activities a and b run side by side if

    - they *overlap*: of the n(ab) + n(ba) times that one comes straight after the
      other, the second began before the first had ended in a share of at least
      `overlap_from`; or
    - their *order is open*: n(ab) > 0 and n(ba) > 0, the dependency
      `abs(n(ab) - n(ba)) / (n(ab) + n(ba) + 1)` is below `dependency_below`, and they
      are no short loop: `(n(aba) + n(bab)) / (n(aba) + n(bab) + 1)` is below
      `dependency_below` too.

    Parameters
    ----------
    journeys
        The log. Where it has one time for each event nothing overlaps.
    dependency_below
        Above 0, at most 1.
    overlap_from
        Above 0, at most 1.

    Raises
    ------
    BadInput
        If a threshold is not above 0 and at most 1.

    Notes
    -----
    The second rule is that of the heuristics miner. A log cannot tell two activities
    in open order from two that repeat in turn; what looks like a loop is taken for
    one, so that waits are told too short rather than too long.

    References
    ----------
    A. Weijters, W. van der Aalst, A. de Medeiros (2006), Process mining with the
    HeuristicsMiner algorithm, section 2.
    D. Chapela-Campa, M. Dumas (2022), Repairing activity start times to improve
    business process simulation, for the use of it to find when work was enabled.
    """
    for name, value in (
        ("dependency_below", dependency_below),
        ("overlap_from", overlap_from),
    ):
        if not 0 < value <= 1:
            message = f"{name}: expected above 0 and at most 1, got {value}"
            raise BadInput("what runs side by side", [message])
    follows, overlaps, loops = _counts(journeys)
    both = follows + follows.T
    apart = np.abs(follows - follows.T) / (both + 1)
    loop = (loops + loops.T) / (loops + loops.T + 1)
    open_order = (follows > 0) & (follows.T > 0)
    open_order &= (apart < dependency_below) & (loop < dependency_below)
    overlapping = (overlaps + overlaps.T) >= overlap_from * np.maximum(both, 1)
    together = open_order | overlapping
    np.fill_diagonal(together, val=False)
    rule = (
        f"one begins before the other ends in {overlap_from:.0%} or more of the times "
        f"they meet, or they come in either order (dependency below "
        f"{dependency_below:g}) and not in turn"
    )
    return Concurrency(together, rule)


def _counts(journeys: Journeys) -> tuple[_Counts, _Counts, _Counts]:
    """n(ab), how many of these overlap, and n(aba). Shape (n_activities, same) each."""
    size = len(journeys.activities)
    taken = steps(journeys)
    code = journeys.activity.astype(np.int64)
    pair = code[taken.first] * size + code[taken.second]
    over = journeys.start[taken.second] < journeys.end[taken.first]
    again = np.zeros(len(pair), dtype=np.bool_)
    again[:-1] = (taken.second[:-1] == taken.first[1:]) & (
        code[taken.first[:-1]] == code[taken.second[1:]]
    )

    def counted(pairs: npt.NDArray[np.int64]) -> _Counts:
        return np.bincount(pairs, minlength=size * size).reshape(size, size)

    return counted(pair), counted(pair[over]), counted(pair[again])
