"""A comparison of a small hospital, and the bodies around it."""

from __future__ import annotations

from dataclasses import replace

from tests.simulation.systems import hospital, two_classes
from wholeflow.payment import Money, PatientHour, Payment, Time, UnitHour, Visit
from wholeflow.simulation import Model
from wholeflow.simulation.experiments import Comparison, Plan, Runner, Scenario, compare

BODIES = ("commissioner", "hospital", "council")
FEWER = Scenario("fewer", "prevented Front door = 0.2 for class urgent\npool beds - 2")
PLAN = Plan(hours=24 * 20, warm_up_hours=24 * 5, seed=11, runs=6)


def a_place() -> Model:
    """A front door, a ward that blocks it, a clinic; and two classes of patient."""
    (door,) = hospital().sources
    classes = {"urgent": 1 / 3, "routine": 2 / 3}
    return replace(
        hospital(),
        classes=two_classes().classes,
        sources=(replace(door, classes=classes),),
    )


def compared() -> Comparison:
    return compare(a_place(), [FEWER], PLAN, measures=[], runner=Runner())


def paid(
    pounds: float, per: Visit | UnitHour | PatientHour | Time, what: str = "one"
) -> Payment:
    """What the commissioner pays the hospital."""
    return Payment(
        what=what, payer="commissioner", receiver="hospital", pounds=pounds, per=per
    )


def table(*payments: Payment) -> Money:
    return Money(name="a table", bodies=BODIES, payments=payments)
