"""Triggers that refuse to change or remove what was recorded, on both databases."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_FROZEN = ("ledger_entry", "ledger_given", "ledger_storedfile")
_KEPT = ("ledger_entry", "ledger_given", "ledger_storedfile", "ledger_opening", "ledger_head")
_ERASE_ONLY = """
    NEW.position <> OLD.position OR NEW.subject <> OLD.subject
    OR (NEW.public IS NOT NULL AND NEW.public IS DISTINCT FROM OLD.public)
    OR (NEW.internal IS NOT NULL AND NEW.internal IS DISTINCT FROM OLD.internal)
    OR (NEW.personal IS NOT NULL AND NEW.personal IS DISTINCT FROM OLD.personal)
    OR (OLD.erased_by IS NOT NULL AND NEW.erased_by IS DISTINCT FROM OLD.erased_by)
"""
_GROW_ONLY = "NEW.size < OLD.size OR NEW.recorded_at < OLD.recorded_at OR NEW.id <> OLD.id"
_NAMES = {
    "ledger_entry": ("position", "stream, version"),
    "ledger_opening": ("position",),
    "ledger_given": ("key", "first"),
    "ledger_head": ("id",),
    "ledger_storedfile": ("digest",),
    "ledger_subjectkey": ("subject",),
}
"""What names a row. SQLite's INSERT OR REPLACE removes the row in its way without asking a trigger that refuses deletion."""


def _rules() -> list[tuple[str, str, str]]:
    """(table, operation, condition under which it is refused)."""
    rules = [(table, "UPDATE", "1 = 1") for table in (*_FROZEN, "ledger_subjectkey")]
    rules += [(table, "DELETE", "1 = 1") for table in _KEPT]
    rules += [("ledger_opening", "UPDATE", _ERASE_ONLY), ("ledger_head", "UPDATE", _GROW_ONLY)]
    return rules


def _sqlite(table: str, operation: str, condition: str) -> list[str]:
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"CREATE TRIGGER {table}_{operation.lower()} BEFORE {operation} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
    ]


def _taken(table: str, names: tuple[str, ...]) -> str:
    """The condition that a row to be inserted has a name that another one holds."""
    held = []
    for name in names:
        same = " AND ".join(f"{column} = NEW.{column}" for column in name.split(", "))
        held.append(f"EXISTS (SELECT 1 FROM {table} WHERE {same})")
    return " OR ".join(held)


def _postgresql(table: str, operation: str, condition: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_{operation.lower()} BEFORE {operation} ON {table} "
        f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION ledger_refuse()"
    ]


def install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers, and the head of an empty ledger."""
    vendor = editor.connection.vendor
    statements = []
    if vendor == "postgresql":
        statements.append(
            "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'append only: %', TG_TABLE_NAME; END $$"
        )
        statements += [
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_refuse()"
            for table in (*_KEPT, "ledger_subjectkey")
        ]
    else:
        statements += [
            each for table, names in _NAMES.items() for each in _sqlite(table, "INSERT", _taken(table, names))
        ]
    for rule in _rules():
        statements += (_postgresql if vendor == "postgresql" else _sqlite)(*rule)
    statements.append("INSERT INTO ledger_head (id, size, recorded_at) VALUES (1, 0, 0)")
    for statement in statements:
        editor.execute(statement, None)


class Migration(migrations.Migration):
    """Make the database itself refuse."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
