"""`wholeflow measure judge`."""

from __future__ import annotations

from typing import TypedDict, Unpack

import click

from wholeflow.cli.asking import told_as_options
from wholeflow.cli.measure.whom import by_option, named, opened, process_argument

_OPTIONS = {
    "reason_for": "--reason",
    "reason_against": "--reason-against",
    "basis": "--basis",
}


def _strength(_: click.Context, __: click.Parameter, text: str) -> float:
    """Give a strength from 0 to 100 as the library has it, from 0 to 1."""
    whole = text.isascii() and text.isdigit()
    if not whole or int(text) > 100:
        raise click.BadParameter(
            f"expected a whole number from 0 to 100; got {text!r}. Write 40 % as 40, and "
            "what is not known on neither side."
        )
    return int(text) / 100


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
    help="What shows that it does not. Without it the reason is for each side with "
    "weight.",
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
    from wholeflow.evidence import Flag
    from wholeflow.server.measuring import flagging
    from wholeflow.server.measuring.actions import NewJudgement
    from wholeflow.server.measuring.actions import judge as judge_

    found = named(process, person)
    is_for = for_ or not against or said["reason_against"]
    judgement = NewJudgement(
        evidence_for=for_,
        evidence_against=against,
        reason_for=said["reason"] if is_for else "",
        reason_against=said["reason_against"] or (said["reason"] if against else ""),
        basis=said["basis"],
    )
    with told_as_options(_OPTIONS):
        judge_(by=person, process_id=found.pk, judgement=judgement)
    words = Flag.from_weights(for_, against).in_words()
    click.echo(f"{person or 'The system'}: {words} on {found}")
    flag = flagging.shown(named(found.pk, person))
    assert flag is not None, "judged only where success is defined"
    click.echo(f"{found}: {flag.words}")
