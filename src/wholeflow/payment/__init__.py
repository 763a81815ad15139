"""FLOW: who pays whom for what happens in a care system, and who gains and loses.

A table of money stands beside a model, in a file of its own. What it comes to is worked
out from what runs counted, so one comparison answers for any number of tables.

- The table: `Money`, of `Payment` for a `Visit`, a `UnitHour`, a `PatientHour` or `Time`.
- Its file: `read_money`, `write_money`; `check_money` for one made in code. Those that come
  along: `EXAMPLES`, `example_money`.
- What it comes to: `accounts` of a comparison, as `Accounts` of `Line`.
"""

from .balancing import Accounts, Line, accounts
from .checking import check_money
from .example import EXAMPLES, example_money
from .files import read_money, write_money
from .money import Money, PatientHour, Payment, Time, UnitHour, Visit

__all__ = [
    "EXAMPLES",
    "Accounts",
    "Line",
    "Money",
    "PatientHour",
    "Payment",
    "Time",
    "UnitHour",
    "Visit",
    "accounts",
    "check_money",
    "example_money",
    "read_money",
    "write_money",
]
