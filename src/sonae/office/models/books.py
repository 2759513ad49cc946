"""Books: what a desk of the agency keeps beside the cases, and what was found when they were changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sonae.core import Classification
from sonae.office.models.accounts import Organisation

__all__ = ["Book", "BookCheck", "StockVoucher"]


class Book(models.Model):
    """A book of a desk: the evaluation of a year, the stock, the bases, what was disclosed. ``version`` counts its changes.

    ``company`` is whose own book it is: no other company learns that it is there.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, db_index=True)
    title_ja = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    state = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    classification = models.PositiveSmallIntegerField(choices=[(label.value, label.name) for label in Classification])
    fictional = models.BooleanField(default=False)
    company = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="books")
    opened_on = models.DateField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["kind", "-number"]

    def __str__(self) -> str:
        return self.number

    @property
    def label(self) -> Classification:
        """The classification of the book."""
        return Classification(self.classification)


class BookCheck(models.Model):
    """What was found when a book was changed: the findings that the command hung on."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="checks")
    sequence = models.PositiveBigIntegerField(unique=True, help_text="of the event")
    findings = models.JSONField()
    """As :func:`~sonae.bylaw.finding_as_dict` writes them."""

    class Meta:
        ordering: ClassVar = ["sequence"]


class StockVoucher(models.Model):
    """A voucher of a book of the stock, one row a lot: which goods went on a day from which account to which.

    The book's own state holds it too, until it is closed; the row is written in the same transaction and never changed.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="vouchers")
    sequence = models.PositiveBigIntegerField(help_text="of the event")
    name = models.CharField(max_length=240)
    day = models.DateField()
    kind = models.CharField(max_length=16)
    reference = models.CharField(max_length=200)
    cause = models.CharField(max_length=1000, blank=True)
    mineral = models.CharField(max_length=8)
    form = models.CharField(max_length=200)
    lot = models.CharField(max_length=200)
    giver_kind = models.CharField(max_length=16)
    giver = models.CharField(max_length=200, blank=True)
    taker_kind = models.CharField(max_length=16)
    taker = models.CharField(max_length=200, blank=True)
    grams = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["book", "-day", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["book", "name", "lot"], name="office_voucher_once")]
        indexes: ClassVar = [
            models.Index(fields=["book", "-day", "-id"], name="office_voucher_day"),
            models.Index(fields=["book", "mineral", "day"], name="office_voucher_mineral"),
        ]

    def __str__(self) -> str:
        return self.name
