"""A package, so that no other package of this name stands before it (Ciw brings one)."""
