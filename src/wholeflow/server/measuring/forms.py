"""What is asked when somebody brings evidence. Reasons come before numbers."""

from __future__ import annotations

from django import forms

from wholeflow.evidence import Flag
from wholeflow.server.mapping.acting import Alone, Answers, words_of

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
