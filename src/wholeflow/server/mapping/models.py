"""A process and what belongs to it, as rows.

A process is a whole and a part at once; parts have no order but that of their making.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wholeflow.evidence import DEPENDENCE_WORDS, Combining
from wholeflow.processes import HEADINGS, KINDS, LABELS, PASSES, STATES
from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history.changes import kept
from wholeflow.server.history.identifiers import new_id

PROCESS_ID_LENGTH = 40  # "wf:p:" and 26 characters, with room

ENOUGH = ("yes", "no", "unsure")
"""What a player may answer when asked whether the parts, together, are enough."""


def is_chance(low: str, high: str) -> Q:
    """Give the condition under which two columns hold an interval of chances."""
    return Q(**{f"{low}__gte": 0, f"{low}__lte": F(high), f"{high}__lte": 1})


@kept
class Process(models.Model):
    """A systemic process, named with "-ing"."""

    id = models.CharField(max_length=PROCESS_ID_LENGTH, primary_key=True)
    nonce = models.CharField(max_length=32, blank=True)  # with the server, its genesis
    name = models.CharField(max_length=LINE_LIMIT)
    language = models.CharField(max_length=2, default="en")
    name_reason = models.TextField(blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="owned"
    )
    owner_example = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="kept_processes"
    )
    label = models.CharField(max_length=12, default="organisation")
    parts_suffice = models.BooleanField(null=True)  # the owner's declaration
    # How its success follows from that of its parts, once they are said to suffice.
    combining = models.CharField(max_length=8, default="all")
    at_least = models.PositiveSmallIntegerField(null=True)  # of so many parts
    dependence = models.CharField(max_length=24, default="unknown")
    sufficiency_low = models.FloatField(default=1.0)
    sufficiency_high = models.FloatField(default=1.0)
    reviewed = models.DateField(null=True)
    example = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    # These two follow from the history and are not part of what a change says.
    version = models.PositiveIntegerField(default=0)
    top = models.BooleanField(default=True)  # part of no whole

    FOLLOWS = frozenset({"version", "top"})

    class Meta:
        verbose_name_plural = "processes"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(label__in=LABELS), name="process_label_is_known"
            ),
            models.CheckConstraint(
                condition=Q(combining__in=[each.value for each in Combining])
                & Q(dependence__in=list(DEPENDENCE_WORDS)),
                name="logic_of_parts_is_known",
            ),
            models.CheckConstraint(
                condition=Q(combining="at least", at_least__gte=1)
                | ~Q(combining="at least") & Q(at_least=None),
                name="so_many_parts_where_so_many_are_needed",
            ),
            models.CheckConstraint(
                condition=is_chance("sufficiency_low", "sufficiency_high"),
                name="sufficiency_is_an_interval_in_0_to_1",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], condition=Q(top=True), name="tops"),
            # Only what some readers may not see: an index of every label would draw the
            # planner away from the narrow ones.
            models.Index(
                fields=["label", "organisation"],
                condition=~Q(label="public"),
                name="not_public",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def processes(self) -> list[str]:
        return [self.id]

    def decided_by(self) -> list[Process]:
        return [self]


class OfOneProcess(models.Model):
    """A row that belongs to one process and shows on its page."""

    process_id: str  # each table has its own key `process`, for a readable reverse

    id = models.UUIDField(primary_key=True, default=new_id)
    removed = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def processes(self) -> list[str]:
        return [self.process_id]

    def decided_by(self) -> list[Process]:
        return [Process.objects.get(pk=self.process_id)]


@kept
class Alias(OfOneProcess):
    """Another name by which people know the process."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="aliases"
    )
    name = models.CharField(max_length=LINE_LIMIT)

    def __str__(self) -> str:
        return self.name


@kept
class Entry(OfOneProcess):
    """One statement under why, how, who, what, where or when."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="entries"
    )
    heading = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    link = models.TextField(blank=True)
    example = models.BooleanField(default=False)
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()

    class Meta:
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(heading__in=HEADINGS), name="entry_heading_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k for kinds in KINDS.values() for k in kinds]),
                name="entry_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text


@kept
class Success(OfOneProcess):
    """What success, or failure, of the process means: without it there is no flag."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="successes"
    )
    of_failure = models.BooleanField(default=False)
    text = models.TextField()
    example = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "successes"

    def __str__(self) -> str:
        return self.text


