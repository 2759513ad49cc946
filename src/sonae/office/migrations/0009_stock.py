"""Vouchers of the stock as rows, and PostgreSQL's second wall before them: who reaches the book reaches its vouchers."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_POSTGRES = """
CREATE POLICY office_stockvoucher_reach ON office_stockvoucher USING (
  EXISTS (SELECT 1 FROM office_book WHERE office_book.id = office_stockvoucher.book_id)
);
ALTER TABLE office_stockvoucher ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_stockvoucher FORCE ROW LEVEL SECURITY;
"""


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Build the wall where the engine has one; it goes with its table."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)


class Migration(migrations.Migration):
    """The vouchers of the stock."""

    dependencies: ClassVar = [("office", "0008_books")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="StockVoucher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(help_text="of the event")),
                ("name", models.CharField(max_length=240)),
                ("day", models.DateField()),
                ("kind", models.CharField(max_length=16)),
                ("reference", models.CharField(max_length=200)),
                ("cause", models.CharField(blank=True, max_length=1000)),
                ("mineral", models.CharField(max_length=8)),
                ("form", models.CharField(max_length=200)),
                ("lot", models.CharField(max_length=200)),
                ("giver_kind", models.CharField(max_length=16)),
                ("giver", models.CharField(blank=True, max_length=200)),
                ("taker_kind", models.CharField(max_length=16)),
                ("taker", models.CharField(blank=True, max_length=200)),
                ("grams", models.BigIntegerField()),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vouchers", to="office.book"
                    ),
                ),
            ],
            options={
                "ordering": ["book", "-day", "-pk"],
                "indexes": [
                    models.Index(fields=["book", "-day", "-id"], name="office_voucher_day"),
                    models.Index(fields=["book", "mineral", "day"], name="office_voucher_mineral"),
                ],
                "constraints": [models.UniqueConstraint(fields=("book", "name", "lot"), name="office_voucher_once")],
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
