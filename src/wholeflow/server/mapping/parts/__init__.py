"""Testing the parts of a whole: what players answer, and what its owner declares."""
