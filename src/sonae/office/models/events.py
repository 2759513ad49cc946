"""The audit log as a table that the database itself keeps from being changed, and its signed checkpoints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

__all__ = ["CheckpointRecord", "Event"]


class Event(models.Model):
    """An entry of the audit log. ``line`` is what is hashed and verified; the other columns are taken from it to search by."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=200, db_index=True)
    subject = models.CharField(max_length=200)
    hash = models.CharField(max_length=64)
    line = models.TextField()

    class Meta:
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [models.Index(fields=["subject", "sequence"])]


class CheckpointRecord(models.Model):
    """A signed checkpoint of the log."""

    size = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    text = models.TextField()
    peaks = models.JSONField(
        default=list,
        help_text="roots of the perfect subtrees, from which the next checkpoint goes on; their root is signed",
    )

    class Meta:
        ordering: ClassVar = ["size"]
