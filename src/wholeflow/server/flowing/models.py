"""What is said of event logs and of models, and the work that is done on them."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.history.changes import kept
from wholeflow.server.history.identifiers import new_id
from wholeflow.server.mapping.models import OfOneProcess, Process
from wholeflow.server.measuring.models import Indicator, OfOneIndicator

LABELS = ("public", "system", "organisation")
STATES = ("waiting", "ready", "refused", "deleted")
"""Brought and not yet decided on; loaded; not loaded, its file gone; loaded once, its file
gone."""
KINDS = ("examine", "load", "look", "journey", "compare")
UNFINISHED = ("queued", "running")
JOB_STATES = (*UNFINISHED, "done", "failed", "cancelled", "stopped")


@kept
class EventLog(OfOneProcess):
    """An event log: whose records, for what, until when, and where its file lies.

    The organisation of its process holds it. `content_hash` names its file, and is empty
    while there is none. What happened to a file is not undone by writing a row.
    """

    LASTING = frozenset({"state", "content_hash"})
    WHY_LASTING = (
        "What happened to the file of a log is not undone. To be rid of a log, delete it "
        "on its page; to have it back, bring its file again."
    )

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="event_logs"
    )
    title = models.CharField(max_length=LINE_LIMIT)
    # Why it is held and by what right; see `wholeflow.journeys.Holding`.
    purpose = models.TextField()
    source = models.TextField()
    lawful_basis = models.CharField(max_length=20)
    special_basis = models.CharField(max_length=20)
    opt_out = models.CharField(max_length=20)
    keep_until = models.DateField()
    label = models.CharField(max_length=12, default="organisation")
    open_data = models.BooleanField(default=False)  # published: shown as it is
    licence = models.CharField(max_length=LINE_LIMIT, blank=True)
    notes = models.TextField(blank=True)
    file_name = models.CharField(max_length=255)  # of what was brought
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()
    state = models.CharField(max_length=8, default="waiting")
    # What was found in it; known once it is ready.
    content_hash = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(null=True)
    events = models.BigIntegerField(null=True)
    cases = models.BigIntegerField(null=True)
    persons = models.BigIntegerField(null=True)  # that the cases are of
    first = models.DateTimeField(null=True)
    last = models.DateTimeField(null=True)
    timezone = models.CharField(max_length=64, blank=True)
    read_as = models.TextField(blank=True)  # which column said what, and other notes

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=STATES) & Q(label__in=LABELS),
                name="log_state_and_label_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", events__gte=1, cases__gte=1)
                & ~Q(content_hash="")
                | ~Q(state="ready") & Q(content_hash=""),
                name="a_ready_log_has_a_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["content_hash"], name="logs_by_content")
        ]

    def __str__(self) -> str:
        return self.title


@kept
class CareModel(OfOneProcess):
    """A model of a care system, on which changes are tried before they are made.

    It is small and holds no row about anybody, so it stands here whole, as `write_model`
    writes it. The organisation of its process holds it. The columns from `file_name` to
    `model_hash`, and `on`, are of its newest version; see `FormerModel`.
    """

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="care_models"
    )
    title = models.CharField(max_length=LINE_LIMIT)
    purpose = models.TextField()
    source = models.TextField()  # where its numbers come from
    label = models.CharField(max_length=12, default="organisation")
    file_name = models.CharField(max_length=255)  # of what was brought
    text = models.TextField()  # JSON
    model_hash = models.CharField(max_length=64)  # changes with anything in the model
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(label__in=LABELS), name="model_label_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.title


@kept
class ModelNode(OfOneProcess):
    """A node of a model, tied to the process of the map that it stands for."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="model_nodes"
    )
    model = models.ForeignKey(CareModel, on_delete=models.PROTECT, related_name="ties")
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model", "name"],
                condition=Q(removed=False),
                name="a_node_stands_for_one_process",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OfOneModel(models.Model):
    """A row that belongs to a model and shows on the page of its process."""

    model_id: UUID

    id = models.UUIDField(primary_key=True, default=new_id)
    removed = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def processes(self) -> list[str]:
        return [self.model.process_id]  # type: ignore[attr-defined]  # each table has its own key

    def decided_by(self) -> list[Process]:
        return [self.model.process]  # type: ignore[attr-defined]  # as above


