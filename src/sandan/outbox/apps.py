"""The outbox as a Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Registers notices, channels and messages."""

    name = "sandan.outbox"
    label = "outbox"
