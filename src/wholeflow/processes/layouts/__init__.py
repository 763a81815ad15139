"""Where processes are drawn: pictures of a map as plain numbers, with no screen in sight.

`lay_out` places the pieces of a jigsaw; `as_svg` writes the same picture as one file
that prints.
"""

from wholeflow.processes.layouts.jigsaw import (
    Knob,
    PlacedPart,
    PlacedPiece,
    Scene,
    Strand,
    lay_out,
)
from wholeflow.processes.layouts.pieces import Interlock, Piece, State
from wholeflow.processes.layouts.svg import Label, as_svg

__all__ = [
    "Interlock",
    "Knob",
    "Label",
    "Piece",
    "PlacedPart",
    "PlacedPiece",
    "Scene",
    "State",
    "Strand",
    "as_svg",
    "lay_out",
]
