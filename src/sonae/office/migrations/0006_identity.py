"""By which a provider of logins knows an account."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of identities."""

    dependencies: ClassVar = [("office", "0005_peaks")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=300)),
                (
                    "name",
                    models.CharField(help_text="value of the claim that the office is set to look at", max_length=255),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        help_text="of the first login; who comes later under the name has to be the same",
                        max_length=255,
                    ),
                ),
                ("linked_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identity",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "name"), name="one_account_an_identity"),
                    models.UniqueConstraint(
                        condition=models.Q(("subject", ""), _negated=True),
                        fields=("issuer", "subject"),
                        name="one_account_a_subject",
                    ),
                ],
            },
        ),
    ]
