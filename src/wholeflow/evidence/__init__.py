"""MEASURE: how far the evidence says that a process succeeds, as an Italian flag.

A flag is an interval of chances, shown as evidence for, not known and evidence
against. Statements of evidence about a process are of three kinds, fade with age and
meet; parts bear on their whole by what it needs of them; conflict is shown as
contested, never averaged away.

- One flag: `Flag`, `UNKNOWN`, `Thresholds`, `Word`.
- Parts to their whole: `link`, then `all_of`, `any_of`, `at_least` or `share_of`; or
  `combine` with a `Logic`; said with `Chance` and `Dependence`.
- Statements about one process: `discount`, `ageing`, `bears_on`, `pool`, `meet`, `hull`.
- From numbers: `flag_from_points` on a `ValueScale`, `flag_from_counts`.
- What is said: `Judgement`, `IndicatorReading`, `Feedback`; on a day `own_flag`,
  `pooled_judgements`, `is_stale`.
- One process: `Whole` and `Part`, `flag_of`; `why`, `shares_of_missing`.
- A whole map: `part_links`, `ground` and `logics` make a `flag_map`; `in_layers`,
  `count_below`, `tighten`. Why: `missing_evidence`, `chain_against`, `sensitivity`.
- Single flags of a map with shared parts: `mask_of`, `may_share`, `is_independent`,
  `guarded`.
"""

from wholeflow.evidence.attribution import shares_of_missing
from wholeflow.evidence.chances import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    Chance,
    Dependence,
)
from wholeflow.evidence.columns import Ground, Logics, ground, logics, logics_of
from wholeflow.evidence.counting import count_below
from wholeflow.evidence.drivers import (
    Chain,
    Driver,
    Missing,
    Origin,
    Sensitivity,
    chain_against,
    missing_evidence,
    sensitivity,
)
from wholeflow.evidence.explaining import why
from wholeflow.evidence.flags import UNKNOWN, Flag, Thresholds, Word
from wholeflow.evidence.indicators import (
    Point,
    flag_from_counts,
    flag_from_points,
    lag_one_correlation,
)
from wholeflow.evidence.layers import Layers, PartLinks, in_layers, part_links
from wholeflow.evidence.logic import UNDECLARED, Combining, Logic, combine
from wholeflow.evidence.operators import (
    all_of,
    any_of,
    at_least,
    link,
    necessity_as_bite,
    share_of,
)
from wholeflow.evidence.own_evidence import (
    flag_on,
    is_stale,
    own_flag,
    pooled_judgements,
)
from wholeflow.evidence.reasons import Kind, Reason, Side
from wholeflow.evidence.rolling import Below, FlagMap, Move, flag_map
from wholeflow.evidence.scales import ValueScale
from wholeflow.evidence.sharing import (
    find_sharing,
    guarded,
    is_independent,
    mask_of,
    may_share,
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
from wholeflow.evidence.tightening import Tightened, tighten
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
    "Basis",
    "Below",
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
    "Judgement",
    "Kind",
    "Layers",
    "Logic",
    "Logics",
    "Missing",
    "Move",
    "Origin",
    "Part",
    "PartLinks",
    "Point",
    "Pooled",
    "Reason",
    "Sensitivity",
    "Side",
    "Statement",
    "SuccessStatement",
    "Thresholds",
    "Tightened",
    "ValueScale",
    "Whole",
    "Word",
    "ageing",
    "all_of",
    "any_of",
    "at_least",
    "bears_on",
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
    "ground",
    "guarded",
    "hull",
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
    "own_flag",
    "part_links",
    "parts_flag",
    "pool",
    "pooled_judgements",
    "sensitivity",
    "share_of",
    "shares_of_missing",
    "speaks_against",
    "tighten",
    "weight_after",
    "why",
]
