"""A replay as one page of HTML: words, rooms, a table, its scripts and its visits."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from wholeflow.days import day_in_words
from wholeflow.drawing import stylesheet
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.model import Model

from .rooms import Room
from .standing import Visits, census

SCRIPTS = ("replay.js", "draw-replay.js", "play.js")  # each needs only those before it
DIGITS = 3  # of an hour: 4 seconds
_IMPORT = re.compile(r"^import \{[^}]*\} from \"[^\"]*\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_KEY = (
    ("patient--waiting", "waits", "M2.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z"),
    ("patient--care", "is in care", "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"),
    (
        "patient--blocked",
        "is done, and blocked: there is no place to go on to",
        "M2 2h8v8h-8zM2 2l8 8M10 2l-8 8",
    ),
)
_FREE = ("beds", "a place that is free", "M6 6h.01")
_GROUND = "body { background: var(--sheet); margin: 0; }\n"
_WEEKDAYS = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
]
_SPEEDS = ((1, "1 hour a second"), (6, "6 hours a second"), (24, "1 day a second"))


def as_page(
    model: Model, rooms: Sequence[Room], visits: Visits, span: tuple[int, int]
) -> str:
    """Write a page that stands alone.

    Parameters
    ----------
    model
        What was run.
    rooms
        In the order of its nodes.
    visits
        What is shown.
    span
        The hours of the run at which it begins and ends.
    """
    here = files(__package__) / "js"
    style = stylesheet(":root", _GROUND + (here / "replay.css").read_text("utf-8"))
    title = escape(f"Played back: {model.name}")
    return f"""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main class="replay" data-replay>
<h1>{title}</h1>
<p class="replay__quiet">One run of a model, not a forecast and not real people. Each mark \
is a patient of the model.</p>
<ul class="replay__key">{_key(rooms)}</ul>
{_controls(model, span)}
<div class="replay__stage" data-replay-stage>
{_columns(rooms)}</div>
{_table(model, rooms, visits, span[0])}
<script type="application/json" data-replay-visits>{_visits(model, rooms, visits, span)}\
</script>
<script type="module">
{_scripts()}</script>
</main>
</body>
</html>
"""


def in_a_notebook(page: str, title: str) -> str:
    """Put a page into a frame of its own, so that it and the notebook keep apart."""
    return (
        f'<iframe title="{escape(title)}" srcdoc="{escape(page)}" '
        'style="width: 100%; height: 720px; border: 0"></iframe>'
    )


def _key(rooms: Sequence[Room]) -> str:
    told = (*_KEY, _FREE) if any(room.beds for room in rooms) else _KEY
    return "".join(
        f'<li><svg viewBox="0 0 12 12" aria-hidden="true">'
        f'<path class="replay__{name}" d="{path}"/></svg>{words}</li>'
        for name, words, path in told
    )


def _controls(model: Model, span: tuple[int, int]) -> str:
    begin, end = span
    speeds = "".join(
        f'<option value="{hours}"{" selected" * (hours == 6)}>{words}</option>'
        for hours, words in _SPEEDS
    )
    return f"""\
<p class="replay__clock" data-replay-clock>{_clock(model, begin)}</p>
<div data-replay-controls hidden>
<div class="replay__controls">
<button type="button" data-replay-play>Play</button>
<button type="button" data-replay-back>One hour back</button>
<button type="button" data-replay-on>One hour on</button>
<label>Speed <select data-replay-speed>{speeds}</select></label>
</div>
<input class="replay__slider" type="range" aria-label="Hour" data-replay-slider \
min="{begin}" max="{end}" step="1" value="{begin}">
<p class="replay__said" aria-live="polite" data-replay-said></p>
</div>"""


def _columns(rooms: Sequence[Room]) -> str:
    """Put the rooms of a column below each other; each keeps its number in the model."""
    numbered = sorted(enumerate(rooms), key=lambda each: each[1].column)
    columns = groupby(numbered, key=lambda each: each[1].column)
    return "".join(
        f'<div class="replay__column">{"".join(map(_room, column))}</div>\n'
        for _, column in columns
    )


def _room(numbered: tuple[int, Room]) -> str:
    at, room = numbered
    return f"""
<section class="replay__room" data-replay-room="{at}">
<h2>{escape(room.name)}</h2>
<p class="replay__label">In care <b data-replay-count="care"></b>, blocked \
<b data-replay-count="blocked"></b></p>
<div class="replay__floor" data-replay-floor="care"></div>
<p class="replay__label">Waiting <b data-replay-count="waiting"></b></p>
<div class="replay__floor" data-replay-floor="waiting"></div>
</section>
"""


def _table(model: Model, rooms: Sequence[Room], visits: Visits, hour: int) -> str:
    counts = census(visits, len(rooms), hour)
    rows = "".join(
        f'<tr><th scope="row">{escape(room.name)}</th>'
        + "".join(f"<td>{count}</td>" for count in (*of, of.sum()))
        + "</tr>\n"
        for room, of in zip(rooms, counts, strict=True)
    )
    heads = "".join(
        f'<th scope="col">{words}</th>'
        for words in ("Step", "Waiting", "In care", "Blocked", "All")
    )
    return f"""\
<div class="replay__table" tabindex="0" role="region" aria-label="Who is where">
<table>
<caption>Who is where, <span data-replay-hour>{_clock(model, hour)}</span></caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}</tbody>
</table>
</div>"""


def _clock(model: Model, hour: int) -> str:
    """Give an hour of the run as people say it; the scripts say it in the same words."""
    began = calendar.beginning(model) + dt.timedelta(hours=hour)
    local = began.astimezone(ZoneInfo(model.timezone))
    return f"{_WEEKDAYS[local.weekday()]} {day_in_words(local.date())}, {local:%H:%M}"


def _visits(
    model: Model, rooms: Sequence[Room], visits: Visits, span: tuple[int, int]
) -> str:
    """Give the visits as JSON that may stand in HTML."""
    numbers = np.unique(visits["patient"], return_inverse=True)[1]
    columns: dict[str, Any] = {
        "patient": numbers.ravel().tolist(),
        "room": visits["node"].tolist(),
    }
    for name in ("arrive", "start", "end", "leave"):
        columns[name] = [
            None if np.isnan(hours) else round(float(hours), DIGITS)
            for hours in visits[name]
        ]
    told = {
        "begins": calendar.beginning(model).isoformat(),
        "timezone": model.timezone,
        "from": span[0],
        "to": span[1],
        "rooms": [{"name": room.name, "beds": room.beds} for room in rooms],
        "visits": columns,
    }
    return json.dumps(told, separators=(",", ":")).replace("<", "\\u003c")


def _scripts() -> str:
    """Give the modules as one, in which what they import from each other stands above."""
    here = files(__package__) / "js"
    texts = ((here / name).read_text("utf-8") for name in SCRIPTS)
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
