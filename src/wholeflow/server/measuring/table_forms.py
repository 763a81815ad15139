"""What is asked when somebody brings a table of indicators."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from django import forms

from wholeflow.errors import BadInput, WholeflowError
from wholeflow.evidence import IndicatorTable, read_indicator_table
from wholeflow.server.asking import AskingForm
from wholeflow.server.history import clock

MOST_MB = 1  # it is sent again once it has been seen; the command line takes more
PASTED = "the pasted table"


class TableForm(AskingForm):
    """A file, or rows pasted from a spreadsheet; then the same again, once seen."""

    file = forms.FileField(
        label="A file",
        required=False,
        help_text=f"CSV or Excel (.xlsx), at most {MOST_MB} MB.",
    )
    text = forms.CharField(
        label="Or rows pasted from a spreadsheet",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="With the header. Long: indicator, date, value and, if you like, "
        "process, unit, people, not_known, fail, target, better, source, note. Wide: "
        "date, and a column for each indicator.",
    )
    month_first = forms.BooleanField(
        label="Days are written with the month first, as in 03/25/2024", required=False
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput, max_length=255)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, only: str = "", **kwargs: Any) -> None:
        self.only = only  # the indicator from whose page one came
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Read the table; every fault of it is told."""
        given: dict[str, Any] = super().clean() or {}
        content, source = self._content(given)
        if not content.strip():
            self.add_error(
                "file", "Expected a file, or rows pasted below; got neither."
            )
            return given
        try:
            table = read_indicator_table(
                content,
                today=clock.today(),
                source=source,
                only=self.only,
                month_first=given.get("month_first", False),
                max_mb=MOST_MB,
            )
        except BadInput as bad:
            self.tell(bad)
            return given
        sent_again = {
            "seen": b64encode(content).decode(),
            "source": source,
            "month_first": "on" if given.get("month_first") else "",
        }
        return {**given, "table": table, "sent_again": sent_again}

    def table(self) -> IndicatorTable:
        """Give what was read."""
        table = self.cleaned_data["table"]
        assert isinstance(table, IndicatorTable), "a valid form has read it"
        return table

    def sent_again(self) -> dict[str, str]:
        """Give what the page of what would change sends once that is seen."""
        fields: dict[str, str] = self.cleaned_data["sent_again"]
        return fields

    def tell(self, refused: WholeflowError) -> None:
        """Say what is wrong; of many faults some are listed and all are counted."""
        if not isinstance(refused, BadInput):
            self.add_error(None, str(refused))
            return
        for fault in refused.faults[: BadInput.shown]:
            self.add_error(None, str(fault))
        more = len(refused.faults) - BadInput.shown
        if more > 0:
            self.add_error(None, f"And {more:,} more.")

    def _content(self, given: dict[str, Any]) -> tuple[bytes, str]:
        """Give what stands in the table, and its name."""
        if given.get("seen"):
            try:
                return b64decode(given["seen"], validate=True), given[
                    "source"
                ] or PASTED
            except ValueError:
                return b"", PASTED
        file = given.get("file")
        if file is not None:
            return file.read(int(MOST_MB * 1_000_000) + 1), file.name
        return (given.get("text") or "").encode(errors="replace"), PASTED
