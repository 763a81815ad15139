"""What is asked of whoever brings a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wholeflow.errors import BadInput, WholeflowError
from wholeflow.processes.process import LINE_LIMIT
from wholeflow.server.accounts.models import Person
from wholeflow.server.asking import AskingForm
from wholeflow.server.flowing import queries, shelf
from wholeflow.server.flowing.actions import Reading, Said
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.flowing.presenters import LEFT_OUT
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Process

MOST_OFFERED = 200  # names of processes that a form suggests
ROLES = {
    "case": "Whose journey",
    "activity": "What was done",
    "time": "When (or when it ended)",
    "start": "When it began",
    "organisation": "Which organisation did it",
    "group": "Which ward or team did it",
    "person": "Which person it was, if one may have several journeys",
    "resource": "Who did it",
    "kind": "What sort of event it is",
}
NEEDED = ("case", "activity", "time")
GUESS = " guess"  # no heading begins so
DAY_FIRST = {"column": None, "day": True, "month": False}
LABELS = (
    ("organisation", "Members of the organisation that holds it"),
    ("system", "Everybody who is signed in, with small numbers hidden"),
    ("public", "Everybody, with small numbers hidden"),
)


class NamesInput(forms.TextInput):
    """A field of text that suggests names, of which another may be written."""

    template_name = "flowing/names_input.html"

    def __init__(self, names: Sequence[str] = ()) -> None:
        super().__init__({"list": "process-names", "autocomplete": "off"})
        self.names = names


class ToldForm(AskingForm):
    """A form that tells what an action refused."""

    body = "shell/form.html"  # how it is laid out

    def is_taken(self) -> bool:
        """Whether it was sent, and nothing in it is wrong."""
        return self.is_bound and self.is_valid()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell what an action in the block refuses; what comes after it is the form again."""
        try:
            yield
        except WholeflowError as refused:
            self.tell(refused)

    def tell(self, refused: WholeflowError) -> None:
        """Say what is wrong beside the field it is about."""
        if not isinstance(refused, BadInput):
            self.add_error(None, str(refused))
            return
        for fault in refused.faults:
            known = fault.column if fault.column in self.fields else None
            self.add_error(known, fault.message)


