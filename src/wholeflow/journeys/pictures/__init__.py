"""What can be seen of a log: lines, dots, weeks and rivers, each as one SVG."""

from wholeflow.drawing import Frame

from .dots import draw_dots
from .river import RiverWords, describe_river, draw_river
from .river_scene import Band, River, Stop, river
from .spectrum import Segment, draw_spectrum, spectrum
from .stream import draw_value_stream
from .style import PICTURE_STYLE
from .week import WeekWords, draw_week

__all__ = [
    "PICTURE_STYLE",
    "Band",
    "Frame",
    "River",
    "RiverWords",
    "Segment",
    "Stop",
    "WeekWords",
    "describe_river",
    "draw_dots",
    "draw_river",
    "draw_spectrum",
    "draw_value_stream",
    "draw_week",
    "river",
    "spectrum",
]
