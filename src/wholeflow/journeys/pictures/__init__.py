"""What can be seen of a log: lines, dots, weeks and rivers, each as one SVG."""

from .dots import draw_dots
from .spectrum import Segment, draw_spectrum, spectrum
from .style import PICTURE_STYLE
from .week import WeekWords, draw_week

__all__ = [
    "PICTURE_STYLE",
    "Segment",
    "WeekWords",
    "draw_dots",
    "draw_spectrum",
    "draw_week",
    "spectrum",
]
