"""What a scenario came to, as values: each measure as it is, changed, and the difference.

The difference is of pairs of runs with the same luck, so it is far narrower than the two
numbers; p allows for all measures being read together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wholeflow.server.flowing.models import ScenarioResult

CLEAR = 0.05  # p up to which a difference is told as one


@dataclass(frozen=True, slots=True)
class Ends:
    """A mean, and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One measure of a model as it is and of a changed one.

    Parameters
    ----------
    what, of, unit
        As in `wholeflow.simulation.measures.Measure`; all classes together.
    now, then, difference
        As it is, changed, and changed less as it is; None where nobody came, or there
        was a single run.
    p
        Chance of such a difference by luck alone, all measures read together.
    """

    what: str
    of: str
    unit: str
    now: Ends | None
    then: Ends | None
    difference: Ends | None
    p: float

    @property
    def clear(self) -> bool:
        """Whether the difference is more than luck makes."""
        return self.difference is not None and self.p <= CLEAR

    @property
    def likely(self) -> bool:
        """Whether its own interval leaves 0 out."""
        change = self.difference
        return change is not None and (change.low > 0 or change.high < 0)

    @property
    def nothing(self) -> bool:
        """Whether it was 0 before and is 0 now."""
        ends = (self.now, self.then)
        return all(each is None or each.high == each.low == 0 for each in ends)


def findings_of(result: ScenarioResult) -> tuple[Finding, ...]:
    """Give what a scenario came to, in the order of the model."""
    return tuple(map(_finding, json.loads(result.findings)))


def _finding(told: Mapping[str, Any]) -> Finding:
    names = ("now", "then", "difference")
    ends = {name: Ends(*told[name]) if told[name] else None for name in names}
    return Finding(
        what=told["what"], of=told["of"], unit=told["unit"], p=told["p"], **ends
    )
