"""The permission door's rules, one by one."""

import pytest

from wholeflow.governance import (
    ANYONE,
    Act,
    LogAct,
    LogFacts,
    Member,
    ProcessFacts,
    decide,
    decide_log,
)

OWNER = Member("ann", "trust")
COLLEAGUE = Member("bob", "trust")
NEIGHBOUR = Member("cat", "council")


def owned(label: str) -> ProcessFacts:
    return ProcessFacts("ann", "Ann, ward sister", "trust", label)


def unowned(label: str = "public") -> ProcessFacts:
    return ProcessFacts(None, "", "trust", label)


READERS = [
    ("public", ANYONE, True),
    ("public", NEIGHBOUR, True),
    ("system", ANYONE, False),
    ("system", NEIGHBOUR, True),
    ("organisation", NEIGHBOUR, False),
    ("organisation", COLLEAGUE, True),
    ("restricted", COLLEAGUE, False),
    ("restricted", OWNER, True),
]


@pytest.mark.parametrize(("label", "member", "allowed"), READERS)
def test_the_label_says_who_reads(label, member, allowed):
    assert decide(member, Act.READ, owned(label)).allowed is allowed


def test_the_owner_changes_their_process():
    assert decide(OWNER, Act.EDIT, owned("public")).allowed


def test_others_are_refused_with_the_reason():
    decision = decide(COLLEAGUE, Act.EDIT, owned("public"))

    assert not decision.allowed
    assert "Ann, ward sister owns this process" in decision.reason


def test_while_nobody_owns_it_members_of_its_organisation_may_change_it():
    assert decide(COLLEAGUE, Act.EDIT, unowned()).allowed
    assert not decide(NEIGHBOUR, Act.EDIT, unowned()).allowed


def test_nobody_changes_anything_without_signing_in():
    decision = decide(ANYONE, Act.EDIT, unowned())

    assert decision.reason == "Sign in to say or change anything."


def test_whoever_reads_it_and_signed_in_may_say_what_they_see():
    assert decide(NEIGHBOUR, Act.SPEAK, owned("public")).allowed
    assert decide(COLLEAGUE, Act.SPEAK, owned("organisation")).allowed
    assert not decide(NEIGHBOUR, Act.SPEAK, owned("organisation")).allowed
    assert not decide(ANYONE, Act.SPEAK, owned("public")).allowed


def test_a_second_owner_is_refused():
    decision = decide(COLLEAGUE, Act.TAKE, owned("public"))

    assert not decision.allowed
    assert "exactly one owner" in decision.reason


def test_a_member_can_take_what_nobody_owns():
    assert decide(COLLEAGUE, Act.TAKE, unowned()).allowed
    assert not decide(NEIGHBOUR, Act.TAKE, unowned()).allowed


def test_what_may_not_be_read_may_not_be_changed():
    assert not decide(NEIGHBOUR, Act.EDIT, unowned("organisation")).allowed


def a_log(process: ProcessFacts | None = None, label: str = "organisation") -> LogFacts:
    return LogFacts(process or owned("public"), brought_by="bob", label=label)


SEERS = [
    ("public", ANYONE, True),
    ("system", ANYONE, False),
    ("system", NEIGHBOUR, True),
    ("organisation", NEIGHBOUR, False),
    ("organisation", COLLEAGUE, True),
    ("organisation", OWNER, True),
]


@pytest.mark.parametrize(("label", "member", "allowed"), SEERS)
def test_the_label_says_who_sees_what_a_log_tells(label, member, allowed):
    assert decide_log(member, LogAct.SEE, a_log(label=label)).allowed is allowed


def test_a_log_is_not_seen_by_who_may_not_read_its_process():
    hidden = a_log(owned("restricted"), label="public")

    assert not decide_log(COLLEAGUE, LogAct.SEE, hidden).allowed
    assert decide_log(OWNER, LogAct.SEE, hidden).allowed


def test_members_of_the_organisation_whose_records_they_are_bring_a_log():
    assert decide_log(COLLEAGUE, LogAct.BRING, a_log()).allowed
    decision = decide_log(NEIGHBOUR, LogAct.BRING, a_log())
    assert not decision.allowed
    assert "organisation that holds it" in decision.reason


def test_who_brought_a_log_and_the_owner_of_its_process_change_it():
    dan = Member("dan", "trust")

    assert decide_log(COLLEAGUE, LogAct.CHANGE, a_log()).allowed
    assert decide_log(OWNER, LogAct.CHANGE, a_log()).allowed
    assert not decide_log(dan, LogAct.CHANGE, a_log()).allowed
    assert not decide_log(ANYONE, LogAct.CHANGE, a_log(label="public")).allowed


def test_while_nobody_owns_the_process_its_members_change_the_log():
    dan = Member("dan", "trust")

    assert decide_log(dan, LogAct.CHANGE, a_log(unowned())).allowed
    assert not decide_log(NEIGHBOUR, LogAct.CHANGE, a_log(unowned(), "public")).allowed
