"""One page for every act on a process: a form, its refusals, and two people at once.

Each app lists its acts as `Act` values; the address is /p/<process>/<verb>. The page
works without JavaScript. When somebody else was faster, it comes back with both
versions side by side and everything that was typed still in the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from wholeflow.errors import BadInput, Conflict, NotFound, Refused, WholeflowError
from wholeflow.governance import Act as Permission
from wholeflow.server.accounts.models import Person
from wholeflow.server.asking import AskingForm
from wholeflow.server.history.changes import EditConflict
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.actions import QuestionedName
from wholeflow.server.mapping.models import Process

Answers = dict[str, Any]  # what a form gives: as various as its fields


class ActForm(AskingForm):
    """A form about one process; knows the version the person was looking at."""

    body = "shell/form.html"  # how it is laid out

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, process: Process, by: Person, **kwargs: Any) -> None:
        self.process = process
        self.by = by
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("base_version", process.version)

    def answers(self) -> Answers:
        """Give what was filled in, as the act takes it."""
        return self.cleaned_data

    def page(self) -> str:
        """Give the address of the page that the act is on, and goes back to."""
        return reverse("process", args=[self.process.pk])


class Alone(ActForm):
    """A form whose act adds something new, so that nobody's words can be overwritten."""

    def answers(self) -> Answers:
        """Leave the version out: it does not matter here."""
        return {k: v for k, v in self.cleaned_data.items() if k != "base_version"}


def words_of(form: ActForm, field: str, rows: Iterable[object]) -> str:
    """Give the words of the row that a hidden field names, so that a page shows them."""
    key = str(form[field].value())
    return next((str(row) for row in rows if str(row.pk) == key), "")  # type: ignore[attr-defined]  # rows of a table


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person may do with a process.

    Parameters
    ----------
    verb
        The last part of the address.
    title
        Heading of the page, in the imperative.
    form
        What is asked.
    run
        Does it: called with `by`, `process_id` and the form's answers.
    done
        What is said afterwards.
    intro
        A sentence above the form.
    needs
        What the permission door is asked.
    template
        The page, if it shows more than the form.
    then
        Name of the page to which it leads; the page of the process by default.
    """

    verb: str
    title: str
    form: type[ActForm]
    run: Callable[..., object]
    done: str
    intro: str = ""
    button: str = "Save"
    needs: Permission = Permission.EDIT
    template: str = "mapping/act.html"
    then: str = ""


def addresses(acts: tuple[Act, ...]) -> list[URLPattern]:
    """Give the addresses of some acts, each named by its verb."""
    return [
        path(f"p/<str:process_id>/{act.verb}", _view(act), name=act.verb)
        for act in acts
    ]


def _view(act: Act) -> Callable[..., HttpResponse]:
    @login_required
    def view(request: HttpRequest, process_id: str) -> HttpResponse:
        by = request.user
        assert isinstance(by, Person), "login_required lets only people in"
        process = queries.process(by, process_id)
        decision = queries.decision(by, act.needs, process)
        if not decision.allowed:
            raise Refused(decision.reason)
        given = request.POST if request.method == "POST" else None
        initial = dict(request.GET.items())
        form = act.form(given, initial=initial, process=process, by=by)
        if given is None or not form.is_valid():
            return _page(request, act, form, status=200 if given is None else 400)
        return _try(request, act, form)

    return view


def _try(request: HttpRequest, act: Act, form: ActForm) -> HttpResponse:
    process = form.process
    before = _last_change(form.by)
    try:
        act.run(by=form.by, process_id=process.pk, **form.answers())
    except EditConflict as conflict:
        both = _both(conflict, form)
        form = _over_theirs(request, act, process, form)
        return _page(request, act, form, status=409, conflict=both)
    except QuestionedName as questioned:
        form.add_error("name", str(questioned))
        return _page(request, act, form, status=400, suggestion=questioned.suggestion)
    except NotFound:
        raise
    except BadInput as bad:
        for fault in bad.faults:
            known = fault.column if fault.column in form.fields else None
            form.add_error(known, fault.message)
        return _page(request, act, form, status=400)
    except WholeflowError as refused:
        form.add_error(None, str(refused))
        status = 409 if isinstance(refused, Conflict) else 400
        return _page(request, act, form, status=status)
    last = _last_change(form.by)
    undo = "" if last == before else str(last)  # nothing may have had to change
    messages.success(request, act.done, extra_tags=undo)
    return redirect(reverse(act.then, args=[process.pk]) if act.then else form.page())


def _last_change(by: Person) -> int | None:
    changes = Change.objects.filter(by=str(by.pk)).order_by("-seq")
    return changes.values_list("seq", flat=True).first()


def _over_theirs(
    request: HttpRequest, act: Act, process: Process, form: ActForm
) -> ActForm:
    """Give the form again as typed, now based on what the other person saved."""
    process.refresh_from_db()
    typed = request.POST.copy()
    typed["base_version"] = str(process.version)
    return act.form(typed, process=process, by=form.by)


def _both(conflict: EditConflict, form: ActForm) -> Mapping[str, object]:
    who = Person.objects.filter(pk=conflict.change.by).first()
    return {
        "who": str(who) if who else "Somebody",
        "at": conflict.change.at,
        "fields": [
            {
                "label": form.fields[name].label or name.replace("_", " "),
                "theirs": theirs,
                "mine": form.cleaned_data.get(name, ""),
            }
            for name, theirs in conflict.theirs.items()
            if name in form.fields
        ],
    }


def _page(
    request: HttpRequest, act: Act, form: ActForm, *, status: int, **more: object
) -> HttpResponse:
    context = {
        "act": act,
        "form": form,
        "process": form.process,
        "back": form.page(),
        **more,
    }
    return render(request, act.template, context, status=status)
