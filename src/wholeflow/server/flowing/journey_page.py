"""The page of a journey: where people wait, in a sentence, in pictures and in a table.

What was worked out (`journeying`) names processes by their ids and counts people exactly.
Here it is told to one visitor: processes by name and owner as far as they may be read,
counts as they may be known, with what is left out said. What strangers get is counted in
people, not in their journeys (`people`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse

from wholeflow.days import hours_in_words
from wholeflow.governance import OPEN, Act, Disclosure
from wholeflow.server.flowing import code_shown
from wholeflow.server.flowing.chosen import Chosen
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor

if TYPE_CHECKING:
    from wholeflow.journeys import Frame, River, TypicalJourney

Told = Mapping[str, Any]  # JSON

HIDDEN = "A process that is not shown to you"
RIVER_WIDE, WIDE, HALF, NARROW = 1080, 700, 540, 328
"""Pixels: of the whole page, of a column to read, of half a page, of a phone."""
MOST_WAITS = 12  # that the table lists
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class End:
    """One side of a wait: what it is called, and the process it is, if that is known."""

    name: str
    process: Process | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Where people wait between us: from what to what, how many, how long, how much.

    `share` is of all hours that are waited, in hundredths, once for a bar and once in
    words; `keep` leads to the form that
    keeps it as an indicator, for whoever may.
    """

    before: End
    after: End
    people: str
    median: str
    p90: str
    share: float
    share_in_words: str
    keep: str


