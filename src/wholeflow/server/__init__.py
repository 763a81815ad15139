"""The web server: what is kept and shown.

Apps, lowest first: `history` (the write door), `accounts` (who people are), `mapping`
(processes), `measuring` (evidence and flags), `flowing` (event logs), `shell` (the frame,
and the pages that join them). The library rooms think; this room stores and shows.
"""
