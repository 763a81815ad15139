"""MEASURE: how far the evidence says that a process succeeds, as an Italian flag.

A flag is an interval of chances, shown as evidence for, not known and evidence
against. Statements of evidence about a process fade with age and are taken as true
together; parts bear on their whole by necessity and sufficiency; conflict is shown as
contested, never averaged away.

- One flag: `Flag`, `UNKNOWN`, `Thresholds`, `Word`.
- Parts to their whole: `link`, then `all_of`, `any_of`, `at_least` or `share_of`; or
  `combine` with a `Logic`; said with `Chance` and `Dependence`.
- Statements about one process: `discount`, `ageing`, `bears_on`, `pool`, `meet`, `hull`.
- From numbers: `flag_from_points`, `flag_from_counts`.
- From a table: `read_indicator_table`, `write_indicator_table`, `target_faults`,
  `read_judgement_table`.
- One process: `Judgement`, `IndicatorReading`, `Whole`, `flag_of`, `why`.
- A flag taken apart: `Opened`, `trace`, `Trace`, `Share`, `Cause`, `Against`.
- A map file: `statements_of_map`, `flags_of_map`.
- A whole map: `part_links`, `in_layers`, `ground`, `roll_up`, `refresh`.
"""

from wholeflow.evidence.chances import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    Chance,
    Dependence,
)
from wholeflow.evidence.counting import count_below
from wholeflow.evidence.flags import UNKNOWN, Flag, Thresholds, Word
from wholeflow.evidence.formats import (
    IndicatorSeries,
    IndicatorTable,
    JudgementRow,
    SeriesValue,
    read_indicator_table,
    read_judgement_table,
    write_indicator_table,
)
from wholeflow.evidence.indicators import (
    Point,
    ValueScale,
    flag_from_counts,
    flag_from_points,
)
from wholeflow.evidence.layers import Layers, PartLinks, in_layers, part_links
from wholeflow.evidence.logic import UNDECLARED, Combining, Logic, combine
from wholeflow.evidence.of_maps import MapFlag, flags_of_map, statements_of_map
from wholeflow.evidence.operators import (
    all_of,
    any_of,
    at_least,
    link,
    necessity_as_bite,
    share_of,
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
from wholeflow.evidence.tracing import Against, Cause, Opened, Share, Trace, trace
from wholeflow.evidence.weighing import (
    SPLIT_FROM,
    Pooled,
    ageing,
    bears_on,
    discount,
    hull,
    meet,
    pool,
    speaks_against,
    weight_after,
)
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
    "SPLIT_FROM",
    "UNDECLARED",
    "UNKNOWN",
    "Against",
    "Below",
    "Cause",
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
    "JudgementRow",
    "Kind",
    "Layers",
    "Logic",
    "MapFlag",
    "Opened",
    "Part",
    "PartLinks",
    "Point",
    "Pooled",
    "Reason",
    "RollUp",
    "SeriesValue",
    "Share",
    "Side",
    "Statement",
    "SuccessStatement",
    "Thresholds",
    "Trace",
    "ValueScale",
    "Whole",
    "Word",
    "ageing",
    "all_of",
    "any_of",
    "at_least",
    "bears_on",
    "combine",
    "combined",
    "count_below",
    "discount",
    "flag_at",
    "flag_from_counts",
    "flag_from_points",
    "flag_of",
    "flag_on",
    "flags_of_map",
    "ground",
    "hull",
    "in_layers",
    "is_stale",
    "is_unassessed",
    "link",
    "meet",
    "necessity_as_bite",
    "own_flag",
    "part_links",
    "parts_flag",
    "pool",
    "read_indicator_table",
    "read_judgement_table",
    "refresh",
    "roll_up",
    "share_of",
    "speaks_against",
    "statements_of_map",
    "target_faults",
    "trace",
    "weight_after",
    "why",
    "write_indicator_table",
]
