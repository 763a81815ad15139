"""`look`: one page about a log, in words and as values, with the cases behind it."""
