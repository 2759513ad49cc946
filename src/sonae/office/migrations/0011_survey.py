"""Books of one company alone, and PostgreSQL's second wall before them: to a company its own are there, and no others."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_POSTGRES = """
DROP POLICY office_book_reach ON office_book;
CREATE POLICY office_book_reach ON office_book USING (
  (SELECT current_setting('sonae.sees', true)) = 'whole'
  OR (
    classification <= (SELECT nullif(current_setting('sonae.clearance', true), '')::smallint)
    AND (
      (SELECT current_setting('sonae.sees', true)) = 'cleared'
      OR (company_id IS NULL AND (SELECT current_setting('sonae.sees', true)) = 'disposing')
    )
  )
  OR company_id = (SELECT nullif(current_setting('sonae.company', true), '')::bigint)
);
"""


def rebuild(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Build the wall anew where the engine has one; it goes with its table."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)


class Migration(migrations.Migration):
    """Whose own book it is."""

    dependencies: ClassVar = [("office", "0010_disclosure")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="book",
            name="company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="books",
                to="office.organisation",
            ),
        ),
        migrations.RunPython(rebuild, migrations.RunPython.noop),
    ]
