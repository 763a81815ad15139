"""A log with names of staff: no measure of waste or of outcomes tells any of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wholeflow.journeys import (
    AtHomeRule,
    Cause,
    CauseSide,
    Columns,
    DischargeRule,
    EventRule,
    FailureDemandRule,
    HarmRule,
    InformationClass,
    Journeys,
    Possible,
    ReadmissionRule,
    ReasonsRule,
    ReworkRule,
    SpellRule,
    SplitRule,
    days_at_home,
    days_by,
    days_by_owner,
    delayed_discharge,
    duplication,
    duplication_pairs,
    failure_demand,
    loops_back,
    read_log,
    readmissions,
    reasons_for_waits,
    repeats,
    rework,
    told_again,
    waits_beside_harm,
)

STAFF = ("Ann Smith", "Bob Jones", "Cat Brown")
SEE, TEST = EventRule(("see",)), EventRule(("test",))
STAY = SpellRule(admission=SEE, discharge=TEST, emergency=SEE)
DISCHARGE = DischargeRule(SEE, TEST)
WORDS = SplitRule("reason", SEE, {"late": "Being in time"})


def _duplication(log: Journeys) -> object:
    found = repeats(log, [InformationClass("Seeing", ("see",), 100)])
    return (
        found, duplication(log, found), duplication_pairs(log, found),
        told_again(log, found),
    )  # fmt: skip


def _delays(log: Journeys) -> object:
    found = delayed_discharge(log, DISCHARGE)
    return (
        found,
        days_by(log, DISCHARGE, WORDS, found.waits),
        days_by_owner(log, DISCHARGE, WORDS, found.waits),
    )


MEASURES: dict[str, Callable[[Journeys], object]] = {
    "duplication": _duplication,
    "rework": lambda log: (
        rework(log), loops_back(log, ReworkRule({"One": ("see",), "Two": ("test",)})),
    ),
    "failure demand": lambda log: failure_demand(
        log, FailureDemandRule(SEE, None, [Possible("Again", SEE, SEE, same="reason")])
    ),
    "readmissions": lambda log: readmissions(log, ReadmissionRule(STAY)),
    "delayed discharge": _delays,
    "days at home": lambda log: days_at_home(log, AtHomeRule(1, {"Ward": STAY})),
    "harm": lambda log: waits_beside_harm(
        log, HarmRule("Tests", ("see",), ("test",), SEE, 48, (24,))
    ),
    "reasons": lambda log: reasons_for_waits(
        log, ReasonsRule((Cause("Late", CauseSide.SYSTEM, ("late",)),), "reason")
    ),
}  # fmt: skip


@pytest.fixture
def staffed(write: Callable[..., Path]) -> Journeys:
    """Three people see and test two persons for days; two are given as reasons."""
    lines = [
        f"{'AB'[day % 2]},{('see', 'test')[day // 2 % 2]},2024-05-{day + 1:02} 10:00,"
        f"{STAFF[day % 3]},{('North', 'South')[day % 5 % 2]},"
        f"{('late', STAFF[0], STAFF[1])[day % 3]}"
        for day in range(20)
    ]
    path = write("\n".join(["case,activity,time,nurse,organisation,reason", *lines]))
    columns = Columns(resource="nurse", more=("reason",))
    return read_log(path, columns=columns, timezone="UTC")


@pytest.mark.parametrize("measure", MEASURES)
def test_no_member_of_staff_is_named(staffed: Journeys, measure: str) -> None:
    told = repr(MEASURES[measure](staffed))

    assert staffed.resources == STAFF
    assert not [name for name in STAFF if name in told]
    assert len(told) > 100
