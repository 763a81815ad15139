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
from wholeflow.server.mapping.models import (
    Interlock,
    OfOneProcess,
    Process,
    is_chance,
)


class Evidence(OfOneProcess):
    """A statement of evidence: how far it is to be relied on, and how it ages."""

    reliability = models.FloatField(default=1.0)  # its weight; the rest stays not known
    half_life_days = models.PositiveIntegerField(null=True)  # null: it does not age
    grace_days = models.PositiveIntegerField(default=0)
    example = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reliability__gte=0, reliability__lte=1),
                name="%(class)s_reliability_is_between_0_and_1",
            )
        ]


class Measured(Evidence):
    """Evidence in numbers, which may bear on success only so far.

    Sufficiency is the chance that the process succeeds if what is measured is well;
    necessity the chance that it fails if it is not.
    """

    sufficiency_low = models.FloatField(default=1.0)
    sufficiency_high = models.FloatField(default=1.0)
    necessity_low = models.FloatField(default=1.0)
    necessity_high = models.FloatField(default=1.0)
    open_data = models.BooleanField(
        default=False
    )  # published: counts shown as they are

    class Meta(Evidence.Meta):
        abstract = True
        constraints: ClassVar = [
            *Evidence.Meta.constraints,
            models.CheckConstraint(
                condition=is_chance("sufficiency_low", "sufficiency_high")
                & is_chance("necessity_low", "necessity_high"),
                name="%(class)s_bears_on_success_by_chances",
            ),
        ]


BASES = (
    "seen",
    "interviews",
    "stories",
    "workshop",
    "audit",
    "records",
    "gut feeling",
)
"""How what is judged may be known."""


@kept
class Judgement(Evidence):
    """What a person judges the evidence for and against to be, with the reason.

    What is vague about success itself (fuzziness) and what varies by itself
    (randomness) stand beside the judgement and never change its flag.
    """

    SAID = True  # only whoever said it takes it back

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="judgements"
    )
    evidence_for = models.FloatField()
    evidence_against = models.FloatField()
    fuzziness = models.FloatField(default=0.0)
    randomness = models.FloatField(default=0.0)
    basis = models.CharField(max_length=12, blank=True)  # how it is known
    reason = models.TextField()  # all of it in one text, as a history tells it
    reason_for = models.TextField(blank=True)  # what shows that it is working
    reason_against = models.TextField(blank=True)  # what shows that it is not
    link = models.TextField(blank=True)
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()

    class Meta(Evidence.Meta):
        constraints: ClassVar = [
            *Evidence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(evidence_for__gte=0, evidence_for__lte=1)
                & Q(evidence_against__gte=0, evidence_against__lte=1),
                name="a_judgement_is_between_0_and_1",
            ),
            models.CheckConstraint(
                condition=Q(fuzziness__gte=0, fuzziness__lte=1)
                & Q(randomness__gte=0, randomness__lte=1),
                name="fuzziness_and_randomness_are_between_0_and_1",
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
class Feedback(Measured):
    """What patients, carers or staff answered; "don't know" stays not known.

    With an interlock it is about the step between two processes: it is shown there and
    counts for neither of the two, since neither answers for the step alone.
    """

    SAID = True  # only whoever brought it takes it back

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="feedback"
    )
    interlock = models.ForeignKey(
        Interlock, on_delete=models.PROTECT, null=True, related_name="feedback"
    )
    question = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    good = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    not_known = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()

    class Meta(Measured.Meta):
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.question

    def processes(self) -> list[str]:
        if self.interlock is None:
            return [self.process_id]
        return [self.process_id, *self.interlock.processes()]


MOST_PEOPLE = 100_000_000  # more than live in the country: a slip of the finger
DIRECTIONS = ("up", "down")
CHARTS = ("xmr", "p", "u", "t", "g")


