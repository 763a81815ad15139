"""What a data set says of itself: why it is here, by what right, and until when.

Words for forms and pages, not legal advice: whoever answers for the data decides which
of them is true.

References
----------
UK GDPR, Articles 5(1), 6(1) and 9(2), as amended by the Data (Use and Access) Act 2025.
NHS England, National data opt-out operational policy guidance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from wholeflow.days import day_in_words
from wholeflow.errors import BadInput, Fault

NOT_PERSONAL = "not personal"

LAWFUL_BASES: Mapping[str, str] = {
    "6(1)(a)": "The people agreed to this purpose, and can take it back.",
    "6(1)(b)": "A contract with the person needs it.",
    "6(1)(c)": "A law obliges the holder to use the data so.",
    "6(1)(d)": "It protects somebody's life.",
    "6(1)(e)": "A public task or official authority of the holder, set out in law, "
    "needs it. The usual basis of NHS bodies and councils.",
    "6(1)(ea)": "A legitimate interest that the law lists, such as safeguarding or an "
    "emergency. Not for the tasks of public authorities.",
    "6(1)(f)": "A legitimate interest, weighed against the interests of the people. Not "
    "for the tasks of public authorities.",
    NOT_PERSONAL: "No living person can be told from it: it is made up, or anonymous. "
    "Pseudonyms do not make data anonymous.",
}
"""Articles of UK GDPR under which personal data may be used, in plain words."""

SPECIAL_BASES: Mapping[str, str] = {
    "9(2)(a)": "The people agreed in so many words.",
    "9(2)(b)": "Law on employment, social security and social protection needs it.",
    "9(2)(c)": "It protects the life of somebody who cannot agree.",
    "9(2)(d)": "A not-for-profit body uses it for its own members.",
    "9(2)(e)": "The people have made it public themselves.",
    "9(2)(f)": "Legal claims or courts need it.",
    "9(2)(g)": "A substantial public interest, set out in law, needs it.",
    "9(2)(h)": "Providing or managing health or social care, by people who are bound to "
    "keep it confidential. The usual basis of NHS bodies and councils.",
    "9(2)(i)": "Public health needs it.",
    "9(2)(j)": "Archives in the public interest, research or statistics, with "
    "safeguards.",
    "none": "Nothing in it is about health, care, ethnicity, religion, sex life or the "
    "like.",
    NOT_PERSONAL: "No living person can be told from it.",
}
"""Articles of UK GDPR under which data about health and the like may be used."""

OPT_OUTS: Mapping[str, str] = {
    "taken out": "The people who opted out were taken out before the data came here.",
    "individual care": "Opt-outs do not apply: it is for the care of these people.",
    "consent": "Opt-outs do not apply: the people agreed to this very use.",
    "law": "Opt-outs do not apply: a law or a court requires it.",
    "public health": "Opt-outs do not apply: communicable disease or another risk to "
    "public health (Regulation 3 of 2002).",
    "public interest": "Opt-outs do not apply: an overriding public interest, tested and "
    "written down.",
    "not confidential": "Opt-outs do not apply: no confidential patient information "
    "leaves those who hold it, or it is anonymous.",
    "elsewhere": "Opt-outs do not apply: nothing in it is of health or adult social "
    "care in England.",
}
"""What became of those who opted out nationally of uses beyond their own care."""

_LONGEST_TEXT = 500
_MOST_YEARS = 20  # further on it is a slip of the keyboard; say it again when due
_CHOICES = {
    "lawful_basis": LAWFUL_BASES,
    "special_basis": SPECIAL_BASES,
    "opt_out": OPT_OUTS,
}
_SPOKEN = {
    "purpose": "what the data are used for",
    "source": "where the data come from",
    "holder": "which organisation answers for the data",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A data set that is held: for what, by what right, from where, and until when.

    Parameters
    ----------
    purpose
        What the data are used for. Pseudonyms are made for it (`pseudonyms`).
    lawful_basis
        A key of `LAWFUL_BASES`.
    special_basis
        A key of `SPECIAL_BASES`.
    opt_out
        A key of `OPT_OUTS`.
    source
        Where the data come from: a system, an organisation.
    holder
        The organisation that answers for them (in law, the controller).
    keep_until
        The last day on which they are held.
    """

    purpose: str
    lawful_basis: str
    special_basis: str
    opt_out: str
    source: str
    holder: str
    keep_until: dt.date

    def is_over(self, today: dt.date) -> bool:
        """Whether the data should be gone by now."""
        return today > self.keep_until

    def in_words(self) -> tuple[str, ...]:
        """Give a sentence for each thing, for the page of the data."""
        until = day_in_words(self.keep_until)
        return (
            f"For: {self.purpose}",
            f"From {self.source}, held by {self.holder} until {until}.",
            _article(self.lawful_basis, LAWFUL_BASES),
            _article(self.special_basis, SPECIAL_BASES),
            OPT_OUTS[self.opt_out],
        )


