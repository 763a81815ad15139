"""Signing in and out, coming in by a one-time link, and letting colleagues in."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wholeflow.errors import BadInput, NotFound
from wholeflow.server.accounts import actions, throttle
from wholeflow.server.accounts.forms import InviteForm, JoinForm, SignInForm
from wholeflow.server.accounts.models import Organisation, Person


def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["sign_in_name"]
        wait = throttle.seconds_to_wait(name)
        person = (
            None if wait else authenticate(request, username=name, **_password(form))
        )
        if person is not None:
            throttle.succeeded(name)
            login(request, person)
            return redirect(_next(request))
        if wait:
            form.add_error(None, f"Too many tries. Try again in {wait} seconds.")
        else:
            throttle.failed(name)
            form.add_error(None, "That name and password do not go together.")
    context = {"form": form, "next": _next(request)}
    status = 400 if form.errors else 200
    return render(request, "accounts/sign_in.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("front")


def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    link = actions.invitation(secret)
    form = JoinForm(request.POST or None, names_organisation=link.keeper)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.join(secret=secret, **form.cleaned_data)
        except BadInput as bad:
            for fault in bad.faults:
                form.add_error(None, fault.message)
        else:
            login(request, person, "django.contrib.auth.backends.ModelBackend")
            return redirect("front")
    context = {"form": form, "invitation": link}
    status = 400 if form.errors else 200
    return render(request, "accounts/welcome.html", context, status=status)


@login_required
def colleagues(request: HttpRequest) -> HttpResponse:
    """Show who is here, and make a link for one more or for one who lost their way in."""
    by = request.user
    assert isinstance(by, Person), "login_required lets only people in"
    form = InviteForm(request.POST or None) if by.keeper else None
    link = None
    if request.method == "POST":
        known = Person.objects.filter(pk__in=_person_asked_for(request)).first()
        if known is not None:
            secret = actions.way_back(by=by, person=known)
        else:
            secret = actions.invite(organisation=_home(by, form), by=by)
        link = request.build_absolute_uri(reverse("welcome", args=[secret]))
    people = Person.objects.select_related("organisation")
    if not by.keeper:
        people = people.filter(is_active=True)
    context = {
        "people": people.order_by("organisation__name", "name"),
        "form": form,
        "link": link,
    }
    return render(request, "accounts/colleagues.html", context)


def _person_asked_for(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(request.POST["person"])] if "person" in request.POST else []
    except ValueError:
        raise NotFound("There is no such person here.") from None


def _home(by: Person, form: InviteForm | None) -> Organisation:
    """Give the organisation a colleague is to belong to: chosen, named, or one's own."""
    if form is None or not form.is_valid():
        return by.organisation
    name = form.cleaned_data["new_organisation"].strip()
    if name:
        return actions.organisation_named(name=name, by=str(by.pk))
    chosen: Organisation | None = form.cleaned_data["organisation"]
    return chosen or by.organisation


def _password(form: SignInForm) -> dict[str, str]:
    return {"password": form.cleaned_data["password"]}


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if safe else reverse("front")
