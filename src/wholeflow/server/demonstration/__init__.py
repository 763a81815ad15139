"""The demonstration: a system with a date of its own, made of open data and examples.

`build` makes it in an empty data folder: the Sepsis log drawn as a map with its two
standards as indicators, the three worked examples of Stirrat, Blockley, Alexander and
Phillips, and "Getting people home" with real daily figures.
"""

from wholeflow.server.demonstration.building import DAY, NAME, build, way_in

__all__ = ["DAY", "NAME", "build", "way_in"]
