"""What is asked when somebody brings what is measured, or decides about it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping.acting import Alone, Answers, words_of
from wholeflow.server.measuring.charting import FEWEST_FOR_BASELINE
from wholeflow.server.measuring.charts import NAMES
from wholeflow.server.measuring.indicating import (
    NewIndicator,
    NewPoint,
    readable_indicators,
)
from wholeflow.server.measuring.models import MOST_PEOPLE, Indicator
from wholeflow.server.measuring.worth import Bearing, Worth

BETTER = (("up", "Higher is better"), ("down", "Lower is better"))
SURELY = (
    ("1-1", "Surely"),
    ("0.8-1", "Nearly surely"),
    ("0.5-1", "More likely than not"),
    ("0-1", "It says nothing about that"),
)


class DayField(forms.DateField):
    """A day, chosen or typed; today unless another is given."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, initial=_today, **kwargs)


def _today() -> date:
    return clock.today()


def _reason(label: str, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, widget=widget, required=required)


def _better(neither: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Which way is better?",
        choices=(*BETTER, ("", neither)),
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )


def _fail(label: str) -> forms.FloatField:
    hint = "Values in between count in proportion. Leave it empty if the target is "
    return forms.FloatField(
        label=label, required=False, help_text=f"{hint}only met or not met."
    )


def _partner() -> forms.CharField:
    return forms.CharField(
        label="What might get worse while this gets better?",
        required=False,
        help_text="The name of another indicator, of any process you read; it then "
        "balances this one.",
    )


class OneIndicatorForm(Alone):
    """Something about one indicator, on whose page it is done."""

    indicator_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which indicator it is."""
        return words_of(self, "indicator_id", self.process.indicators.all())

    def page(self) -> str:
        """Give the page of the indicator, as long as it is there."""
        row = self.indicator()
        if row is None:
            return super().page()
        return reverse("indicator-page", args=[self.process.pk, row.pk])

    def indicator(self) -> Indicator | None:
        """Give the indicator that the hidden field names, if it is there."""
        try:
            key = UUID(str(self["indicator_id"].value()))
        except ValueError:
            return None
        return self.process.indicators.filter(pk=key, removed=False).first()


class IndicatorForm(Alone):
    name = forms.CharField(label="What is measured?", max_length=200)
    unit = forms.CharField(
        label="In what unit?",
        max_length=40,
        required=False,
        help_text="Such as days, %, people.",
    )
    better = _better("Neither, or not said yet")
    target = forms.FloatField(
        label="At which value does the process succeed outright?",
        required=False,
        help_text="Leave it empty to watch the values; they then say nothing for or "
        "against.",
    )
    fail = _fail("At which value does it fail outright?")
    source = forms.CharField(label="Where do the numbers come from?", max_length=300)
    half_life_days = forms.IntegerField(
        label="After how many days has a value lost half its weight?",
        min_value=1,
        max_value=36_500,  # a hundred years
        required=False,
        initial=180,
        help_text="Leave it empty for evidence that does not age.",
    )
    balanced_by = _partner()
    open_data = forms.BooleanField(
        label="These figures are published: show them, and count them, as they are",
        required=False,
    )
    on = DayField(label="Day of the first value")
    value = forms.FloatField(label="First value", required=False)

    def clean_balanced_by(self) -> UUID | None:
        """Find the partner."""
        return partner_named(self.by, self.cleaned_data["balanced_by"])

    def answers(self) -> Answers:
        """Give the library's values."""
        given = super().answers()
        on, value = given.pop("on"), given.pop("value")
        partner = given.pop("balanced_by")
        points = [] if value is None else [NewPoint(on=on, value=value)]
        indicator = NewIndicator(**given, balanced_by_id=partner)
        return {"indicator": indicator, "points": points}


class ValueForm(OneIndicatorForm):
    on = DayField(label="Day")
    value = forms.FloatField(label="Value")
    people = forms.IntegerField(
        label="Of how many people?",
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
    )
    note = forms.CharField(label="What should be known about it?", required=False)

    def answers(self) -> Answers:
        """Give the library's value."""
        given = super().answers()
        row = given.pop("indicator_id")
        return {"indicator_id": row, "point": NewPoint(**given)}


