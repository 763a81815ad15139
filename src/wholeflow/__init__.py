"""wholeflow: a shared, living model of a health and care system.

The rooms, each a library of its own that never imports Django or click:

- `wholeflow.processes`: the map. What people do, named with "-ing", each with one owner.
- `wholeflow.evidence`: success as Italian flags, and how they flow up the layers.
- `wholeflow.journeys`: event logs read, checked and measured.
- `wholeflow.governance`: who may see and change what, and what may be shown of people.

Above them stand `wholeflow.server` (web pages) and `wholeflow.cli` (commands).
"""

__version__ = "0.1.0"
