"""What is asked of players and of the owner about the parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms

from wholeflow.errors import NotFound
from wholeflow.governance import Act
from wholeflow.processes.combining import PARTS_LIMIT
from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.acting import ActForm, Alone, Answers
from wholeflow.server.mapping.forms import OnePartForm
from wholeflow.server.mapping.models import Part, PartsAnswer
from wholeflow.server.mapping.parts import answers, words
from wholeflow.server.mapping.parts.actions import Logic, Said

Chance = tuple[float, float]
Choices = Sequence[tuple[str, str]]

NO_PARTS = (
    "It has no parts that are shared with you, so there is nothing to test. Add a part "
    "first, or ask its owner."
)


NEVER = {"never": "Never: the whole cannot succeed without it"}


def _key(pair: Chance) -> str:
    return f"{pair[0]:g}-{pair[1]:g}"


def _pair(key: str) -> Chance:
    low, high = key.split("-")
    return float(low), float(high)


def _choices(
    known: Mapping[Chance, str], says: Mapping[str, str], stands: Chance | None = None
) -> Choices:
    """Give the words to choose from, and what stands where no word is for it."""
    choices = [
        (_key(pair), says.get(word, word.capitalize())) for pair, word in known.items()
    ]
    if stands is not None and stands not in known:
        choices.append((_key(stands), f"As it stands: {words.in_hundredths(stands)}"))
    return choices


def _radios(label: str, choices: Choices, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, **more
    )


class NecessityForm(OnePartForm):
    """How far the whole needs one part, as its owner decides."""

    necessity = _radios("If this part failed, could the whole still succeed?", ())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        link = self.process.part_links.filter(
            part=str(self["part_id"].value()), removed=False
        ).first()
        stands = (link.necessity_low, link.necessity_high) if link else None
        self.fields["necessity"].choices = _choices(  # type: ignore[attr-defined]  # a ChoiceField
            words.NECESSITY, NEVER, stands
        )
        if stands is not None:
            self.initial.setdefault("necessity", _key(stands))

    def answers(self) -> Answers:
        """Give the chosen words as two numbers."""
        return {
            **self.cleaned_data,
            "necessity": _pair(self.cleaned_data["necessity"]),
        }


class AnswerForm(Alone):
    """One player's test of the parts: each for itself, and all together."""

    enough = _radios(
        "Would the successes of the parts, together, be enough?",
        (("yes", "Yes"), ("no", "No"), ("unsure", "Cannot say")),
    )
    missing = forms.CharField(
        label="What is missing?",
        help_text="A part there should be, such as “Consulting all involved”.",
        max_length=LINE_LIMIT,
        required=False,
    )
    reason = forms.CharField(
        label="Why do you think so?",
        help_text="Others see it once they have answered themselves.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = answers.readable_links(self.by, self.process)
        if not self.links:
            raise NotFound(NO_PARTS)
        self.standing = answers.standing(self.process)
        self._ask_of_each_part()
        if self.mine:
            for name in ("enough", "missing", "reason"):
                self.initial.setdefault(name, getattr(self.mine, name))

    @property
    def mine(self) -> PartsAnswer | None:
        """What the person has answered before."""
        me = str(self.by.pk)
        return next((row for row in self.standing if row.by == me), None)

    @property
    def others(self) -> int:
        """How many others have answered."""
        return sum(row.by != str(self.by.pk) for row in self.standing)

    @property
    def may_edit(self) -> bool:
        """Whether the person declares what holds, too."""
        return queries.decision(self.by, Act.EDIT, self.process).allowed

    @cached_property
    def together(self) -> answers.Together | None:
        """All answers, for whoever has answered."""
        if self.mine is None:
            return None
        return answers.together(self.by, self.process, self.links, self.standing)

    def about(self) -> str:
        """Say what success is, because that is what the parts are for."""
        successes = self.process.successes.filter(removed=False, of_failure=False)
        return "; ".join(each.text for each in successes.order_by("id"))

    def answers(self) -> Answers:
        """Give the answers as one value."""
        given = super().answers()
        necessity = {
            link.part_id: _pair(given.pop(_of(link)))
            for link in self.links
            if given.get(_of(link))
        }
        said = Said(
            given["enough"], given["missing"].strip(), given["reason"], necessity
        )
        return {"said": said}

    def _ask_of_each_part(self) -> None:
        said = answers.said_of_parts(self.links if self.mine else [])
        asked: dict[str, forms.Field] = {}
        for link in self.links:
            asked[_of(link)] = _radios(
                f"If “{link.part.name}” failed, could the whole still succeed?",
                (
                    *_choices(words.NECESSITY, {}),
                    (_key(words.CANNOT_SAY), "Cannot say"),
                ),
            )
            for row in said.get(link, ()):
                if row.by == str(self.by.pk):
                    pair = (row.necessity_low, row.necessity_high)
                    self.initial.setdefault(_of(link), _key(pair))
        self.fields = {**asked, **self.fields}


def _of(link: Part) -> str:
    return f"part_{link.pk.hex}"


SURENESS = {
    "certain": "Certain: nothing else can make it fail",
    "nearly certain": "Nearly certain: now and then something else might",
    "doubtful": "Doubtful: something else may well make it fail",
}


class DeclareForm(ActForm):
    """What the owner declares once the players have been asked."""

    combining = _radios(
        "What does the whole need of its parts?",
        tuple(words.COMBINING.items()),
        required=False,
    )
    at_least = forms.IntegerField(
        label="At least how many?",
        help_text="Only where at least so many are needed.",
        min_value=1,
        max_value=PARTS_LIMIT,
        required=False,
    )
    suffice = _radios(
        "If it has what it needs of them, is that enough for its success?",
        (
            ("yes", "Yes: nothing else is needed"),
            ("no", "No: something is missing"),
            ("unsure", "Not yet to be said"),
        ),
    )
    sufficiency = _radios(
        "If yes, how sure are you?",
        (),
        required=False,
        help_text="With “nearly certain” its parts show at most 80 of 100 for it, with "
        "“doubtful” at most 50; the rest stays not known.",
    )
    dependence = _radios(
        "How do the parts hang together?",
        tuple(words.DEPENDENCE.items()),
        required=False,
        help_text="“Independent” means that nothing, such as a shift or a supplier, "
        "moves two of them at once; where they share a part below, the flag is widened "
        "by itself.",
    )
    reason = forms.CharField(
        label="Who was asked, and what did they say?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        process = self.process
        stands = (process.sufficiency_low, process.sufficiency_high)
        self.fields["sufficiency"].choices = _choices(  # type: ignore[attr-defined]  # a ChoiceField
            words.SUFFICIENCY, SURENESS, stands
        )
        self.stands = {
            "sufficiency": _key(stands),
            "combining": process.combining,
            "at_least": process.at_least,
            "dependence": process.dependence,
        }
        said = {True: "yes", False: "no", None: None}[process.parts_suffice]
        for name, value in {**self.stands, "suffice": said}.items():
            self.initial.setdefault(name, value)

    def clean(self) -> Answers:
        """Keep what stands where nothing is chosen; a number counts only where meant."""
        given = super().clean() or self.cleaned_data
        for name, value in self.stands.items():
            if given.get(name) in ("", None) and name not in self.errors:
                given[name] = value
        if given.get("combining") != "at least":
            given["at_least"] = None
        return given

    def answers(self) -> Answers:
        """Give yes, no and not tested as True, False and None, and the logic as one."""
        given = dict(self.cleaned_data)
        logic = Logic(
            combining=given.pop("combining"),
            at_least=given.pop("at_least"),
            dependence=given.pop("dependence"),
            sufficiency=_pair(given.pop("sufficiency")),
        )
        suffice = {"yes": True, "no": False, "unsure": None}[given.pop("suffice")]
        return {**given, "suffice": suffice, "logic": logic}


class ShareCasesForm(ActForm):
    """Of each part the lowest and the highest share of the cases, in percent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = answers.readable_links(self.by, self.process)
        if not self.links:
            raise NotFound(NO_PARTS)
        for link in self.links:
            for end, label in (("low", "lowest"), ("high", "highest")):
                name = f"{_of(link)}_{end}"
                self.fields[name] = forms.FloatField(
                    label=f"{link.part.name}, {label} %",
                    min_value=0,
                    max_value=100,
                    required=False,
                )
                share = getattr(link, f"share_{end}")
                if share is not None:
                    self.initial.setdefault(name, round(100 * share, 4))

    def clean(self) -> Answers:
        """Take one number alone for both ends."""
        given = super().clean() or self.cleaned_data
        for link in self.links:
            low, high = f"{_of(link)}_low", f"{_of(link)}_high"
            if given.get(low) is None and low not in self.errors:
                given[low] = given.get(high)
            if given.get(high) is None and high not in self.errors:
                given[high] = given.get(low)
        return given

    def answers(self) -> Answers:
        """Give the shares by part, from 0 to 1."""
        given = self.cleaned_data
        shares: dict[str, Chance | None] = {}
        for link in self.links:
            low, high = given[f"{_of(link)}_low"], given[f"{_of(link)}_high"]
            shares[link.part_id] = None if low is None else (low / 100, high / 100)
        return {"shares": shares, "base_version": given["base_version"]}
