"""What is asked of whoever brings a model, and says what in it is what on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wholeflow.errors import BadModel, WholeflowError
from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import queries as of_logs
from wholeflow.server.flowing.forms import (
    MOST_OFFERED,
    NamesInput,
    TiesForm,
    ToldForm,
    process_called,
)
from wholeflow.server.flowing.models import CareModel
from wholeflow.server.flowing.scenarios import sentences
from wholeflow.server.flowing.scenarios.actions import SaidOfModel
from wholeflow.server.flowing.scenarios.coming_in import MOST_MB
from wholeflow.server.flowing.scenarios.units import UNITS
from wholeflow.server.measuring.models import Indicator
from wholeflow.simulation import Model
from wholeflow.simulation.measures import chief_measures

LABELS = (
    ("organisation", "Members of the organisation that holds it"),
    ("system", "Everybody who is signed in"),
    ("public", "Everybody"),
)
FAULTS_TOLD = 20


class SaidOfModelForm(ToldForm):
    """What it is for, where its numbers come from, who sees it."""

    title = forms.CharField(
        label="What shall it be called?",
        max_length=LINE_LIMIT,
        help_text="Such as “The front door and the wards, winter”.",
    )
    purpose = forms.CharField(
        label="What is it for?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The question it should answer.",
    )
    source = forms.CharField(
        label="Where do its numbers come from?",
        help_text="Such as “Fitted to the ward system, April to September 2026”, or "
        "“Guessed by those who work there”.",
    )
    label = forms.ChoiceField(
        label="Who sees it, and what is tried on it?",
        choices=LABELS,
        widget=forms.RadioSelect,
        initial="organisation",
    )

    def said(self) -> SaidOfModel:
        """Give what was said, as an action takes it."""
        names = SaidOfModelForm.base_fields
        return SaidOfModel(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def of(cls, model: CareModel) -> dict[str, Any]:
        """Give what was said of a model, to say it again."""
        return {name: getattr(model, name) for name in cls.base_fields}


class ModelFileForm(ToldForm):
    """The file of a model, by itself."""

    file = forms.FileField(
        label="The file",
        help_text="A simulation model in YAML or JSON, such as wholeflow simulate runs.",
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large for a model before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        size = (file.size or 0) / 1e6
        if size > MOST_MB:
            raise forms.ValidationError(
                f"Expected at most {MOST_MB:g} MB; got {size:,.1f} MB. A model that was "
                "made, and not recorded, is far smaller."
            )
        return file

    def sent(self) -> dict[str, Any]:
        """Give the file's name and content, as an action takes them."""
        file = self.cleaned_data["file"]
        return {"file_name": str(file.name), "content": file.read()}

    def tell(self, refused: WholeflowError) -> None:
        """Say everything that is wrong with the file beside its field."""
        if not isinstance(refused, BadModel):
            super().tell(refused)
            return
        for fault in refused.faults[:FAULTS_TOLD]:
            self.add_error("file", str(fault))
        if len(refused.faults) > FAULTS_TOLD:
            more = len(refused.faults) - FAULTS_TOLD
            self.add_error("file", f"And {more:,} more of the same kind.")


class BringModelForm(ModelFileForm, SaidOfModelForm):
    """The file, of which process it is a model, and all that is said of it."""

    process = forms.CharField(
        label="What is it a model of?",
        help_text="A process of the map that your organisation keeps. The model hangs "
        "on it.",
    )
    field_order = ("file", "process")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        names = of_logs.homes(by).values_list("name", flat=True)[:MOST_OFFERED]
        self.fields["process"].widget = NamesInput(list(dict.fromkeys(names)))

    def clean_process(self) -> str:
        """Find the process by its name, or its id."""
        return process_called(
            of_logs.homes(self.by), self.cleaned_data["process"], "of your organisation"
        )


class NodesForm(TiesForm):
    """The process that each node of a model stands for, by its name."""

    body = "flowing/scenarios/nodes_fields.html"


class ForetoldForm(ToldForm):
    """Which indicator is foretold, in which measure, and in which unit."""

    body = "shell/form.html"

    indicator = forms.ChoiceField(label="Which indicator?")
    measure = forms.ChoiceField(label="Which measure of the model foretells it?")
    told_in = forms.ChoiceField(
        label="And in which unit is the indicator?",
        choices=[(key, unit.words) for key, unit in UNITS.items()],
    )

    def __init__(
        self, *args: Any, indicators: Sequence[Indicator], model: Model, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measures = dict(enumerate(chief_measures(model)))
        named = [(str(row.pk), f"{row.process.name}: {row.name}") for row in indicators]
        told = [
            (at, f"{each.of or sentences.WHOLE}: {sentences.MEASURES[each.what]}")
            for at, each in self.measures.items()
        ]
        for name, choices in (("indicator", named), ("measure", told)):
            self.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> dict[str, Any]:
        """Give what was chosen, as an action takes it."""
        measure = self.measures[int(self.cleaned_data["measure"])]
        return {
            "indicator_id": UUID(self.cleaned_data["indicator"]),
            "what": measure.what,
            "of": measure.of,
            "told_in": self.cleaned_data["told_in"],
        }