@dataclass(frozen=True, slots=True)
class Names:
    """What processes are called for one visitor, by id; no two alike."""

    ends: Mapping[str, End]

    @classmethod
    def of(cls, ids: Iterable[str], seen: Mapping[str, Process]) -> Names:
        """Name the processes of some ids, of which those in `seen` may be read."""
        ends: dict[str, End] = {}
        alike: Counter[str] = Counter()
        for key in ids:
            name = seen[key].name if key in seen else HIDDEN
            alike[name] += 1
            told = f"{name} ({alike[name]})" if alike[name] > 1 else name
            ends[key] = End(told, seen.get(key), hidden=key not in seen)
        return cls(ends)

    def end(self, key: str) -> End:
        """Give a side of a wait; what is no process is called what it is."""
        return self.ends.get(key) or End(key)

    def owners(self) -> dict[str, str | None]:
        """Give the owner of each process that may be read, by its name."""
        return {
            end.name: str(end.process.owner) if end.process.owner else None
            for end in self.ends.values()
            if end.process is not None
        }


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the page of a log, and what they may know of it."""

    visitor: Visitor
    log: EventLog
    policy: Disclosure
    names: Names


def page(reader: Reader, told: Told, chosen: Chosen) -> dict[str, object]:
    """Give what the page shows of a journey.

    Parameters
    ----------
    reader
        Who looks.
    told
        From `journeying.journey`, of the part that was chosen.
    chosen
        Which part that is.
    """
    if not told["cases"]:
        return {"nobody": True}
    listed = told["waits"][:MOST_WAITS]
    waits = _waits(reader, listed, _whole_hours(reader, told))
    one_time = told["river"]["completion_only"]
    return {
        "people": reader.policy.in_words(told["cases"]),
        "waits": waits,
        "worst": waits[0] if waits else None,
        "left_out": len(listed) - len(waits),
        "more_waits": told["more_waits"],
        "between": told["between"],
        "one_time": one_time,
        **_pictures(reader, told),
        "typical": _typical(told["typical"], reader.policy),
        "closer": _closer(reader, told) if reader.policy == OPEN else None,
        "code": _code(reader, told, chosen) if reader.policy == OPEN else None,
    }


def _whole_hours(reader: Reader, told: Told) -> float:
    """Give all hours that are waited; to strangers those alone that they may know of."""
    if reader.policy == OPEN:
        return float(told["whole_hours"])
    known = (w for w in told["waits"] if reader.policy.count(w["cases"]) is not None)
    return float(sum(wait["total_hours"] for wait in known))


def _waits(reader: Reader, listed: Sequence[Told], whole: float) -> list[Wait]:
    known = [each for each in listed if reader.policy.count(each["cases"]) is not None]
    shares = [100 * each["total_hours"] / whole for each in known]
    return [
        Wait(
            before=reader.names.end(each["before"]),
            after=reader.names.end(each["after"]),
            people=reader.policy.in_words(each["cases"]),
            median=hours_in_words(each["median_hours"]),
            p90=hours_in_words(each["p90_hours"]),
            share=round(share, 1),
            share_in_words=f"{share:.0f} %" if share >= 1 else "under 1 %",
            keep=_keep(reader, each),
        )
        for each, share in zip(known, shares, strict=True)
    ]


def _keep(reader: Reader, wait: Told) -> str:
    """Give the way to the form of a new indicator, filled in; "" for who may not."""
    before, after = (reader.names.end(wait[side]) for side in ("before", "after"))
    process = after.process
    if process is None:
        return ""
    decided = of_the_map.decision(reader.visitor, Act.EDIT, process)
    if not decided.allowed:
        return ""
    last = reader.log.last
    filled = {
        "name": f"Half wait this long or longer, from {before.name}"[:200],
        "unit": "hours",
        "better": "down",
        "source": f"The log “{reader.log.title}”"[:300],
        "value": f"{wait['median_hours']:.4g}",
        "on": last.date().isoformat() if last else "",
        **({"open_data": "on"} if reader.log.open_data else {}),
    }
    return f"{reverse('indicator', args=[process.pk])}?{urlencode(filled)}"


def _pictures(reader: Reader, told: Told) -> dict[str, object]:
    from wholeflow.journeys import (  # noqa: PLC0415 - brings polars
        RiverWords,
        WeekWords,
        draw_river,
        draw_week,
    )

    found = _river(reader, told["river"])
    people = reader.policy.in_words(told["cases"])
    said = RiverWords(f"The journey of {people} people", reader.names.owners())
    week = _week(told["week"], reader.policy)
    one_time = told["river"]["completion_only"]
    of_week = WeekWords(
        "How long until the next thing is done, by the hour in which the last one was"
        if one_time
        else "How long people wait, by the hour from which they could have been seen",
        "hours on average",
    )
    return {
        "river_wide": draw_river(found, said, _frame("river-wide", RIVER_WIDE)),
        "river_narrow": draw_river(found, said, _frame("river-narrow", NARROW)),
        "bands_left_out": len(told["river"]["bands"]) - len(found.bands),
        "week_wide": draw_week(week, of_week, _frame("week-wide", HALF)),
        "week_narrow": draw_week(week, of_week, _frame("week-narrow", NARROW)),
        "week_rows": [
            (day, ["" if np.isnan(value) else f"{value:.1f}" for value in row])
            for day, row in zip(DAYS, week, strict=True)
        ],
        "hours": range(24),
    }


def _river(reader: Reader, told: Told) -> River:
    """Give a river as a visitor may see it: what is of too few is left out."""
    from wholeflow.journeys import Band, River, Stop  # noqa: PLC0415 - brings polars

    count = reader.policy.count
    stays = [at for at, stop in enumerate(told["stops"]) if count(stop["people"])]
    place = {at: new for new, at in enumerate(stays)}
    stops = tuple(
        Stop(
            **{
                **stop,
                "name": reader.names.end(stop["name"]).name,
                "people": count(stop["people"]) or 0,
                "no_further": count(stop["no_further"]) or 0,
            }
        )
        for stop in (told["stops"][at] for at in stays)
    )
    bands = tuple(
        Band(
            **{
                **band,
                "before": place[band["before"]],
                "after": place[band["after"]],
                "people": count(band["people"]),
            }
        )
        for band in told["bands"]
        if count(band["people"]) and {band["before"], band["after"]} <= place.keys()
    )
    kept = {"stops": stops, "bands": bands, "journeys": count(told["journeys"]) or 1}
    kept |= {"against": count(told["against"]) or 0}
    back = (told["returned"], told["returned_within"])
    if None not in back and None in [count(each) for each in back]:
        kept |= {"returned": None, "returned_within": None, "within_days": None}
    elif None not in back:
        kept |= {"returned": count(back[0]), "returned_within": count(back[1])}
    return River(**{**told, **kept})


def _week(told: Told, policy: Disclosure) -> Any:  # Any: numpy's array
    """Give the hours of a week; those of too few people are empty."""
    means = np.array(told["mean_hours"], dtype=np.float64)
    hidden = [[not policy.count(cases) for cases in row] for row in told["cases"]]
    means[np.array(hidden)] = np.nan
    return means


def _typical(told: Told, policy: Disclosure) -> list[str]:
    """Give the lines of the typical journey; steps of too few are left out."""
    from wholeflow.journeys import typical_in_words  # noqa: PLC0415 - brings polars

    found = _typical_of(told)
    if policy == OPEN:
        return list(typical_in_words(found))
    known = policy.count
    steps = tuple(
        replace(
            step,
            cases=known(step.cases) or 0,
            where=step.where if known(step.there) else None,
            there=known(step.there) or 0,
        )
        for step in found.steps
        if known(step.cases)
    )
    seldom = tuple(
        replace(one, cases=known(one.cases) or 0)
        for one in found.seldom
        if known(one.cases)
    )
    shown = replace(
        found,
        cases=known(found.cases) or 0,
        steps=steps,
        seldom=seldom,
        with_all=known(found.with_all) or 0,
    )
    lines = list(typical_in_words(shown))
    return lines if known(found.with_all) is not None else lines[:-1]


def _typical_of(told: Told) -> TypicalJourney:
    from wholeflow.journeys import (  # noqa: PLC0415 - brings polars
        SeldomActivity,
        TypicalJourney,
        TypicalStep,
    )

    steps = tuple(TypicalStep(**step) for step in told["steps"])
    seldom = tuple(SeldomActivity(**each) for each in told["seldom"])
    return TypicalJourney(**{**told, "steps": steps, "seldom": seldom})


def _closer(reader: Reader, told: Told) -> dict[str, object]:
    """Give what a closer look shows, each or the words of why the log does not."""
    stations, causes = told["bottlenecks"], told["causes"]
    return {
        "spectrum": told["spectrum"],
        "stream": _stream(reader, told["stream"]),
        "bottlenecks": {
            **stations,
            "stations": [
                {
                    **each,
                    "name": reader.names.end(each["name"]).name,
                    "waited": hours_in_words(each["hours"]),
                }
                for each in stations.get("stations", ())
            ],
        },
        "causes": {
            **causes,
            "rows": [_cause(reader, e) for e in causes.get("rows", ())],
        },
    }


def _cause(reader: Reader, told: Told) -> dict[str, object]:
    name = reader.names.end(told["name"]).name if told["name"] else "not recorded"
    whole = told["total_hours"]
    shares = {cause: round(100 * part / whole) for cause, part in told["hours"].items()}
    return {"name": name, "waited": hours_in_words(whole), "shares": shares}


def _stream(reader: Reader, told: Told) -> dict[str, str]:
    if "why" in told:
        return {"why": told["why"]}
    from wholeflow.journeys import (  # noqa: PLC0415 - brings polars
        Spread,
        ValueStep,
        ValueStream,
        draw_value_stream,
    )

    steps = tuple(
        ValueStep(
            **{
                **each,
                "name": reader.names.end(each["name"]).name,
                "wait": Spread(**each["wait"]),
            }
        )
        for each in told["steps"]
    )
    found = ValueStream(**{**told, "steps": steps})
    return {
        name: draw_value_stream(
            found, "The value stream", _frame(f"stream-{name}", width)
        )
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }


def _code(reader: Reader, told: Told, chosen: Chosen) -> dict[str, str]:
    between = told["between"]
    numbers = code_shown.Numbers(
        file=f"{reader.log.content_hash}.parquet",
        timezone=reader.log.timezone,
        between=between,
        only=chosen.only(told["choices"]["place"]),
        since=chosen.since,
        until=chosen.until,
        processes={
            reader.names.end(key).name: activities
            for key, activities in told["processes"].items()
        }
        if between == "processes"
        else {},
        returns=told["returns"],
    )
    return {
        "python": code_shown.in_python(numbers),
        "command": code_shown.on_the_command_line(numbers),
        "standards": code_shown.as_standards(numbers),
        "standards_name": f"{reader.log.content_hash}.standards.yaml",
    }


def _frame(key: str, width: int) -> Frame:
    """Frame a picture for the page, which has the colours itself."""
    from wholeflow.journeys import Frame  # noqa: PLC0415 - brings polars

    return Frame(width, key, styled=False)
