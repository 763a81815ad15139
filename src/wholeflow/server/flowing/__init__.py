"""Event logs: brought in with a purpose, kept beside the database, looked at, let go.

Rows of a log are in files alone (`shelf`): pseudonymised, in a folder of the data folder.
The database and the history hold what is said of a log, and never a row of it. Long work
is done by a program of its own (`working`), which `jobs` starts, watches and stops.
"""
