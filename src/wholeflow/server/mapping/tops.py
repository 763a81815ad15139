"""Which processes are part of nothing: kept beside each, so the front page is quick.

Follows every change of parts; see `wholeflow.server.history.changes.Follower`.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from wholeflow.server.history.changes import AT_ONCE, Operation
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import Part, Process

_IN_A_WHOLE = Exists(
    Part.objects.filter(removed=False, whole__removed=False, part=OuterRef("pk"))
)


def catch_up() -> None:
    """Do nothing: being a part does not depend on the day."""


def follow(change: Change) -> None:
    """Mark again the processes whose wholes a change may have altered."""
    if not any(_alters(operation) for operation in change.operations):
        return
    touched = list(change.touched.values_list("process", flat=True))
    for start in range(0, len(touched), AT_ONCE):
        these = touched[start : start + AT_ONCE]
        below = Part.objects.filter(whole__in=these).values("part")
        _mark(Q(pk__in=these))
        _mark(Q(pk__in=below))


def rebuild() -> None:
    """Mark every process again."""
    Process.objects.filter(_IN_A_WHOLE).update(top=False)
    Process.objects.exclude(_IN_A_WHOLE).update(top=True)


def _mark(which: Q) -> None:
    these = Process.objects.filter(which)
    these.filter(_IN_A_WHOLE, top=True).update(top=False)
    these.exclude(_IN_A_WHOLE).filter(top=False).update(top=True)


def _alters(operation: Operation) -> bool:
    if operation["table"] == "part":
        return True
    settings = operation.get("set", {})
    return operation["table"] == "process" and "removed" in settings
