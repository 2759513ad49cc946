"""Releases that were made, and PostgreSQL's second wall before them: each is seen up to the label of its readers."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER office_publication_update BEFORE UPDATE ON office_publication
BEGIN SELECT RAISE(ABORT, 'a release is never changed'); END;
CREATE TRIGGER office_publication_delete BEFORE DELETE ON office_publication
BEGIN SELECT RAISE(ABORT, 'a release is never changed'); END;
"""
_POSTGRES = """
CREATE POLICY office_publication_reach ON office_publication USING (
  (SELECT current_setting('sonae.sees', true)) = 'whole'
  OR audience <= (SELECT nullif(current_setting('sonae.clearance', true), '')::smallint)
);
ALTER TABLE office_publication ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_publication FORCE ROW LEVEL SECURITY;
CREATE TRIGGER office_publication_rows BEFORE UPDATE OR DELETE ON office_publication
FOR EACH ROW EXECUTE FUNCTION office_append_only();
CREATE TRIGGER office_publication_all BEFORE TRUNCATE ON office_publication
FOR EACH STATEMENT EXECUTE FUNCTION office_append_only();
"""


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Build the wall where the engine has one, and let no release be changed; both go with the table."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)
        return
    for statement in editor.connection.ops.prepare_sql_script(_SQLITE):
        editor.execute(statement)


class Migration(migrations.Migration):
    """The releases."""

    dependencies: ClassVar = [("office", "0009_stock")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("release", models.CharField(max_length=60, unique=True)),
                ("entry", models.PositiveIntegerField(help_text="its number in the ledger")),
                ("at", models.DateTimeField(db_index=True)),
                ("title_ja", models.CharField(max_length=160)),
                ("title_en", models.CharField(max_length=160)),
                ("period", models.CharField(max_length=16)),
                ("readers", models.CharField(help_text="to whom, in words", max_length=200)),
                (
                    "audience",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "PUBLIC"), (1, "INTERNAL"), (2, "SECRET")],
                        help_text="the label of these readers: who may see less does not see it",
                    ),
                ),
                ("form", models.CharField(max_length=16)),
                ("document", models.JSONField()),
                ("sha256", models.CharField(help_text="of the document", max_length=64)),
                (
                    "seal",
                    models.CharField(
                        help_text="of the entry of the ledger; the event of the log bears the same", max_length=64
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(help_text="of the event", unique=True)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="office.book"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-entry"],
                "constraints": [
                    models.UniqueConstraint(fields=("book", "entry"), name="one_release_an_entry"),
                ],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
