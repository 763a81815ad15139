"""Token replay: how well a log and a net agree, found by playing each variant.

References
----------
A. Rozinat, W.M.P. van der Aalst, "Conformance Checking of Processes Based on Monitoring
Real Behavior", Information Systems 33(1), 2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Counts, Mask, Places
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.variants import variants

from .petri_nets import PetriNet
from .playing import Player
from .traces import Traces, traces_of


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """What came of playing every variant of a log on a net.

    Parameters
    ----------
    missing, remaining, consumed, produced
        Tokens of each variant. Shape (n_variants,).
    unknown
        Events of each variant whose activity the net does not have; they were passed
        over. Shape (n_variants,).
    cases
        How many cases have each variant. Shape (n_variants,).
    of_case
        Variant of each case. Shape (n_cases,).
    """

    missing: Counts
    remaining: Counts
    consumed: Counts
    produced: Counts
    unknown: Counts
    cases: Counts
    of_case: npt.NDArray[np.int64]

    @property
    def fits(self) -> Mask:
        """Which variants have no token missing or remaining. Shape (n_variants,)."""
        fits: Mask = (self.missing == 0) & (self.remaining == 0)
        return fits

    @property
    def fitting_cases(self) -> int:
        """Cases that fit; events that the net does not know are passed over."""
        return int(self.cases[self.fits].sum())

    @property
    def fitting_share(self) -> float:
        """Share of all cases that fit; beside it belongs `cases_with_unknown`."""
        return self.fitting_cases / len(self.of_case)

    @property
    def cases_with_unknown(self) -> int:
        """Cases with an event that the net does not know, whether they fit or not."""
        return int(self.cases[self.unknown > 0].sum())

    @property
    def trace_fitness(self) -> npt.NDArray[np.float64]:
        """Give (1 - missing/consumed)/2 + (1 - remaining/produced)/2 of each variant.

        From 0 to 1. Shape (n_variants,).
        """
        return _fitness(self.missing, self.consumed, self.remaining, self.produced)

    @property
    def mean_trace_fitness(self) -> float:
        """Give the mean of `trace_fitness` over cases."""
        return float(np.average(self.trace_fitness, weights=self.cases))

    @property
    def log_fitness(self) -> float:
        """Give the fitness of all tokens of all cases together."""
        tokens = np.stack([self.missing, self.consumed, self.remaining, self.produced])
        return float(_fitness(*(tokens @ self.cases)))

    def cases_where(self, variants: Mask) -> Places:
        """Give the codes of the cases of some variants, such as `~replay.fits`."""
        return np.flatnonzero(variants[self.of_case])


def replay(journeys: Journeys, net: PetriNet) -> Replay:
    """Play a log on a net.

    Parameters
    ----------
    journeys
        The log. Events at one time stand in the order of the file.
    net
        What was drawn, or somebody's map as a net.

    Returns
    -------
    Replay
        Tokens of each variant, and what they come to.

    Notes
    -----
    One event after the other is played with as few silent transitions as can be. Where
    tokens are missing or remain, other ways are looked for, and the variant fits if one
    is found. So a variant that fits is in the language of the net; of one that does not
    this is sure unless there were more than some thousand ways to look at.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> from wholeflow.journeys.discovery import as_net, discover
    >>> journeys = read_log(example_log())
    >>> played = replay(journeys, as_net(discover(journeys)))
    >>> played.fitting_cases, played.cases_with_unknown, played.log_fitness
    (1050, 0, 1.0)
    """
    ways = variants(journeys)
    traces = traces_of(journeys, ways)
    player = Player(net)
    counted = _played(traces, player, journeys.activities)
    for place in np.flatnonzero(counted[:, :2].any(axis=1)):
        codes = traces.activity[slice(*traces.bounds[place : place + 2])]
        found = player.fitting([journeys.activities[code] for code in codes])
        if found is not None:
            counted[place] = found
    missing, remaining, consumed, produced, unknown = counted.T
    return Replay(
        missing, remaining, consumed, produced, unknown, traces.cases, ways.of_case
    )


def _played(traces: Traces, player: Player, names: Sequence[str]) -> Counts:
    """Play all traces at once, event by event. Shape (n_traces, 5)."""
    marking = np.zeros(len(traces.cases), dtype=np.int64)
    counted = np.tile(np.array(player.begun), (len(marking), 1))
    for place in range(int(traces.lengths.max())):
        going = np.flatnonzero(traces.lengths > place)
        activity = traces.activity[traces.bounds[going] + place]
        asked = marking[going] * len(names) + activity
        different, which = np.unique(asked, return_inverse=True)
        moves = [
            player.fire(number, names[code])
            for number, code in (divmod(int(one), len(names)) for one in different)
        ]
        counted[going] += np.array([tokens for tokens, _ in moves])[which]
        marking[going] = np.array([after for _, after in moves])[which]
    last, which = np.unique(marking, return_inverse=True)
    counted += np.array([player.end(int(number)) for number in last])[which]
    return counted


def _fitness(
    missing: Counts, consumed: Counts, remaining: Counts, produced: Counts
) -> npt.NDArray[np.float64]:
    fitness: npt.NDArray[np.float64] = (1 - missing / consumed) / 2 + (
        1 - remaining / produced
    ) / 2
    return fitness
