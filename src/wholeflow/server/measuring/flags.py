"""Flags follow every change, in the change's own transaction.

After a change only what it reaches is worked out again (`reach`); when very much was
touched, or a new day has begun, the whole map is (`whole_map`). Both give the same.

Follows `wholeflow.server.history.changes.Follower`.
"""

from __future__ import annotations

from wholeflow.server.history import clock
from wholeflow.server.history.changes import AT_ONCE, Operation
from wholeflow.server.history.models import Change
from wholeflow.server.measuring import reach, whole_map
from wholeflow.server.measuring.models import Flag, Move

BEARING = {"judgement", "indicator", "point", "success", "part"}
WHOLE_MAP_FROM = 1000  # touched processes from which working out all is quicker


def follow(change: Change) -> None:
    """Bring the flags up to date after one change, and note which moved."""
    if not any(_bears(operation) for operation in change.operations):
        return
    touched = list(change.touched.values_list("process", flat=True))
    day = clock.today()
    if len(touched) > WHOLE_MAP_FROM or Flag.objects.filter(as_of__lt=day).exists():
        moves = whole_map.work_out(day)
    else:
        moves = reach.work_out(touched, reach.changed_links(change), day)
    for move in moves:
        move.change = change
    Move.objects.bulk_create(moves, batch_size=AT_ONCE)


def rebuild() -> None:
    """Make every flag again, as on today."""
    whole_map.work_out(clock.today())


def catch_up() -> None:
    """Make every flag again if a new day has begun: evidence ages by the day."""
    if Flag.objects.filter(as_of__lt=clock.today()).exists():
        rebuild()


def _bears(operation: Operation) -> bool:
    if operation["table"] != "process":
        return operation["table"] in BEARING
    return "add" in operation or bool(
        {"parts_suffice", "removed"} & {*operation["set"]}
    )
