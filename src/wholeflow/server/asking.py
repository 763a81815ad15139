"""What a form says where an answer cannot be taken, in one voice for every form.

Each refusal tells what was expected, what was given and what to do. A number in an address
was typed by nobody: it is held within bounds, and not refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LONGEST_SHOWN = 60  # characters of what was given; who typed it knows the rest
_OURS = {"required", "invalid", "invalid_choice", "min_value", "max_value"}
_OURS |= {"step_size", "max_length", "empty"}
"""Codes of the faults that a field finds by itself; what a form finds it has worded."""


class AskingForm(forms.Form):
    """A form whose fields refuse in the words of the house."""

    def add_error(self, field: str | None, error: Any) -> None:  # as Django's own
        """Add a fault; one that a field found by itself is told in our words."""
        if field is None or not isinstance(error, ValidationError):
            super().add_error(field, error)
            return
        if not hasattr(error, "error_dict") and _codes(error) & _OURS:
            given = self[field].data
            error = ValidationError(_refusal(self.fields[field], error, given))
        super().add_error(field, error)


def cut(text: str) -> str:
    """Give a text as a message may repeat it."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def whole_number(
    asked: Mapping[str, str], name: str, otherwise: int, *, least: int, most: int
) -> int:
    """Read a whole number from an address, held within bounds."""
    text = asked.get(name, "")
    wanted = int(text) if text.isdecimal() and len(text) < 6 else otherwise
    return min(max(wanted, least), most)


def _codes(error: ValidationError) -> set[str]:
    return {each.code or "" for each in error.error_list}


def _refusal(field: forms.Field, error: ValidationError, given: object) -> str:
    typed = "" if given is None else str(given).strip()
    if field.widget.is_hidden:
        return "What this is about was lost on the way. Open the page again."
    codes = _codes(error)
    if "max_length" in codes:
        most = getattr(field, "max_length", None)
        return f"Expected at most {most} characters; got {len(typed)}. Shorten it."
    got = "nothing" if "required" in codes else f"“{cut(typed)}”"
    expected, advice = _asked(field, typed)
    return f"Expected {expected}; got {got}. {advice}"


def _asked(field: forms.Field, typed: str) -> tuple[str, str]:
    """Give what a field expects, and what to do about what was typed."""
    if isinstance(field, forms.IntegerField):
        return _number_expected(field), _number_advice(field, typed)
    if isinstance(field, forms.DateField):
        return "a day such as 2023-01-31", "Write the year, the month and the day."
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return "one of the answers offered", "Choose one of them."
    if isinstance(field, forms.FileField):
        return "a file with something in it", "Choose one."
    return "words", "Write them again." if typed else "Write them here."


def _number_expected(field: forms.IntegerField) -> str:
    least, most, step = _limits(field)
    told = "a number" if isinstance(field, forms.FloatField) else "a whole number"
    if least is not None and most is not None:
        told += f" from {least} to {most:,}"
    elif least is not None:
        told += f" of {least} or more"
    elif most is not None:
        told += f" of at most {most:,}"
    return f"{told} in steps of {step}" if step else told


def _number_advice(field: forms.IntegerField, typed: str) -> str:
    number = _number(typed)
    least, most, step = _limits(field)
    if not typed:
        return "Write 0 for none." if least == 0 else "Write it in figures."
    is_share = most == 100 and number is not None and not 1 <= number <= 100
    if "%" in typed or (is_share and number != 0):
        return "Write 40 % as 40."
    if step and number is not None:
        below = math.floor(number / step) * step
        return f"Write {below} or {below + step}."
    if number is None:
        decimals = "," in typed
        return "Write decimals with a point." if decimals else "Write it in figures."
    return "Mend it." if field.required else "Mend it, or leave it empty."


def _limits(field: forms.IntegerField) -> list[int | None]:
    """Give the least, the most and the step, where there are such."""
    given = (field.min_value, field.max_value, field.step_size)
    return [limit() if callable(limit) else limit for limit in given]


def _number(typed: str) -> float | None:
    try:
        number = float(typed)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
