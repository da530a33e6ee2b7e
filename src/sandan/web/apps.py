"""The screens as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers accounts and the screens' templates."""

    name = "sandan.web"
    label = "web"
