"""Pages about models of care systems, and about scenarios that are tried on them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wholeflow.server.flowing import queries as of_logs
from wholeflow.server.flowing import suggesting
from wholeflow.server.flowing.answering import cancelled, done, person, sent
from wholeflow.server.flowing.forms import MOST_OFFERED, ToldForm
from wholeflow.server.flowing.models import CareModel
from wholeflow.server.flowing.scenarios import (
    actions,
    before_after,
    foretelling,
    presenters,
    queries,
    replacing,
    trial,
    writing,
)
from wholeflow.server.flowing.scenarios.forms import (
    BringModelForm,
    ForetoldForm,
    ModelFileForm,
    NodesForm,
    SaidOfModelForm,
)
from wholeflow.server.flowing.scenarios.scenario_form import ScenarioForm
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.measuring import scenes


@never_cache
def model(request: HttpRequest, model_id: UUID) -> HttpResponse:
    found = queries.model(request.user, model_id)
    context = presenters.model_page(request.user, found)
    return render(request, "flowing/scenarios/model.html", context)


@never_cache
def model_file(
    request: HttpRequest, model_id: UUID, number: int | None = None
) -> HttpResponse:
    """Give the file of a model, or of an older version of it, to run it elsewhere."""
    found = queries.model(request.user, model_id)
    text = found.text if number is None else replacing.former_text(found, number)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="model.json"'
    return answer


@never_cache
def scenario(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    found = queries.scenario(request.user, scenario_id)
    layer = request.GET.get("layer", "")
    context = presenters.scenario_page(request.user, found, layer)
    return render(request, "flowing/scenarios/scenario.html", context)


@never_cache
def scene(request: HttpRequest, scenario_id: UUID) -> JsonResponse:
    """Give a layer of the map, with the flags that a scenario predicts."""
    found = queries.scenario(request.user, scenario_id)
    layer = request.GET.get("layer", "")
    predicted, room = presenters.predicted(found), scenes.room(request.GET)
    return JsonResponse(before_after.scene(request.user, predicted, layer, room))


@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for a model's file, and what it is for."""
    by = person(request)
    if request.method != "POST":
        home = of_logs.homes(by).filter(pk=request.GET.get("process", "")).first()
        form = BringModelForm(by=by, initial={"process": home.name if home else ""})
        return render(request, "flowing/scenarios/bring.html", {"form": form})
    form = BringModelForm(request.POST, request.FILES, by=by)
    if form.is_taken():
        with form.telling():
            model_id = actions.bring(
                by=by,
                process_id=form.cleaned_data["process"],
                said=form.said(),
                **form.sent(),
            )
            return done(request, "Brought it in.", to="flow-model", model_id=model_id)
    return render(request, "flowing/scenarios/bring.html", {"form": form}, status=400)


