"""Luck: random numbers by key, and from these to hours."""
