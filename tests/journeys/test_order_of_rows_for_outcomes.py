"""In which order a file has its rows changes no measure of waste or of outcomes."""

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of
from wholeflow.journeys import (
    AtHomeRule,
    Cause,
    CauseSide,
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
    delayed_discharge,
    duplication,
    duplication_pairs,
    failure_demand,
    loops_back,
    readmissions,
    reasons_for_waits,
    repeats,
    rework,
    waits_beside_harm,
)

ARRIVE, TEST, LEAVE = (EventRule((name,)) for name in ("arrive", "test", "leave"))
STAY = SpellRule(admission=ARRIVE, discharge=LEAVE, emergency=ARRIVE)
DISCHARGE = DischargeRule(TEST, LEAVE)


def everything(log: Journeys) -> str:
    """All counts of a log, in words."""
    found = repeats(log, [InformationClass("Test", ("test",), 20)])
    delays = delayed_discharge(log, DISCHARGE)
    back = readmissions(log, ReadmissionRule(STAY, within_days=1))
    home = days_at_home(log, AtHomeRule(1, {"Ward": STAY}))
    reasons = reasons_for_waits(
        log, ReasonsRule((Cause("Tests", CauseSide.SYSTEM, before=TEST),))
    )
    told = (
        duplication(log, found),
        duplication_pairs(log, found),
        rework(log),
        loops_back(log, ReworkRule({"One": ("arrive",), "Two": ("test", "treat")})),
        failure_demand(
            log, FailureDemandRule(ARRIVE, None, [Possible("Again", ARRIVE, LEAVE, 9)])
        ),
        (back.rate, back.same_provider, back.left_out),
        (delays.delayed, delays.bed_days, delays.curve),
        [
            (each.word, each.days)
            for each in days_by(
                log,
                DISCHARGE,
                SplitRule("activity", EventRule(("treat",))),
                delays.waits,
            )
        ],
        (home.at_home.tolist(), home.cut_off, home.begin_not_known),
        waits_beside_harm(
            log, HarmRule("x", ("arrive",), ("treat",), LEAVE, 9, (2,))
        ).bands,
        reasons.causes,
    )
    return repr(told)


@given(
    st.lists(events, min_size=2, max_size=25, unique_by=lambda row: row[2]),
    st.randoms(use_true_random=False),
)
def test_rows_in_another_order_give_the_same_answers(
    rows: list[tuple[int, str, int, int, str, str]], chance: random.Random
) -> None:
    turned = list(rows)
    chance.shuffle(turned)

    assert everything(log_of(turned)) == everything(log_of(rows))
