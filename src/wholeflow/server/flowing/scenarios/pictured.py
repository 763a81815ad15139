"""What a scenario came to as a picture: waits, blocked patients and censuses by node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeflow.drawing.frame import Frame
from wholeflow.server.flowing.scenarios import sentences
from wholeflow.server.flowing.scenarios.findings import Finding
from wholeflow.simulation.pictures import Group, Pair, draw_beside

WIDE, NARROW = 768, 320
MOST_DRAWN = 12  # nodes of each kind; those that change most
DRAWN = {
    "mean wait": "Mean wait, in hours",
    "patients blocked": "Patients blocked at one time",
    "patients in service": "Patients cared for at one time",
}


@dataclass(frozen=True, slots=True)
class Pictures:
    """The same picture for a wide screen and for a phone; SVG."""

    wide: str
    narrow: str


def pictures(findings: Sequence[Finding], scenario: str) -> Pictures | None:
    """Draw what a scenario came to; None where there is nothing to be drawn."""
    groups = [
        Group(title=title, pairs=pairs)
        for what, title in DRAWN.items()
        if (pairs := _pairs(findings, what))
    ]
    if not groups:
        return None
    changed = f"with “{scenario}”"
    wide, narrow = (
        draw_beside(groups, Frame(width, key, styled=False), changed=changed)
        for width, key in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return Pictures(wide, narrow)


def _pairs(findings: Sequence[Finding], what: str) -> tuple[Pair, ...]:
    known = [each for each in findings if each.what == what and not each.nothing]
    most = sorted(known, key=_change, reverse=True)[:MOST_DRAWN]
    return tuple(pair for each in known if each in most and (pair := _pair(each)))


def _change(finding: Finding) -> float:
    return abs(finding.difference.mean) if finding.difference else 0.0


def _pair(finding: Finding) -> Pair | None:
    now, then = finding.now, finding.then
    if now is None or then is None:
        return None
    words = (sentences.ends(each, finding.unit) for each in (now, then))
    # No wait and no number of patients is below 0, whatever an interval's arithmetic says.
    return Pair(
        label=finding.of,
        now=(now.mean, max(0.0, now.low), now.high),
        then=(then.mean, max(0.0, then.low), then.high),
        says=" → ".join(words),
    )
