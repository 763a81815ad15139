"""What the sliders of a scenario are called."""

from __future__ import annotations

from wholeflow.server.flowing.scenarios.dials import Dial, Kind

GROUPS: dict[str, tuple[Kind, ...]] = {
    "Beds, rooms and staff": ("units", "more", "places"),
    "Opening hours": ("opens", "closes"),
    "Demand": ("demand", "no-show"),
    "Length of stay": ("stay",),
}
_LABELS: dict[Kind, str] = {
    "units": "{of}",
    "more": "{of}, more or fewer in each hour",
    "opens": "{of}: from which hour",
    "closes": "{of}: until which hour",
    "places": "Places: {of}",
    "demand": "Who come: {of}",
    "no-show": "Who do not come to their appointment: {of}",
    "stay": "Time it takes: {of}",
}
_UNITS: dict[Kind, str] = {
    "opens": "hours",
    "closes": "hours",
    "places": "places",
    "demand": "% of today",
    "no-show": "%",
    "stay": "% of today",
}


def label(dial: Dial) -> str:
    """Say what is turned."""
    words = _LABELS[dial.kind].format(of=dial.of)
    return words[:1].upper() + words[1:]


def unit(dial: Dial) -> str:
    """Say what its number counts; "" where that is the name itself."""
    return _UNITS.get(dial.kind, "")


def now(dial: Dial) -> str:
    """Say how it is today; "" where its unit says so."""
    if dial.kind == "more":
        return "0 is as today"
    return "" if dial.kind in {"demand", "stay"} else f"today {dial.now:g}"


def hint(dial: Dial) -> str:
    """Say what else changes with it, or what its number means."""
    if dial.places_of:
        return f"Each is a place of {', '.join(dial.places_of)}, which changes with it."
    if dial.kind == "more":
        return "Below 0 is fewer. Hours that have none keep none."
    return ""
