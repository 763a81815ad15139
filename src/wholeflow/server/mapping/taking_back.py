"""What keeps a change from being undone, beyond what the history itself can tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wholeflow.errors import Conflict, Refused
from wholeflow.governance import Act
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history.changes import KEPT
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.circles import refuse_circle
from wholeflow.server.mapping.models import Part, Process


def knows_of(by: Person, change: Change) -> bool:
    """Tell whether a person may know of a change: of one process that it touched.

    A change that touched none, of organisations alone, is for whoever made it and for
    who looks after the system.
    """
    touched = change.touched.values("process")
    shared = Process.objects.filter(queries.shared_with(by), pk__in=touched)
    theirs = by.keeper or change.by == str(by.pk)
    return shared.exists() or (theirs and not touched.exists())


def refuse_for_good(change: Change) -> None:
    """Refuse to undo what happened outside the database as well.

    A table that tells of it has `LASTING`, the columns that say what happened, and
    `WHY_LASTING`, what to do in place of undoing.

    Raises
    ------
    Refused
        If the change added such a row or set such a column.
    """
    for operation in change.operations:
        table = KEPT[operation["table"]]
        lasting: frozenset[str] = getattr(table, "LASTING", frozenset())
        if lasting and ("add" in operation or lasting & operation["set"].keys()):
            raise Refused(table.WHY_LASTING)  # type: ignore[attr-defined]  # stands beside it


def refuse_undo(by: Person, rows: Sequence[Any]) -> None:  # Any: kept rows
    """Refuse to let somebody undo a change of these rows, which it added or set.

    A row that is what somebody said, such as a judgement, has `SAID`.

    Raises
    ------
    Refused
        If they may not change, now, what it changed.
    Conflict
        If what would go is in use by now.
    CycleInMap
        If a part would come back into what has become its own part.
    """
    for row in rows:
        if getattr(row, "SAID", False):
            _require_own_words(by, row)
            continue
        decisions = [queries.decision(by, Act.EDIT, each) for each in row.decided_by()]
        if decisions and not any(decision.allowed for decision in decisions):
            raise Refused(decisions[0].reason)
    leaving = {row.pk for row in rows if isinstance(row, Process) and not row.removed}
    for row in rows:
        if isinstance(row, Organisation) and not row.removed:
            _require_unused(row, leaving)
    coming = [row for row in rows if isinstance(row, Part) and row.removed]
    if coming:
        refuse_circle(by, [(link.whole_id, link.part_id) for link in coming])


def _require_own_words(by: Person, row: Any) -> None:  # Any: as above
    """Let nobody, the owner included, take back what somebody else said."""
    if row.by != str(by.pk):
        raise Refused("Only whoever said this can take it back.")


def _require_unused(organisation: Organisation, leaving: set[str]) -> None:
    processes = organisation.kept_processes.filter(removed=False)
    if organisation.people.filter(is_active=True).exists() or any(
        key not in leaving for key in processes.values_list("pk", flat=True)
    ):
        raise Conflict(
            f"{organisation} has people or other processes by now, so it stays, and "
            "what brought it in cannot be undone as one. Take processes off the map "
            "one by one."
        )
