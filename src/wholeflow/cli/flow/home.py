"""`wholeflow flow home`: days that people are at home."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import DAY, known_to_option, moment, read_part
from wholeflow.cli.flow.rules import needed
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.journeys import DaysAtHome, Journeys
    from wholeflow.journeys.measures.spells import Days

_CAUTION = (
    "This is an association. Days given back are the mean after less the mean before, "
    "times the people after; why they differ it does not say."
)


class HomeOptions(AskOptions):
    """Up to when people are followed, and what is compared."""

    known_to: datetime | None
    at: datetime | None


@click.command()
@click.option(
    "--at",
    type=DAY,
    metavar="DAY",
    help="Compare instead people whose days begin from this day on with those before.",
)
@known_to_option
@asks_a_log
def home(log: str, **options: Unpack[HomeOptions]) -> None:
    """Count the days that people are at home: alive, and in no place that is not home.

    All events of a person are one journey here. Days at home, away and dead add up to
    the days counted for each; people who cannot be followed for all of them are left
    out and told. From when on days count, and what is away, the standards file says.

        wholeflow flow home county.csv --known-to 2026-04-01
    """
    from wholeflow import journeys as flow

    options["whole_person"] = True
    part, standards = read_part(log, options)
    rule = needed(standards.days_at_home, "days_at_home", log)
    found = flow.days_at_home(part, rule, until=moment(options["known_to"], part))
    at = options["at"]
    if at is None:
        answer(_lines(part, found), options, _notes(found))
    else:
        answer(_compared(part, found, at.date()), options, [_CAUTION])


def _lines(part: Journeys, found: DaysAtHome) -> list[Line]:
    return [
        _line(part, found, "at home", found.at_home),
        *(
            _line(part, found, f"away: {place}", days)
            for place, days in found.away.items()
        ),
        _line(part, found, "dead", found.dead),
        *(
            Line(
                {
                    "what": f"left out: {why}",
                    "people": people,
                    "days": None,
                    "mean_days": None,
                }
            )
            for why, people in (
                ("nothing begins their days", found.not_begun),
                ("not followed to the end", found.cut_off),
                ("in a stay of unknown begin", found.begin_not_known),
            )
        ),
    ]


def _line(part: Journeys, found: DaysAtHome, what: str, days: Days) -> Line:
    some = found.persons[days > 0]
    return Line(
        {
            "what": what,
            "people": len(some),
            "days": int(days.sum()),
            "mean_days": float(days.mean()) if len(days) else None,
        },
        lambda: tuple(part.person_names[some]),
    )


def _notes(found: DaysAtHome) -> list[str]:
    notes = [
        f"Counted for {len(found.persons):,} people, {found.window_days} days each."
    ]
    if found.days_to_goal is not None:
        notes.append(
            f"Missing to the goal of {found.goal_days:,.0f} days at home: "
            f"{found.days_to_goal:,.0f}."
        )
    return notes


def _compared(part: Journeys, found: DaysAtHome, day: date) -> list[Line]:
    from wholeflow.days import day_in_words
    from wholeflow.journeys import given_back

    words = day_in_words(day)
    names = f"begun before {words}", f"begun from {words} on"
    sides = found.parted_at(day)
    for name, side in zip(names, sides, strict=True):
        if not len(side.persons):
            raise NotFound(f"There is nobody whose days can be told, {name}.")
    given = given_back(*sides)
    return [
        *(_side(part, name, side) for name, side in zip(names, sides, strict=True)),
        Line(_row("days given back", given.days, given.low, given.high)),
    ]


def _side(part: Journeys, name: str, side: DaysAtHome) -> Line:
    row = _row(f"mean days at home, {name}", side.mean_days)
    return Line(
        row | {"people": len(side.persons)},
        lambda: tuple(part.person_names[side.persons]),
    )


def _row(
    what: str,
    days: float | None,
    low: float | None = None,
    high: float | None = None,
) -> dict[str, object]:
    return {"what": what, "days": days, "from": low, "to": high, "people": None}
