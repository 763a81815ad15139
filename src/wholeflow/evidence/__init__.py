"""MEASURE: how far the evidence says that a process succeeds, as an Italian flag.

A flag is an interval of chances, shown as evidence for, not known and evidence
against. Statements of evidence about a process fade with age and are taken as true
together; parts bear on their whole by necessity and sufficiency; conflict is shown as
contested, never averaged away.

- One flag: `Flag`, `UNKNOWN`, `Thresholds`, `Word`.
- Parts to their whole: `link`, then `all_of`, `any_of`, `at_least` or `share_of`; or
  `combine` with a `Logic`; said with `Chance` and `Dependence`.
- Statements about one process: `discount`, `ageing`, `bears_on`, `pool`, `meet`, `hull`.
- From numbers: `flag_from_points` on a `ValueScale`, `flag_from_counts`; many indicators
  from a table with `read_indicator_table`, judgements with `read_judgement_table`.
- What is said: `Judgement`, `IndicatorReading`, `Feedback`; on a day `own_flag`,
  `pooled_judgements`, `is_stale`.
- One process: `Whole` and `Part`, `flag_of`; `why`, `shares_of_missing`; down to the
  leaves, opened as far as need be, `trace`.
- A map file: `statements_of_map`, `flags_of_map`, `opened_of_map`.
- A whole map: `part_links`, `ground` and `logics` make a `flag_map`; `count_below`,
  `missing_evidence`, `chain_against`, `sensitivity`; `tighten` on request.
- Single flags of a map with shared parts: `bit_of`, `mask_of`, `may_share`,
  `is_independent`, `guarded`.
"""

from wholeflow.evidence.chances import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    Chance,
    Dependence,
)
from wholeflow.evidence.explaining.attribution import (
    shares_of_missing,
)
from wholeflow.evidence.explaining.descent import (
    Cause,
    Opened,
    Share,
)
from wholeflow.evidence.explaining.one_layer import (
    why,
)
from wholeflow.evidence.explaining.reasons import (
    Kind,
    Reason,
    Side,
)
from wholeflow.evidence.explaining.tracing import (
    Against,
    Trace,
    trace,
)
from wholeflow.evidence.flags import (
    UNKNOWN,
    Flag,
    Thresholds,
    Word,
    apportioned,
    hundredths,
)
from wholeflow.evidence.formats import (
    PERCENT,
    SHARE,
    IndicatorSeries,
    IndicatorTable,
    JudgementRow,
    SeriesValue,
    read_indicator_table,
    read_judgement_table,
)
from wholeflow.evidence.indicators import (
    Point,
    flag_from_counts,
    flag_from_points,
    lag_one_correlation,
)
from wholeflow.evidence.logic import (
    UNDECLARED,
    Combining,
    Logic,
    combine,
)
from wholeflow.evidence.maps.columns import (
    Ground,
    Logics,
    ground,
    logics,
    logics_of,
)
from wholeflow.evidence.maps.counting import (
    count_below,
)
from wholeflow.evidence.maps.drivers import (
    Chain,
    Driver,
    Missing,
    Origin,
    Sensitivity,
    chain_against,
    missing_evidence,
    sensitivity,
)
from wholeflow.evidence.maps.files import (
    MapFlag,
    flags_of_map,
    opened_of_map,
    statements_of_map,
)
from wholeflow.evidence.maps.layers import (
    Layers,
    PartLinks,
    in_layers,
    part_links,
)
from wholeflow.evidence.maps.rolling import (
    Below,
    FlagMap,
    Move,
    flag_map,
)
from wholeflow.evidence.maps.sharing import (
    bit_of,
    find_sharing,
    guarded,
    is_independent,
    mask_of,
    may_share,
)
from wholeflow.evidence.maps.tightening import (
    Tightened,
    tighten,
)
from wholeflow.evidence.operators import (
    all_of,
    any_of,
    at_least,
    can_be_all_cases,
    link,
    necessity_as_bite,
    share_of,
)
from wholeflow.evidence.own_evidence import (
    STALE_FROM,
    flag_on,
    is_stale,
    own_flag,
    pooled_judgements,
)
from wholeflow.evidence.scales import (
    ValueScale,
)
from wholeflow.evidence.statements import (
    Basis,
    FailureStatement,
    Feedback,
    IndicatorReading,
    Judgement,
    Statement,
    SuccessStatement,
)
from wholeflow.evidence.targets import (
    target_faults,
)
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
    "PERCENT",
    "SHARE",
    "SPLIT_FROM",
    "STALE_FROM",
    "UNDECLARED",
    "UNKNOWN",
    "Against",
    "Basis",
    "Below",
    "Cause",
    "Chain",
    "Chance",
    "Combining",
    "Dependence",
    "Driver",
    "FailureStatement",
    "Feedback",
    "Flag",
    "FlagMap",
    "Ground",
    "IndicatorReading",
    "IndicatorSeries",
    "IndicatorTable",
    "Judgement",
    "JudgementRow",
    "Kind",
    "Layers",
    "Logic",
    "Logics",
    "MapFlag",
    "Missing",
    "Move",
    "Opened",
    "Origin",
    "Part",
    "PartLinks",
    "Point",
    "Pooled",
    "Reason",
    "Sensitivity",
    "SeriesValue",
    "Share",
    "Side",
    "Statement",
    "SuccessStatement",
    "Thresholds",
    "Tightened",
    "Trace",
    "ValueScale",
    "Whole",
    "Word",
    "ageing",
    "all_of",
    "any_of",
    "apportioned",
    "at_least",
    "bears_on",
    "bit_of",
    "can_be_all_cases",
    "chain_against",
    "combine",
    "combined",
    "count_below",
    "discount",
    "find_sharing",
    "flag_from_counts",
    "flag_from_points",
    "flag_map",
    "flag_of",
    "flag_on",
    "flags_of_map",
    "ground",
    "guarded",
    "hull",
    "hundredths",
    "in_layers",
    "is_independent",
    "is_stale",
    "is_unassessed",
    "lag_one_correlation",
    "link",
    "logics",
    "logics_of",
    "mask_of",
    "may_share",
    "meet",
    "missing_evidence",
    "necessity_as_bite",
    "opened_of_map",
    "own_flag",
    "part_links",
    "parts_flag",
    "pool",
    "pooled_judgements",
    "read_indicator_table",
    "read_judgement_table",
    "sensitivity",
    "share_of",
    "shares_of_missing",
    "speaks_against",
    "statements_of_map",
    "target_faults",
    "tighten",
    "trace",
    "weight_after",
    "why",
]
