"""What every answer carries, and how a refusal is told on a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wholeflow.errors import Conflict, NotFound, Refused, WholeflowError
from wholeflow.server.history.models import System

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
STATUS = {NotFound: 404, Refused: 403, Conflict: 409}


def security_headers(get_response: Answer) -> Answer:
    """Put a strict content policy on every answer: nothing leaves the host."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "interest-cohort=()")
        return response

    return answer


def system_as_found(get_response: Answer) -> Answer:
    """Look where the history stands before anything else of a page is read.

    A change made while the page is built is then told to it afterwards, not missed.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.system = System.objects.first()  # type: ignore[attr-defined]  # ours
        return get_response(request)

    return answer


def errors_in_words(get_response: Answer) -> Answer:
    """Tell what wholeflow refuses as a page with its reason, not as a failure."""

    def process_exception(
        request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, WholeflowError):
            return None
        kinds = (
            status for kind, status in STATUS.items() if isinstance(exception, kind)
        )
        return render(
            request,
            "shell/refused.html",
            {"message": str(exception)},
            status=next(kinds, 400),
        )

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    answer.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook
    return answer