@login_required
def replace(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Ask for a newer version of a model."""
    by = person(request)
    found = queries.changeable(by, model_id)
    form = ModelFileForm(sent(request), request.FILES or None)
    if form.is_taken():
        with form.telling():
            gone = replacing.replace(by=by, model_id=model_id, **form.sent())
            missing = f" It has no more: {'; '.join(gone)}." if gone else ""
            words = f"Brought it in.{missing}"
            return done(request, words, to="flow-model", model_id=model_id)
    lead = (
        "The version that is here stays, with what was tried on it. Nodes of the same "
        "name stand for the same processes as before."
    )
    title = "Bring a newer version"
    return _form(request, found, form, title=title, lead=lead)


@login_required
def say(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Say something else of a model than when it was brought."""
    by = person(request)
    found = queries.changeable(by, model_id)
    form = SaidOfModelForm(sent(request), initial=SaidOfModelForm.of(found))
    if form.is_taken():
        with form.telling():
            actions.say_again(by=by, model_id=model_id, said=form.said())
            return done(request, "Saved.", to="flow-model", model_id=model_id)
    title = "What is it for, and who sees it?"
    return _form(request, found, form, title=title)


@login_required
def nodes(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Say for which process each node stands."""
    by = person(request)
    found = queries.changeable(by, model_id)
    shown = presenters.nodes(by, found, queries.read(found))
    near = of_the_map.processes(by).filter(organisation=found.process.organisation_id)
    around = {each.pk: each for each in near.order_by("name", "id")[:MOST_OFFERED]}
    suggested = suggesting.suggest(
        [each.name for each in shown if not each.tied],
        {key: each.name for key, each in around.items()},
    )
    form = NodesForm(
        sent(request),
        by=by,
        activities={each.name: each.needs for each in shown},
        tied={each.name: each.process for each in shown if each.process},
        suggested={name: around[key] for name, key in suggested.items()},
    )
    if form.is_taken():
        with form.telling():
            changed = actions.tie(by=by, model_id=model_id, ties=form.ties())
            saved = "Saved for which processes its nodes stand."
            words = saved if changed else "Nothing was to be changed."
            return done(request, words, to="flow-model", model_id=model_id)
    return _form(
        request,
        found,
        form,
        title="Which process does each node stand for?",
        lead="Then each is shown with its owner. Leave a field empty where no process of "
        "the map is meant.",
        template="flowing/scenarios/nodes.html",
        names=sorted({each.name for each in around.values()}),
    )


@login_required
def foretell(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Say which measure foretells an indicator."""
    by = person(request)
    found = queries.changeable(by, model_id)
    indicators = foretelling.indicators_of(by, found)
    form = ForetoldForm(sent(request), indicators=indicators, model=queries.read(found))
    if form.is_taken():
        with form.telling():
            actions.foretell(by=by, model_id=model_id, **form.chosen())
            return done(request, "Saved.", to="flow-model", model_id=model_id)
    lead = (
        "Then each scenario shows the flag that would follow, beside that of today. It is "
        "marked as predicted, and counts as no evidence."
    )
    if not indicators:
        lead = (
            "There is none that a model could foretell. Say first which process each "
            "node stands for; then give that process an indicator with a target."
        )
    title = "Which indicator does it foretell?"
    return _form(request, found, form, title=title, lead=lead)


@require_POST
@login_required
def foretell_no_more(
    request: HttpRequest, model_id: UUID, tie_id: UUID
) -> HttpResponse:
    by = person(request)
    actions.foretell_no_more(by=by, model_id=model_id, tie_id=tie_id)
    return done(
        request, "It is not foretold any more.", to="flow-model", model_id=model_id
    )


@login_required
def write(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Turn sliders, and write a scenario."""
    by = person(request)
    found = queries.to_be_tried(by, model_id)
    form = ScenarioForm(sent(request), model=queries.read(found))
    if form.is_taken():
        with form.telling():
            key = writing.write(by=by, model_id=model_id, said=form.said())
            words = "Saved. It is not tried yet."
            return done(request, words, to="flow-scenario", scenario_id=key)
    title = "What would be different?"
    return _scenario_form(request, found, form, title=title)


@login_required
def rewrite(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Write a scenario otherwise."""
    by = person(request)
    found = queries.scenario_to_change(by, scenario_id)
    read = queries.read(found.model)
    first = ScenarioForm.of(trial.said_of(found), read)
    form = ScenarioForm(sent(request), model=read, initial=first)
    if form.is_taken():
        with form.telling():
            writing.rewrite(by=by, scenario_id=scenario_id, said=form.said())
            return done(request, "Saved.", to="flow-scenario", scenario_id=scenario_id)
    return _scenario_form(
        request, found.model, form, title="Change the scenario", scenario=found
    )


@require_POST
@login_required
def try_it(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    writing.try_it(by=person(request), scenario_id=scenario_id)
    return redirect("flow-scenario", scenario_id=scenario_id)


@require_POST
@login_required
def cancel(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    stopped = writing.cancel(by=person(request), scenario_id=scenario_id)
    cancelled(request, stopped=stopped)
    return redirect("flow-scenario", scenario_id=scenario_id)


@login_required
def remove(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Take a model off, once that is confirmed."""
    by = person(request)
    found = queries.changeable(by, model_id)
    if request.method != "POST":
        context = {"model": found}
        return render(request, "flowing/scenarios/remove.html", context)
    actions.remove(by=by, model_id=model_id)
    return done(request, f"Took off “{found.title}”.", to="flow")


@require_POST
@login_required
def remove_scenario(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    by = person(request)
    found = queries.scenario_to_change(by, scenario_id)
    writing.remove(by=by, scenario_id=scenario_id)
    return done(
        request, f"Took off “{found.name}”.", to="flow-model", model_id=found.model_id
    )


def _form(
    request: HttpRequest,
    model: CareModel,
    form: ToldForm,
    *,
    template: str = "flowing/scenarios/form.html",
    **more: object,
) -> HttpResponse:
    context = {"model": model, "form": form, **more}
    status = 400 if form.is_bound else 200
    return render(request, template, context, status=status)


def _scenario_form(
    request: HttpRequest, model: CareModel, form: ScenarioForm, **more: object
) -> HttpResponse:
    lead = (
        "Move what would be different. Whatever you leave stays as it is today. You see "
        "what it takes before it is tried."
    )
    template = "flowing/scenarios/write.html"
    return _form(request, model, form, template=template, lead=lead, **more)