def _article(key: str, bases: Mapping[str, str]) -> str:
    return f"UK GDPR {key}: {bases[key]}" if key[0].isdigit() else bases[key]


def read_holding(given: Mapping[str, str], *, today: dt.date) -> Holding:
    """Check what somebody says of a data set.

    Parameters
    ----------
    given
        Text for each field of `Holding`; the day as 2027-03-31.
    today
        The day must lie after it, and at most 20 years on.

    Returns
    -------
    Holding
        As given, trimmed.

    Raises
    ------
    BadInput
        With everything that is missing or cannot be, and the choices there are.

    Examples
    --------
    >>> held = read_holding(
    ...     {"purpose": "Shorter waits for discharge", "lawful_basis": "6(1)(e)",
    ...      "special_basis": "9(2)(h)", "opt_out": "taken out",
    ...      "source": "ward system", "holder": "Elm Street Trust",
    ...      "keep_until": "2027-03-31"},
    ...     today=dt.date(2026, 4, 1),
    ... )
    >>> print(held.in_words()[1])
    From ward system, held by Elm Street Trust until 31 March 2027.
    """
    wanted = [field.name for field in fields(Holding)]
    text = {name: given.get(name, "").strip() for name in wanted}
    day = _day(text["keep_until"])
    faults = [
        *_wrong_texts(text),
        *_wrong_choices(text),
        *_wrong_day(day, today),
        *(Fault("this is not asked for", column=n) for n in given if n not in wanted),
    ]
    if faults:
        raise BadInput("what is said of the data", faults)
    assert day is not None, "a missing day is a fault"
    return Holding(
        purpose=text["purpose"],
        lawful_basis=text["lawful_basis"],
        special_basis=text["special_basis"],
        opt_out=text["opt_out"],
        source=text["source"],
        holder=text["holder"],
        keep_until=day,
    )


def _wrong_texts(text: Mapping[str, str]) -> Iterator[Fault]:
    for name, spoken in _SPOKEN.items():
        if not text[name]:
            yield Fault(f"say {spoken}", column=name)
        elif len(text[name]) > _LONGEST_TEXT:
            fault = f"{len(text[name]):,} characters; {_LONGEST_TEXT} must be enough"
            yield Fault(fault, column=name)


def _wrong_choices(text: Mapping[str, str]) -> Iterator[Fault]:
    for name, choices in _CHOICES.items():
        if text[name] not in choices:
            known = ", ".join(f"'{key}'" for key in choices)
            got = f"got '{text[name][:40]}'" if text[name] else "got nothing"
            yield Fault(f"expected one of {known}; {got}", column=name)
    personal = {
        text[name] == NOT_PERSONAL for name in ("lawful_basis", "special_basis")
    }
    if len(personal) > 1:
        fault = (
            f"'{NOT_PERSONAL}' holds for both articles or for neither: data that name "
            "nobody say nothing of anybody's health"
        )
        yield Fault(fault, column="special_basis")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _wrong_day(day: dt.date | None, today: dt.date) -> Iterator[Fault]:
    if day is None:
        yield Fault(
            "expected the last day on which the data are held, such as "
            f"{today.year + 1}-03-31",
            column="keep_until",
        )
    elif not today < day <= _years_on(today):
        yield Fault(
            f"expected a day after today and at most {_MOST_YEARS} years on, got {day}",
            column="keep_until",
        )


def _years_on(today: dt.date) -> dt.date:
    # A 29 February counts as the last day of February.
    return today.replace(year=today.year + _MOST_YEARS, day=min(today.day, 28))
