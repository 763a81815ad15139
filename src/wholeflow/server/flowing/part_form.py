"""The form above a journey: a period, a place, a cohort, a layer. It is sent by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from wholeflow.server.asking import AskingForm
from wholeflow.server.flowing.chosen import MORE, Chosen

PERIOD = ("since", "until")
LAYERS = ("", "one layer up", "two layers up", "three layers up", "four layers up")


class PartForm(AskingForm):
    """Which part of a log is shown; it is sent in the address."""

    since = forms.DateField(
        label="Began on or after",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label="and before",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.ChoiceField(label="Came to", required=False)
    who = forms.ChoiceField(label="Who", required=False)
    layer = forms.TypedChoiceField(
        label="Between", required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        given: Mapping[str, Any] | None,
        *,
        choices: Mapping[str, Any],
        layers: int,
    ) -> None:
        super().__init__(given or None, label_suffix="")
        places = [("", "Any place"), *((name, name) for name in choices["places"])]
        self._offer_or_drop("place", places, least=3)
        columns = choices["columns"].items()
        self._choices("who").choices = [
            ("", "Everybody"),
            *((_heading(column), _values(column, names)) for column, names in columns),
        ]
        above = [(at, f"wholes {LAYERS[at]}") for at in range(1, layers)]
        self._offer_or_drop("layer", [("", "the processes tied"), *above], least=2)

    def clean(self) -> dict[str, Any]:
        """See that a period ends after it begins."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until <= since:
            self.add_error("until", "Expected a day after the first. Mend one of them.")
        return given

    def chosen(self) -> Chosen:
        """Give what was chosen; everything where nothing was or could be."""
        if not self.is_bound or not self.is_valid():
            return Chosen()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        days = {name: given[name].isoformat() for name in PERIOD if name in given}
        return Chosen(**{**given, **days})

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "it was made so above"
        return field

    def _offer_or_drop(
        self, name: str, choices: Sequence[tuple[Any, str]], *, least: int
    ) -> None:
        """Offer choices; where there is nothing to choose there is no field."""
        if len(choices) < least:
            del self.fields[name]
        else:
            self._choices(name).choices = choices


def _heading(column: str) -> str:
    return "Had" if column == "activity" else column.removeprefix(MORE)


def _values(column: str, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"{column}={name}", name) for name in names]
