"""The safe way in: who people are stays outside.

`find_identifiers` looks for NHS numbers, postcodes and the like in any table, and
`refuse_identifiers` stops a load that has some (`refuse_identifiers_left`: beside those
that get pseudonyms). `pseudonyms` replaces the identifier by
which logs are joined, with a key (`new_key`, `read_key`) that is kept apart from them.
`read_holding` checks what a data set says of itself: why it is held, by what right, and
until when.
"""

from .holding import LAWFUL_BASES, OPT_OUTS, SPECIAL_BASES, Holding, read_holding
from .identifiers import (
    IdentifierFinding,
    find_identifiers,
    hide_identifiers,
    refuse_identifiers,
    refuse_identifiers_left,
)
from .pseudonyms import Key, new_key, one_spelling, pseudonyms, read_key

__all__ = [
    "LAWFUL_BASES",
    "OPT_OUTS",
    "SPECIAL_BASES",
    "Holding",
    "IdentifierFinding",
    "Key",
    "find_identifiers",
    "hide_identifiers",
    "new_key",
    "one_spelling",
    "pseudonyms",
    "read_holding",
    "read_key",
    "refuse_identifiers",
    "refuse_identifiers_left",
]
