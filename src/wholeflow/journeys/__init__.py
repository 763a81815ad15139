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

from .appending import appended
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
from .formats.ocel import ObjectCentricLog, read_ocel, write_ocel
from .formats.xes import write_xes
from .identifying import (
    LAWFUL_BASES,
    OPT_OUTS,
    SPECIAL_BASES,
    Holding,
    IdentifierFinding,
    Key,
    find_identifiers,
    hide_identifiers,
    new_key,
    one_spelling,
    pseudonyms,
    read_holding,
    read_key,
    refuse_identifiers,
    refuse_identifiers_left,
)
from .joining import (
    JoinedLog,
    LogSource,
    PairMatch,
    SourceMatch,
    join_logs,
    pseudonymised,
    read_logs,
)
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
from .looking.typical import typical_in_words
from .looking.waits import (
    waits_between_activities,
    waits_between_bodies,
    waits_between_processes,
)
from .measures.at_home import DaysAtHome, GivenBack, days_at_home, given_back
from .measures.bottlenecks import Bottlenecks, Station, bottlenecks
from .measures.boundaries import (
    BoundaryFinding,
    Crossings,
    boundary_table,
    crossing_cases,
)
from .measures.calendars import OpenTime, open_time, working_span_hours, working_waits
from .measures.causes import CausesOfWaits, causes_by_event, wait_causes
from .measures.clock import (
    Arrivals,
    BatchPeak,
    WaitsByHour,
    WeekendRatio,
    arrival_cases,
    arrivals_by_hour,
    batch_peaks,
    close_ends,
    events_behind_hour,
    waits_by_hour,
    weekend_events,
    weekend_ratio,
)
from .measures.comparing import (
    HoursCompared,
    MixPart,
    SharesCompared,
    Side,
    Sides,
    before_and_after,
    case_mix,
    compare_hours,
    compare_shares,
)
from .measures.concurrency import Concurrency, concurrent_activities
from .measures.confidence import Interval, newcombe, wilson
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
    duplicates_between,
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
from .measures.flow import (
    Bounds,
    CaseTimes,
    Flow,
    FlowPart,
    case_times,
    flow_by,
    flow_efficiency,
    flow_efficiency_bounds,
    span_hours,
    touch_hours,
    waiting_hours,
)
from .measures.follows import (
    Link,
    body_links,
    directly_follows,
    hand_overs,
    longest_waits,
    process_links,
)
from .measures.handovers import (
    Bounce,
    HandOverPair,
    HandOverWaits,
    bounce_cases,
    hand_over_cases,
    hand_over_waits,
)
from .measures.harm import HarmBand, WaitsBesideHarm, waits_beside_harm
from .measures.little import (
    LittleCheck,
    ProgressByDay,
    Stays,
    Window,
    littles_law,
    littles_law_by,
    littles_law_cases,
    progress_by_day,
    stage_stays,
    whole_stays,
    window,
)
from .measures.readmission import Readmissions, readmissions
from .measures.reasons import ReasonsForWaits, WaitsByReason, reasons_for_waits
from .measures.resampling import Drawn
from .measures.rework import Again, Rework, done_again, going_back, loops_back, rework
from .measures.shares import Share, share_of
from .measures.spells import Spells, spells
from .measures.spreads import Spread
from .measures.telling import by_process, told_by
from .measures.typical import (
    TypicalJourney,
    TypicalStep,
    typical_cases,
    typical_journey,
)
from .measures.value_stream import ValueStep, ValueStream, value_stream
from .measures.variants import Variant, Variants, variants
from .measures.waiting import Waits, causal_waits, not_at_home, waits_before
from .measures.worth import ValuePart, ValueTable, value_by_case, value_table
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
    draw_value_stream,
    draw_week,
    river,
    spectrum,
)
from .reading import read_log, read_table
from .rules.at_home import AtHomeRule
from .rules.boundaries import Boundary
from .rules.discharge import DischargeRule, SplitRule
from .rules.duplication import InformationClass
from .rules.event_rule import EventRule
from .rules.failure_demand import FailureDemandRule, Judged, Possible, Recorded
from .rules.harm import HarmRule
from .rules.opening import Calendar, Opening
from .rules.readmission import ReadmissionRule
from .rules.reasons import Cause, CauseSide, ReasonsRule
from .rules.rework import ReworkRule
from .rules.spells import SpellRule
from .rules.standards import (
    LogHints,
    Returns,
    Standard,
    StandardOutcome,
    Standards,
    Wait,
    hours_between,
)
from .rules.standards_file import (
    find_standards,
    hints_for,
    read_standards,
    standards_beside,
)
from .store import keep, reopen
from .tabulating import as_rows
from .writing import write_log

