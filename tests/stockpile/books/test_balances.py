"""The index of balances over columns, beside sums in plain Python."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import numpy as np
import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.stockpile.books import Account, BalanceIndex
from sonae.stockpile.books import balance_index as quick

DAY = dt.date(2025, 4, 1)


def accounts(count: int) -> list[Account]:
    minerals = ("W", "Co", "Ni")
    return [
        Account(kind="stock", mineral=minerals[i % 3], form=f"F{i % 2}", lot=f"L{i}", site=f"S{i % 4}")
        for i in range(count)
    ]


def columns(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.asarray(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


@pytest.mark.parametrize("tail", [0, 7, 10_000])
def test_balances_equal_plain_sums(tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_LONGEST_TAIL", tail)
    draw = random.Random(tail)  # noqa: S311 - made up, the same in every run
    known = accounts(12)
    rows = [(draw.randrange(10), DAY.toordinal() + draw.randrange(60), draw.randrange(1, 10**9)) for _ in range(400)]
    index = BalanceIndex.of_columns(known[:10], *columns(rows[:300]))
    for code, day, grams in [*rows[300:], (11, DAY.toordinal(), 5), (10, DAY.toordinal() + 3, 7)]:
        index = index.adding([(known[code], dt.date.fromordinal(day), grams)])
        if code >= 10:
            rows.append((code, day, grams))
    for day in (DAY - dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=30), dt.date.max):
        until = [row for row in rows if row[1] <= day.toordinal()]
        for code, account in enumerate(known):
            expected = sum(grams for own, _, grams in until if own == code)
            assert index.balance(account, day) == Decimal(expected) / 10**6
        for by in (("mineral",), ("form", "site"), ("lot", "mineral")):
            sums: dict[tuple[str, ...], int] = {}
            for code, _, grams in until:
                key = tuple(getattr(known[code], name) for name in by)
                sums[key] = sums.get(key, 0) + grams
            found = index.totals(day, by)
            assert found.tonnes == {key: Decimal(grams) / 10**6 for key, grams in sums.items()}
            assert found.total == Decimal(sum(sums.values())) / 10**6
            assert (found.unit, found.classification) == ("t (gross)", Classification.SECRET)


def test_an_index_never_changes() -> None:
    account = accounts(1)[0]
    first = BalanceIndex.empty().adding([(account, DAY, 10)])
    second = first.adding([(account, DAY, -4)])
    assert (first.balance(account), second.balance(account)) == (Decimal("0.00001"), Decimal("0.000006"))
    with pytest.raises(InputError, match="lot «L0» at site «S0» would be negative on 2025-04-01"):
        second.adding([(account, DAY, -7)])
    assert second.balance(account) == Decimal("0.000006")


def test_within_a_day_goods_may_leave_before_others_come() -> None:
    account = accounts(1)[0]
    index = BalanceIndex.empty().adding([(account, DAY, -4), (account, DAY, 4)])
    assert index.balance(account, DAY) == 0


def test_the_first_day_below_nought_is_found() -> None:
    known = accounts(2)
    day = DAY.toordinal()
    index = BalanceIndex.of_columns(known, *columns([(0, day, 5), (1, day, 5), (1, day + 9, 9), (1, day + 3, -6)]))
    short = index.shortfall()
    assert short is not None
    assert (short.account, short.date) == (known[1], DAY + dt.timedelta(days=3))


def test_columns_that_do_not_fit_are_refused() -> None:
    known = accounts(2)
    day = DAY.toordinal()
    one = np.ones(1, np.int64)
    with pytest.raises(InputError, match="differ in length"):
        BalanceIndex.of_columns(known, one, np.ones(2, np.int64), one)
    with pytest.raises(InputError, match="names an account that is not there"):
        BalanceIndex.of_columns(known, *columns([(2, day, 1)]))
    with pytest.raises(InputError, match="a day that is no day"):
        BalanceIndex.of_columns(known, *columns([(0, 0, 1)]))
    with pytest.raises(InputError, match="an account stands there twice"):
        BalanceIndex.of_columns([known[0], known[0]], *columns([(0, day, 1)]))
    with pytest.raises(UnknownChoiceError, match="grouping"):
        BalanceIndex.of_columns(known, *columns([(0, day, 1)])).totals(by=("colour",))


def test_an_empty_index_tells_nothing() -> None:
    index = BalanceIndex.empty(Classification.PUBLIC)
    assert index.totals().tonnes == {}
    assert index.totals().classification is Classification.PUBLIC
    assert index.shortfall() is None
    assert index.balance(accounts(1)[0]) == 0
