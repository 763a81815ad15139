"""Processes: their cards, parts and interlocks."""
