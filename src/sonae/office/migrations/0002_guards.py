"""Triggers by which the database itself refuses to change or delete events and checkpoints."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER office_event_update BEFORE UPDATE ON office_event BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER office_event_delete BEFORE DELETE ON office_event BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER office_checkpointrecord_update BEFORE UPDATE ON office_checkpointrecord
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER office_checkpointrecord_delete BEFORE DELETE ON office_checkpointrecord
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
"""
_SQLITE_OFF = """
DROP TRIGGER office_event_update;
DROP TRIGGER office_event_delete;
DROP TRIGGER office_checkpointrecord_update;
DROP TRIGGER office_checkpointrecord_delete;
"""
_POSTGRES = """
CREATE FUNCTION office_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER office_event_rows BEFORE UPDATE OR DELETE ON office_event FOR EACH ROW EXECUTE FUNCTION office_append_only();
CREATE TRIGGER office_event_all BEFORE TRUNCATE ON office_event FOR EACH STATEMENT EXECUTE FUNCTION office_append_only();
CREATE TRIGGER office_checkpointrecord_rows BEFORE UPDATE OR DELETE ON office_checkpointrecord
FOR EACH ROW EXECUTE FUNCTION office_append_only();
CREATE TRIGGER office_checkpointrecord_all BEFORE TRUNCATE ON office_checkpointrecord
FOR EACH STATEMENT EXECUTE FUNCTION office_append_only();
"""
_POSTGRES_OFF = """
DROP TRIGGER office_event_rows ON office_event;
DROP TRIGGER office_event_all ON office_event;
DROP TRIGGER office_checkpointrecord_rows ON office_checkpointrecord;
DROP TRIGGER office_checkpointrecord_all ON office_checkpointrecord;
DROP FUNCTION office_append_only();
"""


def _run(editor: BaseDatabaseSchemaEditor, sqlite: str, postgres: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(postgres)
        return
    for statement in editor.connection.ops.prepare_sql_script(sqlite):
        editor.execute(statement)


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers of the engine at hand."""
    _run(editor, _SQLITE, _POSTGRES)


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away, when the tables themselves are taken away."""
    _run(editor, _SQLITE_OFF, _POSTGRES_OFF)


class Migration(migrations.Migration):
    """The guards of the log."""

    dependencies: ClassVar = [("office", "0001_tables")]
    operations: ClassVar = [migrations.RunPython(guard, release)]
