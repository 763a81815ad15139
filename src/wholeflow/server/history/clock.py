"""What day it is: today, or the demonstration's own date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from wholeflow.server.history.models import System


def today() -> date:
    """Give the day on which flags are told."""
    return now().astimezone(_zone()).date()


def now() -> datetime:
    """Give the moment, in UTC; in a demonstration, the time of day on its own date."""
    moment = datetime.now(UTC)
    fixed = System.objects.values_list("demonstration_date", flat=True).first()
    if fixed is None:
        return moment
    # The hour of the place, so that its day never turns before midnight there.
    here = moment.astimezone(_zone())
    return datetime.combine(fixed, here.time(), here.tzinfo).astimezone(UTC)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
