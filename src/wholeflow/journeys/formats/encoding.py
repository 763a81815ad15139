"""Bytes of a text file, whatever program wrote them, as UTF-8 without a mark."""

from __future__ import annotations

import codecs

from wholeflow.errors import BadLog, Fault

from .raw import FAULTS_KEPT

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PIECE = 1 << 24
_HEAD = 4096


def as_utf8(name: str, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    r"""Turn the bytes of a text file into UTF-8.

    A byte-order mark decides; without one the file is UTF-8 if it can be, UTF-16 if
    every other byte of its beginning is NUL, and otherwise Windows-1252, which Excel
    writes on most hospital machines.

    Parameters
    ----------
    name
        Name of the file, for messages.
    data
        The whole file.

    Returns
    -------
    tuple
        UTF-8 bytes without a mark and with "\n" or "\r\n" at line ends, and notes in
        words on what was decided. NUL bytes, and bytes that no supported encoding
        has, are refused as `BadLog`.
    """
    encoding, mark = _encoding(data)
    notes: tuple[str, ...] = ()
    if not encoding.startswith("utf-16"):
        _refuse_nul(name, data)
    if encoding != "utf-8":
        text = _recode(name, data[mark:], encoding)
        notes = (f"The text is {_SPOKEN[encoding]}.",)
    else:
        text = data[mark:]
    if encoding.startswith("utf-16"):
        _refuse_nul(name, text)
    if b"\r" in text and b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    return text, notes


_SPOKEN = {
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}


def _encoding(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:_HEAD]
    if len(head) >= 4:
        if head[1::2].count(0) > 0.8 * len(head[1::2]) and not head[::2].count(0):
            return "utf-16-le", 0
        if head[::2].count(0) > 0.8 * len(head[::2]) and not head[1::2].count(0):
            return "utf-16-be", 0
    return ("utf-8" if _is_utf8(data) else "cp1252"), 0


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recode(name: str, data: bytes, encoding: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    pieces = []
    try:
        for start in range(0, len(data), _PIECE):
            piece = decoder.decode(data[start : start + _PIECE])
            pieces.append(piece.encode("utf-8"))
        pieces.append(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        raise BadLog(
            name,
            [
                (
                    "this is not text in UTF-8, UTF-16 or Windows-1252; is it a table at "
                    "all? Save it as 'CSV UTF-8' in the program that made it"
                )
            ],
        ) from None
    return b"".join(pieces)


def _refuse_nul(name: str, text: bytes) -> None:
    if 0 not in text:
        return
    head = text[:_HEAD]
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if control > len(head) / 10:
        raise BadLog(name, ["this is a binary file, not a table of text"])
    faults: list[Fault] = []
    at, line, counted = text.find(0), 1, 0
    while at >= 0 and len(faults) < FAULTS_KEPT:
        line += text.count(b"\n", counted, at)
        counted = at
        faults.append(
            Fault(
                "a NUL byte stands here, which no text has; the file was damaged on "
                "its way, so export it again",
                row=line,
            )
        )
        at = text.find(0, at + 1)
    found = text.count(0)
    if found > len(faults):
        faults.append(Fault(f"and {found - len(faults):,} NUL bytes more"))
    raise BadLog(name, faults)
