"""What the server lets go of by itself: logs past their day, and what was forgotten."""

from __future__ import annotations

from wholeflow.days import day_in_words
from wholeflow.server.flowing import actions, shelf
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.history import clock

WAITS_AT_MOST_HOURS = 24.0


def let_go() -> None:
    """Delete the logs that are to be kept no longer, and what nobody decided on."""
    due = EventLog.objects.filter(
        state__in=("waiting", "ready"), keep_until__lt=clock.today()
    )
    for log in due.order_by("id"):
        until = day_in_words(log.keep_until)
        actions.delete(by=None, log_id=log.pk, reason=f"It was kept until {until}")
    for log in EventLog.objects.filter(state="waiting").order_by("id"):
        if shelf.has_waited(log.pk, hours=WAITS_AT_MOST_HOURS):
            reason = "Nobody decided on it within a day"
            actions.delete(by=None, log_id=log.pk, reason=reason)
    _sweep()


def _sweep() -> None:
    standing = EventLog.objects.filter(state__in=("waiting", "ready"))
    shelf.sweep(
        set(standing.exclude(content_hash="").values_list("content_hash", flat=True)),
        {str(key) for key in standing.values_list("pk", flat=True)},
    )
