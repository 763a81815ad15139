"""Pages about event logs: all of them, one of them, and how one comes in and goes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wholeflow.errors import NotFound, Refused
from wholeflow.governance import OPEN, Disclosure
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import (
    actions,
    presenters,
    queries,
    shelf,
    suggesting,
    uploads,
)
from wholeflow.server.flowing.answering import cancelled, done, person, sent
from wholeflow.server.flowing.forms import (
    MOST_OFFERED,
    BringForm,
    ColumnsForm,
    SaidForm,
    TiesForm,
    ToldForm,
)
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.flowing.scenarios import queries as of_scenarios
from wholeflow.server.mapping import queries as of_the_map

MOST_TIED = 100  # activities on one page of the form


@never_cache
def logs(request: HttpRequest) -> HttpResponse:
    by = request.user
    rows = [presenters.row(by, log) for log in queries.logs(by)]
    may_bring = isinstance(by, Person) and queries.homes(by).exists()
    models = of_scenarios.models(by)
    context = {"rows": rows, "models": models, "may_bring": may_bring}
    return render(request, "flowing/logs.html", context)


@never_cache
def log(request: HttpRequest, log_id: UUID) -> HttpResponse:
    found = queries.log(request.user, log_id)
    context = presenters.page(request.user, found, request.GET)
    status = 400 if context.get("is_not_chosen") else 200
    return render(request, "flowing/log.html", context, status=status)


@never_cache
def numbers(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Give a log's numbers that add up with other places', with small ones kept out."""
    found = queries.log(request.user, log_id)
    return _as_file(found, queries.policy_for_others(found))


