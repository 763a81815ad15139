"""The map: what people do, named with "-ing", each process with one owner.

A `Map` holds systemic processes, says which are parts of which, and what passes between
them. `check_name` asks for names that say what people do, and `completeness` tells
what a map still lacks. `read_map` and `write_map` speak JSON and YAML, `import_map`
takes in what an organisation already has, and `read_template` gives a map to begin with.
"""

from wholeflow.processes.combining import COMBINING, DEPENDENCE, why_not_shares
from wholeflow.processes.completeness import Gap, completeness
from wholeflow.processes.examples import read_template, template_names
from wholeflow.processes.formats import FORMATS, read_map, write_map
from wholeflow.processes.formats.importing import import_map
from wholeflow.processes.identity import new_server_id, process_id
from wholeflow.processes.map import PASSES, STATES, Interlock, Map, Part
from wholeflow.processes.naming import NameVerdict, check_name
from wholeflow.processes.process import (
    HEADINGS,
    KINDS,
    LABELS,
    LANGUAGES,
    Entry,
    Process,
    Statement,
)

__all__ = [
    "COMBINING",
    "DEPENDENCE",
    "FORMATS",
    "HEADINGS",
    "KINDS",
    "LABELS",
    "LANGUAGES",
    "PASSES",
    "STATES",
    "Entry",
    "Gap",
    "Interlock",
    "Map",
    "NameVerdict",
    "Part",
    "Process",
    "Statement",
    "check_name",
    "completeness",
    "import_map",
    "new_server_id",
    "process_id",
    "read_map",
    "read_template",
    "template_names",
    "why_not_shares",
    "write_map",
]
