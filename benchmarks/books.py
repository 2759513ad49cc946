"""Balances of the stock at any day over a million movements, beside a plain group-by of polars on the same columns."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from typing import Any

from benchmarks.measure import Line, report, run_job

MOVEMENTS, LOTS, SITES, DAYS = 1_000_000, 2_000, 6, 3_650
QUESTIONS, BAR_MS, TIMES_POLARS = 40, 100.0, 1.0
_FIRST = dt.date(2016, 4, 1)


def lines() -> list[Line]:
    run = run_job(__name__, "work")
    found = run.found
    return [
        Line(
            f"books of the stock, {MOVEMENTS:,} movements ({found['postings']:,} postings, {found['accounts']:,} accounts): "
            "balances by mineral, form and site at a day",
            run.seconds, run.peak_mb, f"≤ {BAR_MS:g} ms, ≤ {TIMES_POLARS:g} × polars",
            f"median {found['median'] * 1e3:.1f} ms; polars filter and group-by {found['polars'] * 1e3:.1f} ms; index built from "
            f"columns in {found['built']:.2f} s; one account {found['one'] * 1e6:.0f} µs; a voucher entered and checked at every "
            f"day {found['entered'] * 1e3:.2f} ms",
            f"{QUESTIONS} answers equal to the gram: {'yes' if found['equal'] else 'NO'}; a back-dated voucher that would make "
            f"a lot negative is refused: {'yes' if found['refused'] else 'NO'}",
            found["equal"] and found["refused"] and run.seconds * 1e3 <= BAR_MS
            and found["median"] <= TIMES_POLARS * found["polars"],
        )
    ]  # fmt: skip


def _movements() -> tuple[Any, Any, Any, Any]:
    """Make a book up: each lot comes in, is moved between sites and handed over; return accounts and columns of postings."""
    import numpy as np

    from sonae.data import Minerals
    from sonae.stockpile.books import Account

    minerals = list(Minerals.of_package().register)
    accounts = []
    for lot in range(LOTS):
        goods = {"mineral": minerals[lot % len(minerals)], "form": f"form {lot % 3}", "lot": f"lot {lot}"}
        accounts += [Account(kind="stock", site=f"site {site}", **goods) for site in range(SITES)]
        accounts += [Account(kind="supplier", party="supplier", **goods), Account(kind="buyer", party="buyer", **goods)]
    wide = SITES + 2
    draw = np.random.default_rng(8)
    # A tenth of the movements are deliveries of much, before the others, so that no balance is ever negative.
    arriving = MOVEMENTS // 10
    lot = draw.integers(0, LOTS, MOVEMENTS)
    lot[: LOTS * SITES] = np.repeat(np.arange(LOTS), SITES)
    site = draw.integers(0, SITES, MOVEMENTS)
    site[: LOTS * SITES] = np.tile(np.arange(SITES), LOTS)
    other = np.where(draw.random(MOVEMENTS) < 0.2, wide - 1, (site + draw.integers(1, SITES, MOVEMENTS)) % SITES)
    giver, taker = lot * wide + site, lot * wide + other
    giver[:arriving], taker[:arriving] = lot[:arriving] * wide + SITES, lot[:arriving] * wide + site[:arriving]
    day = _FIRST.toordinal() + draw.integers(1, DAYS, MOVEMENTS)
    day[:arriving] = _FIRST.toordinal()
    grams = draw.integers(1, 10**6, MOVEMENTS)
    grams[:arriving] = 10**10 + draw.integers(0, 10**6, arriving)
    return (
        accounts, np.concatenate([giver, taker]), np.concatenate([day, day]), np.concatenate([-grams, grams]),
    )  # fmt: skip


def work() -> dict[str, Any]:
    """Build the index, ask it and polars, compare; the slowest answer is held to the bar, the median to that of polars."""
    from sonae.core import InputError
    from sonae.stockpile.books import BalanceIndex

    accounts, codes, days, grams = _movements()
    began = time.perf_counter()
    index = BalanceIndex.of_columns(accounts, codes, days, grams)
    built = time.perf_counter() - began
    short = index.shortfall()
    ask = [_FIRST + dt.timedelta(days=DAYS * i // QUESTIONS) for i in range(QUESTIONS)]
    by = ("mineral", "form", "site")
    answers, each = [], []
    for day in ask:
        began = time.perf_counter()
        answers.append(index.totals(day, by).tonnes)
        each.append(time.perf_counter() - began)
    theirs, polars = _by_polars(accounts, codes, days, grams, ask)
    one = _mean(lambda: index.balance(accounts[3], ask[20]), 200)
    number = iter(range(10**6))
    kept = [index]

    def enter() -> None:
        lot = 8 * (next(number) * 37 % LOTS)
        kept[0] = kept[0].adding([(accounts[lot], ask[30], -5), (accounts[lot + 7], ask[30], 5)])

    entered = _mean(enter, 300)
    try:
        kept[0].adding([(accounts[0], _FIRST, -(10**15)), (accounts[7], _FIRST, 10**15)])
        refused = False
    except InputError as error:
        refused = "lot «lot 0» at site «site 0» would be negative on 2016-04-01" in str(error)
    return report(
        max(each), median=statistics.median(each), polars=polars, built=built, one=one, entered=entered,
        equal=answers == theirs and short is None,
        refused=refused, postings=len(codes), accounts=len(accounts),
    )  # fmt: skip


def _by_polars(accounts: Any, codes: Any, days: Any, grams: Any, ask: list[dt.date]) -> tuple[list[Any], float]:
    """Answer the same questions by polars on a frame that holds the names already; return the median time."""
    from decimal import Decimal

    import polars as pl

    names = pl.DataFrame(
        {
            "code": range(len(accounts)),
            **{name: [getattr(a, name) for a in accounts] for name in ("kind", "mineral", "form", "site")},
        }
    )
    frame = (
        pl.DataFrame({"code": codes, "day": days, "grams": grams})
        .join(names, on="code")
        .with_columns(pl.col("kind", "mineral", "form", "site").cast(pl.Categorical))
    )
    found, each = [], []
    for day in ask:
        began = time.perf_counter()
        rows = (
            frame.filter((pl.col("day") <= day.toordinal()) & (pl.col("kind") == "stock"))
            .group_by("mineral", "form", "site")
            .agg(pl.col("grams").sum())
        )
        each.append(time.perf_counter() - began)
        found.append({(m, f, s): Decimal(g).scaleb(-6) for m, f, s, g in rows.iter_rows() if g})
    return found, statistics.median(each)


def _mean(act: Any, times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - began) / times
