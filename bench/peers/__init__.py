"""The care systems of the bench in other programs, each as its manual would have it.

Each module has `run(system, hours, seed)`, which gives of each station how many services
ended, the mean wait and the mean number of servers in use.
"""
