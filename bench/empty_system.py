"""An empty system with one person, for a bench to fill.

Import it after `running.set_up()`.
"""

from __future__ import annotations

from wholeflow.server import running
from wholeflow.server.accounts import actions as accounts
from wholeflow.server.accounts.models import Person


def begin() -> Person:
    """Make the tables and their first owner."""
    running.migrate()
    running.collect_static_files()
    accounts.begin_system(name="Bench")
    return accounts.join(
        secret=accounts.invite(organisation=None, by=None),
        sign_in_name="bench",
        password="correct horse battery",
        name="Bench",
        role="owner",
        organisation_name="Bench",
    )
