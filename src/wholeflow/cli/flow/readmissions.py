"""`wholeflow flow readmissions`: who comes back as an emergency, and to whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import known_to_option, moment, read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, ReadmissionRule, Readmissions
    from wholeflow.journeys.arrays import Mask


@click.command()
@known_to_option
@asks_a_log
def readmissions(
    log: str, known_to: datetime | None, **options: Unpack[AskOptions]
) -> None:
    """Count who comes back as an emergency after a stay, and to whom.

    The first line is the rate, crude and with its interval; those below it say to
    whom people came back, and which stays are left out because nobody can come back
    from them or because the log cannot tell. Which stays count the standards file
    says.

        wholeflow flow readmissions spells.csv --known-to 2026-04-01
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    rule = needed(standards.readmissions, "readmissions", log)
    found = flow.readmissions(part, rule, until=moment(known_to, part))
    answer(_lines(part, found), options, _notes(part, rule))


def _notes(part: Journeys, rule: ReadmissionRule) -> list[str]:
    counted = (
        f"Counted within {rule.within_days} whole days of the last discharge before."
    )
    notes = [f"{counted} The rate is not standardised by age, sex or illness."]
    if part.columns.person is None:
        notes.append("The log names no persons: who came back elsewhere is not seen.")
    return notes


def _lines(part: Journeys, found: Readmissions) -> list[Line]:
    def line(what: str, stays: int, which: Mask) -> Line:
        return Line(_row(what, stays), lambda: part.names_of(found.cases(part, which)))

    rate = found.rate
    first = line("came back", rate.count, found.readmitted)
    told = {
        "of": rate.of, "share": rate.share,
        "share_from": rate.low, "share_to": rate.high,
    }  # fmt: skip
    return [
        Line({**first.row, **told}, first.cases),
        line("of these, to the same provider", found.same_provider, found.to_same),
        line("of these, to another provider", found.other_provider, found.to_other),
        line(
            "of these, provider not known",
            found.provider_not_known,
            found.readmitted & ~found.to_same & ~found.to_other,
        ),
        Line(
            _row("not counted: to a stay that is left out", found.came_back_to_left_out)
        ),
        *(
            line(f"left out: {why}", stays, found.outside[why])
            for why, stays in found.left_out.items()
        ),
    ]


def _row(what: str, stays: int) -> dict[str, object]:
    empty = dict.fromkeys(("of", "share", "share_from", "share_to"))
    return {"what": what, "stays": stays, **empty}
