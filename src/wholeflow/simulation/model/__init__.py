"""A model of a care system as plain values: what it is made of and what may be wrong."""
