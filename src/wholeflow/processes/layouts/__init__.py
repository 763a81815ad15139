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

__all__ = [
    "Interlock",
    "Knob",
    "Piece",
    "PlacedPart",
    "PlacedPiece",
    "Scene",
    "State",
    "Strand",
    "lay_out",
]
