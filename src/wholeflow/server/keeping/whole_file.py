"""A file that is there in full or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wholeflow.errors import WholeflowError


@contextmanager
def whole_file(path: Path, *, force: bool, private: bool) -> Iterator[Path]:
    """Give a file to write beside `path`; when the block ends it takes that name.

    Whatever ends the block early, Ctrl-C included, leaves nothing behind and what was
    at `path` as it was.

    Parameters
    ----------
    path
        Where the file shall be.
    force
        Whether it may take the place of one that is there.
    private
        Whether only the person who runs the command may read it.

    Raises
    ------
    WholeflowError
        If there is something at `path`, or it cannot be written there.
    """
    if path.is_dir() or (path.exists() and not force):
        raise WholeflowError(
            f"{path} is there already, and nothing was written. Choose another name"
            + (", or add --force to write over it." if path.is_file() else ".")
        )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600 if private else 0o666, exist_ok=False)
        yield draft
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    except OSError as error:
        why = error.strerror or error
        raise WholeflowError(f"{path} could not be written: {why}.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, would outlast a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
