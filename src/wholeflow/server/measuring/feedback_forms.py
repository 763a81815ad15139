"""What is asked when somebody brings what people said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from wholeflow.server.mapping.acting import Alone, Answers, words_of
from wholeflow.server.measuring.forms import ageing_field, weight_field
from wholeflow.server.measuring.hearing import (
    FEEDBACK_HALF_LIFE_DAYS,
    QUESTIONS_ABOUT_A_STEP,
    NewFeedback,
    step_of,
)
from wholeflow.server.measuring.indicator_forms import DayField
from wholeflow.server.measuring.models import MOST_PEOPLE

ANOTHER = "another"


def _people(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_PEOPLE, help_text=help_text
    )


class FeedbackForm(Alone):
    """What people were asked about a process, and how many answered what."""

    question = forms.CharField(
        label="What were people asked?",
        max_length=300,
        help_text="Such as “Did you know what would happen next?”, so that yes is good.",
    )
    source = forms.CharField(
        label="Where do the answers come from?",
        max_length=300,
        help_text="Such as “Cards handed out on the ward, May 2026”.",
    )
    good = _people("How many gave a good answer?")
    bad = _people("How many gave a bad one?")
    not_known = _people(
        "How many did not know?", "They stay not known: neither good nor bad."
    )
    on = DayField(label="On which day were they counted?")
    open_data = forms.BooleanField(
        label="The numbers are published, so small ones may be shown as they are",
        required=False,
    )
    reliability = weight_field()
    half_life_days = ageing_field(FEEDBACK_HALF_LIFE_DAYS)

    def answers(self) -> Answers:
        """Give the feedback."""
        return {"feedback": NewFeedback(**super().answers())}


class StepFeedbackForm(FeedbackForm):
    """What people were asked about the step between a process and its neighbour."""

    interlock_id = forms.UUIDField(widget=forms.HiddenInput)
    asked = forms.ChoiceField(
        label="What were people asked who took this step?",
        choices=[
            *((each, each) for each in QUESTIONS_ABOUT_A_STEP),
            (ANOTHER, "Another question, in the next box"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    field_order = ("asked", "question")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].required = False
        self.fields["question"].label = "Another question"

    def about(self) -> str:
        """Say which step it is, between which two."""
        try:
            key = UUID(str(self["interlock_id"].value()))
        except ValueError:
            return ""
        step = step_of(self.by, self.process, key)
        return f"{step.giver} gives {step.passes} to {step.receiver}: {step.what}"

    def clean(self) -> dict[str, Any]:
        """Take the question from the list, or the one that was written."""
        given = super().clean() or self.cleaned_data
        chosen = given.pop("asked", "")
        if chosen and chosen != ANOTHER:
            given["question"] = chosen
        elif not given.get("question"):
            self.add_error("asked", "Choose a question, or write another.")
        return given


class OneFeedbackForm(Alone):
    feedback_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which feedback it is."""
        mine = self.process.feedback.filter(by=str(self.by.pk))
        return words_of(self, "feedback_id", mine)