class WorthForm(OneIndicatorForm):
    """From failing to succeeding, met or not met, drawn by hand, or only watched."""

    better = _better("Neither: in the middle, or only watched")
    target = forms.FloatField(
        label="At which value does the process succeed outright?", required=False
    )
    fail = _fail("At which value does it fail outright?")
    knots = forms.CharField(
        label="Or draw what values are worth",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A value and its worth from 0 to 1 on each line, such as “85 0” and "
        "“92 1”; straight in between. Use this where success lies in the middle, or "
        "does not grow evenly. The target is then only shown.",
    )
    reason = _reason("Why these?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (row := self.indicator()) is None:
            return
        for name in ("better", "target", "fail"):
            self.initial.setdefault(name, getattr(row, name))
        knots = row.knots.filter(removed=False).order_by("value")
        lines = [f"{knot.value:g} {knot.worth:g}" for knot in knots]
        self.initial.setdefault("knots", "\n".join(lines))

    def clean_knots(self) -> tuple[tuple[float, float], ...]:
        """Read the lines as pairs of numbers.

        Raises
        ------
        ValidationError
            For a line that is no two numbers.
        """
        knots = []
        for line in self.cleaned_data["knots"].splitlines():
            words = line.replace(",", " ").replace(":", " ").split()
            if not words:
                continue
            try:
                value, worth = map(float, words)
            except ValueError:
                raise forms.ValidationError(
                    f"Expected a value and its worth, such as “92 1”; got “{line}”."
                ) from None
            knots.append((value, worth))
        return tuple(knots)

    def answers(self) -> Answers:
        """Give what values are worth."""
        given = super().answers()
        names = ("fail", "target", "better", "knots")
        worth = Worth(**{name: given.pop(name) for name in names})
        return {**given, "worth": worth}


class BearingForm(OneIndicatorForm):
    """Two questions on what it says of success, and one on the numbers themselves."""

    sufficiency = forms.ChoiceField(
        label="If this is well, does the process succeed?",
        choices=SURELY,
        widget=forms.RadioSelect,
    )
    necessity = forms.ChoiceField(
        label="If this is not well, does the process fail?",
        choices=SURELY,
        widget=forms.RadioSelect,
    )
    reliability = forms.IntegerField(
        label="How far are the numbers to be relied on?",
        min_value=0,
        max_value=100,
        step_size=5,
        help_text="From 0, not at all, to 100, wholly; the rest stays not known.",
    )
    reason = _reason("Why?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (row := self.indicator()) is None:
            return
        for name in ("sufficiency", "necessity"):
            low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
            self.initial.setdefault(name, f"{low:g}-{high:g}")
        self.initial.setdefault("reliability", round(100 * row.reliability))

    def answers(self) -> Answers:
        """Give the words as chances."""
        given = super().answers()
        bearing = Bearing(
            sufficiency=_chances(given.pop("sufficiency")),
            necessity=_chances(given.pop("necessity")),
            reliability=given.pop("reliability") / 100,
        )
        return {**given, "bearing": bearing}


class BalanceForm(OneIndicatorForm):
    balanced_by = _partner()
    reason = _reason("Why this one?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.indicator()
        others = self.process.indicators.filter(removed=False).order_by("name")
        names = [f"“{each}”" for each in others if each != row][:5]
        if names:
            hint = self.fields["balanced_by"].help_text
            self.fields["balanced_by"].help_text = f"{hint} Here: {', '.join(names)}."
        if row is not None and row.balanced_by_id is not None:
            known = readable_indicators(self.by).filter(pk=row.balanced_by_id).first()
            if known is not None:
                named = f"{known.process.name}: {known.name}"
                self.initial.setdefault("balanced_by", named)

    def clean_balanced_by(self) -> UUID | None:
        """Find the partner."""
        return partner_named(self.by, self.cleaned_data["balanced_by"])


class ChartForm(OneIndicatorForm):
    chart = forms.ChoiceField(
        label="How is it drawn?", choices=tuple(NAMES.items()), widget=forms.RadioSelect
    )
    baseline = forms.IntegerField(
        label="From how many first values do the limits come?",
        min_value=1,
        max_value=1000,
        required=False,
        help_text=f"At least {FEWEST_FOR_BASELINE}, seldom more than 20. Leave it empty "
        "to take all.",
    )
    reason = _reason("Why?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.indicator()
        for name in ("chart", "baseline"):
            self.initial.setdefault(name, getattr(row, name, None))


class RebaseForm(OneIndicatorForm):
    on = DayField(label="From which day?")
    reason = _reason("What is known to have changed in the process?", required=True)


class RebaseOutForm(OneIndicatorForm):
    rebase_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which limits go."""
        row = self.indicator()
        return words_of(self, "rebase_id", row.rebases.all()) if row else ""


class OnePointForm(OneIndicatorForm):
    point_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which value of which indicator it is."""
        if (row := self.indicator()) is None:
            return ""
        return f"{row}: {words_of(self, 'point_id', row.points.all())}"


class SetAsideForm(OnePointForm):
    reason = _reason("Why does this value belong to something else?", required=True)


def partner_named(by: Person, text: str) -> UUID | None:
    """Find an indicator by its name, or by “process: indicator”.

    Raises
    ------
    ValidationError
        If there is none that this person reads, or more than one.
    """
    text = text.strip()
    if not text:
        return None
    rows = readable_indicators(by)
    found = list(rows.filter(name__iexact=text)[:2])
    whole, _, name = text.partition(":")
    if not found and name:
        found = list(
            rows.filter(process__name__iexact=whole.strip(), name__iexact=name.strip())[
                :2
            ]
        )
    if len(found) == 1:
        return found[0].pk
    if found:
        raise forms.ValidationError(
            "More than one indicator is called so. Write the process before it: "
            f"“{found[0].process}: {found[0]}”."
        )
    near = [
        f"“{row}”" for row in rows.filter(name__icontains=text).order_by("name")[:3]
    ]
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise forms.ValidationError(f"No indicator that you read is called so.{hint}")


def _chances(words: str) -> tuple[float, float]:
    low, high = words.split("-")
    return float(low), float(high)