@kept
class Part(models.Model):
    """One process as part of another, and how necessary it is there."""

    id = models.UUIDField(primary_key=True, default=new_id)
    whole = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="part_links"
    )
    part = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="whole_links"
    )
    necessity_low = models.FloatField(default=1.0)
    necessity_high = models.FloatField(default=1.0)
    share_low = models.FloatField(null=True)  # of the cases, where parts share them
    share_high = models.FloatField(null=True)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["whole", "part"],
                condition=Q(removed=False),
                name="a_part_is_named_once_in_a_whole",
            ),
            models.CheckConstraint(
                condition=~Q(whole=F("part")), name="no_process_is_its_own_part"
            ),
            models.CheckConstraint(
                condition=is_chance("necessity_low", "necessity_high"),
                name="necessity_is_an_interval_in_0_to_1",
            ),
            models.CheckConstraint(
                condition=is_chance("share_low", "share_high")
                | Q(share_low=None, share_high=None),
                name="share_is_an_interval_in_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} in {self.whole_id}"

    @property
    def share(self) -> tuple[float, float] | None:
        """Its share of the cases, lowest and highest, or nothing if not given."""
        if self.share_low is None or self.share_high is None:
            return None
        return self.share_low, self.share_high

    def processes(self) -> list[str]:
        return [self.whole_id, self.part_id]

    def decided_by(self) -> list[Process]:
        return [self.whole]


@kept
class PartsAnswer(OfOneProcess):
    """What one player says: whether the parts of a whole, together, are enough."""

    SAID = True  # only whoever said it takes it back

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="parts_answers"
    )
    enough = models.CharField(max_length=6)
    missing = models.CharField(
        max_length=LINE_LIMIT, blank=True
    )  # a part there should be
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=36)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(enough__in=ENOUGH), name="parts_answer_is_known"
            ),
            models.UniqueConstraint(
                fields=["process", "by"],
                condition=Q(removed=False),
                name="a_player_answers_once_for_a_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.enough


@kept
class NecessityAnswer(models.Model):
    """What one player says: how far the whole could succeed without one part."""

    SAID = True  # only whoever said it takes it back

    id = models.UUIDField(primary_key=True, default=new_id)
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="answers")
    necessity_low = models.FloatField()
    necessity_high = models.FloatField()
    by = models.CharField(max_length=36)
    on = models.DateField()
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=is_chance("necessity_low", "necessity_high"),
                name="necessity_answer_is_an_interval_in_0_to_1",
            ),
            models.UniqueConstraint(
                fields=["part", "by"],
                condition=Q(removed=False),
                name="a_player_answers_once_for_a_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.necessity_low:g} to {self.necessity_high:g}"

    def processes(self) -> list[str]:
        return [self.part.whole_id]

    def decided_by(self) -> list[Process]:
        return [self.part.whole]


@kept
class Interlock(models.Model):
    """What passes from one process to another, and whether both agreed it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    giver = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="gives")
    receiver = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="takes"
    )
    passes = models.CharField(max_length=12)
    what = models.CharField(max_length=LINE_LIMIT)
    form = models.TextField(blank=True)
    when = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="proposed")
    example = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(passes__in=PASSES), name="what_passes_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES),
                name="interlock_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="an_interlock_joins_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} gives {self.what} to {self.receiver_id}"

    def processes(self) -> list[str]:
        return [self.giver_id, self.receiver_id]

    def decided_by(self) -> list[Process]:
        return [self.giver, self.receiver]


@kept
class Activity(OfOneProcess):
    """An activity of an event log, tied to the process it is part of doing."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="activities"
    )
    log = models.CharField(max_length=100)
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "activities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["log", "name"],
                condition=Q(removed=False),
                name="an_activity_is_tied_to_one_process",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.log})"
