"""What a process and its card hold, and what they refuse."""

import pytest

from wholeflow.errors import BadMap
from wholeflow.processes import (
    HEADINGS,
    KINDS,
    Entry,
    Process,
    Statement,
    new_server_id,
    process_id,
)


def a_process(key="blood", name="Testing blood", **fields):
    return Process(key, name, **fields)


def test_a_card_leads_with_why_and_ends_with_when():
    assert HEADINGS == ("why", "how", "who", "what", "where", "when")


def test_every_heading_has_its_kinds_of_entry():
    assert {heading: len(kinds) for heading, kinds in KINDS.items()} == {
        "why": 3,
        "how": 2,
        "who": 4,
        "what": 3,
        "where": 2,
        "when": 3,
    }


def test_entries_stand_in_the_order_of_the_headings_and_as_given_within_one():
    nurse, gp = Entry("who", "role", "nurse"), Entry("who", "role", "GP")
    purpose = Entry("why", "purpose", "a result in time")

    process = a_process(entries=(nurse, purpose, gp))

    assert process.entries == (purpose, nurse, gp)


def test_entries_are_found_by_heading():
    nurse = Entry("who", "role", "nurse")

    process = a_process(entries=(nurse, Entry("why", "aim", "speed")))

    assert process.under("who") == (nurse,)


def test_a_kind_of_another_heading_is_refused():
    with pytest.raises(BadMap, match="expected one of purpose, aim, objective"):
        Entry("why", "method", "face to face")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://a b", "http://["],
)
def test_a_link_that_is_no_web_or_mail_address_is_refused(link):
    with pytest.raises(BadMap, match="a link that begins with"):
        Entry("who", "player", "GP", link)


def test_a_mail_address_is_a_link():
    assert Entry("who", "player", "GP", "mailto:gp@example.org").link


def test_a_statement_without_words_is_refused():
    with pytest.raises(BadMap, match="expected some text"):
        Statement("  ")


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\ud800b"])
def test_text_that_cannot_be_shown_is_refused(text):
    with pytest.raises(BadMap, match="control character"):
        Statement(text)


def test_a_name_of_two_lines_is_refused():
    with pytest.raises(BadMap, match="expected one line"):
        a_process(name="Testing\nblood")


def test_a_name_may_have_300_characters():
    assert a_process(name="T" * 300)


def test_a_name_of_301_characters_is_refused():
    with pytest.raises(BadMap, match="at most 300 characters, got 301"):
        a_process(name="T" * 301)


def test_every_fault_of_a_process_is_told_at_once():
    with pytest.raises(BadMap) as told:
        a_process("a b", "", language="fr", label="secret", owner=" Ann")

    assert [fault.column for fault in told.value.faults] == [
        "id",
        "name",
        "language",
        "label",
        "owner",
    ]


def test_an_id_is_the_hash_of_its_genesis():
    # Reckoned apart: base32 of the SHA-256 of {"nonce":"1","server":"wf:s:a"}.
    given = process_id({"server": "wf:s:a", "nonce": "1"})

    assert given == "wf:p:f53a2hzm74yqcjodjx3v6srkre"


def test_an_id_does_not_depend_on_the_order_of_its_genesis():
    assert process_id({"server": "s", "nonce": "1"}) == process_id(
        {"nonce": "1", "server": "s"}
    )


def test_another_nonce_makes_another_id():
    assert process_id({"server": "s", "nonce": "1"}) != process_id(
        {"server": "s", "nonce": "2"}
    )


def test_an_id_of_a_genesis_can_name_a_process():
    assert a_process(process_id({"server": "s", "nonce": "1"}))


def test_a_web_server_has_an_id_of_its_own_kind():
    assert new_server_id("Lambeth", "1").startswith("wf:s:")
