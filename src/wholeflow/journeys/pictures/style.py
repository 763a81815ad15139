"""How pictures of journeys are coloured: water is people moving, a pool is waiting."""

from __future__ import annotations

KIND = "flow"

PICTURE_STYLE = """\
.flow { font-family: var(--family, Inter, system-ui, Arial, sans-serif); }
.flow { height: auto; max-width: 100%; font-variant-numeric: tabular-nums; }
.flow__ground { fill: var(--sheet); }
.flow__words { fill: var(--ink); }
.flow__words { paint-order: stroke; stroke: var(--sheet); stroke-opacity: 0.6; }
.flow__words { stroke-width: 3; stroke-linejoin: round; }
.flow__words--quiet { fill: var(--muted); }
.flow__words--strong { font-weight: 600; }
.flow__grid { stroke: var(--line); stroke-width: 1; fill: none; }
.flow__rail { stroke: var(--ink); stroke-width: 2; fill: none; }
.flow__thread { stroke: var(--water); stroke-width: 1; fill: none; }
.flow__thread--slow { stroke: var(--pool-edge); stroke-width: 1.25; }
.flow__dots { stroke: var(--water); stroke-width: 3; stroke-linecap: round; fill: none; }
.flow__dots--chosen { stroke: var(--ink); }
.flow__band { fill: var(--water); fill-opacity: 0.55; }
.flow__bar { fill: var(--ink); }
.flow__pool { fill: var(--pool); fill-opacity: 0.55; stroke: var(--pool-edge); stroke-width: 1.5; }
.flow__pool--unsure { stroke-dasharray: 5 4; }
.flow__return { stroke: var(--water); stroke-opacity: 0.75; fill: none; }
.flow__step { fill: var(--sheet); stroke: var(--ink); stroke-width: 1.25; }
.flow__cell { fill: var(--pool-edge); }
.flow__cell--none { fill: none; stroke: var(--line); }
"""
