"""How pictures of runs are coloured: water is people there, a pool is people waiting."""

from __future__ import annotations

KIND = "run"

RUN_STYLE = """\
.run { font-family: var(--family, Inter, system-ui, Arial, sans-serif); }
.run { height: auto; max-width: 100%; font-variant-numeric: tabular-nums; }
.run__ground { fill: var(--sheet); }
.run__words { fill: var(--ink); }
.run__words { paint-order: stroke; stroke: var(--sheet); stroke-opacity: 0.8; }
.run__words { stroke-width: 3; stroke-linejoin: round; }
.run__words--quiet { fill: var(--muted); }
.run__words--strong { font-weight: 600; }
.run__grid { stroke: var(--line); stroke-width: 1; fill: none; }
.run__rail { stroke: var(--muted); stroke-width: 1; fill: none; }
.run__band { fill: var(--water); fill-opacity: 0.5; }
.run__band { stroke: var(--pool-edge); stroke-width: 0.75; }
.run__line { stroke: var(--ink); stroke-width: 1.5; fill: none; stroke-linejoin: round; }
.run__line--waiting { stroke: var(--pool-edge); stroke-width: 2; stroke-dasharray: 5 3; }
"""
