"""The lines of a project under a regime, and the lines that its volumes give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sonae.core import InputError, SonaeError
from sonae.economics.formula import Earlier, Largest, Line, Multiply, Now, Program, Values
from sonae.economics.regimes import LoweredRegime
from sonae.economics.regimes.draft import MONEY, sum_of

__all__ = ["TIMING", "assert_balance", "dated_values", "off_balance", "program_of", "timing_lines"]

F64 = NDArray[np.float64]
TIMING = ("year", "days", "periods_of_production", "share_of_rest", "produced_share")
"""Given to every project: calendar year of the period, its days, periods since first production (1 in the first, 0 before),
the period's share of what is still to be produced, and the share of all that is produced by its end."""


def program_of(
    lowered: LoweredRegime, products: Sequence[str], cost_lines: Sequence[str], also: Sequence[str] = ()
) -> Program:
    """Return the program of a project: sales, costs, and all lines of its regime.

    ``turnover`` is the largest yearly revenue or cost so far: balances are held to 1e-9 of it, or of 1 where it is less.

    Args:
        lowered: the regime's lines.
        products: what is sold; each gives ``volume_…``, ``price_…`` and ``revenue_…``.
        cost_lines: classes of costs.
        also: further lines that the case gives.

    Raises:
        InputError: for a circle, or a line stated twice.
        UnknownChoiceError: when the regime needs a line that the project does not have.

    """
    own = [
        Line(f"revenue_{product}", Multiply(Now(f"volume_{product}"), Now(f"price_{product}")), MONEY, "sales")
        for product in products
    ]
    own.append(Line("revenue", sum_of([f"revenue_{product}" for product in products]), MONEY, "sales"))
    own.append(Line("costs", sum_of(list(cost_lines)), MONEY, "costs"))
    largest = Largest(Earlier("turnover"), Largest(Now("revenue"), Now("costs")))
    own.append(Line("turnover", largest, MONEY, "sales"))
    checks = [
        Line(f"check_{number}", check.formula, MONEY, check.clause) for number, check in enumerate(lowered.checks, 1)
    ]
    given = [
        *TIMING, *(f"{kind}_{product}" for product in products for kind in ("volume", "price")), *cost_lines, *also, *lowered.dated,
    ]  # fmt: skip
    places = {name: f"costs.{name}" for name in cost_lines} | {name: f"other.{name}" for name in also}
    for name, place in places.items():
        # Whichever came last would silently stand for both: the calendar, a price, a term of the regime.
        if given.count(name) > 1 or name in {line.name for line in own}:
            raise InputError(
                f"the line «{name}» is stated twice", field=place, expected="a name that nothing else bears"
            )
    return Program.of([*own, *lowered.draft.lines, *checks], given)


def assert_balance(values: Values, lowered: LoweredRegime) -> None:
    """Assert that every balance of a regime holds in every period, and in every column beside it.

    Raises:
        SonaeError: when one does not; that is a fault of the regime.

    """
    for check, off in zip(lowered.checks, off_balance(values, lowered), strict=True):
        if off:
            raise SonaeError(f"the regime {lowered.regime.id} does not balance: {check.name}.")


def off_balance(values: Values, lowered: LoweredRegime) -> list[int]:
    """Return for each balance of a regime how many columns break it in some period; a value that is no number breaks it.

    A balance is held to 1e-9 of the largest revenue or cost so far, or of 1 where that is less.
    """
    slack = 1e-9 * np.maximum(1.0, values["turnover"])
    held = [np.abs(values[f"check_{number}"]) <= slack for number in range(1, len(lowered.checks) + 1)]
    return [int((~one).any(axis=0).sum()) for one in held]


def timing_lines(volumes: Mapping[str, F64], main: str) -> dict[str, F64]:
    """Return the lines that volumes give: periods of production, share of the rest, produced share.

    Args:
        volumes: (period,) or (period, scenario) by product, none below 0.
        main: the product whose reserves are counted.

    Raises:
        InputError: for a volume below 0.

    """
    for product, volume in volumes.items():
        if (volume < 0).any():
            raise InputError(
                f"a volume of {product} is below 0", field=f"products.{product}.volume", expected="0 or more"
            )
    any_volume = np.sum(list(volumes.values()), axis=0) > 0
    started = np.logical_or.accumulate(any_volume, axis=0)
    counted = volumes[main]
    rest = np.cumsum(counted[::-1], axis=0)[::-1]
    whole = np.where(rest[:1] > 0, rest[:1], 1.0)
    share = np.where(rest > 0, counted / np.where(rest > 0, rest, 1.0), 0.0)
    return {
        "periods_of_production": np.cumsum(started, axis=0).astype(np.float64),
        "share_of_rest": share,
        "produced_share": np.cumsum(counted, axis=0) / whole,
    }


def dated_values(lowered: LoweredRegime, years: Sequence[int]) -> dict[str, F64]:
    """Return the numbers of terms that hold from a year on.

    Raises:
        InputError: when a term states nothing for a year.

    """
    found = {}
    for line, term in lowered.dated.items():
        values = [term.value(year) for year in years]
        if None in values:
            first = years[values.index(None)]
            raise InputError(
                f"the regime {lowered.regime.id} states no «{line}» for {first}",
                field=lowered.clause_of(line),
                expected="a number from that year",
            )
        found[line] = np.asarray(values, dtype=np.float64)
    return found
