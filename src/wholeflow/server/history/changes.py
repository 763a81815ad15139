"""The write door's hinge: how a change is numbered, written, undone and replayed.

A command in some app's `actions.py` opens `changing(...)`, reads what it needs inside
the transaction, and calls `add` and `set` on the draft. When the block ends the rows
are written, one `Change` with all of them is appended, and the followers (flags) run:
all or nothing. A change is a list of operations in plain JSON:

    {"table": "process", "id": "wf:p:…", "add": {"name": "Testing blood", …}}
    {"table": "process", "id": "wf:p:…", "set": {"name": ["before", "after"]}}

Nothing is deleted: taking out sets `removed`, so the inverse of every operation is
another `set`. `undo` writes the inverse; `replay` writes all of them again in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import F

from wholeflow.errors import Conflict, Refused, WholeflowError
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change, System, Touched

Operation = dict[str, Any]  # the JSON shown above
Table = TypeVar("Table", bound=type[models.Model])

KEPT: dict[str, type[models.Model]] = {}
"""The tables that the history rebuilds, by the name used in operations."""


class Follower(Protocol):
    """Something derived that must follow every change in the change's transaction."""

    def catch_up(self) -> None:
        """Bring what is derived up to today, before a change."""

    def follow(self, change: Change) -> None:
        """Bring what is derived up to date after one change."""

    def rebuild(self) -> None:
        """Make all of it again from the kept tables."""


FOLLOWERS: list[Follower] = []

AT_ONCE = 500  # rows named in one statement; SQLite allows few more on old builds


def kept(table: Table) -> Table:
    """Enter a model among the tables that only changes write.

    The model has a `removed` field and two methods: `processes()`, the ids of the
    processes on whose pages a change of this row shows, and `decided_by()`, the
    processes of which the owner of one may change this row.
    """
    KEPT[table._meta.model_name or ""] = table
    return table


class EditConflict(Conflict):
    """Somebody else set the same field since the page was opened.

    `change` is theirs; `theirs` maps the field's name to the value it now has.
    """

    def __init__(self, change: Change, theirs: dict[str, Any]) -> None:
        self.change = change
        self.theirs = theirs
        super().__init__(
            "Somebody else changed this while you were writing. Nothing you wrote is "
            "lost: compare the two and save again."
        )


@dataclass(slots=True)
class Draft:
    """A change in the making, inside its transaction."""

    base: tuple[str, int] | None
    operations: list[Operation] = field(default_factory=list)
    touched: dict[str, None] = field(default_factory=dict)  # a set that keeps order

    def add(self, row: Any) -> None:  # Any: every kept model, which share no base class
        """Add a row that has its primary key but is not saved."""
        follows: frozenset[str] = getattr(row, "FOLLOWS", frozenset())
        values = {
            column.attname: getattr(row, column.attname)
            for column in row._meta.concrete_fields
            if not column.primary_key and column.name not in follows
        }
        self._note(row, _plain(row, {"add": values}))

    def set(self, row: Any, **values: Any) -> None:  # Any: as above
        """Set fields of a row; what is equal already is left out.

        A page sends all its fields. One that still holds what it held when the page
        was opened was not meant, and what somebody else set there since stays.

        Raises
        ------
        EditConflict
            The page was opened at an older version and one of the fields it changes
            has been set by somebody else since.
        """
        setting = {
            name: [getattr(row, name), value]
            for name, value in values.items()
            if getattr(row, name) != value
        }
        meant = _plain(row, {"set": setting})
        if self.base is not None and setting:
            _keep_theirs(self.base, meant)
        if not meant["set"]:
            return
        self._note(row, meant)
        for name in meant["set"]:
            setattr(row, name, values[name])

    def _note(self, row: Any, operation: Operation) -> None:
        self.operations.append(operation)
        self.touched.update(dict.fromkeys(row.processes()))


@contextmanager
def changing(
    *,
    by: str,
    command: str,
    reason: str = "",
    base: tuple[str, int] | None = None,
    undoes: int | None = None,
) -> Iterator[Draft]:
    """Make one change: everything in the block, or nothing.

    Parameters
    ----------
    by
        Id of the person, or empty for the system itself.
    command
        The verb, such as `rename`.
    reason
        Why, in the person's words.
    base
        The process on the page and the version it had there, to notice that somebody
        else was faster.
    undoes
        The number of the change that this one takes back.
    """
    with transaction.atomic():
        number = _next_number()
        for follower in FOLLOWERS:
            follower.catch_up()
        draft = Draft(base)
        yield draft
        if not draft.operations:
            transaction.set_rollback(True)  # the number was not used
            return
        _write(draft.operations)
        change = Change.objects.create(
            seq=number,
            at=clock.now(),
            by=by,
            command=command,
            reason=reason,
            undoes=undoes,
            operations=draft.operations,
        )
        _touch(change, list(draft.touched))
        for follower in FOLLOWERS:
            follower.follow(change)


def inverse(change: Change) -> list[Operation]:
    """Give the operations that take a change back, last first."""
    return [_inverse(operation) for operation in reversed(change.operations)]


