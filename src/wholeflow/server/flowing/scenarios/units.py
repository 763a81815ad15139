"""In which unit an indicator tells what a measure of a model tells in its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wholeflow.server.flowing.scenarios.findings import Ends


@dataclass(frozen=True, slots=True)
class Unit:
    """How a value of a model becomes one of an indicator: `times` it, and `plus`."""

    of: str  # the measure's own unit
    words: str
    times: float = 1.0
    plus: float = 0.0

    def told(self, ends: Ends) -> Ends:
        """Give a mean and its interval in this unit."""
        mean, one, other = (
            self.times * end + self.plus for end in (ends.mean, ends.low, ends.high)
        )
        return Ends(mean, min(one, other), max(one, other))


UNITS: Mapping[str, Unit] = {
    "hours": Unit("hours", "in hours"),
    "minutes": Unit("hours", "in minutes", times=60),
    "days": Unit("hours", "in days", times=1 / 24),
    "share": Unit("share", "as a share from 0 to 1"),
    "per cent": Unit("share", "in per cent", times=100),
    "share of the others": Unit(
        "share", "the share of all others, from 0 to 1", times=-1, plus=1
    ),
    "per cent of the others": Unit(
        "share", "all others, in per cent", times=-100, plus=100
    ),
    "patients": Unit("patients", "as a number of patients"),
}
