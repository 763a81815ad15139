"""Files on their way in: too large ones are refused before they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from wholeflow.server import configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import shelf

MEGABYTE = 1_000_000
STRANGERS_MB = 1  # no page asks for a file of somebody who has not signed in


class Limit(FileUploadHandler):
    """Refuse what is larger than any log may be, and see that there is room to arrive in.

    The handlers after it do the rest; settings keep their files in our own folder.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's; its stream has no type of its own
        META: dict[str, Any],  # noqa: ARG002, N803 - Django's
        content_length: int,
        boundary: str,  # noqa: ARG002 - Django's
        encoding: str | None = None,  # noqa: ARG002 - Django's
    ) -> None:
        known = self.request is not None and isinstance(self.request.user, Person)
        most = configuration.whole_number("WHOLEFLOW_MAX_LOG_MB")
        limit = most if known else STRANGERS_MB
        if content_length > (limit + 1) * MEGABYTE:  # with room for the form around it
            raise RequestDataTooBig(
                f"Expected at most {limit:,} MB; got {content_length / MEGABYTE:,.0f} MB. "
                "Cut the log into shorter periods, or ask whoever keeps this server."
            )
        shelf.arriving()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's
        return None


def take(file: UploadedFile[bytes], path: Path) -> None:
    """Put a file that has arrived where it is to be kept, for the server alone."""
    if isinstance(file, TemporaryUploadedFile):
        Path(file.temporary_file_path()).replace(path)
    else:
        path.touch(mode=0o600)
        with path.open("wb") as kept:
            kept.writelines(file.chunks())