__all__ = [
    "LAWFUL_BASES",
    "OPT_OUTS",
    "SPECIAL_BASES",
    "VOCABULARY",
    "Again",
    "Arrivals",
    "AtHomeRule",
    "Band",
    "BatchPeak",
    "Bottlenecks",
    "Bounce",
    "Boundary",
    "BoundaryFinding",
    "Bounds",
    "Calendar",
    "CaseTimes",
    "Cause",
    "CauseSide",
    "CausesOfWaits",
    "Coded",
    "Columns",
    "Concurrency",
    "Crossings",
    "DaysAtHome",
    "DaysFor",
    "DelayedDischarge",
    "DemandEvents",
    "DischargeRule",
    "Drawn",
    "DuplicationCount",
    "DuplicationPair",
    "EventRule",
    "FailureDemand",
    "FailureDemandRule",
    "Findings",
    "Flow",
    "FlowPart",
    "GivenBack",
    "HandOverPair",
    "HandOverWaits",
    "HandOvers",
    "HarmBand",
    "HarmRule",
    "Holding",
    "HoursCompared",
    "IdentifierFinding",
    "InformationClass",
    "Interval",
    "JoinedLog",
    "Journeys",
    "Judged",
    "Key",
    "Link",
    "LittleCheck",
    "LogHints",
    "LogSource",
    "MixPart",
    "MonthFinding",
    "ObjectCentricLog",
    "OpenTime",
    "Opening",
    "Outcome",
    "PairMatch",
    "Possible",
    "PossibleCount",
    "ProgressByDay",
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
    "SharesCompared",
    "Side",
    "Sides",
    "SourceMatch",
    "SpellRule",
    "Spells",
    "SplitRule",
    "Spread",
    "Standard",
    "StandardFinding",
    "StandardOutcome",
    "Standards",
    "Station",
    "Stays",
    "StillWaiting",
    "Stop",
    "ToldAgain",
    "TypicalJourney",
    "TypicalStep",
    "ValuePart",
    "ValueStep",
    "ValueStream",
    "ValueTable",
    "Variant",
    "Variants",
    "Wait",
    "WaitFinding",
    "Waits",
    "WaitsBesideHarm",
    "WaitsByHour",
    "WaitsByReason",
    "WaitsToLeave",
    "WeekWords",
    "WeekendRatio",
    "Window",
    "appended",
    "arrival_cases",
    "arrivals_by_hour",
    "as_rows",
    "as_text",
    "batch_peaks",
    "before_and_after",
    "begun_within",
    "body_links",
    "bottlenecks",
    "bounce_cases",
    "boundary_table",
    "by_person",
    "by_process",
    "case_mix",
    "case_times",
    "cases_behind",
    "causal_waits",
    "causes_by_event",
    "chosen_cases",
    "chosen_events",
    "close_ends",
    "cohort",
    "compare_hours",
    "compare_shares",
    "concurrent_activities",
    "crossing_cases",
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
    "draw_value_stream",
    "draw_week",
    "duplicates_between",
    "duplication",
    "duplication_pairs",
    "episodes",
    "events_behind_hour",
    "example_log",
    "example_standards",
    "failure_demand",
    "find_identifiers",
    "find_standards",
    "flow_by",
    "flow_efficiency",
    "flow_efficiency_bounds",
    "given_back",
    "going_back",
    "hand_over_cases",
    "hand_over_waits",
    "hand_overs",
    "hide_identifiers",
    "hints_for",
    "hours_between",
    "in_population",
    "join_logs",
    "keep",
    "littles_law",
    "littles_law_by",
    "littles_law_cases",
    "longest_waits",
    "look",
    "loops_back",
    "new_key",
    "newcombe",
    "not_at_home",
    "one_spelling",
    "open_time",
    "process_links",
    "progress_by_day",
    "pseudonymised",
    "pseudonyms",
    "quality",
    "read_holding",
    "read_key",
    "read_log",
    "read_logs",
    "read_ocel",
    "read_standards",
    "read_table",
    "readmissions",
    "reasons_for_waits",
    "refuse_identifiers",
    "refuse_identifiers_left",
    "reopen",
    "repeats",
    "rework",
    "river",
    "share_of",
    "span_hours",
    "spectrum",
    "spells",
    "stage_stays",
    "standard_by_month",
    "standards_beside",
    "told_again",
    "told_by",
    "touch_hours",
    "typical_cases",
    "typical_in_words",
    "typical_journey",
    "value_by_case",
    "value_stream",
    "value_table",
    "variants",
    "wait_causes",
    "waiting_hours",
    "waits_before",
    "waits_beside_harm",
    "waits_between_activities",
    "waits_between_bodies",
    "waits_between_processes",
    "waits_by_hour",
    "weekend_events",
    "weekend_ratio",
    "whole_stays",
    "wilson",
    "window",
    "working_span_hours",
    "working_waits",
    "write_log",
    "write_ocel",
    "write_xes",
]
