"""Row-level security of PostgreSQL on cases and what hangs on them; each setting of the connection is read once a query."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# A setting that nobody made is null or empty: no row is seen then. Papers and checks are seen where their case is: the
# policy of the case holds in the subquery too. What is written has to be seen by who writes it.
_POSTGRES = """
CREATE POLICY office_case_reach ON office_case USING (
  (SELECT current_setting('sonae.sees', true)) = 'whole'
  OR (
    classification <= (SELECT nullif(current_setting('sonae.clearance', true), '')::smallint)
    AND (
      (SELECT current_setting('sonae.sees', true)) = 'cleared'
      OR ((SELECT current_setting('sonae.sees', true)) = 'disposing' AND stage = 'disposing')
    )
  )
  OR applicant_id = (SELECT nullif(current_setting('sonae.company', true), '')::bigint)
);
CREATE POLICY office_paper_reach ON office_paper USING (
  EXISTS (SELECT 1 FROM office_case WHERE office_case.id = office_paper.case_id)
);
CREATE POLICY office_checkrecord_reach ON office_checkrecord USING (
  EXISTS (SELECT 1 FROM office_case WHERE office_case.id = office_checkrecord.case_id)
);
ALTER TABLE office_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_case FORCE ROW LEVEL SECURITY;
ALTER TABLE office_paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_paper FORCE ROW LEVEL SECURITY;
ALTER TABLE office_checkrecord ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_checkrecord FORCE ROW LEVEL SECURITY;
"""
_POSTGRES_OFF = """
ALTER TABLE office_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE office_case DISABLE ROW LEVEL SECURITY;
ALTER TABLE office_paper NO FORCE ROW LEVEL SECURITY;
ALTER TABLE office_paper DISABLE ROW LEVEL SECURITY;
ALTER TABLE office_checkrecord NO FORCE ROW LEVEL SECURITY;
ALTER TABLE office_checkrecord DISABLE ROW LEVEL SECURITY;
DROP POLICY office_case_reach ON office_case;
DROP POLICY office_paper_reach ON office_paper;
DROP POLICY office_checkrecord_reach ON office_checkrecord;
"""


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Build the wall where the engine has one."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the wall down, when the tables themselves are taken away."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_OFF)


class Migration(migrations.Migration):
    """The second wall."""

    dependencies: ClassVar = [("office", "0003_access")]
    operations: ClassVar = [migrations.RunPython(build, take_down)]
