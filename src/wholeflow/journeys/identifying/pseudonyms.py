"""Keyed pseudonyms: the same person has the same name in every file, and no face.

There are at most a thousand million NHS numbers, so whoever has plain hashes can try them
all on a laptop. A *keyed* hash cannot be tried without the key, which lies in a file of
its own, away from the data, and is shared only by those who are to join logs.
Pseudonymised data are still personal data in law.

The rule, which every database and command line with HMAC can follow too:

    key of the purpose = HMAC-SHA-256(key, "wholeflow pseudonym 1: " + purpose)
    pseudonym          = first 16 bytes of HMAC-SHA-256(key of the purpose, identifier)

with both texts in UTF-8 and in one spelling (`one_spelling`), the pseudonym in 32
hexadecimal digits. Another purpose gives other pseudonyms, so data that were shared for
two purposes cannot be laid side by side by anyone who has not the key.

References
----------
Krawczyk, Bellare, Canetti: HMAC, RFC 2104. NIST FIPS 180-4 for SHA-256.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wholeflow.errors import BadInput

_KEY_BYTES = 32
_PSEUDONYM_BYTES = 16
_FEWEST_DIFFERENT = 8  # bytes; of 32 at random there are about 30, never so few
_MADE_BY = "make one with new_key (in Python), or ask for the one your partners have"


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A key that pseudonyms are made with. Never printed, logged or kept with data.

    Parameters
    ----------
    secret
        32 bytes, from `read_key` or `new_key`.
    """

    secret: bytes

    def __repr__(self) -> str:
        """Give the fingerprint: what is printed and logged must not be the key."""
        return f"Key(fingerprint={self.fingerprint!r})"

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits to see by whether two people have the same key."""
        return hmac.digest(self.secret, b"wholeflow fingerprint", "sha256")[:4].hex()


def new_key(path: str | Path) -> Key:
    """Make a key and keep it in a new file that only its owner can read.

    Parameters
    ----------
    path
        Where to keep it: not in the folder of the database, nor beside the logs.

    Returns
    -------
    Key
        The new key.

    Raises
    ------
    BadInput
        If there is a file already, which is never overwritten, or if it cannot be
        written.
    """
    path = Path(path)
    key = Key(secrets.token_bytes(_KEY_BYTES))
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        fault = (
            "there is a file of that name; a key is never overwritten, because nothing "
            "could be joined any more to what was made with it. Choose another name"
        )
        raise BadInput(path.name, [fault]) from None
    except OSError as cause:
        raise BadInput(
            path.name, [f"the key cannot be kept there: {cause.strerror}"]
        ) from None
    with os.fdopen(place, "w", encoding="ascii", newline="\n") as file:
        file.write(key.secret.hex() + "\n")
    return key


def read_key(path: str | Path) -> Key:
    """Read a key.

    Parameters
    ----------
    path
        A file of `new_key`: 64 hexadecimal digits.

    Returns
    -------
    Key
        The key.

    Raises
    ------
    BadInput
        If there is none, if others than its owner may read it, or if it is no key.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise BadInput(path.name, [f"there is no such key; {_MADE_BY}"]) from None
    except OSError as cause:
        raise BadInput(
            path.name, [f"the key cannot be read: {cause.strerror}"]
        ) from None
    except UnicodeDecodeError:
        text = ""
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        fault = (
            f"others than its owner may read this key (mode {stat.S_IMODE(mode):o}); "
            "set it to 600 (chmod 600), and ask whether somebody has read it"
        )
        raise BadInput(path.name, [fault])
    secret = _decoded(text)
    if len(secret) != _KEY_BYTES:
        fault = f"expected 64 hexadecimal digits, got something else; {_MADE_BY}"
        raise BadInput(path.name, [fault])
    if len(set(secret)) < _FEWEST_DIFFERENT:
        raise BadInput(path.name, [f"this key was not made at random; {_MADE_BY}"])
    return Key(secret)


def _decoded(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def one_spelling(identifiers: pl.Series) -> pl.Series:
    """Write each identifier in the one way in which it is compared and keyed.

    Full-width signs become plain (Unicode NFKC) and invisible ones go; small letters
    for capitals; one space for several, none at the ends. Ten digits lose the spaces and
    dashes of an NHS number (943 476 5919) and the ".0" of a spreadsheet. Nothing else is
    changed: 007 and 7 are two people, as are AB-12 and AB12.

    Parameters
    ----------
    identifiers
        Text; null and empty stay as they are.

    Examples
    --------
    >>> one_spelling(pl.Series(["943 476 5919", " Ab  12 ", "9434765919.0"])).to_list()
    ['9434765919', 'ab 12', '9434765919']
    """
    text = identifiers.cast(pl.String)
    if (text.str.len_bytes() > text.str.len_chars()).any():  # not plain ASCII
        text = text.str.replace_all(r"\p{Cf}", "").str.normalize("NFKC")
        text = text.str.to_lowercase().str.normalize("NFKC")  # small letters join anew
    text = text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return text.str.replace(
        r"^([0-9]{3})[ \p{Pd}]?([0-9]{3})[ \p{Pd}]?([0-9]{4})(?:\.0)?$", "$1$2$3"
    )


def pseudonyms(identifiers: pl.Series, *, key: Key, purpose: str) -> pl.Series:
    """Give everybody a pseudonym.

    Parameters
    ----------
    identifiers
        Text; each different one is keyed once, however many rows it has.
    key
        From `read_key` or `new_key`.
    purpose
        What the data are used for, in words; capitals and spaces make no difference.
        Files that are to be joined must be given the same. Nothing is refused as
        `BadInput`.

    Returns
    -------
    polars.Series
        32 hexadecimal digits each, 128 bits; two of a million people have the same with
        a chance of about 1 in 10 to the 27th. Null and empty stay as they are: what is not
        known is not one person.

    Examples
    --------
    >>> key = Key(bytes(range(32)))
    >>> names = pl.Series(["943 476 5919", "9434765919", "9434765870"])
    >>> for name in pseudonyms(names, key=key, purpose="Joining up discharge"):
    ...     print(name)
    0aea0063e667132db3a9231e63a49e1a
    0aea0063e667132db3a9231e63a49e1a
    fa3a3781c04fe2eee2746212035d291a
    """
    names = identifiers.cast(pl.String).alias("name").to_frame()
    distinct = names.unique().drop_nulls()
    known = distinct.with_columns(
        keyed=keyed_as_written(one_spelling(distinct["name"]), key=key, purpose=purpose)
    )
    joined = names.join(known, on="name", how="left", maintain_order="left")
    return joined["keyed"].alias(identifiers.name)


def keyed_as_written(names: pl.Series, *, key: Key, purpose: str) -> pl.Series:
    """Give a pseudonym to each row as it stands: for codes that nobody retypes.

    Parameters
    ----------
    names
        Text, not null; each row is keyed, so give different ones. Empty stays empty.
    key, purpose
        As for `pseudonyms`.
    """
    of_purpose = _key_of(key, purpose)
    return pl.Series(
        [
            hmac.digest(of_purpose, name.encode(), "sha256")[:_PSEUDONYM_BYTES].hex()
            if name
            else name
            for name in names.to_list()
        ],
        dtype=pl.String,
    )


def _key_of(key: Key, purpose: str) -> bytes:
    (spelled,) = one_spelling(pl.Series([purpose]))
    if not spelled:
        raise BadInput(
            "the purpose of the pseudonyms",
            ["expected what the data are used for, in words, got nothing"],
        )
    return hmac.digest(
        key.secret, f"wholeflow pseudonym 1: {spelled}".encode(), "sha256"
    )
