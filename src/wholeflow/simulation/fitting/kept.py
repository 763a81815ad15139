"""What stands in the file of a fit. Reader, writer and schema follow these types."""

from __future__ import annotations

from dataclasses import dataclass

from .building import Frame
from .dividing import Division
from .lengths import Form
from .limitations import Limitation
from .validating import Validation


@dataclass(frozen=True, slots=True)
class Hours:
    """Lengths of time of one kind, rising.

    Parameters
    ----------
    hours
        How long each lasted, or had lasted when last looked at.
    most
        How long each can have been at most, where that is known.
    times
        How many there are of each; nothing is one of each.
    """

    hours: tuple[float, ...] = ()
    most: tuple[float, ...] = ()
    times: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptLengths:
    """How long something takes, as fitted.

    Parameters
    ----------
    kind
        Which kind of distribution.
    n
        How many lengths there were, with those of no time and those going on.
    spike
        Share of no time at all that is kept apart.
    step_minutes
        The step lengths had been rounded to; 0 is none.
    ended
        Lengths that are known.
    going_on
        Those that had not ended.
    between
        Those that are known only to lie between bounds.
    """

    kind: Form
    n: int
    spike: float = 0.0
    step_minutes: int = 0
    ended: Hours = Hours()
    going_on: Hours = Hours()
    between: Hours = Hours()


@dataclass(frozen=True, slots=True)
class KeptReading:
    """One reading of the waits for an activity: a limit, or none, and what else there was.

    Parameters
    ----------
    share
        How likely it is, beside other readings of the same waits.
    units
        How many there can be at once; None is no limit.
    most_at_once
        A high quantile of how many were there at once.
    unexplained
        Share of the waiting that the limit does not explain; None where nobody waited.
    delay
        What comes before the activity beyond queueing, by class; "*" is all of them.
    """

    share: float
    units: int | None = None
    most_at_once: int = 0
    unexplained: float | None = None
    delay: dict[str, KeptLengths] | None = None


@dataclass(frozen=True, slots=True)
class KeptWays:
    """Where patients of one class went from one activity, as counted.

    Parameters
    ----------
    patient_class
        Which class.
    left
        The activity they left; None is coming in.
    to
        How many went to each activity.
    gone
        How many left the system.
    """

    patient_class: str
    left: str | None
    to: dict[str, float]
    gone: float = 0.0


@dataclass(frozen=True, slots=True)
class KeptArrivals:
    """When patients come, as counted.

    Parameters
    ----------
    counts
        Arrivals in each hour of the week, from Monday.
    hours
        How many there were of each of those hours.
    days
        How many there were of each day of the week.
    dispersion
        Variance over mean of the counts of days; 1 by chance alone.
    day_variance
        Variance of each day's own factor; 0 if days differ by chance alone.
    busiest_week
        Arrivals of the busiest whole week, over those of the mean one.
    by_day
        Whether the hours of a day are not known, so that all have one rate.
    """

    counts: tuple[float, ...]
    hours: tuple[float, ...]
    days: tuple[float, ...]
    dispersion: float
    day_variance: float
    busiest_week: float
    by_day: bool


@dataclass(frozen=True, slots=True)
class KeptFit:
    """A fit as it stands in its file.

    Parameters
    ----------
    digest
        SHA-256 of all that follows, in hexadecimal.
    frame
        What all models of the fit have in common.
    identifiable
        What the log could not tell, and what that forbids.
    validation
        The weeks held out beside what the model makes of them.
    division
        Which weeks were fitted and which held out, microseconds since 1970 in UTC.
    arrivals
        When patients come.
    ways
        Where they go.
    service
        How long each activity takes, by class; "*" is all of them.
    waits
        Readings of the waits for each activity, the likeliest first.
    """

    digest: str
    frame: Frame
    identifiable: tuple[Limitation, ...]
    validation: Validation
    division: Division
    arrivals: KeptArrivals
    ways: tuple[KeptWays, ...]
    service: dict[str, dict[str, KeptLengths]]
    waits: dict[str, tuple[KeptReading, ...]]