@contextmanager
def undoing(change: Change, *, by: str) -> Iterator[list[Any]]:  # Any: kept rows
    """Take a change back, after the checks in the block on the rows it is given.

    Raises
    ------
    Conflict
        Something it set has been set again since, or something else stands now where
        a row would come back.
    Refused
        It was taken back already.
    """
    back = inverse(change)
    try:
        with changing(by=by, command="undo", undoes=change.seq) as draft:
            if Change.objects.filter(undoes=change.seq).exists():
                raise Refused("This change has been undone already.")
            rows = [KEPT[op["table"]]._base_manager.get(pk=op["id"]) for op in back]
            yield rows
            for row, operation in zip(rows, back, strict=True):
                _refuse_if_set_since(row, operation)
                draft.set(row, **_values(row, operation["set"], side=1))
    except IntegrityError:
        raise Conflict(
            "This cannot be undone by itself: something else has taken its place "
            "since. Undo the later change first, or change it by hand."
        ) from None


def replay() -> None:
    """Write the whole history again into the kept tables, in order.

    For checks and restores: the caller holds a transaction. What is derived is made
    again at the end.
    """
    for table in KEPT.values():
        table._base_manager.all()._raw_delete(table._base_manager.db)
    for change in Change.objects.order_by("seq").iterator(chunk_size=10):
        _write(change.operations)
        _bump([touched.process for touched in change.touched.all()])
    for follower in FOLLOWERS:
        follower.rebuild()


@contextmanager
def between_changes() -> Iterator[None]:
    """Hold every writer back, to make again what is derived while nothing changes."""
    with transaction.atomic():
        list(System.objects.select_for_update())
        yield


def _next_number() -> int:
    """Take the next change number; holds every other writer until the commit."""
    if not System.objects.update(last_change=F("last_change") + 1):
        raise WholeflowError("There is no system here yet. Run: wholeflow serve")
    return System.objects.values_list("last_change", flat=True).get()


def _write(operations: Sequence[Operation]) -> None:
    """Write rows: runs of additions to one table together, settings one by one."""
    for (name, adding), run in groupby(operations, lambda o: (o["table"], "add" in o)):
        table = KEPT[name]
        if adding:
            rows = [_row(table, operation) for operation in run]
            table._base_manager.bulk_create(rows, batch_size=AT_ONCE)
            continue
        for operation in run:
            after = {column: pair[1] for column, pair in operation["set"].items()}
            table._base_manager.filter(pk=operation["id"]).update(**after)


def _row(table: type[models.Model], operation: Operation) -> models.Model:
    return table(**{table._meta.pk.attname: operation["id"]}, **operation["add"])


def _touch(change: Change, processes: Sequence[str]) -> None:
    versions = _bump(processes)
    Touched.objects.bulk_create(
        (
            Touched(change=change, process=process, version=versions[process])
            for process in processes
        ),
        batch_size=AT_ONCE,
    )


def _bump(processes: Sequence[str]) -> dict[str, int]:
    """Raise the version of each process by one and give the new ones."""
    versions: dict[str, int] = {}
    table = KEPT["process"]._base_manager
    for start in range(0, len(processes), AT_ONCE):
        these = table.filter(pk__in=processes[start : start + AT_ONCE])
        these.update(version=F("version") + 1)
        versions.update(these.values_list("pk", "version"))
    return versions


def _plain(row: models.Model, what: Operation) -> Operation:
    operation = {"table": row._meta.model_name, "id": str(row.pk), **what}
    plain: Operation = json.loads(json.dumps(operation, cls=DjangoJSONEncoder))
    return plain


def _keep_theirs(base: tuple[str, int], mine: Operation) -> None:
    """Leave out of my setting what I did not change; refuse where we both did."""
    setting = mine["set"]
    overtaken = _set_since(base, mine)
    for name, (held, _) in overtaken.items():
        if setting[name][1] == held:
            del setting[name]
    both = overtaken.keys() & setting.keys()
    if both:
        newest = max((overtaken[name][1] for name in both), key=lambda c: c.seq)
        raise EditConflict(newest, {name: setting[name][0] for name in both})


def _set_since(base: tuple[str, int], mine: Operation) -> dict[str, tuple[Any, Change]]:
    """Give, of my fields that were set since, what the page held and who set it last."""
    process, version = base
    later = Change.objects.filter(
        touched__process=process, touched__version__gt=version
    ).order_by("seq")
    since: dict[str, tuple[Any, Change]] = {}
    for change in later:
        for theirs in change.operations:
            if (theirs["table"], theirs["id"]) != (mine["table"], mine["id"]):
                continue
            for name in theirs.get("set", {}).keys() & mine["set"].keys():
                held = theirs["set"][name][0]
                since[name] = (since.get(name, (held, change))[0], change)
    return since


def _refuse_if_set_since(row: models.Model, undoing: Operation) -> None:
    for name, now in _values(row, undoing["set"], side=0).items():
        if getattr(row, name) != now:
            raise Conflict(
                "This cannot be undone by itself: it has been changed again since. "
                "Undo the later change first, or change it by hand."
            )


def _values(row: models.Model, setting: dict[str, Any], *, side: int) -> dict[str, Any]:
    """Give one side of a setting, before (0) or after (1), as the row holds values."""
    columns = {column.attname: column for column in row._meta.concrete_fields}
    return {name: columns[name].to_python(pair[side]) for name, pair in setting.items()}


def _inverse(operation: Operation) -> Operation:
    where = {"table": operation["table"], "id": operation["id"]}
    if "add" in operation:
        return {**where, "set": {"removed": [False, True]}}
    swapped = {name: [new, old] for name, (old, new) in operation["set"].items()}
    return {**where, "set": swapped}
