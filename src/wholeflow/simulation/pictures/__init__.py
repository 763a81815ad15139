"""What runs come to as pictures, each one SVG: hour by hour, by the week, side by side.

The pictures know numbers and words, not runs: `Replications.census`, `Replications.week`
and `Comparison.picture` call them.
"""

from .beside import Group, Pair, draw_beside
from .census import Census, CensusWords, draw_census
from .style import RUN_STYLE

__all__ = [
    "RUN_STYLE",
    "Census",
    "CensusWords",
    "Group",
    "Pair",
    "draw_beside",
    "draw_census",
]
