"""What is asked of whoever writes a scenario: sliders, words, and how it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from wholeflow.errors import BadInput, WholeflowError
from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.flowing.forms import ToldForm
from wholeflow.server.flowing.scenarios import dials as turning
from wholeflow.server.flowing.scenarios import dials_in_words, trial
from wholeflow.server.flowing.scenarios.dials import Dial
from wholeflow.simulation import Model

USUAL = trial.Said(name="", changes="")
HOW = ("days", "warm_up_days", "runs", "seed")


class DialInput(forms.NumberInput):
    """A number with a slider beside it, and how it is today; a number alone without scripts."""

    template_name = "flowing/scenarios/dial.html"

    def __init__(self, dial: Dial) -> None:
        super().__init__({"step": _figure(dial.step)})
        self.dial = dial

    def get_context(
        self,
        name: str,
        value: Any,  # as Django's own
        attrs: dict[str, Any] | None,
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {
            **context,
            "label": dials_in_words.label(self.dial),
            "unit": dials_in_words.unit(self.dial),
            "now": dials_in_words.now(self.dial),
        }


class ScenarioForm(ToldForm):
    """A slider for each number of a model, words for whatever else, and how it is tried."""

    body = "flowing/scenarios/scenario_fields.html"

    name = forms.CharField(
        label="What shall it be called?",
        max_length=LINE_LIMIT,
        help_text="Such as “Four more beds in winter”.",
    )
    words = forms.CharField(
        label="Other changes, one on each line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: closed Ward from day 28 for 3 days. They are made after those "
        "above.",
    )
    days = forms.IntegerField(
        label="Days of each run",
        min_value=1,
        max_value=trial.MOST_DAYS,
        initial=USUAL.days,
        help_text="With those at the beginning that are not counted.",
    )
    warm_up_days = forms.FloatField(
        label="Days at the beginning that are not counted",
        min_value=0,
        max_value=trial.MOST_DAYS,
        required=False,
        help_text="A run begins empty, which is too good to be true. Left empty, they "
        "are chosen and told.",
    )
    runs = forms.IntegerField(
        label="Runs",
        min_value=2,
        max_value=trial.MOST_RUNS,
        initial=USUAL.runs,
        help_text="More runs make narrower intervals.",
    )
    seed = forms.IntegerField(
        label="Which luck",
        min_value=0,
        max_value=trial.MOST_SEED,
        initial=USUAL.seed,
        help_text="The same number gives the same results again.",
    )

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        self.dials = turning.dials_of(model)
        super().__init__(*args, **kwargs)
        for dial in self.dials:
            self.fields[dial.key] = _field(dial)

    @classmethod
    def of(cls, said: trial.Said, model: Model) -> dict[str, Any]:
        """Give a scenario as the form shows it, to write it otherwise."""
        dials = turning.dials_of(model)
        turned, others = turning.read_back(dials, model, said.changes)
        told = {name: getattr(said, name) for name in said.__slots__}
        figures = {key: _figure(value) for key, value in turned.items()}
        return {**told, **figures, "words": "\n".join(others)}

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Give the sliders in groups, each with its heading."""
        for heading, kinds in dials_in_words.GROUPS.items():
            fields = [self[dial.key] for dial in self.dials if dial.kind in kinds]
            if fields:
                yield heading, fields

    def how(self) -> list[forms.BoundField]:
        """Give the fields of how it is tried."""
        return [self[name] for name in HOW]

    def has_words(self) -> bool:
        """Whether something stands in words, or is wrong with them."""
        return bool(self["words"].value() or self["words"].errors)

    def has_faults_in_how(self) -> bool:
        """Whether something is wrong with how it is to be tried."""
        return any(field.errors for field in self.how())

    def clean(self) -> dict[str, Any]:
        """See that a place closes after it has opened."""
        given: dict[str, Any] = super().clean() or {}
        for dial in self.dials:
            if dial.kind != "opens":
                continue
            closes = f"closes-{dial.at}"
            first, last = given.get(dial.key), given.get(closes)
            if first is not None and last is not None and first >= last:
                self.add_error(
                    closes,
                    f"Expected an hour after it opens at {first}; got {last}. A day ends "
                    "at 24.",
                )
        return given

    def said(self) -> trial.Said:
        """Give what was said, as an action takes it."""
        given = self.cleaned_data
        turned = {
            dial.key: float(given[dial.key])
            for dial in self.dials
            if given.get(dial.key) is not None
        }
        lines = turning.in_words(self.dials, turned)
        changes = "\n".join([*lines, *given["words"].splitlines()])
        return trial.Said(
            changes=changes, **{name: given[name] for name in ("name", *HOW)}
        )

    def tell(self, refused: WholeflowError) -> None:
        """Say what is wrong; a line that a slider wrote is no line of the words."""
        if isinstance(refused, BadInput):
            known = self.fields
            for fault in refused.faults:
                column = fault.column if fault.column in known else None
                self.add_error(column, fault.message[:1].upper() + fault.message[1:])
        else:
            self.add_error(None, str(refused))


def _field(dial: Dial) -> forms.Field:
    whole = all(float(each).is_integer() for each in (dial.now, dial.step))
    kind: Any = forms.IntegerField if whole else forms.FloatField
    field: forms.Field = kind(
        label=dials_in_words.label(dial),
        help_text=dials_in_words.hint(dial),
        required=False,
        initial=_figure(dial.now),
        min_value=_figure(dial.least),
        max_value=_figure(dial.most),
        step_size=None if dial.step == 1 else _figure(dial.step),
        widget=DialInput(dial),
    )
    return field


def _figure(value: float) -> float:
    """Give a whole number as one, so that nobody reads 60.0 beds."""
    return int(value) if float(value).is_integer() else value
