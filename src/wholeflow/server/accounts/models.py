"""Organisations, people and the one-time links by which they come in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.history.changes import kept
from wholeflow.server.history.identifiers import new_id


@kept
class Organisation(models.Model):
    """A body that people belong to and processes are kept by."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=LINE_LIMIT)
    tint = models.PositiveSmallIntegerField(default=0)  # which of the five pale tints
    example = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(removed=False),
                name="organisations_have_different_names",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def processes(self) -> list[str]:
        return []

    def decided_by(self) -> list[models.Model]:
        return []  # keepers decide, and they add organisations only


class People(BaseUserManager["Person"]):
    """How a person is found at the door."""


class Person(AbstractBaseUser):
    """Somebody with a way in. People are kept out of the history: a person can go."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sign_in_name = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=LINE_LIMIT)
    role = models.CharField(max_length=LINE_LIMIT, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="people"
    )
    keeper = models.BooleanField(default=False)  # looks after this system
    is_active = models.BooleanField(default=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "sign_in_name"

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name


class Invitation(models.Model):
    """A one-time link. Only a hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    secret_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(  # set when the link lets somebody known back in
        Person, on_delete=models.CASCADE, null=True, related_name="+"
    )
    keeper = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation of {self.made_at:%d %B %Y}"
