"""LEARN: tell a change from the usual ups and downs, and decide what to make of it.

An XmR chart shows a measure over time with limits drawn from how much it moves by
itself. Within them nothing has happened; a signal beyond them asks a question.

- A chart: `xmr`, and beside it `p_prime`, `u_prime`, `t_chart`, `g_chart`, each a
  `Chart` of `ChartPoint`.
- What people decide: `Decisions`, `Rebase`, `SetAside`, asked by `propose_rebase`.
- What it says: `headline`, `cautions`, `notes_beneath`, `table_behind`, `since_last_signal`,
  `hangs_on_one_point`, `p_prime_caution`.
- How it looks: `as_svg`, `variation_icon`, `assurance_icon`, named by a `Caption` and
  coloured by `CHART_STYLE`.
"""

from wholeflow.improvement.spc.chart import (
    Assurance,
    Better,
    Chart,
    ChartPoint,
    PointType,
    Segment,
)
from wholeflow.improvement.spc.decisions import Decisions, Rebase, SetAside
from wholeflow.improvement.spc.findings import (
    OnePoint,
    PresentState,
    Proposal,
    hangs_on_one_point,
    propose_rebase,
    since_last_signal,
)
from wholeflow.improvement.spc.laney import p_prime, p_prime_caution, u_prime
from wholeflow.improvement.spc.limits import Limits
from wholeflow.improvement.spc.marks import assurance_icon, variation_icon
from wholeflow.improvement.spc.picture import as_svg
from wholeflow.improvement.spc.rare import g_chart, t_chart
from wholeflow.improvement.spc.rules import Cause
from wholeflow.improvement.spc.series import Series
from wholeflow.improvement.spc.style import CHART_STYLE
from wholeflow.improvement.spc.words import (
    Caption,
    TableRow,
    cautions,
    headline,
    notes_beneath,
    table_behind,
)
from wholeflow.improvement.spc.xmr import xmr

__all__ = [
    "CHART_STYLE",
    "Assurance",
    "Better",
    "Caption",
    "Cause",
    "Chart",
    "ChartPoint",
    "Decisions",
    "Limits",
    "OnePoint",
    "PointType",
    "PresentState",
    "Proposal",
    "Rebase",
    "Segment",
    "Series",
    "SetAside",
    "TableRow",
    "as_svg",
    "assurance_icon",
    "cautions",
    "g_chart",
    "hangs_on_one_point",
    "headline",
    "notes_beneath",
    "p_prime",
    "p_prime_caution",
    "propose_rebase",
    "since_last_signal",
    "t_chart",
    "table_behind",
    "u_prime",
    "variation_icon",
    "xmr",
]