@kept
class FormerModel(OfOneModel):
    """A version of a model whose place another has taken; scenarios were tried on it."""

    model = models.ForeignKey(
        CareModel, on_delete=models.PROTECT, related_name="former"
    )
    number = models.PositiveIntegerField()  # from 1
    file_name = models.CharField(max_length=255)
    text = models.TextField()  # JSON
    model_hash = models.CharField(max_length=64)
    on = models.DateField()  # when it was brought

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model", "number"],
                condition=Q(removed=False),
                name="a_version_has_a_number_of_its_own",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


@kept
class Foretold(OfOneIndicator):
    """An indicator whose value a measure of a model foretells.

    What is foretold is shown beside the evidence, and is none of it.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="foretold"
    )
    model = models.ForeignKey(
        CareModel, on_delete=models.PROTECT, related_name="foretells"
    )
    what = models.CharField(max_length=40)  # as in `wholeflow.simulation.measures`
    of = models.CharField(max_length=200, blank=True)
    told_in = models.CharField(max_length=30)  # the unit; see `scenarios.units`

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model", "indicator"],
                condition=Q(removed=False),
                name="a_model_foretells_an_indicator_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.of}"


@kept
class Scenario(OfOneModel):
    """Named changes to a model, in plain words, and how they are tried."""

    model = models.ForeignKey(
        CareModel, on_delete=models.PROTECT, related_name="scenarios"
    )
    name = models.CharField(max_length=LINE_LIMIT)
    changes = models.TextField()  # one a line; see `wholeflow.simulation.experiments`
    days = models.PositiveIntegerField()  # of each run, what is not counted among them
    warm_up_days = models.FloatField(null=True)  # not counted; null lets it be chosen
    runs = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model", "name"],
                condition=Q(removed=False),
                name="a_scenario_has_a_name_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, runs__gte=2), name="a_scenario_can_be_tried"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@kept
class ScenarioResult(models.Model):
    """What a scenario came to beside its model, and all that gives the same again.

    What it was tried with is copied, since the scenario may be said otherwise later.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    removed = models.BooleanField(default=False)
    scenario = models.ForeignKey(
        Scenario, on_delete=models.PROTECT, related_name="results"
    )
    changes = models.TextField()
    model_hash = models.CharField(max_length=64)
    days = models.PositiveIntegerField()
    warm_up_hours = models.FloatField()
    long_enough = models.BooleanField()  # to choose that warm-up
    runs = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    version = models.CharField(max_length=40)  # of wholeflow
    findings = models.TextField()  # JSON; see `scenarios.findings`
    by = models.CharField(max_length=36, blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.scenario_id} with seed {self.seed}"

    def processes(self) -> list[str]:
        return self.scenario.processes()

    def decided_by(self) -> list[Process]:
        return self.scenario.decided_by()


class Job(models.Model):
    """Long work on a log or a scenario: how far it is, and how it ended.

    It passes, so the history does not tell of it; what it leads to is a change.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    log = models.ForeignKey(
        EventLog, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    scenario = models.ForeignKey(
        Scenario, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=9, default="queued")
    progress = models.FloatField(default=0.0)
    words = models.TextField(blank=True)  # what is being done, or why it ended so
    part = models.TextField(blank=True)  # of which part of the log; `Chosen.address`
    by = models.CharField(max_length=36, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=KINDS) & Q(state__in=JOB_STATES),
                name="job_kind_and_state_are_known",
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=1),
                name="progress_is_between_0_and_1",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, ended_at=None)
                | ~Q(state__in=UNFINISHED) & Q(ended_at__isnull=False),
                name="a_job_ends_when_it_is_finished",
            ),
            models.UniqueConstraint(
                fields=["log"],
                condition=Q(state__in=UNFINISHED),
                name="one_job_at_a_time_for_a_log",
            ),
            models.UniqueConstraint(
                fields=["scenario"],
                condition=Q(state__in=UNFINISHED),
                name="one_job_at_a_time_for_a_scenario",
            ),
            models.CheckConstraint(
                condition=Q(kind="compare", log=None, scenario__isnull=False)
                | ~Q(kind="compare") & Q(log__isnull=False, scenario=None),
                name="a_job_is_on_a_log_or_a_scenario",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_id}: {self.state}"

    @property
    def on_id(self) -> UUID:
        """The id of what it is done on."""
        on = self.log_id or self.scenario_id
        assert on is not None, "the database holds that there is one"
        return on

    @property
    def unfinished(self) -> bool:
        """Whether it waits for its turn or is being done."""
        return self.state in UNFINISHED

    @property
    def percent(self) -> int:
        """How far it is, in hundredths."""
        return round(100 * self.progress)
