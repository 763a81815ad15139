"""What a log can be asked: links, variants, waits, hand-overs and what they cost."""
