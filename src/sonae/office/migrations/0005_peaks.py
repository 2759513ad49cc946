"""What a checkpoint needs so that the next one goes on from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The peaks of the tree beside each checkpoint."""

    dependencies: ClassVar = [("office", "0004_second_wall")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="checkpointrecord",
            name="peaks",
            field=models.JSONField(
                default=list,
                help_text="roots of the perfect subtrees, from which the next checkpoint goes on; their root is signed",
            ),
        ),
    ]
