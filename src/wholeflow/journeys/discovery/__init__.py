"""What is drawn from a log, and how a map compares with what happens."""

from .process_tree import Kind, ProcessTree

__all__ = ["Kind", "ProcessTree"]