@kept
class Indicator(Measured):
    """Something measured: from which value the process fails, at which it succeeds.

    With a target and no failing value each point is met or not met. Without a target
    it is watched, and says nothing for or against.
    """

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="indicators"
    )
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    fail = models.FloatField(null=True)
    target = models.FloatField(null=True)
    better = models.CharField(max_length=4, blank=True)  # which way is improvement
    source = models.CharField(max_length=300)
    by_person = models.BooleanField(default=False)  # each person counts, not each point
    counts_from = models.DateField(null=True)  # earlier points are kept, not counted
    chart = models.CharField(max_length=3, default="xmr")
    baseline = models.PositiveSmallIntegerField(null=True)  # first points; null: all
    balanced_by = models.ForeignKey(  # what must not get worse while this gets better
        "self", on_delete=models.PROTECT, null=True, related_name="balances"
    )
    # Where the machine reads its values from; only whoever keeps the machine says so.
    log = models.TextField(blank=True)
    standards = models.TextField(blank=True)
    standard = models.CharField(max_length=200, blank=True)
    whole_log = models.BooleanField(default=False)  # its dates are shifted: one point

    class Meta(Measured.Meta):
        constraints: ClassVar = [
            *Measured.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(fail=F("target")), name="target_and_failure_differ"
            ),
            models.CheckConstraint(
                condition=Q(better__in=["", *DIRECTIONS]) & Q(chart__in=CHARTS),
                name="direction_and_chart_are_known",
            ),
            models.CheckConstraint(
                condition=Q(target=None, fail=None)
                | Q(target__isnull=False, fail__isnull=False)
                | Q(target__isnull=False, better__in=DIRECTIONS),
                name="a_target_has_a_direction",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfOneIndicator(models.Model):
    """A row that belongs to an indicator and shows on the page of its process."""

    id = models.UUIDField(primary_key=True, default=new_id)
    removed = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def processes(self) -> list[str]:
        return [self.indicator.process_id]  # type: ignore[attr-defined]  # each table has its own key

    def decided_by(self) -> list[Process]:
        return [self.indicator.process]  # type: ignore[attr-defined]  # as above


@kept
class Knot(OfOneIndicator):
    """What one value is worth, 0 to 1, as its owner drew it; straight in between."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="knots"
    )
    value = models.FloatField()
    worth = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(worth__gte=0, worth__lte=1),
                name="worth_is_between_0_and_1",
            ),
            models.UniqueConstraint(
                fields=["indicator", "value"],
                condition=Q(removed=False),
                name="a_value_has_one_worth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value:g} is worth {self.worth:g}"


@kept
class Rebase(OfOneIndicator):
    """A decision to begin new limits on a day, with who decided it and why."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="rebases"
    )
    on = models.DateField()
    reason = models.TextField()
    by = models.CharField(max_length=36, blank=True)
    made_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                condition=Q(removed=False),
                name="limits_begin_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.reason


@kept
class Point(OfOneIndicator):
    """One value of an indicator.

    A series has a point a period; a count of people has one point whose `value` is the
    share met of `people`, with `not_known` more of whom nothing is recorded.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="points"
    )
    on = models.DateField()
    value = models.FloatField()
    people = models.PositiveIntegerField(null=True)
    not_known = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)  # what should be known about it
    set_aside = models.TextField(blank=True)  # why it is shown and not counted

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


class Flag(models.Model):
    """The flag of a process as on a day, and of its own evidence alone."""

    process = models.OneToOneField(
        Process, on_delete=models.CASCADE, primary_key=True, related_name="flag"
    )
    has_success = models.BooleanField(default=False)  # without it there is no flag
    own_lower = models.FloatField(default=0.0)
    own_upper = models.FloatField(default=1.0)
    own_count = models.PositiveIntegerField(default=0)  # statements of its own
    judges = models.PositiveIntegerField(default=0)
    judges_conflict = models.FloatField(
        default=0.0
    )  # largest lower less smallest upper
    judges_spread = models.FloatField(default=0.0)  # how far apart they are at most
    stale = models.BooleanField(default=False)
    unassessed = models.BooleanField(default=False)
    lower = models.FloatField(default=0.0)
    upper = models.FloatField(default=1.0)
    contested_below = models.PositiveIntegerField(default=0)
    stale_below = models.PositiveIntegerField(default=0)
    unassessed_below = models.PositiveIntegerField(default=0)
    # Which shared parts lie below, a bit each, and whether all below is independent.
    shared_below = models.BigIntegerField(default=0)
    independent_below = models.BooleanField(default=True)
    as_of = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.process_id} [{self.lower:.2f}, {self.upper:.2f}]"


class LogReading(models.Model):
    """How the last reading of an event log went that feeds indicators."""

    path = models.TextField(primary_key=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of what was read
    at = models.DateTimeField()
    said = models.TextField()
    ok = models.BooleanField()

    def __str__(self) -> str:
        return self.said


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
