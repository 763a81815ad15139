"""The demonstration has a day of its own, at every hour."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wholeflow.server.accounts.actions import begin_system
from wholeflow.server.history import clock

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 30)


@pytest.mark.parametrize("hour", [0, 12, 22, 23])
@pytest.mark.parametrize("month", [1, 7])
def test_the_demonstration_keeps_its_day_at_every_hour(
    monkeypatch: pytest.MonkeyPatch, hour: int, month: int
) -> None:
    # At 23:30 UTC in summer it is half past midnight in England.
    moment = datetime(2026, month, 25, hour, 30, tzinfo=UTC)

    class AtThatMoment(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    begin_system(name="Demonstration", demonstration_date=DAY)
    monkeypatch.setattr(clock, "datetime", AtThatMoment)

    assert clock.today() == DAY
    assert clock.now().utcoffset() == moment.utcoffset()
