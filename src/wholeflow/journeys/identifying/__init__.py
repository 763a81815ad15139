"""The safe way in: what names a person is found before anything is kept.

`find_identifiers` looks for NHS numbers, postcodes and the like in any table, and
`refuse_identifiers` stops a load that has some.
"""

from .identifiers import IdentifierFinding, find_identifiers, refuse_identifiers

__all__ = ["IdentifierFinding", "find_identifiers", "refuse_identifiers"]
