"""Commands that simulate a care system."""
