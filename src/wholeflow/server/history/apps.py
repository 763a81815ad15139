"""The app's place in Django."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "wholeflow.server.history"
    label = "history"
