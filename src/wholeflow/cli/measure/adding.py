"""`wholeflow measure add`: an indicator, defined, with values, or fed from a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from wholeflow.cli.asking import form_option, show, told_as_options
from wholeflow.cli.measure.whom import by_option, named, opened

if TYPE_CHECKING:
    from wholeflow.evidence import IndicatorTable
    from wholeflow.server.measuring.bringing_values import BroughtSeries

_EXAMPLE = "sepsis"
_JUDGING = ("unit", "fail", "target", "better", "source")
_OF_VALUES = (*_JUDGING, "values", "month_first", "dry_run")


class _Options(TypedDict):
    """What may be said about an indicator."""

    name: str | None
    unit: str | None
    fail: float | None
    target: float | None
    better: str | None
    source: str | None
    half_life_days: int
    values: Path | None
    month_first: bool
    log: Path | None
    standard: str | None
    standards: Path | None
    whole: bool
    dry_run: bool
    by: str | None
    form: str


@click.command()
@click.argument("process", required=False, metavar="[PROCESS]")
@click.option("--name", metavar="NAME", help="What is measured.")
@click.option("--unit", metavar="UNIT", help="Such as % or days.")
@click.option("--fail", type=float, help="The value at which the process fails.")
@click.option("--target", type=float, help="The value at which it succeeds.")
@click.option(
    "--better", type=click.Choice(["up", "down"]), help="Which way is improvement."
)
@click.option("--source", metavar="TEXT", help="Where the numbers come from.")
@click.option(
    "--half-life-days",
    type=click.IntRange(min=0),
    default=180,
    show_default=True,
    help="Days in which a value loses half its weight; 0 if it does not age.",
)
@click.option(
    "--values",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its values, a CSV or Excel file.",
)
@click.option("--month-first", is_flag=True, help="03/05/2024 is the fifth of March.")
@click.option(
    "--log", type=click.Path(path_type=Path), metavar="LOG", help="A log that feeds it."
)
@click.option("--standard", metavar="NAME", help="The standard counted in the log.")
@click.option(
    "--standards",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the standard stands. Without it: LOG.standards.yaml beside the log.",
)
@click.option("--whole", is_flag=True, help="Its dates are shifted: one value for all.")
@click.option("--dry-run", is_flag=True, help="Say what the values would change.")
@by_option
@form_option
def add(process: str | None, **options: Unpack[_Options]) -> None:
    """Add an indicator to a process, with the values there are.

    From the value at which the process fails to the one at which it succeeds, values
    count in proportion. With a target and no failing value, say which way is better:
    each value is then met or not met. Without a target it is only watched.

        wholeflow measure add "Going home" --name "Days to wait" --fail 9 --target 2

    FILE has a column date and a column value. A file that names its indicators, and
    perhaps processes, may bring many at once; then leave --name out. A value for a day
    that has one takes its place. What is missing is left out: it is not nought.

        wholeflow measure add "Going home" --name "Days to wait" --values waits.csv

        wholeflow measure add --values whole-table.csv --dry-run

    LOG is an event log with a standard to count, month by month; wholeflow look LOG
    shows both. It is read again when it changes, where it lies now. Only counts are
    kept: no row of a patient, and no name.

        wholeflow measure add "Seeing people" --log ward.csv --standard "Seen within 2 h"
    """
    if options["log"] is not None:
        _from_log(process, options)
    elif options["values"] is not None:
        _with_values(process, options)
    else:
        _defined(process, options)


def _defined(process: str | None, options: _Options) -> None:
    if options["name"] is None:
        raise click.UsageError("Say what is measured: --name NAME, or --values FILE.")
    person = opened(options["by"])
    from wholeflow.server.measuring.indicating import NewIndicator, add_indicator

    found = named(_required(process), person)
    indicator = NewIndicator(
        name=options["name"],
        fail=options["fail"],
        target=options["target"],
        better=options["better"] or "",
        unit=options["unit"] or "",
        source=options["source"] or "not said",
        half_life_days=options["half_life_days"] or None,
    )
    with told_as_options({name: f"--{name}" for name in ("name", *_JUDGING)}):
        add_indicator(by=person, process_id=found.pk, indicator=indicator)
    click.echo(f"Added “{indicator.name}” to {found}. It has no values yet.")


def _with_values(process: str | None, options: _Options) -> None:
    person = opened(options["by"])
    from wholeflow.server.measuring.bringing_values import bring_in

    found = named(process, person) if process else None
    table = _read(options)
    for note in table.notes:
        click.echo(note, err=True)
    done = bring_in(
        by=person,
        table=table,
        process_id=found.pk if found else None,
        half_life_days=options["half_life_days"] or None,
        dry_run=options["dry_run"],
    )
    show([_row(each, options["form"]) for each in done], options["form"])
    for each in done:
        for note in each.notes:
            click.echo(f"{each.indicator}: {note}", err=True)
    if options["dry_run"]:
        click.echo("Nothing was changed. Without --dry-run it is.", err=True)


def _read(options: _Options) -> IndicatorTable:
    from wholeflow.evidence import read_indicator_table
    from wholeflow.server.history import clock

    assert options["values"] is not None, "asked above"
    table = read_indicator_table(
        options["values"],
        today=clock.today(),
        only=options["name"] or "",
        month_first=options["month_first"],
    )
    if options["name"] is not None:
        return _as_said(table, options)
    _refuse(_JUDGING, options, "cannot be said of a whole table: use its columns.")
    return table


def _as_said(table: IndicatorTable, options: _Options) -> IndicatorTable:
    """Give a table of one indicator as the options have it."""
    from wholeflow.server.measuring.indicating import require_target

    assert options["name"] is not None, "asked above"
    if len(table.series) > 1:
        raise click.UsageError(
            f"{table.source} names {len(table.series)} indicators. Leave --name out to "
            "bring in all of them."
        )
    (series,) = table.series
    one = replace(
        series,
        name=options["name"],
        unit=options["unit"] or series.unit,
        source=options["source"] or series.source,
        fail=series.fail if options["fail"] is None else options["fail"],
        target=series.target if options["target"] is None else options["target"],
        better=options["better"] or series.better,
    )
    with told_as_options({name: f"--{name}" for name in _JUDGING}):
        require_target(one.name, one.fail, one.target, one.better)
    return replace(table, series=(one,))


def _refuse(names: Sequence[str], options: _Options, why: str) -> None:
    """Refuse options that mean nothing beside others."""
    said: Mapping[str, object] = {**options}
    given = [
        "--" + name.replace("_", "-")
        for name in names
        if said[name] is not None and said[name] is not False
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)} {why}")


def _row(done: BroughtSeries, form: str) -> dict[str, object]:
    restated = [
        {"on": each.on.isoformat(), "old": each.old, "new": each.new}
        for each in done.restated
    ]
    return {
        "process": done.process.name,
        "indicator": done.indicator.name,
        "new": done.is_new if form == "json" else "yes" if done.is_new else "no",
        "added": done.added,
        "restated": restated if form == "json" else len(restated),
        "unchanged": done.unchanged,
        "missing": done.missing,
        "hidden": done.hidden,
    }


def _from_log(process: str | None, options: _Options) -> None:
    _refuse(_OF_VALUES, options, "cannot go with --log: the log says it.")
    if options["standard"] is None:
        raise click.UsageError(
            "Say which standard is counted: --standard NAME. wholeflow look LOG tells "
            "those of a log."
        )
    person = opened(options["by"])
    from wholeflow.server.measuring.from_logs import feed_from_log
    from wholeflow.server.measuring.log_counts import Fed
    from wholeflow.server.measuring.models import Indicator

    found = named(_required(process), person)
    standards = options["standards"]
    fed = Fed(
        _log(options),
        options["standard"],
        standards.resolve() if standards else None,
        options["whole"],
    )
    key = feed_from_log(
        by=person,
        process_id=found.pk,
        fed=fed,
        name=options["name"] or "",
        half_life_days=options["half_life_days"] or None,
    )
    indicator = Indicator.objects.get(pk=key)
    values = indicator.points.count()
    click.echo(
        f"Added “{indicator}” to {found}, with {values:,} "
        f"value{'' if values == 1 else 's'}."
    )


def _log(options: _Options) -> Path:
    """Give where the log lies; the word sepsis alone is the one that comes along."""
    log = options["log"]
    assert log is not None, "asked above"
    if str(log) == _EXAMPLE and not log.exists():
        from wholeflow.journeys import example_log

        return example_log()
    return log.resolve()


def _required(process: str | None) -> str:
    if process is None:
        raise click.UsageError("Say which process it is about: its name or its id.")
    return process
