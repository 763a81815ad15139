"""The frame as a Django app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "wholeflow.server.shell"
    label = "shell"
