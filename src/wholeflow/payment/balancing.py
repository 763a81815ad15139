"""What a table of money comes to, as it is and under a scenario.

Every payment is so many pounds for each of something that every run counts: visits,
unit-hours, patient-hours, days. So it is worked out from the measures of runs that are
there already, replication by replication, and differences are by pairs: base and scenario
share their luck. What one body pays another, the other receives; the rest is paid out,
so the nets of all bodies add up to what is paid out, below 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wholeflow.errors import NotFound
from wholeflow.simulation.experiments import (
    Comparison,
    Difference,
    Interval,
    Replications,
)
from wholeflow.simulation.experiments.intervals import Values, differences, t_interval
from wholeflow.simulation.measures import measure_of

from .checking import THE_WHOLE, check_money
from .money import Money, PatientHour, Time, UnitHour, Visit, When

Per = Literal["week", "year"]
DAYS_IN: dict[Per, float] = {"week": 7.0, "year": 365.25}
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sum of money, in pounds a week or a year.

    Parameters
    ----------
    what
        "paid", "received" or "net" (received less paid) of a body; or what a payment is
        for.
    of
        The body, or "the whole": what is paid out of the place. Of a payment, payer and
        receiver.
    now, changed
        As it is, and under the scenario.
    difference
        Changed less now, by pairs; adjusted by Holm's rule over all lines.
    """

    what: str
    of: str
    now: Interval
    changed: Interval
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """What a table of money comes to beside a scenario.

    Parameters
    ----------
    money
        The table.
    per
        Of how long the sums are: "week" or "year".
    payments
        Each payment, in the order of the table.
    bodies
        Of each body what it paid, received and kept; last the net of the whole.
    """

    money: Money
    per: Per
    payments: tuple[Line, ...]
    bodies: tuple[Line, ...]

    def net(self, body: str) -> Line:
        """Give what a body receives less what it pays.

        Raises
        ------
        NotFound
            If the table has no such body.
        """
        for line in self.bodies:
            if (line.what, line.of) == ("net", body):
                return line
        known = ", ".join(self.money.bodies)
        raise NotFound(f"There is no body {body} in the table; there are {known}.")


def accounts(
    compared: Comparison, money: Money, scenario: str, *, per: Per = "year"
) -> Accounts:
    """Work out who pays and who gains, from runs that are there already.

    Parameters
    ----------
    compared
        A base and scenarios.
    money
        Who pays whom for what.
    scenario
        Which of them.
    per
        Sums a "week" or a "year".

    Returns
    -------
    Accounts
        Over the pairs of replications there are. A table that does not fit the model is
        told as `BadInput`.

    Notes
    -----
    Visits are those of patients who came within the window, followed to their end; hours
    are those within it. Where much changes from beginning to end of a window, these are
    not quite of the same patients.
    """
    check_money(money, compared.base.model)
    changed = compared.scenarios[scenario]
    n = min(compared.base.n, changed.n)
    now = _sums(compared.base, money, "now")[:n] * DAYS_IN[per]
    then = _sums(changed, money, "changed")[:n] * DAYS_IN[per]
    told = differences(list((then - now).T))
    lines = tuple(
        Line(what=what, of=of, now=t_interval(a), changed=t_interval(b), difference=d)
        for (what, of), a, b, d in zip(_names(money), now.T, then.T, told, strict=True)
    )
    count = len(money.payments)
    return Accounts(money=money, per=per, payments=lines[:count], bodies=lines[count:])


def _sums(ran: Replications, money: Money, when: When) -> Values:
    """Give what each line comes to a day in each replication. Shape (n, n_lines)."""
    amounts = np.stack(
        [
            _each_day(ran, payment.per)
            * (payment.pounds if payment.only in {None, when} else 0.0)
            for payment in money.payments
        ],
        axis=-1,
    )
    return np.hstack([amounts, amounts @ _shares(money)])


def _each_day(ran: Replications, per: Visit | UnitHour | PatientHour | Time) -> Values:
    """Give how many there are a day of what is paid for, in each replication."""

    def of(what: str, of: str, patient_class: str = "") -> Values:
        measure = measure_of(ran.model, what, of, patient_class=patient_class)
        return ran.values_of(measure)

    match per:
        case Visit():
            several = len(ran.model.classes) > 1
            return of(per.counted, per.node, (per.patient_class or "") * several)
        case UnitHour(counted="overtime"):
            return of("overtime", per.pool)
        case UnitHour():
            return of(f"units {per.counted}", per.pool) * HOURS_A_DAY
        case PatientHour():
            there = [of(f"patients {each}", per.node) for each in per.counted]
            patients: Values = np.stack(there).sum(0)
            return patients * HOURS_A_DAY
        case Time():
            return np.full(ran.n, 1 / per.days)


def _shares(money: Money) -> Values:
    """Give how payments make up the lines of bodies. Shape (n_payments, 3 n_bodies + 1)."""
    paid = _is([each.payer for each in money.payments], money.bodies)
    received = _is([each.receiver for each in money.payments], money.bodies)
    each = np.stack([paid, received, received - paid], axis=-1)
    net_of_the_whole = (received - paid).sum(1, keepdims=True)
    return np.hstack([each.reshape(len(paid), -1), net_of_the_whole])


def _is(names: Sequence[str | None], bodies: Sequence[str]) -> Values:
    return np.array([[float(name == body) for body in bodies] for name in names])


def _names(money: Money) -> list[tuple[str, str]]:
    """Give what each line is, and of whom, in the order of `_shares`."""
    return [
        *(
            (each.what, f"{each.payer} to {each.receiver or 'others'}")
            for each in money.payments
        ),
        *(
            (what, body)
            for body in money.bodies
            for what in ("paid", "received", "net")
        ),
        ("net", THE_WHOLE),
    ]
