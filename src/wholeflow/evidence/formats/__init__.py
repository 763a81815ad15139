"""Evidence in files: many indicators in one table."""

from wholeflow.evidence.formats.indicator_table import (
    read_indicator_table,
    write_indicator_table,
)
from wholeflow.evidence.formats.series import (
    IndicatorSeries,
    IndicatorTable,
    SeriesValue,
)

__all__ = [
    "IndicatorSeries",
    "IndicatorTable",
    "SeriesValue",
    "read_indicator_table",
    "write_indicator_table",
]
