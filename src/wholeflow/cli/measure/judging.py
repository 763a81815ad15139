"""`wholeflow measure judge`."""

from __future__ import annotations

from typing import TypedDict, Unpack

import click

from wholeflow.cli.measure.whom import by_option, named, opened, process_argument


def _strength(_: click.Context, __: click.Parameter, text: str) -> float:
    """Give a strength from 0 to 100 as the library has it, from 0 to 1."""
    try:
        strength = float(text) / 100
    except ValueError:
        strength = -1.0
    if not 0.0 <= strength <= 1.0:
        raise click.BadParameter(
            f"expected a number from 0 to 100; got {text!r}. Write 40 % as 40, and what "
            "is not known on neither side."
        )
    return strength


class _Said(TypedDict):
    """What is said beside the strengths."""

    reason: str
    reason_against: str
    basis: str


@click.command()
@process_argument
@click.option(
    "--for",
    "for_",
    metavar="0-100",
    callback=_strength,
    required=True,
    help="How strong what speaks for is.",
)
@click.option(
    "--against",
    metavar="0-100",
    callback=_strength,
    required=True,
    help="And what speaks against.",
)
@click.option(
    "--reason", metavar="TEXT", default="", help="What shows it; others see it."
)
@click.option(
    "--reason-against",
    metavar="TEXT",
    default="",
    help="What shows that it does not. Without it the reason is for both.",
)
@click.option(
    "--basis", metavar="BASIS", default="", help="How it is known, such as audit."
)
@by_option
def judge(
    process: str, by: str | None, for_: float, against: float, **said: Unpack[_Said]
) -> None:
    """Judge how far the evidence says that a process succeeds.

    Two numbers, never one: how strong is what shows that it works, and how strong is
    what shows that it does not? The rest stays not known. Together they may pass 100:
    then the evidence is contested, and shown so. A new judgement by the same person
    takes the place of their last.

        wholeflow measure judge "Testing blood" --for 40 --against 10 --reason "audit"

    A strength needs a reason; "gut feeling" as the basis is one, and others see that it
    is. The other bases are seen, interviews, stories, workshop, audit and records.
    """
    person = opened(by)
    from wholeflow.server.measuring import flagging
    from wholeflow.server.measuring.actions import NewJudgement
    from wholeflow.server.measuring.actions import judge as judge_

    found = named(process, person)
    judgement = NewJudgement(
        evidence_for=for_,
        evidence_against=against,
        reason_for=said["reason"] if for_ or not against else "",
        reason_against=said["reason_against"] or (said["reason"] if against else ""),
        basis=said["basis"],
    )
    judge_(by=person, process_id=found.pk, judgement=judgement)
    flag = flagging.shown(named(found.pk, person))
    assert flag is not None, "judged only where success is defined"
    click.echo(f"{found}: {flag.words}")
