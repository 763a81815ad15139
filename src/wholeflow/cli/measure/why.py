"""`wholeflow measure why`: a flag taken apart, down to the evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from wholeflow.cli.asking import as_table, form_option
from wholeflow.cli.measure.shares import rounded, shares
from wholeflow.cli.measure.whom import named, opened, process_argument

if TYPE_CHECKING:
    from wholeflow.evidence import Share
    from wholeflow.server.mapping.models import Process
    from wholeflow.server.shell.why import Row, Taken

Told = dict[str, Any]  # what the template of the page is given


@click.command()
@process_argument
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many of the largest shares are listed.",
)
@click.option(
    "--as-at", metavar="DAY", default="", help="As known at the end of a day."
)
@form_option
def why(process: str, most: int, as_at: str, form: str) -> None:
    """Say why a flag is as it is, down to the evidence.

    First what sets the evidence for and against, in sentences. Then where what is
    missing to 100 lies, shared out among the processes below, largest first: how much
    of each share fails and how much nobody knows. The shares add up to what is missing.
    Last the chain that sets the evidence against, from the top to its end.

        wholeflow measure why "Testing blood"

        wholeflow measure why "Testing blood" --as-at 2023-03-01 --format json
    """
    opened(None)
    from wholeflow.errors import InvalidFlag
    from wholeflow.server.mapping.parts.words import at_a_glance
    from wholeflow.server.mapping.queries import KEEPER
    from wholeflow.server.measuring import flags
    from wholeflow.server.measuring.past import Then, then
    from wholeflow.server.measuring.queries import Now
    from wholeflow.server.shell.why import Asked, as_day, in_sentences, taken_apart

    flags.catch_up()
    found, day = named(process, None), as_day(as_at)
    source = Now(KEEPER) if day is None else then(KEEPER, found, day)
    successes = source.successes(found.pk)
    if not successes:
        raise InvalidFlag(
            f"“{found}” has no flag: nobody has said yet what success is. Write that "
            "first, in one sentence, on its page."
        )
    taken = taken_apart(KEEPER, source, found, Asked(most=most))
    whole = source.processes[found.pk] if isinstance(source, Then) else found
    glance = at_a_glance(whole)
    needs = [words for words in (glance.need, glance.hanging, glance.doubt) if words]
    told = {**in_sentences(taken, successes), "needs": needs}
    if form == "json":
        click.echo(json.dumps(_plain(found, taken, told), indent=2, ensure_ascii=False))
    else:
        click.echo(_text(found, taken, told))


def _sentences(told: Told) -> list[str]:
    """Give what sets the flag, one sentence for each thing."""
    said = (told["in_favour"].words, told["opposed"].words)
    return [*said, *told["notices"], *told["needs"]]


def _plain(process: Process, taken: Taken, told: Told) -> dict[str, object]:
    """Give everything for programs; shares from 0 to 1."""
    trace = taken.trace
    rest = [*trace.shares[len(taken.shares) :], *trace.unopened]
    return {
        "process": process.name,
        "id": process.pk,
        "day": taken.day.isoformat(),
        "flag": {
            "lower": rounded(trace.flag.lower),
            "upper": rounded(trace.flag.upper),
            **shares(trace.flag),
            "word": str(trace.flag.word()),
            "in_words": trace.flag.in_words(),
        },
        "sentences": _sentences(told),
        "missing": rounded(1.0 - trace.flag.lower),
        "shares": [
            _share(share, row)
            for share, row in zip(taken.shares, told["rows"], strict=True)
        ],
        "rest": {"count": len(rest), "share": rounded(sum(s.share for s in rest))},
        "certain": trace.certain,
        "against": [
            {
                "process": taken.named(step.ref).name,
                "id": step.ref,
                "weight": rounded(step.weight),
                "because": row.because.words,
            }
            for step, row in zip(trace.chain, told["chain"], strict=True)
        ],
    }


def _share(share: Share, row: Row) -> dict[str, object]:
    return {
        "process": row.named.name,
        "id": share.ref,
        "way": [each.name for each in row.way],
        "share": rounded(share.share),
        "failing": rounded(share.failing),
        "not_known": rounded(share.not_known),
        "because": row.because.words,
    }


def _text(process: Process, taken: Taken, told: Told) -> str:
    flag = taken.trace.flag
    lines = [f"{process}: {flag.in_words()} ({flag.word()})", *_sentences(told)]
    rows: list[dict[str, object]] = [
        {
            "missing": row.share,
            "failing": row.failing,
            "not_known": row.not_known,
            "lies_at": " > ".join(each.name for each in (*row.way, row.named)),
            "because": row.because.words,
        }
        for row in told["rows"]
    ]
    if told["rest"]:
        others = f"{told['rest_count']} others"
        rows.append({"missing": told["rest"], "lies_at": others})
    if rows:
        keys = ("missing", "failing", "not_known", "lies_at", "because")
        lines += ["", f"Where the {told['missing']} of 100 that are missing lie:"]
        lines += [as_table([{key: row.get(key) for key in keys} for row in rows])]
    if taken.trace.chain:
        steps = [
            {
                "against": row.against,
                "process": taken.named(step.ref).name,
                "because": row.because.words,
            }
            for step, row in zip(taken.trace.chain, told["chain"], strict=True)
        ]
        lines += ["", "What sets the evidence against:", as_table(steps)]
    return "\n".join(lines)
