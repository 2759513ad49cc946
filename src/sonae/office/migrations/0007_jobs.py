"""Jobs and economic runs: a run is never changed nor deleted, and both stand behind the second wall."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER office_economicrun_update BEFORE UPDATE ON office_economicrun
BEGIN SELECT RAISE(ABORT, 'an economic run is never changed'); END;
CREATE TRIGGER office_economicrun_delete BEFORE DELETE ON office_economicrun
BEGIN SELECT RAISE(ABORT, 'an economic run is never changed'); END;
"""
_SQLITE_OFF = """
DROP TRIGGER office_economicrun_update;
DROP TRIGGER office_economicrun_delete;
"""
# A run is seen where its case is. A job of a case likewise; one of no case by who asked for it, and by the office's own work.
_POSTGRES = """
CREATE FUNCTION office_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an economic run is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER office_economicrun_rows BEFORE UPDATE OR DELETE ON office_economicrun
FOR EACH ROW EXECUTE FUNCTION office_run_stays();
CREATE TRIGGER office_economicrun_all BEFORE TRUNCATE ON office_economicrun
FOR EACH STATEMENT EXECUTE FUNCTION office_run_stays();
CREATE POLICY office_economicrun_reach ON office_economicrun USING (
  EXISTS (SELECT 1 FROM office_case WHERE office_case.id = office_economicrun.case_id)
);
CREATE POLICY office_job_reach ON office_job USING (
  CASE WHEN case_id IS NULL THEN
    (SELECT current_setting('sonae.sees', true)) = 'whole'
    OR by_id::text = (SELECT current_setting('sonae.account', true))
  ELSE EXISTS (SELECT 1 FROM office_case WHERE office_case.id = office_job.case_id) END
);
ALTER TABLE office_economicrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_economicrun FORCE ROW LEVEL SECURITY;
ALTER TABLE office_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_job FORCE ROW LEVEL SECURITY;
"""
_POSTGRES_OFF = """
ALTER TABLE office_job NO FORCE ROW LEVEL SECURITY;
ALTER TABLE office_job DISABLE ROW LEVEL SECURITY;
ALTER TABLE office_economicrun NO FORCE ROW LEVEL SECURITY;
ALTER TABLE office_economicrun DISABLE ROW LEVEL SECURITY;
DROP POLICY office_job_reach ON office_job;
DROP POLICY office_economicrun_reach ON office_economicrun;
DROP TRIGGER office_economicrun_rows ON office_economicrun;
DROP TRIGGER office_economicrun_all ON office_economicrun;
DROP FUNCTION office_run_stays();
"""


def _run(editor: BaseDatabaseSchemaEditor, sqlite: str, postgres: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(postgres)
        return
    for statement in editor.connection.ops.prepare_sql_script(sqlite):
        editor.execute(statement)


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set triggers and policies of the engine at hand."""
    _run(editor, _SQLITE, _POSTGRES)


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away, when the tables themselves are taken away."""
    _run(editor, _SQLITE_OFF, _POSTGRES_OFF)


_KEPT = django.db.models.deletion.PROTECT
_LABELS = [(0, "PUBLIC"), (1, "INTERNAL"), (2, "SECRET")]
_STATES = [
    ("waiting", "Waiting"), ("running", "Running"), ("done", "Done"), ("failed", "Failed"), ("cancelled", "Cancelled"),
]  # fmt: skip


def _number() -> models.BigAutoField[int, int]:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """The tables and their guards."""

    dependencies: ClassVar = [("office", "0006_identity")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="EconomicRun",
            fields=[
                ("id", _number()),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … in the case")),
                ("at", models.DateTimeField()),
                ("sequence", models.PositiveBigIntegerField(help_text="of the event", unique=True)),
                ("classification", models.PositiveSmallIntegerField(choices=_LABELS)),
                ("document", models.TextField(help_text="what was found, as canonical JSON")),
                ("sha256", models.CharField(help_text="of the document; the event tells it too", max_length=64)),
                ("by", models.ForeignKey(on_delete=_KEPT, related_name="runs", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=_KEPT, related_name="runs", to="office.case")),
                ("conditions", models.ForeignKey(on_delete=_KEPT, related_name="valued_under", to="office.paper")),
                ("project", models.ForeignKey(on_delete=_KEPT, related_name="valued", to="office.paper")),
                ("risks", models.ForeignKey(null=True, on_delete=_KEPT, related_name="risked", to="office.paper")),
            ],
            options={
                "ordering": ["case", "-number"],
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="one_run_a_number")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", _number()),
                ("code", models.CharField(max_length=16, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("state", models.CharField(choices=_STATES, db_index=True, default="waiting", max_length=12)),
                (
                    "stage",
                    models.CharField(
                        blank=True, help_text="the part of the work under way, as words name it", max_length=40
                    ),
                ),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("asked", models.JSONField(default=dict)),
                (
                    "asked_by",
                    models.PositiveBigIntegerField(help_text="sequence of the event that asked for it", unique=True),
                ),
                ("result", models.JSONField(null=True)),
                ("problem_ja", models.TextField(blank=True)),
                ("problem_en", models.TextField(blank=True)),
                (
                    "claims",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="times that it was taken up; who took it up earlier writes nothing any more",
                    ),
                ),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(help_text="when its worker was last heard of", null=True)),
                ("by", models.ForeignKey(on_delete=_KEPT, related_name="jobs", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(null=True, on_delete=_KEPT, related_name="jobs", to="office.case")),
            ],
            options={
                "ordering": ["-asked_by"],
                "indexes": [models.Index(fields=["by", "state"], name="office_job_by_id_201b29_idx")],
            },
        ),
        migrations.RunPython(guard, release),
    ]
