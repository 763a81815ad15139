"""Flags of a whole map at once: its layers, its arrays, the loops over them, and why."""
