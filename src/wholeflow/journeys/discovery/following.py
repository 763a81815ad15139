"""What comes of comparing a pathway with a log: outcomes, and departures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from wholeflow.errors import NotFound
from wholeflow.journeys.arrays import Places
from wholeflow.journeys.rules.pathways import Pathway


class PathwayOutcome(StrEnum):
    """What a journey says about the pathway being followed."""

    FOR = "for"
    JUSTIFIED = "justified"
    AGAINST = "against"
    UNKNOWN = "unknown"


class DepartureKind(StrEnum):
    """How a journey leaves a pathway."""

    SKIPPED = "skipped"
    OUT_OF_ORDER = "out of order"
    REPEATED = "repeated"
    NOT_ON_IT = "not on it"


OUTCOMES, KINDS = tuple(PathwayOutcome), tuple(DepartureKind)


@dataclass(frozen=True, slots=True, eq=False)
class Departure:
    """One way of leaving a pathway, and how often it was taken.

    Parameters
    ----------
    kind
        How the pathway is left.
    name
        Of the step; of the activity, if the pathway does not have it.
    times
        How often.
    justified
        In how many journeys every time has a recorded reason.
    behind
        Codes of the journeys. Shape (n,).
    """

    kind: DepartureKind
    name: str
    times: int
    justified: int
    behind: Places

    @property
    def cases(self) -> int:
        """Number of journeys that left it so, with a recorded reason or without."""
        return len(self.behind)


@dataclass(frozen=True, slots=True, eq=False)
class DeparturesFinding:
    """How the journeys of a log follow a pathway.

    A journey is *for* the pathway if it follows to the end, *justified* if each of its
    departures has a recorded reason, *against* if one has not, and *unknown* if it is
    still open and has no departure without a reason so far.

    Parameters
    ----------
    pathway
        What they were compared with.
    outcome
        Place of each journey's outcome among those of `PathwayOutcome`. Shape (n_cases,).
    departures
        Those with the most unjustified cases first.
    never_seen
        Steps that no journey has.
    unknown_activities
        Activities that the pathway names and the log does not have.
    tied_cases
        Journeys in which different steps begin at the same time, so that which came
        first was taken from the order of the file.
    """

    pathway: Pathway
    outcome: npt.NDArray[np.int8]
    departures: tuple[Departure, ...]
    never_seen: tuple[str, ...]
    unknown_activities: tuple[str, ...]
    tied_cases: int

    def count(self, outcome: PathwayOutcome) -> int:
        """Count the journeys with this outcome; the four add up to all."""
        return len(self.cases_with(outcome))

    def share(self, outcome: PathwayOutcome) -> float:
        """Give the share of all journeys with this outcome; the four add up to 1."""
        return self.count(outcome) / len(self.outcome)

    def cases_with(self, outcome: PathwayOutcome) -> Places:
        """Give the codes of the journeys with this outcome, for `Journeys.names_of`."""
        return np.flatnonzero(self.outcome == OUTCOMES.index(outcome))

    def cases_behind(self, kind: DepartureKind | str, name: str) -> Places:
        """Give the codes of the journeys that leave the pathway in one way.

        Parameters
        ----------
        kind
            Such as "skipped".
        name
            Of a step, or of an activity that is not on the pathway.

        Raises
        ------
        NotFound
            If no journey does; the message lists the ways that are taken.
        """
        for one in self.departures:
            if (one.kind, one.name) == (kind, name):
                return one.behind
        taken = "; ".join(f"{one.kind}: {one.name}" for one in self.departures)
        raise NotFound(
            f"No journey leaves '{self.pathway.name}' by '{kind}: {name}'. "
            f"Journeys leave it by: {taken or 'nothing'}."
        )
