"""Variants: the different ways through, as orders of activities."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Places
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.kernels import LARGE, compiled, number_traces, pack_traces


@dataclass(frozen=True, slots=True)
class Variant:
    """One order of activities, how many cases have it, and of how many persons."""

    activities: tuple[str, ...]
    cases: int
    persons: int


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
            having = self.of_case == place
            case = int(np.argmax(having))
            events = slice(*journeys.first_event[case : case + 2])
            names = tuple(
                journeys.activities[code] for code in journeys.activity[events]
            )
            persons = journeys.persons_of(having)
            found.append(Variant(names, self.counts[place], persons))
        return tuple(found)


def variants(journeys: Journeys) -> Variants:
    """Find the variants of a log, exactly: traces are compared, not their hashes.

    Parameters
    ----------
    journeys
        The log. Events at one time stand in the order of the file, so a log that ties
        much has variants that are partly chance; `Journeys.tied` tells how much.
    """
    if journeys.n_events >= LARGE:
        return _numbered(journeys)
    return _compared(journeys)


def _compared(journeys: Journeys) -> Variants:
    # Big-endian codes, so that bytes sort as the activities' names do.
    width = 1 if len(journeys.activities) <= 256 else 4
    codes = journeys.activity.astype(f">u{width}").tobytes()
    bounds = (journeys.first_event * width).tolist()
    traces = [codes[begin:end] for begin, end in itertools.pairwise(bounds)]
    counted = Counter(traces)
    ranked = sorted(sorted(counted), key=counted.__getitem__, reverse=True)
    place = {trace: number for number, trace in enumerate(ranked)}
    of_case = np.array([place[trace] for trace in traces])
    return Variants(tuple(counted[trace] for trace in ranked), of_case)


def _numbered(journeys: Journeys) -> Variants:
    """Give each different trace a number by a loop over all, then rank one of each."""
    traces, seed = -1, 0
    while traces < 0:
        trace_of, first_case, counts, traces = _told_apart(journeys, seed)
        seed += 1
    order = _ranked(journeys, first_case[:traces], counts[:traces])
    place = np.empty(traces, dtype=np.int64)
    place[order] = np.arange(traces)
    return Variants(tuple(counts[order].tolist()), place[trace_of])


def _told_apart(
    journeys: Journeys, seed: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int64], int]:
    cases = journeys.n_cases
    slots = 2 << cases.bit_length()
    tables = (
        np.empty(cases, dtype=np.int64),
        np.empty(slots, dtype=np.int64),
        np.full(slots, -1, dtype=np.int32),
    )
    trace_of, first_case = (np.empty(cases, dtype=np.int32) for _ in range(2))
    counts = np.zeros(cases, dtype=np.int64)
    traces = compiled(number_traces)(
        journeys.first_event, journeys.activity, seed, tables,
        (trace_of, first_case, counts),
    )  # fmt: skip
    return trace_of, first_case, counts, traces


def _ranked(
    journeys: Journeys, case: npt.NDArray[np.int32], counts: npt.NDArray[np.int64]
) -> Places:
    """Order of traces by their counts, most first, then by their codes.

    As many codes are compared at once as fit in a number, then more of those traces
    only that are still alike.
    """
    base = len(journeys.activities) + 1
    taken = int(62 / math.log2(base))
    order = np.argsort(-counts, kind="stable")
    alike = np.arange(len(order))  # places in the order that are not settled
    run = np.cumsum(np.diff(counts[order], prepend=-1) != 0)
    skipped = 0
    while len(alike):
        codes = np.empty(len(alike), dtype=np.int64)
        compiled(pack_traces)(
            journeys.first_event, journeys.activity, case[order[alike]],
            base, (skipped, taken), codes,
        )  # fmt: skip
        again = np.lexsort((codes, run))
        order[alike] = order[alike[again]]
        codes, run = codes[again], run[again]
        run = np.cumsum(
            (np.diff(run, prepend=-1) != 0) | (np.diff(codes, prepend=-1) != 0)
        )
        several = np.bincount(run)[run] > 1
        alike, run, skipped = alike[several], run[several], skipped + taken
    return order
