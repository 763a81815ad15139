"""What is drawn from a log, and how a map compares with what happens.

`discover` draws a process tree.
"""

from .inductive import discover
from .process_tree import Kind, ProcessTree

__all__ = ["Kind", "ProcessTree", "discover"]
