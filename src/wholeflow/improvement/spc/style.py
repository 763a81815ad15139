"""How a chart is coloured. A page has its own tokens; a picture alone brings them."""

from __future__ import annotations

from wholeflow.drawing import palette

CHART_STYLE = """\
.spc { font-family: var(--family, Inter, system-ui, Arial, sans-serif); }
.spc { height: auto; max-width: 100%; font-variant-numeric: tabular-nums; }
.spc__ground { fill: var(--sheet); }
.spc__words { fill: var(--ink); }
.spc__words--quiet { fill: var(--muted); }
.spc__words--strong { font-weight: 600; }
.spc__grid { stroke: var(--line); stroke-width: 1; }
.spc__course { fill: none; stroke: var(--muted); stroke-width: 1.25; }
.spc__centre { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.spc__limit { fill: none; stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
.spc__limit--trial { stroke-dasharray: 1.5 4; }
.spc__target { fill: none; stroke: var(--ink); stroke-width: 2; stroke-dasharray: 12 4 2 4; }
.spc__aim { fill: none; stroke: var(--ink); stroke-width: 2; }
.spc__mark { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 2 5; }
.spc__leader { fill: none; stroke: var(--muted); stroke-width: 1; }
.spc__rebase { fill: none; stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; }
.spc__number { fill: var(--sheet); stroke: var(--ink); stroke-width: 1; }
.spc__dot { fill: var(--muted); stroke: var(--sheet); stroke-width: 1; }
.spc__dot--improvement { fill: var(--for); }
.spc__dot--concern { fill: var(--against); stroke: var(--against-edge); stroke-width: 1.5; }
.spc__dot--neutral { fill: var(--ink); }
.spc__dot--set-aside { fill: var(--sheet); stroke: var(--muted); stroke-width: 1.5; }
.spc__disc { fill: var(--sheet); }
.spc__ring { fill: none; stroke: var(--muted); }
.spc__ring--for { stroke: var(--for); }
.spc__ring--against { stroke: var(--against); }
.spc__ring--hatch { stroke: var(--against-edge); stroke-dasharray: 1.5 3; }
.spc__ring--edge { stroke: var(--against-edge); }
.spc__ring--neutral { stroke: var(--ink); }
"""


def stylesheet() -> str:
    """Give the whole stylesheet of a picture that stands alone, in light and dark."""
    return palette.stylesheet(".spc", CHART_STYLE)
