"""What every picture needs: how wide words are, where values lie, which colours.

>>> from wholeflow.drawing import Scale
>>> Scale(low=0, high=10, start=100, end=200).at(5)
150.0
"""

from .axes import Scale, day_ticks, nice_range, spread
from .frame import Frame
from .lettering import text_width, wrap
from .palette import stylesheet
from .sheet import Sheet, room_for

__all__ = [
    "Frame",
    "Scale",
    "Sheet",
    "day_ticks",
    "nice_range",
    "room_for",
    "spread",
    "stylesheet",
    "text_width",
    "wrap",
]
