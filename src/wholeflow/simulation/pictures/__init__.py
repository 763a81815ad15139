"""What runs come to as pictures, each one SVG: hour by hour, by the week, side by side.

The pictures know numbers and words, not runs: `Replications.census`, `Replications.week`
and `Comparison.picture` call them. `draw_beside` has a panel for each measure and a row
for each scenario; `draw_pairs`, a panel for each kind of measure and a row for each place
of one scenario, as the page of a scenario shows it.
"""

from .beside import Beside, Row, draw_beside
from .census import Census, CensusWords, draw_census
from .pairs import Group, Pair, draw_pairs
from .style import RUN_STYLE

__all__ = [
    "RUN_STYLE",
    "Beside",
    "Census",
    "CensusWords",
    "Group",
    "Pair",
    "Row",
    "draw_beside",
    "draw_census",
    "draw_pairs",
]
