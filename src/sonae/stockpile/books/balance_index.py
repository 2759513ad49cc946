"""Balances of every account at any day, over millions of postings: prefix sums by account and day, exact in grams.

Postings lie sorted by (account, day) beside their running sum; a balance is the difference of two of its entries, found by
two binary searches. New postings wait in a short tail that every answer adds, and are merged into the sorted part when the
tail grows long. An index never changes: adding postings returns another one that shares the sorted part.

A balance is that of the end of a day; within a day goods may leave before others come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.stockpile.books.accounts import FLOORS, GROUPINGS, Account, Voucher
from sonae.stockpile.books.forms import UNIT, grams_of, tonnes_of

__all__ = ["BalanceIndex", "Balances", "Shortfall"]

I64 = npt.NDArray[np.int64]
_DAY_BITS = 22  # 22 bits hold every day of the calendar (ordinals below 3 652 060)
_LONGEST_TAIL = 4096
_LATEST = dt.date.max


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The first day at whose end an account would hold less than nought (a supplier: have back more than he gave)."""

    account: Account
    date: dt.date


@dataclass(frozen=True, slots=True)
class Balances:
    """Balances at the end of a day, gross tonnes, by the values of the grouping; groups without a tonne are left out."""

    date: dt.date
    by: tuple[str, ...]
    tonnes: Mapping[tuple[str, ...], Decimal]
    classification: Classification = Classification.SECRET
    unit: str = UNIT

    @property
    def total(self) -> Decimal:
        """All groups together."""
        return sum(self.tonnes.values(), start=Decimal(0))


@dataclass(frozen=True, eq=False)
class _Sorted:
    """Postings sorted by account and day; ``running[i]`` is the sum of the first ``i`` of them."""

    keys: I64
    running: I64

    @classmethod
    def of(cls, codes: I64, days: I64, grams: I64) -> _Sorted:
        keys = (codes << _DAY_BITS) | days
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], _running(grams[order]))

    def merged(self, codes: I64, days: I64, grams: I64) -> _Sorted:
        own = (codes << _DAY_BITS) | days
        order = np.argsort(own, kind="stable")
        places = np.searchsorted(self.keys, own[order], side="right")
        return _Sorted(
            np.insert(self.keys, places, own[order]), _running(np.insert(np.diff(self.running), places, grams[order]))
        )

    def until(self, codes: I64, day: int) -> I64:
        """Return the balances of accounts at the end of a day, grams."""
        first = codes << _DAY_BITS
        ends = np.searchsorted(self.keys, first | day, side="right")
        return self.running[ends] - self.running[np.searchsorted(self.keys, first)]

    def of_account(self, code: int) -> tuple[I64, I64]:
        """Return days and grams of an account's postings."""
        first, last = np.searchsorted(self.keys, [code << _DAY_BITS, (code + 1) << _DAY_BITS])
        return self.keys[first:last] & ((1 << _DAY_BITS) - 1), np.diff(self.running[first : last + 1])


def _running(grams: I64) -> I64:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(grams, dtype=np.int64)])


