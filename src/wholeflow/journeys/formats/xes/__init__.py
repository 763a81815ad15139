"""XES, the eXtensible Event Stream of IEEE 1849: logs read."""

from .log import XesLog, is_xes, open_xes

__all__ = ["XesLog", "is_xes", "open_xes"]
