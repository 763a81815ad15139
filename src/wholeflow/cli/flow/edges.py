"""`wholeflow flow edges`: the numbers of a log that other places can add up."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from wholeflow.cli.asking import force_option, keep_what_is_there
from wholeflow.cli.flow.part import PartOptions, part_options, read_part
from wholeflow.cli.flow.writing_logs import FILE
from wholeflow.governance import Disclosure

_RULE = Disclosure()


class EdgeOptions(PartOptions):
    """By which column and rule, and whether a file is written over."""

    by: str
    hide_up_to: int
    round_to: int
    force: bool


@click.command()
@click.option(
    "--by",
    type=click.Choice(["activity", "organisation", "group", "kind"]),
    default="activity",
    show_default=True,
    help="What follows what.",
)
@click.option(
    "--hide-up-to",
    type=click.IntRange(min=0),
    metavar="PERSONS",
    default=_RULE.hide_up_to,
    show_default=True,
    help="Tell nothing of waits of 1 to so many persons; 0 tells all.",
)
@click.option(
    "--round-to",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    default=_RULE.round_to,
    show_default=True,
    help="Round counts to a multiple; 1 leaves them as they are.",
)
@force_option
@part_options
@click.argument("to", type=FILE)
def edges(log: str, to: Path, **options: Unpack[EdgeOptions]) -> None:
    """Write what follows what, and after how long, to the file TO: sums, and no row.

    Another place writes the same of its log, and wholeflow flow pool adds them up. What
    few people did is left out, and the rule by which it is stands in the file. Steps from
    leaving to coming back, as the standards file names them, are no waits.

        wholeflow flow edges sepsis ours.json
    """
    from wholeflow import journeys as flow

    keep_what_is_there(to, force=options["force"])
    part, standards = read_part(log, options)
    rule = flow.Sharing(options["hide_up_to"], options["round_to"])
    found = flow.edge_statistics(
        part, options["by"], rule=rule, returns=standards.returns
    )
    to.write_text(flow.edges_as_text(found), "utf-8")
    left_out = (
        f" {found.left_out:,} of 1 to {rule.hide_up_to} persons are left out."
        if rule.hide_up_to
        else ""
    )
    click.echo(f"Wrote {len(found.edges):,} edges to {to}.{left_out}", err=True)
