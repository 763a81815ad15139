"""Evidence in files: many indicators, or many judgements, in one table."""

from wholeflow.evidence.formats.indicator_table import (
    read_indicator_table,
)
from wholeflow.evidence.formats.judgement_table import (
    JudgementRow,
    read_judgement_table,
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
    "JudgementRow",
    "SeriesValue",
    "read_indicator_table",
    "read_judgement_table",
]
