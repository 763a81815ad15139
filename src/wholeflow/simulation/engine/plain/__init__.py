"""The rules of a run in plain functions of its state, to be read.

state      what there is, and what is done to it everywhere
asking     what expressions ask
coming     balking, joining, patience
starting   who is next, services, putting out
ending     what follows a service, and giving up
rerouting  choosing again while blocked
shifts     when capacity changes
deadlock   patients who block each other
"""
