"""The way out: what a count of people passes before others see it.

Small numbers can point at a person. The default follows the rule NHS Digital uses for
hospital episode statistics below national level: 1 to 7 people are not shown, the rest
is rounded to 5. What is hidden is *not known*, never nought.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One policy for counts of people.

    Parameters
    ----------
    hide_up_to
        Counts from 1 to this number are hidden; 0 hides none.
    round_to
        Counts that are shown are rounded to a multiple of this; 1 leaves them as is.

    Examples
    --------
    >>> policy = Disclosure()
    >>> policy.count(3), policy.count(0), policy.count(342)
    (None, 0, 340)
    >>> policy.in_words(3), OPEN.in_words(1050)
    ('fewer than 8', '1,050')
    """

    hide_up_to: int = 7
    round_to: int = 5

    def count(self, people: int) -> int | None:
        """Give the count as it may be shown, or None where it may not.

        Parameters
        ----------
        people
            A number of people, not negative.

        Returns
        -------
        int or None
            None is "not known", never 0.
        """
        assert people >= 0, "a count of people is not negative"
        if 0 < people <= self.hide_up_to:
            return None
        return self.round_to * ((people + self.round_to // 2) // self.round_to)

    def in_words(self, people: int) -> str:
        """Give the count as a page may print it."""
        shown = self.count(people)
        return f"fewer than {self.hide_up_to + 1}" if shown is None else f"{shown:,}"


OPEN = Disclosure(hide_up_to=0, round_to=1)
"""For open data, and for a team's own numbers: shown as they are."""
