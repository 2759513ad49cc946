"""Books of the desks, and PostgreSQL's second wall before them: up to the clearance, for who works here; companies see none."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_POSTGRES = """
CREATE POLICY office_book_reach ON office_book USING (
  (SELECT current_setting('sonae.sees', true)) = 'whole'
  OR (
    classification <= (SELECT nullif(current_setting('sonae.clearance', true), '')::smallint)
    AND (SELECT current_setting('sonae.sees', true)) IN ('cleared', 'disposing')
  )
);
CREATE POLICY office_bookcheck_reach ON office_bookcheck USING (
  EXISTS (SELECT 1 FROM office_book WHERE office_book.id = office_bookcheck.book_id)
);
ALTER TABLE office_book ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_book FORCE ROW LEVEL SECURITY;
ALTER TABLE office_bookcheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_bookcheck FORCE ROW LEVEL SECURITY;
"""


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Build the wall where the engine has one; it goes with its tables."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)


class Migration(migrations.Migration):
    """The books."""

    dependencies: ClassVar = [("office", "0007_jobs")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(db_index=True, max_length=16)),
                ("title_ja", models.CharField(max_length=160)),
                ("title_en", models.CharField(max_length=160)),
                ("state", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "classification",
                    models.PositiveSmallIntegerField(choices=[(0, "PUBLIC"), (1, "INTERNAL"), (2, "SECRET")]),
                ),
                ("fictional", models.BooleanField(default=False)),
                ("opened_on", models.DateField()),
                ("changed_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["kind", "-number"],
            },
        ),
        migrations.CreateModel(
            name="BookCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(help_text="of the event", unique=True)),
                ("findings", models.JSONField()),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="office.book"
                    ),
                ),
            ],
            options={
                "ordering": ["sequence"],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