@dataclass(frozen=True, eq=False)
class BalanceIndex:
    """Balances of accounts at any day.

    Attributes:
        accounts: every account that was ever posted to; a code is a place in this sequence.
        classification: of what it tells.

    """

    accounts: tuple[Account, ...]
    codes: Mapping[tuple[str, ...], int]
    base: _Sorted
    tail: tuple[I64, I64, I64]
    """Code, day and grams of postings that are not yet sorted in."""
    classification: Classification = Classification.SECRET
    _groups: dict[tuple[str, ...], tuple[I64, list[tuple[str, ...]]]] = field(default_factory=dict, repr=False)

    @classmethod
    def empty(cls, classification: Classification = Classification.SECRET) -> BalanceIndex:
        """Return an index without postings."""
        none = np.zeros(0, np.int64)
        return cls((), {}, _Sorted(none, np.zeros(1, np.int64)), (none, none, none), classification)

    @classmethod
    def of_columns(
        cls, accounts: Sequence[Account], codes: I64, days: I64, grams: I64,
        classification: Classification = Classification.SECRET,
    ) -> BalanceIndex:  # fmt: skip
        """Build an index of columns, one entry a posting.

        Args:
            accounts: the accounts, each once.
            codes: place of each posting's account in them, int64.
            days: ordinals of the days (``date.toordinal()``), int64.
            grams: whole grams, int64, with a sign.
            classification: of what the index tells.

        Raises:
            InputError: when the columns do not fit together; an account that would be negative is not looked for
                (``shortfall`` does that).

        """
        if not len(codes) == len(days) == len(grams):
            raise InputError("the columns of postings differ in length")
        if len(codes) and not (int(codes.min()) >= 0 and int(codes.max()) < len(accounts)):
            raise InputError("a posting names an account that is not there", field="codes")
        if len(days) and not (int(days.min()) > 0 and int(days.max()) <= _LATEST.toordinal()):
            raise InputError("a posting has a day that is no day", field="days")
        keys = {account.key: code for code, account in enumerate(accounts)}
        if len(keys) < len(accounts):
            raise InputError("an account stands there twice", field="accounts")
        none = np.zeros(0, np.int64)
        base = _Sorted.of(codes.astype(np.int64), days.astype(np.int64), grams.astype(np.int64))
        return cls(tuple(accounts), keys, base, (none, none, none), classification)

    # Adding

    def with_vouchers(self, vouchers: Iterable[Voucher]) -> BalanceIndex:
        """Return the index with vouchers added, all or none.

        Raises:
            InputError: when at the end of some day an account would hold less than nought; names lot and date, never the
                quantity.

        """
        return self.adding(
            (posting.account, voucher.date, grams_of(posting.tonnes))
            for voucher in vouchers
            for posting in voucher.postings
        )

    def adding(self, postings: Iterable[tuple[Account, dt.date, int]]) -> BalanceIndex:
        """Return the index with postings added (account, day, grams), all or none; see :meth:`with_vouchers`."""
        rows = list(postings)
        accounts, codes = list(self.accounts), self.codes
        fresh: dict[tuple[str, ...], int] = {}
        own = []
        for account, day, grams in rows:
            key = account.key
            code = codes.get(key, fresh.get(key, -1))
            if code < 0:
                code = fresh[key] = len(accounts)
                accounts.append(account)
            own.append((code, day.toordinal(), grams))
        added = np.asarray(own, dtype=np.int64).reshape(-1, 3).T
        tail = tuple(np.concatenate([old, new]) for old, new in zip(self.tail, added, strict=True))
        base = self.base
        if len(tail[0]) > _LONGEST_TAIL:
            base = base.merged(*tail)
            tail = tuple(np.zeros(0, np.int64) for _ in range(3))
        index = BalanceIndex(
            tuple(accounts) if fresh else self.accounts,
            {**codes, **fresh} if fresh else codes,
            base,
            (tail[0], tail[1], tail[2]),
            self.classification,
            {} if fresh else self._groups,
        )
        touched = dict.fromkeys(code for code, _, _ in own)
        for code in touched:
            short = index._short(code)
            if short is not None:
                raise InputError(refusal(short), field="date")
        return index

    # Asking

    def _at(self, day: dt.date) -> I64:
        """Balances of all accounts at the end of a day, grams, by code."""
        ordinal = day.toordinal()
        found = self.base.until(np.arange(len(self.accounts), dtype=np.int64), ordinal)
        codes, days, grams = self.tail
        until = days <= ordinal
        np.add.at(found, codes[until], grams[until])
        return found

    def balance(self, account: Account, day: dt.date = _LATEST) -> Decimal:
        """Return the tonnes of an account at the end of a day; nought for one that was never posted to."""
        code = self.codes.get(account.key)
        if code is None:
            return Decimal(0)
        ordinal = day.toordinal()
        codes, days, grams = self.tail
        late = int(grams[(codes == code) & (days <= ordinal)].sum())
        return tonnes_of(int(self.base.until(np.asarray([code], dtype=np.int64), ordinal)[0]) + late)

    def totals(
        self, day: dt.date = _LATEST, by: Sequence[str] = ("mineral",), *, kind: str | None = "stock"
    ) -> Balances:
        """Add balances at the end of a day up.

        Args:
            day: the day.
            by: any of ``GROUPINGS``.
            kind: kind of account that counts; none for all of them.

        Raises:
            UnknownChoiceError: for another grouping.

        """
        for name in by:
            if name not in GROUPINGS:
                raise UnknownChoiceError("grouping of balances", name, GROUPINGS)
        labels, names = self._grouped(tuple(by), kind)
        sums = np.zeros(len(names) + 1, np.int64)
        np.add.at(sums, labels, self._at(day))
        found = {name: tonnes_of(int(grams)) for name, grams in zip(names, sums, strict=False) if grams}
        return Balances(day, tuple(by), found, self.classification)

    def accounts_at(self, day: dt.date = _LATEST, *, kind: str = "stock") -> dict[Account, Decimal]:
        """Return every account of a kind that does not stand at nought at the end of a day."""
        return {
            account: tonnes_of(int(grams))
            for account, grams in zip(self.accounts, self._at(day), strict=True)
            if grams and account.kind == kind
        }

    def _grouped(self, by: tuple[str, ...], kind: str | None) -> tuple[I64, list[tuple[str, ...]]]:
        """Return the group of every account, and the names of the groups; the last label is of what does not count."""
        asked = (*by, f"kind {kind}")
        if asked not in self._groups:
            places: dict[tuple[str, ...], int] = {}
            chosen = [
                places.setdefault(account.group(by), len(places)) if kind is None or account.kind == kind else -1
                for account in self.accounts
            ]
            labels = np.asarray(chosen, dtype=np.int64)
            self._groups[asked] = (np.where(labels < 0, len(places), labels), list(places))
        return self._groups[asked]

    # Never negative

    def _history(self, code: int) -> tuple[I64, I64]:
        """Return the days of an account, each once, and its balance at the end of each, grams."""
        days, grams = self.base.of_account(code)
        codes, late_days, late_grams = self.tail
        own = codes == code
        if own.any():
            days, grams = np.concatenate([days, late_days[own]]), np.concatenate([grams, late_grams[own]])
            order = np.argsort(days, kind="stable")
            days, grams = days[order], grams[order]
        last = np.flatnonzero(np.diff(days, append=-1))
        return days[last], np.cumsum(grams)[last]

    def _short(self, code: int) -> Shortfall | None:
        account = self.accounts[code]
        sign = FLOORS.get(account.kind)
        if sign is None:
            return None
        days, held = self._history(code)
        below = np.flatnonzero(held * sign < 0)
        return Shortfall(account, dt.date.fromordinal(int(days[below[0]]))) if len(below) else None

    def shortfall(self) -> Shortfall | None:
        """Return the first account, in their order, that is below nought on some day; none where all hold."""
        found = (self._short(code) for code in range(len(self.accounts)))
        return next((short for short in found if short is not None), None)


def refusal(short: Shortfall) -> str:
    """Say what is wrong: lot and date, never a quantity."""
    account, day = short.account, short.date
    say: Mapping[str, Callable[[], str]] = {
        "stock": lambda: f"lot «{account.lot}» at site «{account.site}» would be negative on {day}",
        "in_transit": lambda: (
            f"more of lot «{account.lot}» would arrive by {day} than is in transit («{account.party}»)"
        ),
        "buyer": lambda: f"{account.party} would have given back more of lot «{account.lot}» by {day} than he received",
        "supplier": lambda: (
            f"{account.party} would have been given more of lot «{account.lot}» by {day} than he delivered"
        ),
    }
    return say[account.kind]()
