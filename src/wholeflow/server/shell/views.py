"""The pages that join the apps: the front, a process, search, history, what is missing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from wholeflow.errors import NotFound
from wholeflow.server import asking, configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.measuring import scenes
from wholeflow.server.shell import cards, gaps, monday, poster, telling
from wholeflow.server.shell import why as why_page

MOST_ROWS = 50  # shares that a Why page lists when asked for more


@never_cache
def front(request: HttpRequest) -> HttpResponse:
    if getattr(request, "system", None) is None:
        return render(request, "shell/empty.html", status=503)
    layer = scenes.fetch(request.user, None)
    view = "outline" if request.GET.get("view") == "outline" else "jigsaw"
    context = {
        "view": view,
        "layer": layer,
        "scene": scenes.draw(layer),
        "scene_url": reverse("scene"),
        "rows": scenes.outline(layer)
        if view == "outline"
        else scenes.listed(layer.pieces),
        "sentence": telling.latest_move(request.user),
        "nobody_has_joined": not Person.objects.filter(is_active=True).exists(),
    }
    return render(request, "shell/front.html", context)


@never_cache
def process(request: HttpRequest, process_id: str) -> HttpResponse:
    found = queries.process(request.user, process_id)
    layer = scenes.fetch(request.user, found)
    see_judges = request.GET.get("judges") == "all"
    card = cards.card(request.user, found, see_judges=see_judges)
    context = {
        "layer": layer,
        "scene": scenes.draw(layer) if layer.pieces else None,
        "scene_url": reverse("process-scene", args=[found.pk]),
        "rows": scenes.outline(layer),
        "sentence": telling.latest_move(request.user, [found.pk]),
        **card,
    }
    return render(request, "shell/process.html", context)


@never_cache
def why(request: HttpRequest, process_id: str) -> HttpResponse:
    """Take a flag apart, as it is or as it was known at the end of a day."""
    found = queries.process(request.user, process_id)
    asked = why_page.Asked(
        day=why_page.as_day(request.GET.get("as-at", "")),
        most=asking.whole_number(
            request.GET, "most", why_page.MOST, least=1, most=MOST_ROWS
        ),
        see_judges=request.GET.get("judges") == "all",
    )
    context = why_page.page(request.user, found, asked)
    return render(request, "shell/why.html", context)


@never_cache
def below(request: HttpRequest, process_id: str) -> HttpResponse:
    """List what bears a mark below a process."""
    found = queries.process(request.user, process_id)
    context = why_page.below(request.user, found, request.GET.get("marked", ""))
    return render(request, "shell/below.html", context)


@never_cache
def scene(request: HttpRequest, process_id: str | None = None) -> JsonResponse:
    """Give one layer for the room a page has."""
    focus = queries.process(request.user, process_id) if process_id else None
    layer = scenes.fetch(request.user, focus)
    return JsonResponse(scenes.draw(layer, **scenes.room(request.GET)))


def wall_poster(request: HttpRequest, process_id: str | None = None) -> HttpResponse:
    """Give one layer as a picture to print."""
    focus = queries.process(request.user, process_id) if process_id else None
    return HttpResponse(poster.draw(request.user, focus), content_type="image/svg+xml")


def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    found = queries.search(request.user, text)
    if len(found) == 1 and found[0].name.casefold() == text.casefold():
        return redirect("process", process_id=found[0].pk)
    context = {"text": text, "rows": scenes.found(request.user, found)}
    return render(request, "shell/search.html", context)


def history(request: HttpRequest, process_id: str | None = None) -> HttpResponse:
    found = queries.process(request.user, process_id) if process_id else None
    context = {"process": found, "changes": telling.history(request.user, found)}
    return render(request, "shell/history.html", context)


def missing(request: HttpRequest) -> HttpResponse:
    """Show what the map still lacks: owners, purposes, tests of parts, reviews."""
    wanted = request.GET.get("lacks", "owner")
    context = gaps.found(request.user, wanted, clock.today())
    return render(request, "shell/missing.html", context)


@login_required
def monday_morning(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Person), "login_required lets only people in"
    context = {"lines": monday.lines(request.user)}
    return render(request, "shell/monday.html", context)


def about(request: HttpRequest) -> HttpResponse:
    database = configuration.read("WHOLEFLOW_DATABASE_URL")
    signed_in = isinstance(request.user, Person)
    context = {
        "kept_in": "a PostgreSQL database"
        if database
        else "one file, an SQLite database",
        "folder": configuration.data_folder() if signed_in else None,
        "small_numbers": configuration.whole_number("WHOLEFLOW_SMALL_NUMBERS"),
    }
    return render(request, "shell/about.html", context)


def mark(_request: HttpRequest) -> HttpResponse:
    return redirect(static("shell/img/favicon.svg"))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that a form cannot be trusted to come from this page, as everything is said."""
    message = (
        "This form was opened too long ago, or cookies are off, so it could not be taken "
        "as yours. Nothing was changed. Go back, open the page again and send it anew."
    )
    return render(request, "shell/refused.html", {"message": message}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, in the same frame as everything else."""
    message = (
        str(exception)
        if isinstance(exception, NotFound)
        else "There is no page at this address. Try the search box above."
    )
    return render(request, "shell/refused.html", {"message": message}, status=404)


def not_taken(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request was not taken in, and why if it was too large."""
    message = (
        "This could not be taken in. Go back, open the page again and send it anew."
    )
    if isinstance(exception, RequestDataTooBig):
        message = str(exception)
    return render(request, "shell/refused.html", {"message": message}, status=400)
