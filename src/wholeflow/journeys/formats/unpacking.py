"""Bytes of a file a piece at a time, unpacked if it is gzip."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import cast

from wholeflow.errors import BadLog

from .raw import refuse_size

GZIP = b"\x1f\x8b"
NOT_GZIP = "this is not a gzip file, or it is damaged or cut off; copy it again"
_PIECE = 1 << 20
_HEAD = 1 << 16


@contextmanager
def unpacked(path: Path) -> Iterator[BufferedReader]:
    """Open a file to read; what is gzip is unpacked, whatever its name.

    Yields
    ------
    BufferedReader
        Of the bytes that it unpacks to.

    Raises
    ------
    BadLog
        If it cannot be opened, or is packed and damaged or cut off. Damage is told
        where it is read.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(GZIP)) != GZIP:
                file.seek(0)
                yield file
                return
            file.seek(0)
            with gzip.open(file) as opened:
                yield cast(BufferedReader, opened)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise BadLog(path.name, [NOT_GZIP]) from None
    except OSError as cause:
        raise BadLog(
            path.name, [f"the file cannot be read: {cause.strerror}"]
        ) from None


def is_packed(path: Path) -> bool:
    """Whether a file is gzip, whatever its name."""
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def beginning(path: Path) -> bytes:
    """Give the first bytes of a file, unpacked; enough to know what it is by."""
    with unpacked(path) as file:
        return file.read(_HEAD)


def pieces(path: Path, limit: int) -> Generator[bytes]:
    """Give a file in pieces of about a megabyte.

    Parameters
    ----------
    path
        A file, packed by gzip or not.
    limit
        Bytes it may unpack to; more are refused as `BadLog`, as is a damaged file.

    Yields
    ------
    bytes
        In order, and none empty.
    """
    size = 0
    with unpacked(path) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            refuse_size(path.name, size, limit, unpacked=True)
            yield piece
