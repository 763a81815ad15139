"""Findings in plain words, for a person at a terminal.

No case, person or member of staff is named; `cases_behind` names cases for those who
ask. A share never stands without those it leaves out.
"""

from __future__ import annotations

import datetime as dt
import textwrap

from wholeflow.days import hours_in_words
from wholeflow.journeys.measures.follows import Link, longest_waits
from wholeflow.journeys.measures.spreads import Spread

from .findings import Findings, ReturnsFinding, StandardFinding, WaitFinding

_WIDTH = 96
_WAITS_SHOWN = 5


def as_text(findings: Findings) -> str:
    """Write findings as text, about 100 columns wide unless names are long.

    Parameters
    ----------
    findings
        From `look`.

    Returns
    -------
    str
        Lines, the last without a line end.
    """
    parts = [
        _counts(findings),
        _asked(findings),
        _waits(findings),
        _beware(findings),
        _read_as(findings),
        _unowned(findings),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _counts(found: Findings) -> list[str]:
    names = [
        f"{found.cases:,} {_few(found.cases, 'journey')}",
        f"{found.events:,} {_few(found.events, 'event')}",
        f"{found.activities:,} kinds of activity",
    ]
    if found.organisations:
        names.append(
            f"{found.organisations:,} {_few(found.organisations, 'organisation')}"
        )
    if found.groups:
        names.append(f"{found.groups:,} {_few(found.groups, 'group')}")
    lines = [
        "   ".join(names),
        (
            f"{day(found.first)} to {day(found.last)}   "
            f"{found.variants:,} different {_few(found.variants, 'way')} through"
        ),
    ]
    if found.handovers:
        lines.append(
            f"Handed over {found.handovers.mean:.1f} times each "
            f"(most: {found.handovers.most})."
        )
    lines.append(f"From first to last event: {_spread(found.duration)}.")
    return lines


def _few(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"


def day(moment: dt.datetime) -> str:
    """Write a date as "7 Nov 2013"."""
    return f"{moment.day} {moment:%b %Y}"


def _spread(found: Spread) -> str:
    if found.median_hours is None or found.p90_hours is None:
        return "none"
    return f"half in {hours_in_words(found.median_hours)}, 9 in 10 in {hours_in_words(found.p90_hours)}"


def _asked(found: Findings) -> list[str]:
    rows = [
        *((one.name, *_standard(one)) for one in found.standards),
        *((one.name, *_wait(one)) for one in found.waits),
    ]
    if found.returns is not None:
        rows.append((found.returns.name, *_returns(found.returns, found.cases)))
    if not rows:
        return ["No standards file was found, so no standard was looked at."]
    width = max(len(name) for name, *_ in rows)
    lines = [f"Looked for, as {found.standards_source} says:"]
    for name, first, *more in rows:
        lines.append(f"  {name:{width}}  {first}")
        lines += [f"  {'':{width}}  {line}" for line in more]
    if found.unknown_activities:
        lines.append(f"  Not in this log: {', '.join(found.unknown_activities)}.")
    return lines


def _standard(one: StandardFinding) -> list[str]:
    what = " or ".join(one.activity)
    if one.share is None:
        lines = ["no journey has both"]
    else:
        lines = [f"{one.met:,} of {one.of:,} who have both   {100 * one.share:.0f} %"]
    if one.without:
        lines.append(f"{one.without:,} more have no {what} recorded")
    if one.before:
        lines.append(f"{one.before:,} of those in time had it before")
    return lines


def _wait(one: WaitFinding) -> list[str]:
    return [f"{_spread(one.hours)}   {one.hours.count:,} journeys"]


def _returns(one: ReturnsFinding, cases: int) -> list[str]:
    share = f"{100 * one.cases / cases:.0f} %"
    return [
        f"{one.cases:,} of {cases:,} journeys   {share}",
        f"{one.within:,} less than {one.within_days:g} days after leaving",
    ]


def _waits(found: Findings) -> list[str]:
    links, between = next(
        (
            (links, between)
            for links, between in (
                (found.process_waits, "processes"),
                (
                    found.body_waits,
                    "organisations" if found.organisations else "groups",
                ),
                (longest_waits(found.follows), "activities"),
            )
            if links
        ),
        ((), ""),
    )
    shown = [link for link in links[:_WAITS_SHOWN] if link.total_hours > 0]
    if not shown:
        return []
    names = [f"{link.before} > {link.after}" for link in shown]
    width = max(len(name) for name in names)
    return [
        f"Where the most time goes between {between}:",
        *(
            f"  {name:{width}}  {_link(link)}"
            for name, link in zip(names, shown, strict=True)
        ),
    ]


def _link(link: Link) -> str:
    return (
        f"{link.cases:,} journeys: half in {hours_in_words(link.median_hours)}, "
        f"9 in 10 in {hours_in_words(link.p90_hours)}"
    )


def _beware(found: Findings) -> list[str]:
    lines = ["Beware:"] if found.quality else []
    for one in found.quality:
        lines += _wrapped(one.words, "  ")
        lines += _wrapped(one.forbids, "    ")
    return lines


def _read_as(found: Findings) -> list[str]:
    roles = ", ".join(f"{role} from '{name}'" for role, name in found.columns.items())
    sentences = (f"Read from {found.source}: {roles}.", *found.notes)
    return [line for sentence in sentences for line in _wrapped(sentence, "")]


def _wrapped(sentence: str, indent: str) -> list[str]:
    return textwrap.wrap(
        sentence, _WIDTH, initial_indent=indent, subsequent_indent=indent
    )


def _unowned(found: Findings) -> list[str]:
    named = bool(found.process_waits) or bool(found.standards)
    what = "processes" if named else "things that people do here"
    return [
        f"Nobody owns these {what} yet:",
        *(f"  {name}" for name in found.unowned),
    ]
