"""From an event log to a model, held against weeks that it had not seen.

steps         what is seen of each case, from a log or from a run
broken        logs that cannot carry a fit
dividing      which weeks are fitted, and which are held out
limitations   what a log cannot tell, and what a fit assumes
estimates     arrivals, ways, lengths, delays and limits, with how unsure they are
building      a model of them
watching      what is measured, the same of a log and of a run
replaying     the weeks of the log once more, by the model
validating    the weeks held out beside what the model makes of them
fitted        the one way in
kept          what stands in the file of a fit
keeping       a fit in a file, and back
draws         runs of a fit as it is and changed, of draws and of the best
asking        what a change would do, with luck and what is not known told apart
ranking       one more of each, and what hurts most
searching     the smallest capacity that is enough
logs          a run written down as a log
"""

from .asking import Answer, ask, beyond_what_was_seen, refuse, refuse_measures
from .dividing import Division
from .draws import measures_of_fit
from .fitted import Fitted, fit
from .keeping import read_fitted, write_fitted
from .limitations import Limitation
from .logs import log_of_run
from .parting import Parted
from .ranking import RankedByFit, one_more_of_fit, stress_of_fit
from .searching import capacity_of_fit
from .validating import Check, Distance, Validation

__all__ = [
    "Answer",
    "Check",
    "Distance",
    "Division",
    "Fitted",
    "Limitation",
    "Parted",
    "RankedByFit",
    "Validation",
    "ask",
    "beyond_what_was_seen",
    "capacity_of_fit",
    "fit",
    "log_of_run",
    "measures_of_fit",
    "one_more_of_fit",
    "read_fitted",
    "refuse",
    "refuse_measures",
    "stress_of_fit",
    "write_fitted",
]
