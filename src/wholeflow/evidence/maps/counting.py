"""How many processes below each one bear a mark, each counted once.

Adding up along the links would count a shared part once for every way that leads to
it. Here a map is cut at its shared parts: between two cuts it is a tree, where adding
up is right, and for the shared parts alone it is worked out which processes they lie
below. That is exact, and cheap where most parts serve one whole.
"""

from __future__ import annotations

import numpy as np

from wholeflow.evidence.maps.layers import Indices, Layers, Marks, spread

# Shared parts looked at together; bounds memory to some hundred MB on any map.
BATCH = 256


def count_below(layers: Layers, marks: Marks) -> Indices:
    """Count the marked processes below each process.

    Parameters
    ----------
    layers
        The map, from `in_layers`.
    marks
        Which processes are marked, shape (n_processes,).

    Returns
    -------
    numpy.ndarray
        Shape (n_processes,); the process itself is not counted.
    """
    stored = np.asarray(marks)[layers.number]
    count = _along_trees(layers, stored)
    worth = stored + count
    sources = np.flatnonzero(layers.shared & (worth > 0))
    total = count.copy()
    for start in range(0, len(sources), BATCH):
        batch = sources[start : start + BATCH]
        source, above = _pairs_above(layers, batch)
        np.add.at(total, above, worth[source])
    return total[layers.position]


def _along_trees(layers: Layers, marks: Marks) -> Indices:
    """Count what is reached without passing, or reaching, a shared part."""
    count = np.zeros(layers.n_processes, np.int64)
    alone = ~layers.shared
    for rows in layers.rows_by_layer():
        links = layers.links_of(rows)
        part = layers.part[links]
        starts = layers.first_link[rows] - links.start
        worth = (marks[part] + count[part]) * alone[part]
        count[layers.wholes[rows]] = np.add.reduceat(worth, starts)
    return count


def _pairs_above(layers: Layers, sources: Indices) -> tuple[Indices, Indices]:
    """Give every pair of a source and a process above it, each pair once."""
    n_processes = layers.n_processes
    first, n_wholes = layers.first_row_above, np.diff(layers.first_row_above)
    row, at = np.arange(len(sources)), sources
    seen = np.empty(0, np.int64)
    while len(row):
        wholes = layers.wholes[layers.rows_above[spread(first[at], n_wholes[at])]]
        pairs = np.repeat(row, n_wholes[at]) * n_processes + wholes
        new = np.setdiff1d(pairs, seen)
        seen = np.union1d(seen, new)
        row, at = np.divmod(new, n_processes)
    return sources[seen // n_processes], seen % n_processes
