"""Where people wait, without the time in which they wait for nobody.

Someone who has left and later comes back was at home in between: where the standards
say what leaving and coming back are, those steps are no waits.
"""

from __future__ import annotations

from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.follows import (
    Link,
    Steps,
    hand_over_steps,
    links,
    longest_waits,
    process_codes,
    process_steps,
    steps,
)
from wholeflow.journeys.rules.standards import Standards


def waits_between_activities(journeys: Journeys, asked: Standards) -> tuple[Link, ...]:
    """Rank the waits between activities by the hours all people together waited.

    Parameters
    ----------
    journeys
        The log.
    asked
        Says what leaving and coming back are, if anything.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, example_standards
    >>> from wholeflow.journeys import read_log, read_standards
    >>> asked = read_standards(example_standards())
    >>> worst = waits_between_activities(read_log(example_log()), asked)[0]
    >>> worst.before, worst.after, worst.times
    ('CRP', 'Leucocytes', 1445)
    """
    taken = _not_at_home(journeys, asked, steps(journeys))
    return longest_waits(links(journeys, taken, journeys.activity, journeys.activities))


def waits_between_bodies(journeys: Journeys, asked: Standards) -> tuple[Link, ...]:
    """Rank the waits between organisations, or groups; see `Journeys.body`.

    Parameters
    ----------
    journeys, asked
        As for `waits_between_activities`.
    """
    body = journeys.body()
    taken = _not_at_home(journeys, asked, hand_over_steps(journeys))
    return longest_waits(links(journeys, taken, body.codes, body.names))


def waits_between_processes(journeys: Journeys, asked: Standards) -> tuple[Link, ...]:
    """Rank the waits between the processes that the standards name.

    Parameters
    ----------
    journeys, asked
        As for `waits_between_activities`. Without processes there are no waits.
    """
    taken = process_steps(journeys, asked.processes)
    return longest_waits(
        links(
            journeys,
            _not_at_home(journeys, asked, taken),
            process_codes(journeys, asked.processes),
            sorted(asked.processes),
        )
    )


def _not_at_home(journeys: Journeys, asked: Standards, taken: Steps) -> Steps:
    if asked.returns is None:
        return taken
    return taken.where(~asked.returns.at_home(journeys, taken.first, taken.second))
