"""What is asked when somebody changes the map."""

from __future__ import annotations

from typing import Any

from django import forms

from wholeflow.errors import NotFound
from wholeflow.processes import HEADINGS, KINDS, PASSES
from wholeflow.processes import Entry as EntryValue
from wholeflow.processes import Interlock as InterlockValue
from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.accounts.models import Person
from wholeflow.server.asking import AskingForm
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.acting import ActForm, Alone, Answers, words_of

LABELS_IN_WORDS = (
    ("public", "Everybody, signed in or not"),
    ("system", "Everybody who is signed in"),
    ("organisation", "Members of its organisation"),
    ("restricted", "Its owner alone"),
)
LANGUAGES_IN_WORDS = (("en", "English"), ("cy", "Welsh"))
NAME_HINT = (
    "Say what people do, beginning with an “-ing” word, such as “Testing blood”."
)


def _name(label: str = "Name") -> forms.CharField:
    return forms.CharField(label=label, max_length=LINE_LIMIT, help_text=NAME_HINT)


def _reason_for_name() -> forms.CharField:
    return forms.CharField(
        label="Why the name stays as it is",
        required=False,
        help_text="Only if it does not begin with an “-ing” word.",
    )


class NewForm(AskingForm):
    """A process that stands alone at first."""

    name = _name("What do people do?")
    language = forms.ChoiceField(
        choices=LANGUAGES_IN_WORDS, label="Language of the name"
    )
    name_reason = _reason_for_name()


class RenameForm(ActForm):
    name = _name()
    language = forms.ChoiceField(
        choices=LANGUAGES_IN_WORDS, label="Language of the name"
    )
    name_reason = _reason_for_name()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("name", "language", "name_reason"):
            self.initial.setdefault(field, getattr(self.process, field))


class PartForm(Alone):
    """A new part, named in the language of its whole unless another is chosen."""

    name = _name("What do people do?")
    language = forms.ChoiceField(
        choices=LANGUAGES_IN_WORDS, label="Language of the name", required=False
    )
    name_reason = _reason_for_name()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", self.process.language)

    def clean_language(self) -> str:
        """Take the language of the whole where none is chosen."""
        return self.cleaned_data["language"] or self.process.language


class ShareForm(ActForm):
    """A process that exists, as part of this one as well."""

    part = forms.CharField(
        label="Name of the process",
        help_text="It stays one process, shown in both wholes; nothing is copied.",
    )

    def clean_part(self) -> str:
        """Find the process of that name.

        Raises
        ------
        ValidationError
            If there is none, or more than one.
        """
        text = self.cleaned_data["part"].strip()
        found = queries.processes(self.by)
        matches = list(found.filter(name__iexact=text)[:2]) or list(
            found.filter(pk=text)[:1]
        )
        if len(matches) == 1:
            return matches[0].pk
        near = ", ".join(f"“{p.name}”" for p in queries.search(self.by, text, most=3))
        raise forms.ValidationError(
            "More than one process is called so; give its id, which ends its address."
            if matches
            else "No process is called so." + (f" Did you mean {near}?" if near else "")
        )

    def answers(self) -> Answers:
        """Name the part by its id."""
        answers = dict(self.cleaned_data)
        return {**answers, "part_id": answers.pop("part")}


class OnePartForm(ActForm):
    """Something about one part."""

    part_id = forms.CharField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Give the name of the part."""
        key = str(self["part_id"].value())
        part = queries.processes(self.by).filter(pk=key).first()
        return part.name if part else ""


class EntryForm(ActForm):
    """A statement under one of the six headings."""

    kind = forms.ChoiceField(label="Kind")
    text = forms.CharField(label="In words", widget=forms.Textarea(attrs={"rows": 4}))
    link = forms.CharField(
        label="Link to a document", required=False, help_text="http, https or mailto."
    )

    def _kinds_of(self, heading: str) -> None:
        choices = [(kind, kind) for kind in KINDS[heading]]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class SayForm(EntryForm):
    """A new statement."""

    heading = forms.ChoiceField(
        choices=[(each, each) for each in HEADINGS], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heading = self.data.get("heading") or self.initial.get("heading", "why")
        heading = heading if heading in KINDS else "why"
        self.initial["heading"] = heading
        self._kinds_of(heading)

    def answers(self) -> Answers:
        """Give the library's value."""
        given = dict(self.cleaned_data)
        base = given.pop("base_version")
        return {"entry": EntryValue(**given), "base_version": base}


class ChangeEntryForm(EntryForm):
    """Other words for a statement that stands; they are then no example any more."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = str(self.data.get("entry_id") or self.initial.get("entry_id"))
        entries = {str(each.pk): each for each in self.process.entries.all()}
        if key not in entries:
            raise NotFound("It is not on this card any more. Open the page again.")
        self.entry = entries[key]
        self._kinds_of(self.entry.heading)
        for field in ("kind", "text", "link"):
            self.initial.setdefault(field, getattr(self.entry, field))

    def answers(self) -> Answers:
        """Give the library's value."""
        given = dict(self.cleaned_data)
        said = {name: given.pop(name) for name in ("kind", "text", "link")}
        return {**given, "entry": EntryValue(self.entry.heading, **said)}


class OneEntryForm(Alone):
    entry_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Give the words that are taken off, so that nobody takes off others."""
        return words_of(self, "entry_id", self.process.entries.all())


class OneSuccessForm(Alone):
    success_id = forms.UUIDField(widget=forms.HiddenInput)

    def about(self) -> str:
        """Give the words that are taken back."""
        return words_of(self, "success_id", self.process.successes.all())


class SuccessForm(ActForm):
    text = forms.CharField(
        label="In one sentence that evidence can speak for or against",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as “Results are back before the ward round”.",
    )
    of_failure = forms.BooleanField(
        label="This is what failure would be, not success", required=False
    )


class LabelForm(ActForm):
    label = forms.ChoiceField(
        label="Who may read it?", choices=LABELS_IN_WORDS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("label", self.process.label)


class HandOverForm(Alone):
    to = forms.ModelChoiceField(label="To whom", queryset=Person.objects.none())
    reason = forms.CharField(label="Why", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Person.objects.filter(
            organisation=self.process.organisation_id, is_active=True
        ).exclude(owned=self.process)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]  # a ModelChoiceField


class ReasonForm(Alone):
    reason = forms.CharField(label="Why", required=False)


class InterlockForm(Alone):
    """What passes between this process and a neighbour."""

    direction = forms.ChoiceField(
        label="Direction",
        choices=(("gives", "This one gives"), ("takes", "This one takes")),
        widget=forms.RadioSelect,
        initial="gives",
    )
    passes = forms.ChoiceField(
        label="What kind of thing passes?", choices=[(each, each) for each in PASSES]
    )
    what = forms.CharField(label="What passes?", max_length=LINE_LIMIT)
    neighbour = forms.CharField(label="Name of the neighbour")
    form = forms.CharField(label="In which form?", required=False)
    when = forms.CharField(label="When?", required=False)

    def clean_neighbour(self) -> str:
        """Find the neighbour by its name."""
        text = self.cleaned_data["neighbour"].strip()
        found = list(queries.processes(self.by).filter(name__iexact=text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                "More than one process is called so."
                if found
                else "No process is called so."
            )
        return found[0].pk

    def answers(self) -> Answers:
        """Give the library's value."""
        given = dict(self.cleaned_data)
        given.pop("base_version")
        ends = [self.process.pk, given.pop("neighbour")]
        giver, receiver = ends if given.pop("direction") == "gives" else ends[::-1]
        return {"interlock": InterlockValue(giver, receiver, **given)}
