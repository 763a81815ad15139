"""`wholeflow flow causes`: what people wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, ReasonsRule, WaitsByReason


class CausesOptions(AskOptions):
    """How causes are told."""

    by: str
    recorded: bool


@click.command()
@click.option(
    "--by",
    metavar="COLUMN",
    default="activity",
    show_default=True,
    help="Before what people wait: activity, organisation, group or another column.",
)
@click.option(
    "--recorded",
    is_flag=True,
    help="Take the reasons that were written down, as the standards file names them.",
)
@asks_a_log
def causes(log: str, **options: Unpack[CausesOptions]) -> None:
    """Put the hours that people wait down to causes.

    It needs a start and an end of each event, and who did it, who is never named.
    Contention: busy with others who came first. Priority: busy with others who came
    later. Unavailability: not on duty, as the part opening of the standards file has
    it. Batch: others are gathered first. Extraneous: the log does not say why.

        wholeflow flow causes clinic.csv --by organisation
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options, also=[options["by"]])
    if options["recorded"]:
        rule = needed(standards.reasons, "reasons", log)
        _answer_recorded(part, rule, options)
        return
    found = flow.wait_causes(part, options["by"], opening=standards.opening)
    column = part.column(options["by"])
    waited = flow.waits_before(part).waited > 0
    lines = [
        Line(
            {
                "before": each.name,
                **{f"{cause}_hours": hours for cause, hours in each.hours.items()},
                "total_hours": each.total_hours,
            },
            having(part, waited & (column.of([each.name]))),
        )
        for each in found
    ]
    answer(lines, options)


def _answer_recorded(part: Journeys, rule: ReasonsRule, options: CausesOptions) -> None:
    from wholeflow.journeys import reasons_for_waits

    found = reasons_for_waits(part, rule)

    def line(each: WaitsByReason) -> Line:
        row = {
            "cause": each.cause,
            "side": str(each.side),
            "waits": each.waits,
            "journeys": each.cases,
            "hours": each.hours,
        }
        return Line(row, lambda: part.names_of(found.cases(part, rule, each.cause)))

    notes = []
    if found.words_not_named:
        notes.append(
            f"{found.words_not_named:,} waits have a reason that no cause of the "
            "standards file names; their cause is not known."
        )
    if not found.touch_is_known:
        notes.append("Events have one time, so being treated is part of the waits.")
    answer([line(each) for each in found.causes], options, notes)
