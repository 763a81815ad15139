"""Flags follow every change, in the change's own transaction.

After a change only what it reaches is worked out again (`reach`); when very much was
touched the whole map is (`whole_map`). Both give the same. A new day is told first, so
that a change is never said to have moved what only grew old.

Follows `wholeflow.server.history.changes.Follower`.
"""

from __future__ import annotations

from wholeflow.server.history import clock
from wholeflow.server.history.changes import AT_ONCE, Operation, between_changes
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.queries import walk_down
from wholeflow.server.measuring import logic, reach, whole_map
from wholeflow.server.measuring.models import Flag, Move

BEARING = {
    *("judgement", "feedback", "indicator", "point", "knot", "rebase"),
    *("success", "part"),
}
BEARING_ON_PROCESS = {*logic.COLUMNS, "removed"}
WHOLE_MAP_FROM = 1000  # touched processes from which working out all is quicker


def follow(change: Change) -> None:
    """Bring the flags up to date after one change, and note which moved."""
    if not any(_bears(operation) for operation in change.operations):
        return
    touched = list(change.touched.values_list("process", flat=True))
    moves = _work_out(change, touched)
    for move in moves:
        move.change = change
    Move.objects.bulk_create(moves, batch_size=AT_ONCE)


def rebuild() -> None:
    """Make every flag again, as on today."""
    whole_map.work_out(clock.today())


def catch_up() -> None:
    """Make every flag again if a new day has begun: evidence ages by the day."""
    yesterdays = Flag.objects.filter(as_of__lt=clock.today())
    if yesterdays.exists():
        with between_changes():
            if yesterdays.exists():
                rebuild()


def _work_out(change: Change, touched: list[str]) -> list[Move]:
    if len(touched) <= WHOLE_MAP_FROM:
        shape = reach.shape_changed(change)
        below = walk_down(shape.lowest())
        if len(below) <= WHOLE_MAP_FROM:
            return reach.work_out(touched, shape, below, day=clock.today())
    return whole_map.work_out(clock.today())


def _bears(operation: Operation) -> bool:
    if operation["table"] != "process":
        return operation["table"] in BEARING
    return "add" in operation or bool(BEARING_ON_PROCESS & {*operation["set"]})
