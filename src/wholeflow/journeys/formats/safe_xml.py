"""XML read piece by piece with expat, with all refused that could be used to harm.

Refused are document types and entities (which can grow without end, or fetch other
files), elements in each other beyond reason, and a tag too long to be held in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

import numpy as np

from wholeflow.errors import BadLog, Fault

from .raw import MEGABYTE

DEEPEST = 100  # elements in each other
LONGEST = 10 * MEGABYTE  # bytes of a tag with all that is said in it
MOST_NAMES = 10_000  # of elements and attributes; the parser keeps each for ever

_NEWLINE = ord("\n")
_CUT_OFF = frozenset(
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class SafeXml:
    """XML that is fed in pieces; what it holds is told to two functions.

    Parameters
    ----------
    name
        Name of the file, for messages.
    kind
        The format that is expected, for messages.
    start
        Called with the tag and the attributes of each element as it begins; it must
        call `refuse_depth`.
    end
        Called with the tag of each element as it ends.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        *,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
    ) -> None:
        self.is_utf8 = True  # as far as is known
        self.fed = 0  # bytes
        self._name = name
        self._kind = kind
        self._lines_passed = 0
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type
        self._parser.EntityDeclHandler = self._refuse_document_type
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end

    @property
    def line(self) -> int:
        """Line of the file that is being read, from 1."""
        return self._parser.CurrentLineNumber + self._lines_passed

    @property
    def place(self) -> int:
        """Number of bytes fed before the tag that is being read."""
        return max(self._parser.CurrentByteIndex, 0)

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read on; what is not XML, or not safe to be read, is refused as `BadLog`."""
        self.fed += len(piece)
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            self._refuse_ill_formed(error)
        except (LookupError, ValueError):
            self.refuse(
                "the text is in an encoding that cannot be read; save it as UTF-8"
            )
        if not last and self.fed - self.place > LONGEST:
            self.refuse(
                f"a tag is longer than {LONGEST // MEGABYTE} MB; take this value out of "
                "the log"
            )
        if len(self._parser.intern) > MOST_NAMES:
            self.refuse(f"there are more than {MOST_NAMES:,} names of elements")

    def pass_over(self, piece: bytes) -> None:
        """Count the lines of a piece that was read by other means."""
        letters = np.frombuffer(piece, np.uint8)  # faster than to count in bytes
        self._lines_passed += int(np.count_nonzero(letters == _NEWLINE))

    def refuse(self, message: str) -> NoReturn:
        """Refuse the file for what stands where it is being read.

        Raises
        ------
        BadLog
            Always.
        """
        raise BadLog(self._name, [Fault(message, self.line)]) from None

    def refuse_depth(self, depth: int) -> None:
        """Refuse more than `DEEPEST` elements in each other, as `BadLog`."""
        if depth > DEEPEST:
            self.refuse(f"expected at most {DEEPEST} elements in each other")

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        self.is_utf8 = (encoding or "utf-8").casefold() in ("utf-8", "us-ascii")

    def _refuse_document_type(self, *_: object) -> None:
        self.refuse(
            f"expected {self._kind} without a document type or entities; export it again "
            "from the program it comes from"
        )

    def _refuse_ill_formed(self, error: expat.ExpatError) -> NoReturn:
        if error.code in _CUT_OFF:
            self.refuse(
                "the file is cut off: its outermost element has no end; copy it again"
            )
        self.refuse(
            f"this is not XML: {expat.ErrorString(error.code)}; it is damaged, or in "
            "another encoding than its first line says, so export it again"
        )
