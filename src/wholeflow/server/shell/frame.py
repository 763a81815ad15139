"""What every page's frame shows: the system's name, its date, where history stands."""

from __future__ import annotations

from django.http import HttpRequest

from wholeflow import __version__


def frame(request: HttpRequest) -> dict[str, object]:
    """Give the frame's values to every template."""
    return {
        "system": getattr(request, "system", None),
        "version": __version__,
        "search_text": request.GET.get("q", ""),
    }
