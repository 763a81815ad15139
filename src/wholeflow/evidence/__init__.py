"""MEASURE: how far the evidence says that a process succeeds, as an Italian flag.

A flag is an interval of chances, shown as evidence for, not known and evidence
against. Statements of evidence about a process fade with age and are taken as true
together; parts bear on their whole by necessity and sufficiency; conflict is shown as
contested, never averaged away.

- One flag: `Flag`, `UNKNOWN`, `Thresholds`, `Word`.
- Logic of a whole: `Logic`, `Combining`, `UNDECLARED`.
- Combining: `link`, `all_of`, `meet`, `discount`, `ageing`.
- From numbers: `flag_from_points`, `flag_from_counts`.
- From a table: `read_indicator_table`, `write_indicator_table`, `target_faults`.
- One process: `Judgement`, `IndicatorReading`, `Whole`, `flag_of`, `why`.
- A whole map: `part_links`, `in_layers`, `ground`, `roll_up`, `refresh`.
"""

from wholeflow.evidence.counting import count_below
from wholeflow.evidence.flags import UNKNOWN, Flag, Thresholds, Word
from wholeflow.evidence.formats import (
    IndicatorSeries,
    IndicatorTable,
    SeriesValue,
    read_indicator_table,
    write_indicator_table,
)
from wholeflow.evidence.indicators import (
    Point,
    ValueScale,
    flag_from_counts,
    flag_from_points,
)
from wholeflow.evidence.layers import Layers, PartLinks, in_layers, part_links
from wholeflow.evidence.logic import UNDECLARED, Combining, Logic
from wholeflow.evidence.operators import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    Chance,
    Dependence,
    ageing,
    all_of,
    discount,
    link,
    meet,
    weight_after,
)
from wholeflow.evidence.reasons import Kind, Reason, Side, why
from wholeflow.evidence.rolling import (
    Below,
    Ground,
    RollUp,
    flag_at,
    ground,
    refresh,
    roll_up,
)
from wholeflow.evidence.statements import (
    FailureStatement,
    IndicatorReading,
    Judgement,
    Statement,
    SuccessStatement,
    flag_on,
    is_stale,
    own_flag,
)
from wholeflow.evidence.targets import target_faults
from wholeflow.evidence.wholes import (
    Part,
    Whole,
    combined,
    flag_of,
    is_unassessed,
    parts_flag,
)

__all__ = [
    "CERTAIN",
    "DEPENDENCE_WORDS",
    "NOT_DECLARED",
    "UNDECLARED",
    "UNKNOWN",
    "Below",
    "Chance",
    "Combining",
    "Dependence",
    "FailureStatement",
    "Flag",
    "Ground",
    "IndicatorReading",
    "IndicatorSeries",
    "IndicatorTable",
    "Judgement",
    "Kind",
    "Layers",
    "Logic",
    "Part",
    "PartLinks",
    "Point",
    "Reason",
    "RollUp",
    "SeriesValue",
    "Side",
    "Statement",
    "SuccessStatement",
    "Thresholds",
    "ValueScale",
    "Whole",
    "Word",
    "ageing",
    "all_of",
    "combined",
    "count_below",
    "discount",
    "flag_at",
    "flag_from_counts",
    "flag_from_points",
    "flag_of",
    "flag_on",
    "ground",
    "in_layers",
    "is_stale",
    "is_unassessed",
    "link",
    "meet",
    "own_flag",
    "part_links",
    "parts_flag",
    "read_indicator_table",
    "refresh",
    "roll_up",
    "target_faults",
    "weight_after",
    "why",
    "write_indicator_table",
]
