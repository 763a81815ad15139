"""Every error a caller may want to catch, in one tree.

    WholeflowError
    ├── BadInput           a file or form that cannot be taken in; carries every fault found
    │   ├── BadLog         an event log
    │   ├── BadMap         a map of processes
    │   └── BadModel       a model of a care system that cannot be simulated
    ├── CycleInMap         a process would become part of itself
    ├── InvalidFlag        numbers that are not a flag, or a flag where none may stand
    ├── Refused            the permission door said no, with the reason
    ├── Conflict           somebody else changed the same thing first
    └── NotFound           no such thing, or not for this person to know of

Messages say what was expected, what was given, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an input, with its place.

    Parameters
    ----------
    message
        What was expected, what was given and what to do, as one sentence or two.
    row
        Line of the file, counted from 1 with the header as line 1; None if the
        fault is about the whole input.
    column
        Name of the column or field, or its position; None if it is about a whole row.
    file
        Name of the file, where the input is several.
    """

    message: str
    row: int | None = None
    column: str | None = None
    file: str | None = None

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file or "",
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column is not None else "",
            )
            if part
        )
        return f"{place}: {self.message}" if place else self.message


class WholeflowError(Exception):
    """Anything wholeflow itself refuses, in words for the person who asked."""


class BadInput(WholeflowError):
    """An input that cannot be taken in; nothing of it was kept.

    Parameters
    ----------
    source
        Name of the file or form, as the person knows it.
    faults
        Every fault found, at least one; long lists are cut by `str`, not here.
    """

    shown = 20

    def __init__(self, source: str, faults: Sequence[Fault | str]) -> None:
        assert faults, "a bad input has at least one fault"
        self.source = source
        self.faults = tuple(
            fault if isinstance(fault, Fault) else Fault(fault) for fault in faults
        )
        super().__init__(source, self.faults)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return f"{self.source}: {self.faults[0]}"
        lines = [f"{self.source}: {len(self.faults)} things to put right"]
        lines += [f"  {fault}" for fault in self.faults[: self.shown]]
        hidden = len(self.faults) - self.shown
        if hidden > 0:
            lines.append(f"  and {hidden} more of the same kind")
        return "\n".join(lines)


class BadLog(BadInput):
    """An event log that cannot be read."""


class BadMap(BadInput):
    """A map of processes that cannot be read."""


class BadModel(BadInput):
    """A model of a care system that cannot be simulated, or a file of one."""


class CycleInMap(WholeflowError):
    """A process would become part of itself.

    Parameters
    ----------
    path
        Names along the circle, the first repeated at the end.
    """

    def __init__(self, path: Sequence[str]) -> None:
        self.path = tuple(path)
        super().__init__(
            "A process cannot be part of itself: "
            + " > ".join(self.path)
            + ". Take one of these parts out first."
        )


class InvalidFlag(WholeflowError, ValueError):
    """Numbers that are not a flag, or a flag where none may stand."""


class Refused(WholeflowError):
    """The permission door said no; the message gives the reason."""


class Conflict(WholeflowError):
    """Somebody else changed the same thing first; nothing was written."""


class NotFound(WholeflowError):
    """There is no such thing, or it is not for this person to know of."""
