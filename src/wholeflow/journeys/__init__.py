"""FLOW: event logs read, checked and measured.

From the records we already have: where do people wait between us, whose process is
that, and how often do we do what we said we would? Start with `read_log` and `look`:

>>> from wholeflow.journeys import example_log, example_standards, look, read_log
>>> from wholeflow.journeys import read_standards
>>> journeys = read_log(example_log())
>>> findings = look(journeys, read_standards(example_standards()))
>>> findings.cases, findings.variants
(1050, 846)
>>> lactate = findings.standards[1]
>>> lactate.met, lactate.of, lactate.before, lactate.without
(848, 859, 139, 190)
"""

from .checking import QualityFinding, quality
from .choosing import (
    begun_within,
    by_person,
    chosen_cases,
    chosen_events,
    cohort,
    episodes,
)
from .columns import Columns
from .example import example_log, example_standards
from .journeys import Coded, Journeys
from .looking.cases import VOCABULARY, cases_behind
from .looking.findings import (
    Findings,
    HandOvers,
    ReturnsFinding,
    StandardFinding,
    WaitFinding,
    look,
)
from .looking.months import MonthFinding, standard_by_month
from .looking.text import as_text
from .looking.waits import (
    waits_between_activities,
    waits_between_bodies,
    waits_between_processes,
)
from .measures.at_home import DaysAtHome, GivenBack, days_at_home, given_back
from .measures.bottlenecks import Bottlenecks, Station, bottlenecks
from .measures.causes import CausesOfWaits, causes_by_event, wait_causes
from .measures.discharge import (
    DaysFor,
    DelayedDischarge,
    Outcome,
    StillWaiting,
    WaitsToLeave,
    days_by,
    days_by_owner,
    delayed_discharge,
)
from .measures.duplication import (
    DuplicationCount,
    DuplicationPair,
    Repeat,
    Repeats,
    ToldAgain,
    duplication,
    duplication_pairs,
    repeats,
    told_again,
)
from .measures.failure_demand import (
    DemandEvents,
    FailureDemand,
    PossibleCount,
    demand_events,
    failure_demand,
    in_population,
)
from .measures.follows import (
    Link,
    body_links,
    directly_follows,
    hand_overs,
    longest_waits,
    process_links,
)
from .measures.harm import HarmBand, WaitsBesideHarm, waits_beside_harm
from .measures.readmission import Readmissions, readmissions
from .measures.reasons import ReasonsForWaits, WaitsByReason, reasons_for_waits
from .measures.rework import Again, Rework, done_again, going_back, loops_back, rework
from .measures.shares import Share, share_of
from .measures.spells import Spells, spells
from .measures.spreads import Spread
from .measures.variants import Variant, Variants, variants
from .pictures import (
    Band,
    River,
    RiverWords,
    Segment,
    Stop,
    WeekWords,
    describe_river,
    draw_dots,
    draw_river,
    draw_spectrum,
    draw_week,
    river,
    spectrum,
)
from .reading import read_log, read_table
from .rules.at_home import AtHomeRule
from .rules.discharge import DischargeRule, SplitRule
from .rules.duplication import InformationClass
from .rules.event_rule import EventRule
from .rules.failure_demand import FailureDemandRule, Judged, Possible, Recorded
from .rules.harm import HarmRule
from .rules.readmission import ReadmissionRule
from .rules.reasons import Cause, ReasonsRule, Side
from .rules.rework import ReworkRule
from .rules.spells import SpellRule
from .rules.standards import (
    LogHints,
    Returns,
    Standard,
    StandardOutcome,
    Standards,
    Wait,
)
from .rules.standards_file import (
    find_standards,
    hints_for,
    read_standards,
    standards_beside,
)
from .writing import as_rows, write_log

__all__ = [
    "VOCABULARY",
    "Again",
    "AtHomeRule",
    "Band",
    "Bottlenecks",
    "Cause",
    "CausesOfWaits",
    "Coded",
    "Columns",
    "DaysAtHome",
    "DaysFor",
    "DelayedDischarge",
    "DemandEvents",
    "DischargeRule",
    "DuplicationCount",
    "DuplicationPair",
    "EventRule",
    "FailureDemand",
    "FailureDemandRule",
    "Findings",
    "GivenBack",
    "HandOvers",
    "HarmBand",
    "HarmRule",
    "InformationClass",
    "Journeys",
    "Judged",
    "Link",
    "LogHints",
    "MonthFinding",
    "Outcome",
    "Possible",
    "PossibleCount",
    "QualityFinding",
    "ReadmissionRule",
    "Readmissions",
    "ReasonsForWaits",
    "ReasonsRule",
    "Recorded",
    "Repeat",
    "Repeats",
    "Returns",
    "ReturnsFinding",
    "Rework",
    "ReworkRule",
    "River",
    "RiverWords",
    "Segment",
    "Share",
    "Side",
    "SpellRule",
    "Spells",
    "SplitRule",
    "Spread",
    "Standard",
    "StandardFinding",
    "StandardOutcome",
    "Standards",
    "Station",
    "StillWaiting",
    "Stop",
    "ToldAgain",
    "Variant",
    "Variants",
    "Wait",
    "WaitFinding",
    "WaitsBesideHarm",
    "WaitsByReason",
    "WaitsToLeave",
    "WeekWords",
    "as_rows",
    "as_text",
    "begun_within",
    "body_links",
    "bottlenecks",
    "by_person",
    "cases_behind",
    "causes_by_event",
    "chosen_cases",
    "chosen_events",
    "cohort",
    "days_at_home",
    "days_by",
    "days_by_owner",
    "delayed_discharge",
    "demand_events",
    "describe_river",
    "directly_follows",
    "done_again",
    "draw_dots",
    "draw_river",
    "draw_spectrum",
    "draw_week",
    "duplication",
    "duplication_pairs",
    "episodes",
    "example_log",
    "example_standards",
    "failure_demand",
    "find_standards",
    "given_back",
    "going_back",
    "hand_overs",
    "hints_for",
    "in_population",
    "longest_waits",
    "look",
    "loops_back",
    "process_links",
    "quality",
    "read_log",
    "read_standards",
    "read_table",
    "readmissions",
    "reasons_for_waits",
    "repeats",
    "rework",
    "river",
    "share_of",
    "spectrum",
    "spells",
    "standard_by_month",
    "standards_beside",
    "told_again",
    "variants",
    "wait_causes",
    "waits_beside_harm",
    "waits_between_activities",
    "waits_between_bodies",
    "waits_between_processes",
    "write_log",
]
