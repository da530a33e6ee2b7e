"""Making a data directory ready: the tables, and an empty county's first sign-in."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sandan.web.upload import sweep


def ready() -> None:
    """Bring the database's tables up to this version of the program, and delete what sending in left behind a day ago."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    sweep()
