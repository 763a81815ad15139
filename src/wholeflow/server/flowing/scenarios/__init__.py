"""Changes tried before they are made: models of care systems, scenarios and what they come to.

A model hangs on a process, as a log does, and its nodes are tied to processes of the map.
A scenario is a few changes in plain words; it is tried beside its model by the program that
does long work, and what it came to is kept with the seed, the model's hash and the version.
"""
