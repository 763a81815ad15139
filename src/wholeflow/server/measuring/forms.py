"""What is asked when somebody brings evidence. Reasons come before numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from wholeflow.evidence import Flag
from wholeflow.server.history import clock
from wholeflow.server.mapping.acting import Alone, Answers, words_of
from wholeflow.server.measuring.actions import NewIndicator, NewPoint

STRENGTHS = (
    (0, "none"),
    (20, "little"),
    (50, "some"),
    (80, "strong"),
    (100, "conclusive"),
)


def _strength(label: str) -> forms.IntegerField:
    words = ", ".join(f"{number} {word}" for number, word in STRENGTHS)
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100,
        step_size=5,
        initial=0,
        help_text=f"From 0 to 100: {words}.",
    )


class JudgeForm(Alone):
    """Two questions, never one, and the reason first."""

    reason = forms.CharField(
        label="What shows that it is working, and what shows that it is not?",
        help_text="Reasons first. “Gut feeling” is a reason, and others will see it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence_for = _strength("How strong is what shows that it is working?")
    evidence_against = _strength("How strong is what shows that it is not?")

    def about(self) -> str:
        """Say what success is, because that is what evidence speaks for."""
        successes = self.process.successes.filter(removed=False, of_failure=False)
        return "; ".join(each.text for each in successes.order_by("id"))

    def answers(self) -> Answers:
        """Give the two strengths as one flag."""
        given = super().answers()
        given_for, against = given.pop("evidence_for"), given.pop("evidence_against")
        return {**given, "flag": Flag.from_weights(given_for / 100, against / 100)}


class OneJudgementForm(Alone):
    judgement_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which judgement it is."""
        return words_of(self, "judgement_id", self.process.judgements.all())


class OneIndicatorForm(Alone):
    indicator_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which indicator it is."""
        return words_of(self, "indicator_id", self.process.indicators.all())


class DayField(forms.DateField):
    """A day, chosen or typed; today unless another is given."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, initial=_today, **kwargs)


def _today() -> date:
    return clock.today()


class IndicatorForm(Alone):
    name = forms.CharField(label="What is measured?", max_length=200)
    unit = forms.CharField(label="In what unit?", max_length=40, required=False)
    fail = forms.FloatField(label="At which value does the process fail outright?")
    target = forms.FloatField(label="At which value does it succeed outright?")
    source = forms.CharField(label="Where do the numbers come from?", max_length=300)
    half_life_days = forms.IntegerField(
        label="After how many days has a value lost half its weight?",
        min_value=1,
        max_value=36_500,  # a hundred years
        required=False,
        initial=180,
        help_text="Leave it empty for evidence that does not age.",
    )
    on = DayField(label="Day of the first value")
    value = forms.FloatField(label="First value")

    def answers(self) -> Answers:
        """Give the library's values."""
        given = super().answers()
        point = NewPoint(on=given.pop("on"), value=given.pop("value"))
        return {"indicator": NewIndicator(**given), "points": [point]}


class ValueForm(OneIndicatorForm):
    on = DayField(label="Day")
    value = forms.FloatField(label="Value")

    def answers(self) -> Answers:
        """Give the library's value."""
        given = super().answers()
        point = NewPoint(on=given.pop("on"), value=given.pop("value"))
        return {**given, "point": point}
