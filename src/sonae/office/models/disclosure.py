"""Releases that were made: what readers are shown of each, who approved it, and the seal of its entry in the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sonae.core import Classification
from sonae.office.models.books import Book

__all__ = ["Publication"]


class Publication(models.Model):
    """A release that was made. It is never changed and never taken back: what is out is out."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="publications")
    release = models.CharField(max_length=60, unique=True)
    entry = models.PositiveIntegerField(help_text="its number in the ledger")
    at = models.DateTimeField(db_index=True)
    title_ja = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    period = models.CharField(max_length=16)
    readers = models.CharField(max_length=200, help_text="to whom, in words")
    audience = models.PositiveSmallIntegerField(
        choices=[(label.value, label.name) for label in Classification],
        help_text="the label of these readers: who may see less does not see it",
    )
    form = models.CharField(max_length=16)
    document = models.JSONField()
    """What readers are shown, and nothing else."""
    sha256 = models.CharField(max_length=64, help_text="of the document")
    seal = models.CharField(max_length=64, help_text="of the entry of the ledger; the event of the log bears the same")
    sequence = models.PositiveBigIntegerField(unique=True, help_text="of the event")

    class Meta:
        ordering: ClassVar = ["-at", "-entry"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["book", "entry"], name="one_release_an_entry")]

    def __str__(self) -> str:
        return self.release

    @property
    def label(self) -> Classification:
        """The label of the readers to whom it was released."""
        return Classification(self.audience)
