"""Statements of evidence, and the flags that follow from them.

Indicators and judgements are what people said and measured; they are kept. Flags are
derived: `Flag` and `Move` can be thrown away and made again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wholeflow.server.history.changes import kept
from wholeflow.server.history.identifiers import new_id
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import OfOneProcess, Process


@kept
class Judgement(OfOneProcess):
    """What a person judges the evidence for and against to be, with the reason."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="judgements"
    )
    evidence_for = models.FloatField()
    evidence_against = models.FloatField()
    reason = models.TextField()
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()
    half_life_days = models.PositiveIntegerField(null=True)  # null: it does not age
    grace_days = models.PositiveIntegerField(default=0)
    example = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(evidence_for__gte=0, evidence_for__lte=1)
                & Q(evidence_against__gte=0, evidence_against__lte=1),
                name="a_judgement_is_between_0_and_1",
            ),
            models.UniqueConstraint(
                fields=["process", "by"],
                condition=Q(removed=False) & ~Q(by=""),
                name="a_person_has_one_judgement_of_a_process",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


@kept
class Indicator(OfOneProcess):
    """Something measured: from which value the process fails, at which it succeeds."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="indicators"
    )
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    fail = models.FloatField()
    target = models.FloatField()
    source = models.CharField(max_length=300)
    by_person = models.BooleanField(default=False)  # each person counts, not each point
    counts_from = models.DateField(null=True)  # earlier points are kept, not counted
    half_life_days = models.PositiveIntegerField(null=True)
    grace_days = models.PositiveIntegerField(default=0)
    open_data = models.BooleanField(
        default=False
    )  # published: counts shown as they are
    example = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(fail=F("target")), name="target_and_failure_differ"
            )
        ]

    def __str__(self) -> str:
        return self.name


@kept
class Point(models.Model):
    """One value of an indicator.

    A series has a point a period; a count of people has one point whose `value` is the
    share met of `people`, with `not_known` more of whom nothing is recorded.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="points"
    )
    on = models.DateField()
    value = models.FloatField()
    people = models.PositiveIntegerField(null=True)
    not_known = models.PositiveIntegerField(default=0)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                condition=Q(removed=False),
                name="one_point_a_day_for_an_indicator",
            )
        ]

    def __str__(self) -> str:
        return f"{self.value:g} on {self.on}"

    def processes(self) -> list[str]:
        return [self.indicator.process_id]

    def decided_by(self) -> list[Process]:
        return [self.indicator.process]


class Flag(models.Model):
    """The flag of a process as on a day, and of its own evidence alone."""

    process = models.OneToOneField(
        Process, on_delete=models.CASCADE, primary_key=True, related_name="flag"
    )
    has_success = models.BooleanField(default=False)  # without it there is no flag
    own_lower = models.FloatField(default=0.0)
    own_upper = models.FloatField(default=1.0)
    own_count = models.PositiveIntegerField(default=0)  # statements of its own
    stale = models.BooleanField(default=False)
    unassessed = models.BooleanField(default=False)
    lower = models.FloatField(default=0.0)
    upper = models.FloatField(default=1.0)
    contested_below = models.PositiveIntegerField(default=0)
    stale_below = models.PositiveIntegerField(default=0)
    unassessed_below = models.PositiveIntegerField(default=0)
    as_of = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.process_id} [{self.lower:.2f}, {self.upper:.2f}]"


class Move(models.Model):
    """A flag that a change moved: from where, to where."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="moves")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="moves")
    lower_before = models.FloatField(null=True)
    upper_before = models.FloatField(null=True)
    lower = models.FloatField(null=True)  # null: it has no flag any more
    upper = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["process", "-change"])]

    def __str__(self) -> str:
        return f"{self.process_id} moved by {self.change_id}"
