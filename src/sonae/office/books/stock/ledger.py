"""Vouchers as rows beside the state: written with the command that posts them, listed, and added up to balances at any date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum

from sonae.office.books.frame import Work
from sonae.office.books.stock.state import next_name
from sonae.office.models import Book, StockVoucher
from sonae.stockpile.books import Account, Voucher

__all__ = ["balances_on", "keep_vouchers", "voucher_name", "vouchers_of"]

_GRAMS = 10**6


def voucher_name(work: Work, letter: str, day: dt.date) -> str:
    """Return the next name of a voucher; those that a closed book no longer holds are among the rows."""
    names = StockVoucher.objects.filter(book_id=work.book.pk, name__startswith=letter).values_list("name", flat=True)
    return next_name(letter, [*names, *(one.id for one in work.state.book.vouchers)], day)


def keep_vouchers(book: Book, sequence: int, vouchers: Sequence[Voucher]) -> None:
    """Write vouchers as rows, one a lot: from which account to which, in whole grams."""
    StockVoucher.objects.bulk_create([row for one in vouchers for row in _rows(book, sequence, one)])


def _rows(book: Book, sequence: int, voucher: Voucher) -> list[StockVoucher]:
    lots = dict.fromkeys(one.account.lot for one in voucher.postings)
    found = []
    for lot in lots:
        postings = [one for one in voucher.postings if one.account.lot == lot]
        giver = next(one for one in postings if one.tonnes < 0)
        taker = next(one for one in postings if one.tonnes > 0)
        found.append(
            StockVoucher(
                book=book, sequence=sequence, name=voucher.id, day=voucher.date, kind=voucher.kind, reference=voucher.reference,
                cause=voucher.cause, mineral=giver.account.mineral, form=giver.account.form, lot=lot,
                giver_kind=giver.account.kind, giver=_place(giver.account), taker_kind=taker.account.kind,
                taker=_place(taker.account), grams=int(taker.tonnes * _GRAMS),
            )
        )  # fmt: skip
    return found


def _place(account: Account) -> str:
    return account.site or account.party


def vouchers_of(book: Book) -> QuerySet[StockVoucher]:
    """Return the vouchers of a book, the latest day first."""
    return StockVoucher.objects.filter(book=book).order_by("-day", "-pk")


def balances_on(book: Book, day: dt.date) -> dict[tuple[str, str, str], Decimal]:
    """Return gross tonnes by mineral, form and site at the end of a day, before a closing too; nought is left out."""
    rows = StockVoucher.objects.filter(book=book, day__lte=day)
    sums: dict[tuple[str, str, str], int] = {}
    for side, sign in (("taker", 1), ("giver", -1)):
        grouped = (
            rows.filter(**{f"{side}_kind": "stock"})
            .order_by()
            .values_list("mineral", "form", side)
            .annotate(sum=Sum("grams"))
        )
        for mineral, form, site, grams in grouped:
            sums[mineral, form, site] = sums.get((mineral, form, site), 0) + sign * grams
    return {key: Decimal(grams) / _GRAMS for key, grams in sorted(sums.items()) if grams}
