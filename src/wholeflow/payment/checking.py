"""What is wrong with a table of money: every fault, and all told together."""

from __future__ import annotations

from collections.abc import Sequence

from wholeflow.errors import BadInput
from wholeflow.simulation import Model
from wholeflow.simulation.model.checking.places import Found, Place, TooMany
from wholeflow.simulation.model.ranges import between

from .money import (
    Money,
    PatientHour,
    Payment,
    Stage,
    Time,
    UnitHour,
    Units,
    Visit,
    Visits,
    When,
)

THE_WHOLE = "the whole"
MOST_PAYMENTS = 1_000
MOST_POUNDS = 1e9  # for one of anything
MOST_DAYS = 36_525.0
LEAST_DAYS = 1 / 24


def check_money(money: Money, model: Model) -> None:
    """Refuse a table that has faults, or does not fit a model.

    Parameters
    ----------
    money
        Any table.
    model
        Whose nodes, pools and classes it names; one without faults.

    Raises
    ------
    BadInput
        With every fault, each with the payment where it is.
    """
    if found := found_in_money(money, model):
        raise BadInput(money.name[:60] or "money", [each.fault() for each in found])


def found_in_money(money: Money, model: Model) -> list[Found]:
    """Give every fault of a table with the way to it, for readers of files."""
    found: list[Found] = []
    top = Place(found)
    try:
        _look_at(money, model, top)
    except TooMany:
        found.append(Found((), "", "there is more of this; the search stopped here"))
    return found


def _look_at(money: Money, model: Model, top: Place) -> None:
    top.at("name", where="name").name(money.name)
    _look_at_names(money.bodies, "body", top.at("bodies"))
    if THE_WHOLE in money.bodies:
        top.at("bodies").say(
            f'"{THE_WHOLE}" is all bodies together; name one otherwise'
        )
    names = [payment.what for payment in money.payments]
    _look_at_names(names, "payment", top.at("payments"))
    if len(money.payments) > MOST_PAYMENTS:
        top.at("payments").say(
            f"expected at most {MOST_PAYMENTS:,} payments, got {len(money.payments):,}"
        )
        return
    for number, payment in enumerate(money.payments):
        where = f'payment "{payment.what[:60]}"'
        here = top.at("payments", number, where=where)
        _look_at_payment(payment, money.bodies, here)
        _look_at_what_for(payment, model, here.at("per"))


def _look_at_names(names: Sequence[str], kind: str, here: Place) -> None:
    if not names:
        here.say(f"expected at least one {kind}, got none")
    for number, name in enumerate(names):
        place = here.at(number, where=f"{kind} {number + 1}")
        place.name(name)
        if name in names[:number]:
            place.say(
                f'there is another {kind} of the name "{name[:60]}"; expected one'
            )


def _look_at_payment(payment: Payment, bodies: Sequence[str], here: Place) -> None:
    here.at("payer").known(payment.payer, bodies, "body")
    here.at("pounds").say(*between(payment.pounds, 0, MOST_POUNDS, "pounds"))
    if payment.only is not None:
        here.at("only").word(payment.only, When, "only")
    if payment.receiver is None:
        return
    here.at("receiver").known(payment.receiver, bodies, "body")
    if payment.receiver == payment.payer:
        here.at("receiver").say(
            f'expected another body than the payer, got "{payment.payer[:60]}" for both; '
            "leave the receiver out for what is paid out"
        )


def _look_at_what_for(payment: Payment, model: Model, here: Place) -> None:
    nodes = {node.name for node in model.nodes}
    match payment.per:
        case Visit() as per:
            here.at("node").known(per.node, nodes, "node")
            here.at("counted").word(per.counted, Visits, "counted")
            if per.patient_class is not None:
                classes = {each.name for each in model.classes}
                here.at("patient_class").known(per.patient_class, classes, "class")
        case UnitHour() as per:
            pools = {pool.name for pool in model.pools}
            here.at("pool").known(per.pool, pools, "pool")
            here.at("counted").word(per.counted, Units, "counted")
        case PatientHour() as per:
            here.at("node").known(per.node, nodes, "node")
            _look_at_hours(per.counted, here.at("counted"))
        case Time() as per:
            here.at("days").say(*between(per.days, LEAST_DAYS, MOST_DAYS, "days"))


def _look_at_hours(counted: Sequence[str], here: Place) -> None:
    for each in counted:
        here.word(each, Stage, "counted")
    if not counted or len(set(counted)) < len(counted):
        here.say(
            "counted: expected some of waiting, in service and blocked, each once, got "
            f"{', '.join(counted)[:60] or 'none'}"
        )
