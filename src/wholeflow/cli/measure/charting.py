"""`wholeflow measure chart`: an XmR chart of a file, or of an indicator of the system."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from wholeflow.cli.asking import as_table, force_option, list_form_option, show
from wholeflow.cli.measure.shares import rounded
from wholeflow.cli.measure.whom import opened
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.evidence import IndicatorSeries
    from wholeflow.improvement import Caption, Chart


_FILES = {".csv", ".tsv", ".txt", ".xlsx"}
_OF_FILES = ("target", "better", "baseline", "indicator")


class _Options(TypedDict):
    """What may be said about a chart."""

    target: float | None
    better: str | None
    baseline: int | None
    indicator: str | None
    title: str | None
    month_first: bool
    output: Path | None
    force: bool
    form: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A chart with what it is called."""

    chart: Chart
    caption: Caption


@click.command()
@click.argument("what", metavar="FILE_OR_INDICATOR")
@click.option("--target", type=float, help="The value to reach.")
@click.option(
    "--better",
    type=click.Choice(["up", "down", "neither"]),
    help="Which way is improvement. Without it: neither.",
)
@click.option(
    "--baseline", type=int, metavar="N", help="Limits come from the first N values."
)
@click.option("--indicator", metavar="NAME", help="The one of a file that has several.")
@click.option("--title", metavar="TEXT", help="What the chart is called.")
@click.option("--month-first", is_flag=True, help="03/05/2024 is the fifth of March.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.svg",
    help="Draw the chart into this file.",
)
@force_option
@list_form_option
def chart(what: str, **options: Unpack[_Options]) -> None:
    """Tell a change from the usual ups and downs, with an XmR chart.

    FILE is a CSV or Excel file with a column date and a column value; no system is
    needed. What is said first is one sentence: whether anything has changed, and with a
    target whether it is reached by more than chance. Then come the values with their
    mean and limits, worked out as NHS England's Making Data Count does.

        wholeflow measure chart waits.csv --better down --target 4

        wholeflow measure chart waits.csv --better down --output waits.svg

    An indicator of the system is named by its name, or by PROCESS/INDICATOR. It is
    drawn as its owner chose: kind of chart, target, baseline and rebases.

        wholeflow measure chart "Going home/Days to wait" --output waits.svg
    """
    path = Path(what)
    is_file = path.exists() or path.suffix.lower() in _FILES
    drawn = _of_file(path, options) if is_file else _of_system(what, options)
    if options["output"] is not None:
        _draw(drawn, options["output"], force=options["force"])
    _tell(drawn, options["form"])


def _of_file(path: Path, options: _Options) -> _Drawn:
    from datetime import date

    from wholeflow.evidence import read_indicator_table
    from wholeflow.improvement import Caption, Decisions, xmr

    today = date.today()  # noqa: DTZ011 - the day on the wall of whoever asks
    table = read_indicator_table(
        path,
        today=today,
        only=options["title"] or path.stem,
        month_first=options["month_first"],
    )
    for note in table.notes:
        click.echo(note, err=True)
    series = _chosen(table.series, options["indicator"], path.name)
    better, target = options["better"] or series.better, options["target"]
    return _Drawn(
        xmr(
            [(value.on, value.value) for value in series.values],
            better=better or "neither",  # type: ignore[arg-type]  # one of the choices
            target=series.target if target is None else target,
            decisions=Decisions(baseline=options["baseline"]),
        ),
        Caption(
            options["title"] or series.name,
            series.unit,
            source=series.source or path.name,
        ),
    )


def _of_system(what: str, options: _Options) -> _Drawn:
    said: Mapping[str, object] = {**options}
    given = [f"--{name}" for name in _OF_FILES if said[name] is not None]
    if given:
        raise click.UsageError(
            f"{', '.join(given)} cannot go with an indicator of the system: its owner "
            "says so on its page."
        )
    opened(None)
    from wholeflow.server.measuring.listing import chart_and_caption, indicator_named

    indicator = indicator_named(what)
    drawn, caption = chart_and_caption(indicator)
    if drawn is None:
        raise NotFound(f"There are too few values of “{indicator}” to draw yet.")
    return _Drawn(drawn, replace(caption, name=options["title"] or caption.name))


def _chosen(
    every: tuple[IndicatorSeries, ...], name: str | None, source: str
) -> IndicatorSeries:
    """Give the one indicator of a table that is meant."""
    meant = [each for each in every if name in {None, each.name}]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(f"“{each.name}”" for each in every)
    if not meant:
        raise NotFound(f"{source} has no indicator “{name}”. There are: {names}.")
    raise click.UsageError(f"Choose one with --indicator NAME: {source} has {names}.")


def _draw(drawn: _Drawn, output: Path, *, force: bool) -> None:
    from wholeflow.improvement import as_svg
    from wholeflow.server.keeping.whole_file import whole_file

    with whole_file(output, force=force, private=False) as draft:
        draft.write_text(as_svg(drawn.chart, drawn.caption), "utf-8")
    click.echo(f"The chart is in {output}", err=True)


def _tell(drawn: _Drawn, form: str) -> None:
    from wholeflow.improvement import headline, notes_beneath, table_behind

    chart_, caption = drawn.chart, drawn.caption
    points = [
        {
            "date": row.on.isoformat(),
            "value": row.value,
            "centre": rounded(row.centre),
            "lower": rounded(row.lower),
            "upper": rounded(row.upper),
            "label": row.label,
        }
        for row in table_behind(chart_)
    ]
    told: dict[str, object] = {
        "title": caption.name,
        "kind": chart_.kind,
        "better": chart_.better,
        "target": chart_.target,
        "headline": headline(chart_, caption),
        "variation": chart_.variation.value if chart_.variation else None,
        "assurance": chart_.assurance.value if chart_.assurance else None,
        "notes": [*notes_beneath(chart_)],
    }
    if form == "csv":
        show(points, form)
    elif form == "json":
        click.echo(json.dumps({**told, "points": points}, indent=2, ensure_ascii=False))
    else:
        click.echo(f"{caption.name}: {told['headline']}.")
        click.echo(f"Variation: {told['variation'] or 'not judged'}.")
        click.echo(f"Assurance: {told['assurance'] or 'not judged'}.")
        for note in notes_beneath(chart_):
            click.echo(note)
        click.echo()
        click.echo(as_table([_short(point) for point in points]))


def _short(point: Mapping[str, object]) -> dict[str, object]:
    """Give the numbers of a point as people read them."""
    return {
        name: f"{value:.5g}" if isinstance(value, float) else value
        for name, value in point.items()
    }
