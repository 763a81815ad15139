"""How pictures of journeys are coloured: water is people moving, a pool is waiting."""

from __future__ import annotations

KIND = "flow"

PICTURE_STYLE = """\
.flow { font-family: var(--family, Inter, system-ui, Arial, sans-serif); }
.flow { height: auto; max-width: 100%; font-variant-numeric: tabular-nums; }
.flow__ground { fill: var(--sheet); }
.flow__words { fill: var(--ink); }
.flow__words--quiet { fill: var(--muted); }
.flow__words--strong { font-weight: 600; }
.flow__grid { stroke: var(--line); stroke-width: 1; fill: none; }
.flow__rail { stroke: var(--ink); stroke-width: 2; fill: none; }
.flow__thread { stroke: var(--water); stroke-width: 1; fill: none; }
.flow__thread--slow { stroke: var(--pool-edge); stroke-width: 1.25; }
.flow__dots { stroke: var(--water); stroke-width: 3; stroke-linecap: round; fill: none; }
.flow__dots--chosen { stroke: var(--ink); }
.flow__cell { fill: var(--pool-edge); }
.flow__cell--none { fill: none; stroke: var(--line); }
"""
