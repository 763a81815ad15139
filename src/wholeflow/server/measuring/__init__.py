"""Evidence, and the flags that follow from it."""
