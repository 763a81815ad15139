"""Waiting lists: how many wait and how long, and how many treatments it takes.

lists       what is known of a list, and of groups in it
modelling   the same as a model, which all of `wholeflow.simulation` takes
following   what becomes of it, week by week, group beside group
sizing      how many treatments hold it, clear it, or keep it to a standard
picture     who waits, week by week
rtt         England's open figures of referral to treatment
"""

from .following import Counts, Followed, GroupThen, follow
from .lists import Band, Group, WaitingList, in_turn
from .modelling import NODE, POOL, list_model
from .picture import draw_list
from .rtt import (
    RttArea,
    RttMonth,
    england_rtt,
    list_ahead,
    list_as_recorded,
    read_rtt,
    unexplained,
)
from .sizing import enough_treatments, treatments_to_hold, weeks_until

__all__ = [
    "NODE", "POOL", "Band", "Counts", "Followed", "Group", "GroupThen", "RttArea",
    "RttMonth", "WaitingList", "draw_list", "england_rtt", "enough_treatments", "follow",
    "in_turn", "list_ahead", "list_as_recorded", "list_model", "read_rtt",
    "treatments_to_hold", "unexplained", "weeks_until",
]  # fmt: skip
