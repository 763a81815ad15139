"""Organisations and people, and how they come in."""
