"""Variants: the different ways through, as orders of activities."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.journeys import Journeys


@dataclass(frozen=True, slots=True)
class Variant:
    """One order of activities and how many cases have it."""

    activities: tuple[str, ...]
    cases: int


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """Every variant of a log, the most frequent first, then by their activities.

    Parameters
    ----------
    counts
        Number of cases of each variant. Shape (n_variants,).
    of_case
        Place of each case's variant in `counts`. Shape (n_cases,).
    """

    counts: tuple[int, ...]
    of_case: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.counts)

    def shown(self, journeys: Journeys, top: int) -> tuple[Variant, ...]:
        """Spell out the `top` most frequent variants of the log they came from."""
        found = []
        for place in range(min(top, len(self))):
            case = int(np.argmax(self.of_case == place))
            events = slice(*journeys.first_event[case : case + 2])
            names = tuple(
                journeys.activities[code] for code in journeys.activity[events]
            )
            found.append(Variant(names, self.counts[place]))
        return tuple(found)


def variants(journeys: Journeys) -> Variants:
    """Find the variants of a log, exactly: traces are compared, not their hashes.

    Parameters
    ----------
    journeys
        The log. Events at one time stand in the order of the file, so a log that ties
        much has variants that are partly chance; `Journeys.tied` tells how much.
    """
    # Big-endian codes, so that bytes sort as the activities' names do.
    width = 1 if len(journeys.activities) <= 256 else 4
    codes = journeys.activity.astype(f">u{width}").tobytes()
    bounds = (journeys.first_event * width).tolist()
    traces = [codes[begin:end] for begin, end in itertools.pairwise(bounds)]
    counted = Counter(traces)
    ranked = sorted(counted, key=lambda trace: (-counted[trace], trace))
    place = {trace: number for number, trace in enumerate(ranked)}
    of_case = np.fromiter((place[trace] for trace in traces), np.int64, len(traces))
    return Variants(tuple(counted[trace] for trace in ranked), of_case)
