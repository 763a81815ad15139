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
from .measures.resampling import Drawn
from .measures.spreads import Spread
from .measures.telling import by_process
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
from .rules.boundaries import Boundary
from .rules.opening import Calendar, Opening
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
from .writing import as_rows, write_log

__all__ = [
    "LAWFUL_BASES",
    "OPT_OUTS",
    "SPECIAL_BASES",
    "VOCABULARY",
    "Arrivals",
    "Band",
    "BatchPeak",
    "Bottlenecks",
    "Bounce",
    "Boundary",
    "BoundaryFinding",
    "Bounds",
    "Calendar",
    "CaseTimes",
    "CausesOfWaits",
    "Coded",
    "Columns",
    "Concurrency",
    "Crossings",
    "Drawn",
    "Findings",
    "Flow",
    "FlowPart",
    "HandOverPair",
    "HandOverWaits",
    "HandOvers",
    "Holding",
    "HoursCompared",
    "IdentifierFinding",
    "Interval",
    "JoinedLog",
    "Journeys",
    "Key",
    "Link",
    "LittleCheck",
    "LogHints",
    "LogSource",
    "MixPart",
    "MonthFinding",
    "OpenTime",
    "Opening",
    "PairMatch",
    "ProgressByDay",
    "QualityFinding",
    "Returns",
    "ReturnsFinding",
    "River",
    "RiverWords",
    "Segment",
    "SharesCompared",
    "Side",
    "Sides",
    "SourceMatch",
    "Spread",
    "Standard",
    "StandardFinding",
    "StandardOutcome",
    "Standards",
    "Station",
    "Stays",
    "Stop",
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
    "WaitsByHour",
    "WeekWords",
    "WeekendRatio",
    "Window",
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
    "describe_river",
    "directly_follows",
    "draw_dots",
    "draw_river",
    "draw_spectrum",
    "draw_value_stream",
    "draw_week",
    "episodes",
    "events_behind_hour",
    "example_log",
    "example_standards",
    "find_identifiers",
    "find_standards",
    "flow_by",
    "flow_efficiency",
    "flow_efficiency_bounds",
    "hand_over_cases",
    "hand_over_waits",
    "hand_overs",
    "hide_identifiers",
    "hints_for",
    "hours_between",
    "join_logs",
    "littles_law",
    "littles_law_by",
    "littles_law_cases",
    "longest_waits",
    "look",
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
    "read_standards",
    "read_table",
    "refuse_identifiers",
    "refuse_identifiers_left",
    "river",
    "span_hours",
    "spectrum",
    "stage_stays",
    "standard_by_month",
    "standards_beside",
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
]
