"""What a jigsaw is made of, before anything has a place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

State = Literal["agreed", "proposed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A process to be drawn, with its parts one layer deep.

    Parameters
    ----------
    id
        Unlike every other's in the picture.
    weight
        What area stands for, above 0.
    parts
        Shown inside; their own parts are not.
    name
        As written on the piece; room is kept for it.
    owner
        The second line, as written: who owns it, or that nobody does yet.
    more
        How many further parts are not shown; a line tells of them.
    """

    id: str
    weight: float = 1.0
    parts: tuple[Piece, ...] = ()
    name: str = ""
    owner: str = ""
    more: int = 0

    def __post_init__(self) -> None:
        if not (self.weight > 0 and math.isfinite(self.weight)):
            raise ValueError(
                f"a weight must be a number above 0; got {self.weight} for {self.id}"
            )


@dataclass(frozen=True, slots=True)
class Interlock:
    """Something that passes from one process to another.

    Parameters
    ----------
    giver, receiver
        Ids of processes.
    state
        Whether both owners agreed it or one has proposed it.
    passes
        What passes: "people", "information", ...
    """

    giver: str
    receiver: str
    state: State
    passes: str = ""
