"""A plain slow book to hold the quick one against: a list of (day, account, tonnes), added up anew for every question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from sonae.stockpile.books import Account, Voucher

SIGN = {"stock": 1, "in_transit": 1, "buyer": 1, "supplier": -1}


class PlainBook:
    """Postings in a list."""

    def __init__(self) -> None:
        self.rows: list[tuple[dt.date, tuple[str, ...], Fraction]] = []

    def with_vouchers(self, vouchers: Iterable[Voucher]) -> PlainBook:
        found = PlainBook()
        found.rows = [
            *self.rows,
            *((v.date, posting.account.key, Fraction(posting.tonnes)) for v in vouchers for posting in v.postings),
        ]
        return found

    def balance(self, account: Account, day: dt.date) -> Fraction:
        return sum((t for when, key, t in self.rows if key == account.key and when <= day), start=Fraction(0))

    def short(self) -> bool:
        """Some account is below nought at the end of some day."""
        accounts = {key for _, key, _ in self.rows}
        days = {when for when, _, _ in self.rows}
        return any(
            SIGN[key[0]] * sum((t for when, other, t in self.rows if other == key and when <= day), start=Fraction(0))
            < 0
            for key in accounts
            if key[0] in SIGN
            for day in days
        )

    def totals(self, day: dt.date, place: int, kind: str) -> dict[str, Fraction]:
        """Balances of a kind of account by one part of its key, noughts left out."""
        found: dict[str, Fraction] = {}
        for when, key, tonnes in self.rows:
            if when <= day and key[0] == kind:
                found[key[place]] = found.get(key[place], Fraction(0)) + tonnes
        return {name: tonnes for name, tonnes in found.items() if tonnes}
