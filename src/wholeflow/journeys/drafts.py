"""A file that is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wholeflow.errors import BadInput


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a draft to write to; once it is whole it takes the place of the file.

    Parameters
    ----------
    path
        Where to, in the end. Whatever goes wrong, a file that is there stays as it was.

    Yields
    ------
    Path
        The draft, beside it.

    Raises
    ------
    BadInput
        If the file cannot be written.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.unlink(missing_ok=True)  # left by a run that was killed
        yield draft
        draft.replace(path)
    except OSError as cause:
        reason = f"the file cannot be written: {cause.strerror}"
        raise BadInput(path.name, [reason]) from None
    finally:
        with suppress(OSError):
            draft.unlink()
