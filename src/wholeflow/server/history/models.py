"""The system itself, and the one history of everything that changed in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class System(models.Model):
    """The one row that says what this system is and counts its changes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    server = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    demonstration_date = models.DateField(null=True)
    last_change = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="only_one_system")
        ]

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """One thing somebody did, with every row it added and every field it set.

    The tables of the model equal what replaying these, in order, gives. `seq` is given
    in commit order and is the cursor of live pages.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=36, blank=True)  # no foreign key: history stays
    command = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    undoes = models.BigIntegerField(null=True, unique=True)
    operations: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="changes_by_moment")]

    def __str__(self) -> str:
        return f"{self.seq} {self.command}"


class Touched(models.Model):
    """Which processes a change touched, and the version each then had."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="touched")
    process = models.CharField(max_length=40)
    version = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["process", "version"], name="a_version_is_made_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["process", "change"])]

    def __str__(self) -> str:
        return f"{self.process} v{self.version}"
