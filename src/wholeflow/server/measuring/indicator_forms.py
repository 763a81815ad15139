"""What is asked when somebody brings what is measured, or decides about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from wholeflow.server.history import clock
from wholeflow.server.mapping.acting import Alone, Answers, words_of
from wholeflow.server.measuring.indicating import NewIndicator, NewPoint


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
