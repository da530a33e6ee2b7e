"""Making a data directory ready: the tables, and an empty county's first sign-in."""

from __future__ import annotations

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from sandan.ledger import read
from sandan.projections import replay


def ready() -> None:
    """Bring the database's tables up to this version of the program. Does nothing where they are.

    Where the projections get other columns, the ledger is replayed into them: what old entries say of them is worked out, never guessed.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    call_command("migrate", verbosity=0, interactive=False)
    entries = read.head().size
    if entries and any(migration.app_label == "projections" for migration, _ in plan):
        told = gettext("The tables have changed. Working them out again from the %(count)s entries of the ledger …")
        click.echo(told % {"count": entries}, err=True)
        replay.rebuild()
