"""Pseudonyms: the same for the same person, key and purpose, and else never the same."""

import hashlib
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Key,
    find_identifiers,
    new_key,
    one_spelling,
    pseudonyms,
    read_key,
)

KEY = Key(bytes(range(32)))
OTHER = Key(bytes(range(1, 33)))
PURPOSE = "Joining up discharge"
posix = pytest.mark.skipif(os.name != "posix", reason="files have no mode")

# printf IDENTIFIER | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY-OF-PURPOSE
# and the key of the purpose likewise; the first 32 of the 64 digits.
BY_OPENSSL = {
    "9434765919": "0aea0063e667132db3a9231e63a49e1a",
    "9434765870": "fa3a3781c04fe2eee2746212035d291a",
    "4010232137": "3b213594e2afa2aacc8d588b826d25bb",
    "rxh/12 \u00e9": "b581fd323cccb0bac8a2092e094a640f",
}
identifiers = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8)


def keyed(
    *names: str | None, key: Key = KEY, purpose: str = PURPOSE
) -> list[str | None]:
    column = pl.Series(names, dtype=pl.String)
    return pseudonyms(column, key=key, purpose=purpose).to_list()


def hmac_by_definition(key: bytes, text: str) -> bytes:
    """RFC 2104, section 2, for a key shorter than a block of 64 bytes."""
    inner = bytes(byte ^ 0x36 for byte in key.ljust(64, b"\0"))
    outer = bytes(byte ^ 0x5C for byte in key.ljust(64, b"\0"))
    within = hashlib.sha256(inner + text.encode()).digest()
    return hashlib.sha256(outer + within).digest()


def test_pseudonyms_are_those_that_openssl_gives() -> None:
    assert keyed(*BY_OPENSSL) == list(BY_OPENSSL.values())
    assert keyed("9434765919", purpose="Payment") == [
        "75e1507756e7a84a49cc96951f973c05"
    ]


@given(identifiers)
def test_pseudonyms_are_those_of_the_definition(names: list[str]) -> None:
    spelled = one_spelling(pl.Series(names)).to_list()
    of_purpose = hmac_by_definition(
        KEY.secret, "wholeflow pseudonym 1: joining up discharge"
    )

    assert keyed(*names) == [
        hmac_by_definition(of_purpose, name)[:16].hex() if name else ""
        for name in spelled
    ]


@given(identifiers, identifiers)
def test_a_person_has_one_pseudonym_in_every_file(
    here: list[str], there: list[str]
) -> None:
    both = keyed(*here, *there)

    assert keyed(*there) == both[len(here) :]


@given(identifiers)
def test_another_key_or_purpose_gives_nobody_the_same(names: list[str]) -> None:
    ours = set(keyed(*names)) - {""}

    assert ours.isdisjoint(keyed(*names, key=OTHER))
    assert ours.isdisjoint(keyed(*names, purpose="Payment"))


def test_capitals_and_spaces_of_a_purpose_make_no_difference() -> None:
    assert keyed("7", purpose="  joining UP\n discharge ") == keyed("7")


@pytest.mark.parametrize("purpose", ["", "  \n"])
def test_a_purpose_is_needed(purpose: str) -> None:
    with pytest.raises(BadInput, match="expected what the data are used for"):
        keyed("7", purpose=purpose)


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        ("943\u00a0476\u20135919", "9434765919"),
        ("\uff19434765919", "9434765919"),
        ("943\u200b4765919", "9434765919"),
        ("9434765919.0", "9434765919"),
        ("  RXH12  ", "rxh12"),
        ("A  \t b", "a b"),
        ("007", "007"),
        ("AB-12", "ab-12"),
        ("12.0", "12.0"),
        ("94 3476 5919", "94 3476 5919"),
    ],
)
def test_the_rule_of_spelling(written: str, spelled: str) -> None:
    assert one_spelling(pl.Series([written])).to_list() == [spelled]


@given(st.text())
def test_what_is_spelled_right_stays_so(text: str) -> None:
    once = one_spelling(pl.Series([text]))

    assert one_spelling(once).to_list() == once.to_list()


def test_what_is_not_known_is_not_one_person() -> None:
    assert keyed(None, "", " ", "7")[:3] == [None, "", ""]


def test_a_column_of_many_rows_keeps_its_order_and_name() -> None:
    column = pl.Series("who", ["b", "a", "b", None, "c"])

    found = pseudonyms(column, key=KEY, purpose=PURPOSE)

    assert found.name == "who"
    assert found.to_list() == [*keyed("b", "a", "b"), None, *keyed("c")]


def test_numbers_and_categories_are_keyed_as_their_text() -> None:
    for column in (
        pl.Series([9434765919]),
        pl.Series(["9434765919"], dtype=pl.Categorical),
    ):
        assert pseudonyms(column, key=KEY, purpose=PURPOSE).to_list() == [
            BY_OPENSSL["9434765919"]
        ]


def test_pseudonyms_are_not_taken_for_identifiers() -> None:
    people = pl.Series([str(n) for n in range(5000)])
    table = pseudonyms(people, key=KEY, purpose=PURPOSE).to_frame()

    assert find_identifiers(table) == ()


@posix
def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "ward.key"

    new_key(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_is_read_as_it_was_made(tmp_path: Path) -> None:
    made = new_key(tmp_path / "ward.key")

    read = read_key(tmp_path / "ward.key")

    assert read == made
    assert read.fingerprint == made.fingerprint
    assert len(made.secret) == 32


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    assert new_key(tmp_path / "a").secret != new_key(tmp_path / "b").secret


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "ward.key"
    made = new_key(path)

    with pytest.raises(BadInput, match="never overwritten"):
        new_key(path)

    assert read_key(path) == made


def test_a_key_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be kept there: No such file"):
        new_key(tmp_path / "nowhere" / "ward.key")


def test_a_key_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ward\.key: there is no such key; make one"):
        read_key(tmp_path / "ward.key")


@posix
def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ward.key"
    new_key(path)
    path.chmod(0o640)

    with pytest.raises(BadInput, match=r"mode 640.*chmod 600"):
        read_key(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"secret", b"ab" * 31, b"ab" * 33, b"xy" * 32, bytes(range(200, 232))],
    ids=["empty", "a word", "short", "long", "no digits", "bytes"],
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ward.key"
    path.touch(mode=0o600)
    path.write_bytes(content)

    with pytest.raises(BadInput, match="expected 64 hexadecimal digits"):
        read_key(path)


def test_a_key_that_somebody_typed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ward.key"
    path.touch(mode=0o600)
    path.write_text("00" * 31 + "01", encoding="ascii")

    with pytest.raises(BadInput, match="not made at random"):
        read_key(path)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_key(tmp_path)


def test_a_key_does_not_print_itself() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY) == "Key(fingerprint='e0562f22')"
