"""The app's place in Django, and its place behind the write door."""

from django.apps import AppConfig


class MeasuringConfig(AppConfig):
    name = "wholeflow.server.measuring"
    label = "measuring"

    def ready(self) -> None:
        """Let flags follow every change, inside the change's own transaction."""
        from wholeflow.server.history.changes import FOLLOWERS
        from wholeflow.server.measuring import flags

        if flags not in FOLLOWERS:
            FOLLOWERS.append(flags)
