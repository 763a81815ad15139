"""Which processes are part of nothing: kept beside each, so the front page is quick.

Follows every change of parts; see `wholeflow.server.history.changes.Follower`.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from wholeflow.server.history.changes import AT_ONCE, Operation
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import Part, Process

_IN_A_WHOLE = Exists(
    Part.objects.filter(removed=False, whole__removed=False, part=OuterRef("pk"))
)


def follow(change: Change) -> None:
    """Mark again the processes whose wholes a change may have altered."""
    if any(_alters(operation) for operation in change.operations):
        touched = [touched.process for touched in change.touched.all()]
        below = list(
            Part.objects.filter(whole__in=touched[:AT_ONCE]).values_list(
                "part", flat=True
            )
        )
        for start in range(0, len(touched), AT_ONCE):
            _mark(touched[start : start + AT_ONCE])
        for start in range(0, len(below), AT_ONCE):
            _mark(below[start : start + AT_ONCE])


def rebuild() -> None:
    """Mark every process again."""
    Process.objects.filter(_IN_A_WHOLE).update(top=False)
    Process.objects.exclude(_IN_A_WHOLE).update(top=True)


def _mark(ids: list[str]) -> None:
    these = Process.objects.filter(pk__in=ids)
    these.filter(_IN_A_WHOLE).update(top=False)
    these.exclude(_IN_A_WHOLE).update(top=True)


def _alters(operation: Operation) -> bool:
    if operation["table"] == "part":
        return True
    settings = operation.get("set", {})
    return operation["table"] == "process" and "removed" in settings
