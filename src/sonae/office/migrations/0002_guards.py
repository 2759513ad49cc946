"""Triggers by which the database itself refuses to change or delete events and checkpoints."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLES = ("office_event", "office_checkpointrecord")
_SAID = "the audit log is append-only"


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers of the engine at hand."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION office_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in _TABLES:
            editor.execute(
                f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION office_append_only()"
            )
            editor.execute(
                f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION office_append_only()"
            )
        return
    for table in _TABLES:
        for what in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            )


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away, when the tables themselves are taken away."""
    for table in _TABLES:
        if editor.connection.vendor == "postgresql":
            for what in ("rows", "all"):
                editor.execute(f"DROP TRIGGER {table}_{what} ON {table}")
        else:
            for what in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_{what}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION office_append_only()")


class Migration(migrations.Migration):
    """The guards of the log."""

    dependencies: ClassVar = [("office", "0001_tables")]
    operations: ClassVar = [migrations.RunPython(guard, release)]
