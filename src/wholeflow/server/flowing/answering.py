"""How a page that asks answers: who is asking, what was sent, and that it is done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wholeflow.server.accounts.models import Person
from wholeflow.server.history.models import Change


def person(request: HttpRequest) -> Person:
    """Give whoever is signed in."""
    assert isinstance(request.user, Person), "login_required lets only people in"
    return request.user


def sent(request: HttpRequest) -> dict[str, object] | None:
    """Give what a form was sent with; None if it was not sent."""
    return request.POST if request.method == "POST" else None  # type: ignore[return-value]  # a QueryDict reads as one


def done(request: HttpRequest, words: str, *, to: str, **where: UUID) -> HttpResponse:
    """Say that something was saved, with a way to undo it, on another page."""
    by = person(request)
    last = Change.objects.filter(by=str(by.pk)).order_by("-seq").first()
    messages.success(request, words, extra_tags=str(last.pk) if last else "")
    return redirect(reverse(to, kwargs=where))


def cancelled(request: HttpRequest, *, stopped: bool) -> None:
    """Say whether work could be cancelled."""
    words = "Cancelled. Nothing of it was kept."
    ended = "It had ended before it could be cancelled."
    messages.success(request, words if stopped else ended)
