"""`wholeflow waiting-list`: what becomes of a list, from open figures of an area."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from wholeflow.cli.asking import (
    force_option,
    keep_what_is_there,
    list_form_option,
    show,
    tell,
)
from wholeflow.cli.simulating.drawing import FILE, wrote
from wholeflow.errors import NotFound, WholeflowError

if TYPE_CHECKING:
    from wholeflow.simulation import Model
    from wholeflow.simulation.waiting_lists import Band, Followed, RttArea, WaitingList

COMES_ALONG = "england"
QUARTER = 13  # weeks from one line to the next
HOURS_A_WEEK = 168
_A_WEEK = ("new a week", "treated a week", "leave otherwise", "would hold it")
LONGEST_WAIT = 78  # weeks: where those over 52 are taken to end


class WaitingListOptions(TypedDict):
    """Of which area, how it is followed, what is changed, and what is written."""

    area: str | None
    over_18: int | None
    over_52: int | None
    changes: tuple[str, ...]
    weeks: int
    runs: int
    seed: int
    output: Path | None
    picture: Path | None
    force: bool
    form: str


@click.command("waiting-list")
@click.argument("file")
@click.option("--area", help="Which area of the file; without it all are listed.")
@click.option(
    "--over-18",
    type=click.IntRange(min=0),
    metavar="PEOPLE",
    help="How many now wait over 18 weeks, with those over 52.",
)
@click.option(
    "--over-52",
    type=click.IntRange(min=0),
    metavar="PEOPLE",
    help="How many of them wait over 52 weeks.",
)
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="CHANGE",
    help='What is changed, such as "pool treatments + 500", a week; can be repeated.',
)
@click.option(
    "--weeks",
    type=click.IntRange(1, 1040),
    default=52,
    show_default=True,
    help="How long the list is followed.",
)
@click.option(
    "--runs",
    type=click.IntRange(min=2),
    default=5,
    show_default=True,
    help="How many replications; a long list needs few.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Which luck. The same seed gives the same numbers, on any machine.",
)
@click.option(
    "--output",
    type=FILE,
    metavar="FILE",
    help="Write the list as a model, in YAML or JSON, for wholeflow simulate and others.",
)
@click.option(
    "--picture",
    type=FILE,
    metavar="FILE.svg",
    help="Draw who waits, week by week.",
)
@force_option
@list_form_option
def waiting_list(file: str, **options: Unpack[WaitingListOptions]) -> None:  # fmt: skip
    """Say what becomes of a waiting list, and what more treatments would do.

    FILE has a row for each area and month, with the columns area, month, waiting, new and
    completed, as NHS England's open figures of referral to treatment have; england is the
    file that comes along. The list goes on as in the twelve months before. All are
    treated in turn, which real lists are not: the share who wait long is the least it
    could be with so many treatments.

        wholeflow waiting-list england

        wholeflow waiting-list england --area QE1 --change "pool treatments + 500"
    """
    areas = _read(file)
    if options["area"] is None:
        show([_standing(each) for each in areas], options["form"])
        return
    _follow(_area(areas, options["area"]), options)


def _read(file: str) -> tuple[RttArea, ...]:
    from wholeflow.simulation.waiting_lists import england_rtt, read_rtt

    path = Path(file)
    if not path.exists() and file == COMES_ALONG:
        path = england_rtt()
    if not path.is_file():
        raise NotFound(
            f"There is no file {file}. Give a CSV file of lists by area and month, or "
            f"{COMES_ALONG}, which comes along."
        )
    return read_rtt(path.read_bytes(), source=path.name)


def _area(areas: tuple[RttArea, ...], name: str) -> RttArea:
    for each in areas:
        if each.name == name:
            return each
    some = ", ".join(each.name for each in areas[:5])
    raise NotFound(
        f"There is no area {name}. The file has {len(areas):,}, such as {some}."
    )


def _standing(area: RttArea) -> dict[str, object]:
    """Say how the list of an area stands; without a year up to now, no more than that."""
    from wholeflow.simulation.waiting_lists import list_ahead, treatments_to_hold

    last = area.months[-1]
    stands = {
        "area": area.name,
        "month": f"{last.month:%Y-%m}",
        "waiting": last.waiting,
    }
    try:
        of = list_ahead(area)
    except WholeflowError:
        return stands | dict.fromkeys(_A_WEEK)
    (group,) = of.groups
    numbers = (
        _number(group.new_per_week),
        _number(of.treated_per_week),
        group.removed_per_week,
        treatments_to_hold(of),
    )
    return stands | dict(zip(_A_WEEK, map(round, numbers), strict=True))


def _number(weekly: float | tuple[float, ...]) -> float:
    assert not isinstance(weekly, tuple), "a list ahead goes on as it was"
    return weekly


def _follow(area: RttArea, options: WaitingListOptions) -> None:
    from wholeflow.simulation.experiments import Scenario
    from wholeflow.simulation.waiting_lists import draw_list, follow, list_model

    output, picture = options["output"], options["picture"]
    for written in (output, picture):
        if written is not None:
            keep_what_is_there(written, force=options["force"])
    of = _list(area, options)
    models = {"as it is": list_model(of)}
    if options["changes"]:
        scenario = Scenario("changed", "\n".join(options["changes"]))
        hours = float(options["weeks"] * HOURS_A_WEEK)
        models["changed"] = scenario.checked(models["as it is"], hours)
    _tell(of)
    lists = {
        name: follow(
            model, weeks=options["weeks"], runs=options["runs"], seed=options["seed"]
        )
        for name, model in models.items()
    }
    lines = [*range(0, options["weeks"], QUARTER), options["weeks"]]
    show(
        [_line(name, each, week) for name, each in lists.items() for week in lines],
        options["form"],
    )
    if picture is not None:
        headings = ("As it is", f"With {'; '.join(options['changes'])}")
        drawn = dict(zip(headings, lists.values(), strict=False))
        wrote("picture", picture, draw_list(drawn))
    if output is not None:
        wrote("model", output, _written(models["as it is"], output))


def _list(area: RttArea, options: WaitingListOptions) -> WaitingList:
    from wholeflow.simulation.waiting_lists import list_ahead

    waits = _waits(area.months[-1].waiting, options["over_18"], options["over_52"])
    if not waits:
        tell(
            "How long people have waited is taken as if all had been treated in turn; "
            "say --over-18 and --over-52 if it is known"
        )
    return list_ahead(area, waiting=waits)


def _waits(patients: int, over_18: int | None, over_52: int | None) -> tuple[Band, ...]:
    from wholeflow.simulation.waiting_lists import Band

    if over_18 is None and over_52 is None:
        return ()
    if over_18 is None or not (over_52 or 0) <= over_18 <= patients:
        raise click.UsageError(
            f"--over-18: expected at most the {patients:,} who wait, and at least those "
            f"of --over-52; got {'none' if over_18 is None else f'{over_18:,}'}."
        )
    longest = over_52 or 0
    return (
        Band(from_weeks=0, to_weeks=18, patients=patients - over_18),
        Band(from_weeks=18, to_weeks=52, patients=over_18 - longest),
        Band(from_weeks=52, to_weeks=LONGEST_WAIT, patients=longest),
    )


def _tell(of: WaitingList) -> None:
    from wholeflow.simulation.waiting_lists import treatments_to_hold

    (group,) = of.groups
    tell(
        f"{of.patients:,} wait; in a week {_number(group.new_per_week):,.0f} join, "
        f"{_number(of.treated_per_week):,.0f} are treated, {group.removed_per_week:,.0f} "
        f"leave otherwise; {treatments_to_hold(of):,.0f} treatments would hold it"
    )


def _line(name: str, ran: Followed, week: int) -> dict[str, object]:
    waiting = ran.waiting_at(week)
    shares = {
        f"over {weeks:g} weeks": round(ran.share_over(weeks, at=week).mean, 4)
        for weeks in ran.over_weeks
    }
    return {
        "list": name,
        "week": week,
        "waiting": round(waiting.mean),
        "from": round(waiting.low),
        "to": round(waiting.high),
        **shares,
    }


def _written(model: Model, to: Path) -> str:
    from wholeflow.simulation import write_model

    form: Literal["json", "yaml"] = "json" if to.suffix == ".json" else "yaml"
    return write_model(model, form)
