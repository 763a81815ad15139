"""The app's place in Django."""

from django.apps import AppConfig


class FlowingConfig(AppConfig):
    name = "wholeflow.server.flowing"
    label = "flowing"
