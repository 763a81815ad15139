"""The app's place in Django, and its place behind the write door."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "wholeflow.server.mapping"
    label = "mapping"

    def ready(self) -> None:
        """Let the mark of a top process follow every change of parts."""
        from wholeflow.server.history.changes import FOLLOWERS
        from wholeflow.server.mapping import tops

        if tops not in FOLLOWERS:
            FOLLOWERS.append(tops)
