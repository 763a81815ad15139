"""Pages about the map as a whole: begin a process, undo, take everything out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wholeflow.errors import NotFound, WholeflowError
from wholeflow.processes import write_map
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping import actions, queries
from wholeflow.server.mapping.bringing_in import export_map
from wholeflow.server.mapping.forms import NewForm

CONTENT = {"json": "application/json", "yaml": "application/yaml"}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = actions.new_process(by=_person(request), **form.cleaned_data)
            return redirect("process", process_id=key)
        except WholeflowError as refused:
            form.add_error("name", str(refused))
    status = 400 if form.errors else 200
    return render(request, "mapping/new.html", {"form": form}, status=status)


@require_POST
@login_required
def undo(request: HttpRequest, seq: int) -> HttpResponse:
    actions.undo(by=_person(request), seq=seq)
    messages.success(request, "Undone.")
    touched = Change.objects.get(pk=seq).touched.values_list("process", flat=True)
    here = queries.processes(request.user).filter(pk__in=touched).first()
    return redirect("process", process_id=here.pk) if here else redirect("front")


def export(request: HttpRequest, form: str) -> HttpResponse:
    if form not in CONTENT:
        raise NotFound(f"A map is given as json or yaml; not as {form}.")
    name = System.objects.values_list("name", flat=True).get()
    text = write_map(export_map(request.user, name=name), form)
    answer = HttpResponse(text, content_type=f"{CONTENT[form]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="map.{form}"'
    return answer


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person), "login_required lets only people in"
    return request.user