class SaidForm(ToldForm):
    """For what, from where, by what right, until when, for whom."""

    title = forms.CharField(
        label="What shall it be called?",
        max_length=LINE_LIMIT,
        help_text="Such as “Emergency department, April to September 2026”.",
    )
    purpose = forms.CharField(
        label="What is it for?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The question it should answer. It is used for nothing else, and logs "
        "can be joined only if their purpose is written in the same words.",
    )
    source = forms.CharField(
        label="Where does it come from?",
        help_text="A system or an organisation, such as “the ward system of Elm Street "
        "Trust”.",
    )
    lawful_basis = forms.ChoiceField(label="By what right is it used?")
    special_basis = forms.ChoiceField(label="And what in it is about health or care?")
    opt_out = forms.ChoiceField(
        label="What became of those who opted out of other uses than their care?"
    )
    keep_until = forms.DateField(
        label="Until when is it kept?",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="On the day after, the server deletes it by itself.",
    )
    label = forms.ChoiceField(
        label="Who sees what it tells?",
        choices=LABELS,
        widget=forms.RadioSelect,
        initial="organisation",
        help_text="Counts and times. Nobody sees its rows.",
    )
    open_data = forms.BooleanField(
        label="It is published as open data: small numbers in it are hidden from nobody",
        required=False,
    )
    licence = forms.CharField(
        label="Licence of open data",
        max_length=LINE_LIMIT,
        required=False,
        help_text="Such as “Open Government Licence v3.0”.",
    )
    notes = forms.CharField(
        label="What else should be known?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as the number of an agreement or of an impact assessment.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from wholeflow.journeys import (  # noqa: PLC0415 - brings polars
            LAWFUL_BASES,
            OPT_OUTS,
            SPECIAL_BASES,
        )

        super().__init__(*args, **kwargs)
        self._offer("lawful_basis", LAWFUL_BASES)
        self._offer("special_basis", SPECIAL_BASES)
        self._offer("opt_out", OPT_OUTS)

    def said(self) -> Said:
        """Give what was said, as an action takes it."""
        return Said(**{name: self.cleaned_data[name] for name in SaidForm.base_fields})

    @classmethod
    def of(cls, log: EventLog) -> dict[str, Any]:
        """Give what was said of a log, to say it again."""
        return {name: getattr(log, name) for name in cls.base_fields}

    def _offer(self, field: str, words: Mapping[str, str]) -> None:
        told = [
            (key, f"{key} {said}" if key[0].isdigit() else said)
            for key, said in words.items()
        ]
        choices = [("", "Choose one"), *told]
        self.fields[field].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class BringForm(SaidForm):
    """All of that, whose records, and the file."""

    process = forms.CharField(
        label="Whose records are these?",
        help_text="A process of the map that your organisation keeps. The log hangs on it.",
    )
    file = forms.FileField(
        label="The file",
        required=False,
        help_text="CSV, Excel or Parquet with a row for each event. Drag it here, or "
        "choose it.",
    )
    offered = forms.ChoiceField(
        label="Or a file that lies on the server", required=False
    )
    field_order = ("file", "offered", "process")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        names = queries.homes(by).values_list("name", flat=True)[:MOST_OFFERED]
        self.fields["process"].widget = NamesInput(list(dict.fromkeys(names)))
        offered = shelf.offered()
        self.fields["file"].required = not offered
        if offered:
            choices = [("", "None"), *((name, name) for name in offered)]
            self.fields["offered"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["offered"]

    def clean_process(self) -> str:
        """Find the process by its name, or its id."""
        return process_called(
            queries.homes(self.by), self.cleaned_data["process"], "of your organisation"
        )

    def clean(self) -> dict[str, Any]:
        """See that there is one file, and no more."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("file")) == bool(given.get("offered")):
            got = "both" if given.get("file") else "neither"
            expected = "a file, sent or one of those that lie on the server"
            if not self.has_error("file"):
                self.add_error("file", f"Expected {expected}; got {got}. Choose one.")
        return given

    def sent(self) -> UploadedFile[bytes] | None:
        """Give the file that was sent, if one was."""
        return self.cleaned_data.get("file")

    def file_name(self) -> str:
        """Give what the file is called."""
        sent = self.sent()
        return str(sent.name if sent else self.cleaned_data["offered"])


class ColumnsForm(ToldForm):
    """Which column says what, where it was not guessed right."""

    day_first = forms.ChoiceField(
        label="How are dates such as 03/04/2026 written?",
        choices=(
            ("column", "As the column shows, else day first"),
            ("day", "Day first: 3 April"),
            ("month", "Month first: March 4"),
        ),
    )

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read = {self.initial.get(role) for role in ROLES}
        named = [(heading, heading) for heading in headings]
        for role, label in ROLES.items():
            out = [(LEFT_OUT, "Leave it out")] if role not in NEEDED else []
            self.fields[role] = forms.ChoiceField(
                label=label,
                initial=GUESS,
                choices=[(GUESS, "Guess it from the headings"), *out, *named],
            )
        others = [pair for pair in named if pair[0] not in read]
        self.fields["more"] = forms.MultipleChoiceField(
            label="Which other columns shall be kept?",
            required=False,
            choices=others,
            widget=forms.CheckboxSelectMultiple,
            help_text="Such as an age group or a reason, to choose people by. What is kept "
            "should be needed for the purpose.",
        )
        if not others:
            del self.fields["more"]
        self.order_fields([*ROLES, "day_first", "more"])

    def reading(self) -> Reading:
        """Give how it is to be read, as an action takes it."""
        chosen = {role: self.cleaned_data[role] for role in ROLES}
        return Reading(
            columns={
                role: heading
                for role, heading in chosen.items()
                if heading not in {GUESS, LEFT_OUT}
            },
            day_first=DAY_FIRST[self.cleaned_data["day_first"]],
            without=tuple(role for role, told in chosen.items() if told == LEFT_OUT),
            more=tuple(self.cleaned_data.get("more", ())),
        )


class TiesForm(ToldForm):
    """The process that each activity is part of doing, by its name."""

    body = "flowing/ties_fields.html"

    def __init__(
        self,
        *args: Any,
        by: Person,
        activities: Mapping[str, str],
        tied: Mapping[str, Process],
        suggested: Mapping[str, Process],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.activities = {f"tie-{at}": name for at, name in enumerate(activities)}
        for field, name in self.activities.items():
            said = tied.get(name) or suggested.get(name)
            hint = "Suggested by its name." if name not in tied and said else ""
            self.fields[field] = forms.CharField(
                label=name,
                required=False,
                initial=said.name if said else "",
                help_text=hint,
                widget=NamesInput(),
            )
        self.people = activities
        self.known = {
            process.name.casefold(): process.pk
            for process in (*tied.values(), *suggested.values())
        }

    def rows(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Give each field with the number of people who had its activity."""
        for field, name in self.activities.items():
            yield self[field], self.people[name]

    def clean(self) -> dict[str, Any]:
        """Find each process that is named."""
        given: dict[str, Any] = super().clean() or {}
        for field, text in list(given.items()):
            if field in self.activities and text.strip():
                try:
                    given[field] = self._found(text.strip())
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return given

    def ties(self) -> dict[str, str]:
        """Give the id of the process of each activity, or nothing."""
        return {
            name: self.cleaned_data[field] for field, name in self.activities.items()
        }

    def _found(self, text: str) -> str:
        known = self.known.get(text.casefold())
        return known or process_called(of_the_map.processes(self.by), text, "here")


def process_called(processes: Any, text: str, where: str) -> str:  # Any: a query
    """Give the id of the process of a name, or of that id; refuse where there is none."""
    text = text.strip()
    found = list(processes.filter(name__iexact=text)[:2])
    found = found or list(processes.filter(pk=text)[:1])
    if len(found) == 1:
        return str(found[0].pk)
    raise forms.ValidationError(
        "More than one process is called so; give its id, which ends its address."
        if found
        else f"No process {where} is called so."
    )
