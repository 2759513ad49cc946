"""Accounts: secrets of the second factor are kept encrypted, and a password given out ends."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Fields of accounts."""

    dependencies: ClassVar = [("office", "0002_guards")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="account",
            name="password_until",
            field=models.DateTimeField(
                blank=True, null=True, help_text="until when a password that an administrator gave out opens the door"
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="totp_secret",
            field=models.CharField(blank=True, help_text="encrypted by the key of the office", max_length=255),
        ),
    ]
