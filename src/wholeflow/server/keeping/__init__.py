"""Keeping a system safe: opening it, backing it up, restoring it, checking it."""
