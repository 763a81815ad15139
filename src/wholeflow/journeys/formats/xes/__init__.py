"""XES, the eXtensible Event Stream of IEEE 1849: logs read and written."""

from .log import XesLog, is_xes, open_xes
from .writing import write_xes

__all__ = ["XesLog", "is_xes", "open_xes", "write_xes"]
