"""What is asked when somebody judges. Reasons come before numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms.widgets import Script

from wholeflow.processes.process import TEXT_LIMIT
from wholeflow.server.mapping.acting import Alone, Answers, words_of
from wholeflow.server.mapping.models import Success
from wholeflow.server.measuring.actions import (
    JUDGEMENT_HALF_LIFE_DAYS,
    NewJudgement,
)
from wholeflow.server.measuring.models import Judgement

STRENGTHS = (
    (0, "none"),
    (20, "little"),
    (50, "some"),
    (80, "strong"),
    (100, "conclusive"),
)
BASES_IN_WORDS = (
    ("seen", "Seen at first hand"),
    ("interviews", "Interviews"),
    ("stories", "Stories"),
    ("workshop", "A workshop"),
    ("audit", "An audit"),
    ("records", "Records"),
    ("gut feeling", "Gut feeling"),
)
WEIGHTS = (("1", "As it stands"), ("0.5", "Half"), ("0.25", "A quarter"))
VAGUE = (("0", "No, it is clear"), ("0.5", "Somewhat"), ("1", "Very"))
VARIES = (("0", "Hardly"), ("0.5", "Somewhat"), ("1", "Much"))
AGES = (
    ("30", "A month"),
    ("90", "Three months"),
    ("180", "Half a year"),
    ("365", "A year"),
    ("never", "It does not age"),
)


def share_field(
    label: str, choices: Iterable[tuple[str, str]], otherwise: float, help_text: str
) -> forms.TypedChoiceField:
    """Ask for a share from 0 to 1 in words."""
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=float,
        empty_value=otherwise,  # type: ignore[arg-type]  # what `coerce` gives
        initial=f"{otherwise:g}",
        required=False,
        help_text=help_text,
    )


def weight_field() -> forms.TypedChoiceField:
    """Ask how much evidence is to count."""
    return share_field(
        "How much should it count?",
        WEIGHTS,
        1.0,
        "What does not count stays not known. Others see the weight.",
    )


def ageing_field(otherwise: int) -> forms.TypedChoiceField:
    """Ask after what time evidence has lost half its weight, in words."""
    return forms.TypedChoiceField(
        label="For how long does it hold?",
        choices=AGES,
        coerce=lambda word: None if word == "never" else int(word),
        empty_value=otherwise,  # type: ignore[arg-type]  # what `coerce` gives
        initial=str(otherwise),
        required=False,
        help_text="After a month it begins to fade; after the time chosen here it has "
        "lost half its weight, and is asked about: is it still so?",
    )


def _reason(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
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
    """Two questions, never one; how it is known; and only then how strong it is."""

    body = "measuring/judge_form.html"
    REASONS = ("reason_for", "reason_against", "basis", "link")
    STRENGTHS = ("evidence_for", "evidence_against")
    NOT_KNOWING = ("fuzziness", "randomness")
    WEIGHING = ("reliability", "half_life_days")

    class Media:
        css: ClassVar = {"all": ["measuring/css/weighing.css"]}
        js: ClassVar = [Script("measuring/js/judge.js", type="module")]

    reason_for = _reason(
        "What shows that it is working?",
        "What you saw, heard or counted; one reason to a line.",
    )
    reason_against = _reason(
        "What shows that it is not?", "The two may contradict one another."
    )
    basis = forms.ChoiceField(
        label="How is it known?",
        choices=BASES_IN_WORDS,
        widget=forms.RadioSelect,
        required=False,
        help_text="A gut feeling needs no other reason. Others see that it is one.",
    )
    link = forms.CharField(
        label="Link to a document", required=False, help_text="http, https or mailto."
    )
    evidence_for = _strength("How strong is what shows that it is working?")
    evidence_against = _strength("How strong is what shows that it is not?")
    fuzziness = share_field(
        "Is it vague what success is?",
        VAGUE,
        0.0,
        "If it is, the words for success want mending before the process does.",
    )
    randomness = share_field(
        "Does it vary much by itself?",
        VARIES,
        0.0,
        "If it does, one good or bad day says little.",
    )
    reliability = weight_field()
    half_life_days = ageing_field(JUDGEMENT_HALF_LIFE_DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.process.judgements.filter(by=str(self.by.pk), removed=False)
        self.earlier: Judgement | None = said.first()
        if self.earlier and not self.is_bound:
            for name, value in _as_said(self.earlier).items():
                self.initial.setdefault(name, value)

    @property
    def successes(self) -> list[Success]:
        """What success is and what failure would be: what evidence speaks for."""
        stated = self.process.successes.filter(removed=False)
        return list(stated.order_by("of_failure", "id"))

    @property
    def has_parts(self) -> bool:
        """Whether it has parts, whose necessity was judged apart from this."""
        return self.process.part_links.filter(removed=False).exists()

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        """The fields in the order in which they are asked."""
        names = {
            "reasons": self.REASONS,
            "strengths": self.STRENGTHS,
            "not_knowing": self.NOT_KNOWING,
            "weighing": self.WEIGHING,
        }
        return {key: [self[name] for name in some] for key, some in names.items()}

    def answers(self) -> Answers:
        """Give the judgement, with strengths from 0 to 1."""
        given = super().answers()
        for name in self.STRENGTHS:
            given[name] /= 100
        return {"judgement": NewJudgement(**given)}


def _as_said(earlier: Judgement) -> dict[str, object]:
    """Give what somebody said before as the form asks it."""
    half_life = earlier.half_life_days
    return {
        "reason_for": earlier.reason_for,
        "reason_against": earlier.reason_against,
        "basis": earlier.basis,
        "link": earlier.link,
        "evidence_for": round(100 * earlier.evidence_for),
        "evidence_against": round(100 * earlier.evidence_against),
        "fuzziness": f"{earlier.fuzziness:g}",
        "randomness": f"{earlier.randomness:g}",
        "reliability": f"{earlier.reliability:g}",
        "half_life_days": "never" if half_life is None else str(half_life),
    }


class OneJudgementForm(Alone):
    judgement_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Say which judgement it is."""
        mine = self.process.judgements.filter(by=str(self.by.pk))
        return words_of(self, "judgement_id", mine)