@never_cache
def all_numbers(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Give the same as they are, to whoever sees the log as it is."""
    found = queries.log(request.user, log_id)
    if not queries.may_choose(request.user, found):
        raise Refused(
            "Its numbers as they are, are for members of the organisation that holds it."
        )
    return _as_file(found, OPEN)


def _as_file(log: EventLog, policy: Disclosure) -> HttpResponse:
    text = presenters.numbers(log, policy)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="edges-{log.pk}.json"'
    return answer


@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Ask whose records, for what and until when, and take the file."""
    by = person(request)
    if request.method != "POST":
        first = _home(by, request.GET.get("process", ""))
        form = BringForm(by=by, initial={"process": first})
        return render(request, "flowing/bring.html", {"form": form})
    form = BringForm(request.POST, request.FILES, by=by)
    if form.is_taken():
        file = form.sent()
        with form.telling():
            log_id = actions.bring(
                by=by,
                process_id=form.cleaned_data["process"],
                said=form.said(),
                file_name=form.file_name(),
                put=None if file is None else lambda path: uploads.take(file, path),
            )
            return redirect("flow-log", log_id=log_id)
    return render(request, "flowing/bring.html", {"form": form}, status=400)


@login_required
def columns(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Say which column says what, and have the log examined again."""
    found = queries.changeable(person(request), log_id)
    report = shelf.read(shelf.waiting(found.pk) / shelf.REPORT) or {}
    if found.state != "waiting" or not report.get("headings"):
        raise Refused("Its columns can be chosen once it has been opened, not now.")
    initial = presenters.columns_chosen(found, report)
    form = ColumnsForm(sent(request), headings=report["headings"], initial=initial)
    if form.is_taken():
        with form.telling():
            actions.examine(by=person(request), log_id=log_id, reading=form.reading())
            return redirect("flow-log", log_id=log_id)
    return _form(
        request,
        found,
        form,
        title="Which column says what?",
        lead="Columns that are not named here are not read and not kept.",
        button="Examine it again",
    )


@login_required
def say(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Say something else of a log than when it was brought."""
    by = person(request)
    found = queries.changeable(by, log_id)
    form = SaidForm(sent(request), initial=SaidForm.of(found))
    if form.is_taken():
        with form.telling():
            actions.say_again(by=by, log_id=log_id, said=form.said())
            return done(request, "Saved.", to="flow-log", log_id=log_id)
    return _form(
        request, found, form, title="What is it for, and until when?", button="Save"
    )


@login_required
def ties(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Say which process each activity is part of doing."""
    by = person(request)
    found = queries.changeable(by, log_id)
    findings = shelf.found(found.pk)
    if found.state != "ready" or findings is None:
        raise Refused("Its activities are known once it is loaded.")
    people = presenters.people_of_activities(by, found, findings)
    names = sorted(people)
    page = _page(request, len(names))
    shown = names[MOST_TIED * page : MOST_TIED * (page + 1)]
    tied = {row.name: row.process for row in queries.ties(found)}
    near = of_the_map.processes(by).filter(organisation=found.process.organisation_id)
    around = {each.pk: each for each in near.order_by("name", "id")[:MOST_OFFERED]}
    suggested = suggesting.suggest(
        [name for name in shown if name not in tied],
        {key: each.name for key, each in around.items()},
    )
    form = TiesForm(
        sent(request),
        by=by,
        activities={name: people[name] for name in shown},
        tied={name: tied[name] for name in shown if name in tied},
        suggested={name: around[key] for name, key in suggested.items()},
    )
    if form.is_taken():
        with form.telling():
            changed = actions.tie(by=by, log_id=log_id, ties=form.ties())
            saved = "Saved to which processes its activities belong."
            words = saved if changed else "Nothing was to be changed."
            return done(request, words, to="flow-log", log_id=log_id)
    return _form(
        request,
        found,
        form,
        title="Which process does each activity belong to?",
        lead="Then waits are shown between processes, each with its owner. Leave a field "
        "empty where no process of the map is meant.",
        button="Save",
        template="flowing/ties.html",
        names=sorted({each.name for each in around.values()}),
        pages=range(-(-len(names) // MOST_TIED)),
        page=page,
    )


@require_POST
@login_required
def examine(request: HttpRequest, log_id: UUID) -> HttpResponse:
    actions.examine(by=person(request), log_id=log_id)
    return redirect("flow-log", log_id=log_id)


@require_POST
@login_required
def confirm(request: HttpRequest, log_id: UUID) -> HttpResponse:
    actions.confirm(by=person(request), log_id=log_id)
    return redirect("flow-log", log_id=log_id)


@require_POST
@login_required
def look_again(request: HttpRequest, log_id: UUID) -> HttpResponse:
    by = person(request)
    actions.look_again(by=by, log=queries.changeable(by, log_id))
    return redirect("flow-log", log_id=log_id)


@require_POST
@login_required
def work_out(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Work out the part of a large log that its page's address chooses."""
    chosen = presenters.part_chosen(person(request), log_id, request.GET)
    actions.work_out(by=person(request), log_id=log_id, chosen=chosen)
    return redirect(f"{reverse('flow-log', args=[log_id])}?{chosen.address}")


@require_POST
@login_required
def cancel(request: HttpRequest, log_id: UUID) -> HttpResponse:
    stopped = actions.cancel(by=person(request), log_id=log_id)
    cancelled(request, stopped=stopped)
    return redirect("flow-log", log_id=log_id)


@login_required
def delete(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Delete a log, or do not load one that waits, once that is confirmed."""
    by = person(request)
    found = queries.changeable(by, log_id)
    if found.state in queries.GONE:
        raise NotFound("Its file is gone already.")
    if request.method != "POST":
        return render(request, "flowing/delete.html", {"log": found})
    actions.delete(by=by, log_id=log_id)
    messages.success(request, f"Deleted “{found.title}”: its file is gone.")
    return redirect("flow")


def _form(
    request: HttpRequest,
    log: EventLog,
    form: ToldForm,
    *,
    template: str = "flowing/form.html",
    **more: object,
) -> HttpResponse:
    context = {"log": log, "form": form, **more}
    status = 400 if form.is_bound else 200
    return render(request, template, context, status=status)


def _page(request: HttpRequest, count: int) -> int:
    text = request.GET.get("page", "0")
    page = int(text) if text.isdecimal() and len(text) < 6 else 0
    return min(page, max(0, (count - 1) // MOST_TIED))


def _home(by: Person, process_id: str) -> str:
    found = queries.homes(by).filter(pk=process_id).first() if process_id else None
    return found.name if found else ""
