"""Waits beside harm: how many came to harm, by how long they had waited.

It is an *association* and labelled so, always. People who wait long may be those who
are most ill, or those who are least, and whoever stays longer has more time to fall.
So that every band has equal time, harm counts from the end of the wait on and for a
fixed time only, and people who cannot be followed for all of it are left out and told.
How long they stayed, and harm for each thousand days at risk, stand beside it.

References
----------
S. Jones and others, Association between delays to patient admission from the emergency
department and all-cause 30-day mortality, Emergency Medicine Journal 39 (2022), for the
table of harm by band of waiting. P. Armitage, Tests for linear trends in proportions and
frequencies, Biometrics 11 (1955), for the trend.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.arrays import Codes, Hours, Mask, Microseconds
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.harm import HarmRule
from wholeflow.journeys.rules.standards import first_of, hours_between
from wholeflow.journeys.times import DAY, HOUR, SECOND

from .preceding import NONE_BEFORE, last_moment_before, person_of_event
from .shares import Share, share_of

ASSOCIATION = "association"
CAUTION = (
    "This is an association. It does not say that waiting caused harm: those who waited "
    "longer may have been more or less ill, and whoever stays longer has more time to "
    "come to harm."
)


@dataclass(frozen=True, slots=True)
class HarmBand:
    """Those who waited between two lengths of time.

    Parameters
    ----------
    from_hours, to_hours
        From (inclusive) and to (exclusive); None for no end.
    harmed
        Cases that came to harm in time, of those followed.
    days_at_risk
        From the end of each wait to the first harm, or to the limit.
    mean_stay_days
        From the end of the wait to the case's last event, or to the limit; None of none.
    """

    from_hours: float
    to_hours: float | None
    harmed: Share
    days_at_risk: float
    mean_stay_days: float | None

    @property
    def per_1000_days(self) -> float | None:
        """First harms for each thousand days at risk; None without any such day."""
        if not self.days_at_risk:
            return None
        return 1000 * self.harmed.count / self.days_at_risk


@dataclass(frozen=True, slots=True, eq=False)
class WaitsBesideHarm:
    """Harm by how long people had waited.

    Parameters
    ----------
    name
        Of the rule.
    bands
        From the shortest waits to the longest.
    trend
        Two-sided p of Armitage's test for a trend over the bands; None where there is
        but one band with people in it, or all or none came to harm.
    harmed_while_waiting
        Cases that came to harm before the wait was over.
    still_waiting, not_in_order, cut_off
        Cases in no band: never seen to be over; over before they began; not followed
        for all of the time.
    band
        Place of each case's band; `NOBODY` for none. Shape (n_cases,).
    harmed
        Which cases came to harm in time. Shape (n_cases,).
    """

    name: str
    bands: tuple[HarmBand, ...]
    trend: float | None
    harmed_while_waiting: int
    still_waiting: int
    not_in_order: int
    cut_off: int
    band: Codes
    harmed: Mask

    @property
    def label(self) -> str:
        """What it is: an association, whatever it looks like."""
        return ASSOCIATION

    @property
    def caution(self) -> str:
        """What to say beside it."""
        return CAUTION


def waits_beside_harm(
    journeys: Journeys,
    rule: HarmRule,
    *,
    until: dt.datetime | None = None,
    confidence: float = 0.95,
) -> WaitsBesideHarm:
    """Hold harm beside waits.

    Parameters
    ----------
    journeys
        The log. Harm counts in any case of the person.
    rule
        Which wait and which harm.
    until
        Aware; up to when everything is in the log. None for its last event.
    confidence
        Of the intervals.
    """
    hours = hours_between(journeys, rule.after, rule.activity)
    end = round((until or journeys.last).timestamp() * SECOND)
    waited = hours >= 0  # False where one of the two is missing
    begun = np.where(waited, first_of(journeys, rule.after), 0)
    over = np.where(waited, first_of(journeys, rule.activity), 0)
    followed = over + round(rule.within_hours * HOUR) <= end
    counted = waited & followed
    band = np.full(journeys.n_cases, NOBODY, dtype=np.int32)
    band[counted] = np.digitize(hours[counted], rule.band_hours)
    to_harm = _hours_to_harm(journeys, rule, over)
    harmed = counted & (to_harm < rule.within_hours)
    earlier = waited & (_hours_to_harm(journeys, rule, begun) <= hours)
    return WaitsBesideHarm(
        name=rule.name,
        bands=_bands(
            rule,
            band,
            harmed,
            risk_days=_days_within(to_harm, rule),
            stay_days=_days_within(_hours_to_last_event(journeys, over), rule),
            confidence=confidence,
        ),
        trend=_trend(band[counted], harmed[counted]),
        harmed_while_waiting=int(earlier.sum()),
        still_waiting=int(_only_begun(journeys, rule, hours).sum()),
        not_in_order=int((hours < 0).sum()),
        cut_off=int((waited & ~followed).sum()),
        band=band,
        harmed=harmed,
    )


def _bands(
    rule: HarmRule,
    band: Codes,
    harmed: Mask,
    *,
    risk_days: Hours,
    stay_days: Hours,
    confidence: float,
) -> tuple[HarmBand, ...]:
    begins = (0.0, *rule.band_hours)
    ends = (*rule.band_hours, None)
    told = []
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        inside = band == number
        people = int(inside.sum())
        told.append(
            HarmBand(
                from_hours=begin,
                to_hours=end,
                harmed=share_of(
                    int(harmed[inside].sum()), people, confidence=confidence
                ),
                days_at_risk=float(risk_days[inside].sum()),
                mean_stay_days=float(stay_days[inside].mean()) if people else None,
            )
        )
    return tuple(told)


def _days_within(hours: Hours, rule: HarmRule) -> Hours:
    days: Hours = np.clip(hours, 0, rule.within_hours) * HOUR / DAY
    return days


def _hours_to_last_event(journeys: Journeys, moments: Microseconds) -> Hours:
    last = np.maximum.reduceat(journeys.end, journeys.first_event[:-1])
    hours: Hours = (last - moments) / HOUR
    return hours


def _only_begun(journeys: Journeys, rule: HarmRule, hours: Hours) -> Mask:
    return journeys.cases_with(journeys.events_of(rule.after)) & np.isnan(hours)


def _hours_to_harm(journeys: Journeys, rule: HarmRule, moments: Microseconds) -> Hours:
    """Hours from each case's moment to the person's next harm; infinite without one."""
    places = np.flatnonzero(rule.harm.of(journeys))
    # Turned round in time, what comes next is what came last.
    following = last_moment_before(
        (person_of_event(journeys)[places], -journeys.start[places]),
        (journeys.person.astype(np.int64), -moments),
        at_once=False,
    )
    hours = np.full(journeys.n_cases, np.inf)
    there = following != NONE_BEFORE
    hours[there] = (journeys.start[places[following[there]]] - moments[there]) / HOUR
    return hours


def _trend(band: Codes, harmed: Mask) -> float | None:
    """Two-sided p of a linear trend; z is the correlation times the root of n."""
    from scipy.stats import norm, pearsonr  # noqa: PLC0415 - scipy is slow to load

    if len(np.unique(band)) < 2 or len(np.unique(harmed)) < 2:
        return None
    z = pearsonr(band, harmed.astype(np.float64)).statistic * np.sqrt(len(band))
    return float(2 * norm.sf(abs(z)))
