"""Evidence in files: many indicators in one table."""

from wholeflow.evidence.formats.indicator_table import (
    read_indicator_table,
)
from wholeflow.evidence.formats.series import (
    IndicatorSeries,
    IndicatorTable,
    SeriesValue,
)
from wholeflow.evidence.formats.table_reading import PERCENT, SHARE

__all__ = [
    "PERCENT",
    "SHARE",
    "IndicatorSeries",
    "IndicatorTable",
    "SeriesValue",
    "read_indicator_table",
]
