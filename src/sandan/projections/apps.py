"""The projections as a Django app."""

from django.apps import AppConfig


class ProjectionsConfig(AppConfig):
    """Registers the projections' tables."""

    name = "sandan.projections"
    label = "projections"
