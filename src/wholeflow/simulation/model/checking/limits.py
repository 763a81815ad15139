"""How large a model may be: far beyond what is meant in earnest, within what a machine holds.

A model of the hospitals of a country has some thousand nodes. Whatever passes these is a
slip of the pen or meant to do harm, and is told before memory is asked for.
"""

from __future__ import annotations

from wholeflow.simulation.model.model import Model

from .places import Place

MOST_NODES = 10_000
MOST_POOLS = 10_000
MOST_SOURCES = 10_000
MOST_CLASSES = 1_000
MOST_PRESENT = 1_000_000
MOST_RECORDED = 10_000_000  # arrivals of one source, and steps of their paths
MOST_UNITS = 1e9  # quanta of one pool
MOST_PLACES = 1_000_000_000
MOST_AN_HOUR = 1e6  # arrivals from one source
MOST_TOGETHER = 1_000
MOST_TABLE_BYTES = 1_000_000_000
LAST_PRIORITY = 63

HOURS_A_WEEK = 168
NUMBERS_A_BIN = 18  # of counts and sums, by node and class
LENGTHS = 512  # classes of length of waits, by node and class
BYTES_A_NUMBER = 8


def table_bytes(nodes: int, classes: int) -> int:
    """Give the bytes of what is counted by hour of the week, node and class."""
    numbers = HOURS_A_WEEK * NUMBERS_A_BIN + LENGTHS
    return nodes * classes * numbers * BYTES_A_NUMBER


def refuse_sizes(model: Model, top: Place) -> bool:
    """Note what is too large; say whether all is small enough to look closer."""
    before = len(top.found)
    for kind, size, most in (
        ("nodes", len(model.nodes), MOST_NODES),
        ("pools", len(model.pools), MOST_POOLS),
        ("sources", len(model.sources), MOST_SOURCES),
        ("classes", len(model.classes), MOST_CLASSES),
        ("present", model.n_present, MOST_PRESENT),
    ):
        if size > most:
            top.at(kind).say(f"{kind}: expected at most {most:,}, got {size:,}")
    held = table_bytes(len(model.nodes), len(model.classes))
    if held > MOST_TABLE_BYTES:
        top.say(
            f"{len(model.nodes):,} nodes with {len(model.classes):,} classes need "
            f"{held / 1e6:,.0f} MB of tables; expected at most "
            f"{MOST_TABLE_BYTES / 1e6:,.0f} MB. Use fewer classes, or take the model apart"
        )
    return len(top.found) == before
