"""What each kind of identifier looks like, and how it is told from other things.

A kind has a *shape*, which is a pattern of letters and digits, and a *check*, which of
all that has the shape passes only what can be one. Things that are something else pass
the check by chance at a known rate; `identifiers` uses it to tell a column of order
numbers, of which one in eleven passes, from a column of NHS numbers, which all do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from wholeflow.journeys.arrays import Bytes, Mask


def _every_one(found: pl.Series) -> Mask:
    return np.ones(len(found), dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of identifier.

    Parameters
    ----------
    name, plural
        As messages call it.
    pattern
        Regular expression, as Rust has them, for what may be one.
    passes
        Takes texts that have the pattern and gives which of them can be one.
    chance
        Share of things of this shape, but of another kind, that pass; 0 where the shape
        itself says it.
    label
        Pattern of words in the text around, or in the heading, that leave nothing to
        chance.
    """

    name: str
    plural: str
    pattern: str
    passes: Callable[[pl.Series], Mask] = _every_one
    chance: float = 0.0
    label: str = r"[^\s\S]"  # nothing has it


def _nhs_numbers(found: pl.Series) -> Mask:
    """Which ten digits have the right check digit, and are not one digit ten times.

    The first nine digits are multiplied by 10 down to 2 and added up; what is missing
    from the sum to the next multiple of eleven is the tenth (NHS Data Model and
    Dictionary, NHS NUMBER). So all ten, the last taken once, add up to a multiple of
    eleven. Ten equal digits do so too; they are what people type into empty fields.
    """
    digits = _digits(found, 10)
    passes: Mask = (digits @ np.arange(10, 0, -1)) % 11 == 0
    passes &= (digits != digits[:, :1]).any(axis=1)
    return passes


def _digits(found: pl.Series, each: int) -> Bytes:
    """Digits of texts that have as many each. Shape (n, each)."""
    joined = found.str.replace_all(r"[^0-9]", "").str.join("").item().encode()
    digits: Bytes = np.frombuffer(joined, np.uint8).reshape(-1, each) - ord("0")
    return digits


# The areas of Royal Mail, with those of the Crown Dependencies and the forces (BF).
_IN_AN_AREA = (
    r"(?i)^(?:AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|"
    r"DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|"
    r"HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|"
    r"NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|"
    r"SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE)[0-9]"
)
_NOT_AT_AN_END = r"(?i)[cikmov][a-z]?$"
# "bay B1 2nd bed", "vitamin B12 5ug", "bay S1 2hr later": no postcode in small letters.
_COUNTED = r"[0-9](?:st|nd|rd|th|ug|hr|yr)$"


def _postcodes(found: pl.Series) -> Mask:
    """Which are in an area that exists, and end as postcodes may."""
    ends = found.str.contains(_NOT_AT_AN_END) | found.str.contains(_COUNTED)
    passes: Mask = (found.str.contains(_IN_AN_AREA) & ~ends).to_numpy()
    return passes


def _telephones(found: pl.Series) -> Mask:
    """Which have the ten digits of a landline (from 1, 2, 3) or a mobile (71 to 79)."""
    digits = found.str.replace_all(r"[^0-9]", "").str.replace("^(?:0044|44)?0?", "")
    is_one = digits.str.contains(r"^(?:[123]|7[1-9])") & (digits.str.len_bytes() == 10)
    passes: Mask = is_one.to_numpy()
    return passes


_DASH = r"\p{Pd}"
_NUMBER = (
    rf"(?:[0-9]{{10}}|[0-9]{{3}}[\s.{_DASH}]{{1,3}}[0-9]{{3}}"
    rf"[\s.{_DASH}]{{1,3}}[0-9]{{4}})"
)
_WORD = "(?:[a-z]*[g-z][a-z]*)?"  # a to f alone may be part of a hash or a UUID
_GAP = rf"[\s(){_DASH}]{{0,3}}"

NHS_NUMBER = Kind(
    "NHS number",
    "NHS numbers",
    # A word may touch it, as in NHS9434765919, but no more digits behind the word:
    # hashes are full of runs of digits.
    rf"(?i)\b{_WORD}{_NUMBER}{_WORD}\b",
    _nhs_numbers,
    chance=1 / 11,
    label=r"(?i)nhs|\bchi\b|\bh ?& ?c\b",
)
POSTCODE = Kind(
    "postcode",
    "postcodes",
    r"(?i)\b[a-z]{1,2}[0-9][0-9a-z]?\s{0,2}[0-9][a-z]{2}\b",
    _postcodes,
    # Of single letters 8 in 26 are an area, of pairs fewer; 20 in 26 may end one, twice.
    chance=0.18,
    label=r"(?i)post ?code|postal|\baddress|\blives?\b",
)
E_MAIL = Kind(
    "e-mail address",
    "e-mail addresses",
    r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+",
)
TELEPHONE = Kind(
    "telephone number",
    "telephone numbers",
    rf"(?:\+\s?44|\b0044|\b0){_GAP}(?:\(0\))?{_GAP}[0-9]{{2,5}}"
    rf"{_GAP}[0-9]{{3,6}}{_GAP}[0-9]{{0,4}}\b",
    _telephones,
    chance=0.45,  # of the nine digits after the nought 1, 2, 3 and most of 7
    label=r"(?i)\btel|phone|mobile|\bmob\b|\bcall",
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?:[0-9]{4}|[0-9]{2})"
_DATE = "|".join(
    (
        r"\b[0-9]{4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,2}(?:\b|T)",
        rf"\b[0-9]{{1,2}}[-/. ][0-9]{{1,2}}[-/. ]{_YEAR}\b",
        rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)?[-/., ]*{_MONTH}[-/., ]*{_YEAR}\b",
        rf"\b{_MONTH}[-/., ]*[0-9]{{1,2}}(?:st|nd|rd|th)?[-/., ]+[0-9]{{4}}\b",
        r"\b(?:19|20)[0-9]{6}\b",
        r"\b(?:[0-2][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)?[0-9]{2}\b",
    )
)
_BORN = r"(?:\bd[. ]?o[. ]?b\b|date of birth|birth[- ]?da(?:te|y)|\bborn\b)"
BIRTH_HEADING = r"(?i)\bd[. ]?o[. ]?b\b|birth|\bborn\b"
BIRTH_DATE = Kind(
    "birth date",
    "birth dates",
    rf"(?i){_BORN}[^0-9\n]{{0,15}}(?:{_DATE})|(?:{_DATE})[^0-9\n]{{0,5}}{_BORN}",
)
# In a column whose heading says so, any date is a birth date.
BIRTH_DATE_BY_HEADING = Kind("birth date", "birth dates", rf"(?i){_DATE}")

KINDS = (NHS_NUMBER, POSTCODE, E_MAIL, TELEPHONE, BIRTH_DATE)
