"""Calibration: recovers what made a series, equals a plain regression, and refuses what tells nothing."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from itertools import pairwise

import numpy as np
import pytest

from sonae.core import InputError
from sonae.economics.conditions import Calibration, calibrate, calibrate_together, correlation_matrix
from tests.economics.conditions.oracle import plus, simulated

Monthly = dict[str, float | None]


def plain(series: Monthly) -> dict[str, float]:
    """The same regression in plain Python; errors through differences in the place of derivatives."""
    months = {tuple(map(int, key.split("-"))): math.log(price) for key, price in series.items() if price is not None}
    pairs = [(x, months[plus(m, 1)]) for m, x in months.items() if plus(m, 1) in months]  # type: ignore[arg-type]
    b, a = statistics.linear_regression([x for x, _ in pairs], [y for _, y in pairs])
    n = len(pairs)
    s2 = math.fsum((y - a - b * x) ** 2 for x, y in pairs) / (n - 2)
    mean = statistics.fmean(x for x, _ in pairs)
    b_error = math.sqrt(s2 / math.fsum((x - mean) ** 2 for x, _ in pairs))

    def volatility(b: float, log_s: float) -> float:
        return math.exp(log_s) * math.sqrt(-24 * math.log(b) / (1 - b * b))

    log_s, h = 0.5 * math.log(s2), 1e-6
    by_b = (volatility(b + h, log_s) - volatility(b - h, log_s)) / (2 * h)
    by_s = (volatility(b, log_s + h) - volatility(b, log_s - h)) / (2 * h)
    return {
        "speed": -12 * math.log(b), "speed_error": 12 * b_error / b, "volatility": volatility(b, log_s), "persistence": b,
        "volatility_error": math.hypot(by_b * b_error, by_s / math.sqrt(2 * (n - 2))), "level": math.exp(a / (1 - b)),
        "pairs": n,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_a_plain_regression_gives_the_same(seed: int) -> None:
    series = simulated(1.5, 0.35, 80, 240, seed)
    for key in list(series)[seed * 7 :: 29]:  # gaps
        series[key] = None
    found = calibrate(series, "mean_reverting")
    for name, value in plain(series).items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-7), name


@pytest.mark.parametrize(("speed", "volatility"), [(0.8, 0.2), (2.0, 0.35), (4.0, 0.5)])
def test_what_made_a_series_is_found_within_the_errors_stated(speed: float, volatility: float) -> None:
    """Over 40 series of 50 years: the misses in units of the stated errors have mean near 0 and a spread near 1."""
    found = [calibrate(simulated(speed, volatility, 60, 600, 1000 + i), "mean_reverting") for i in range(40)]
    v = np.array([(one.volatility - volatility) / one.volatility_error for one in found])
    s = np.array([(one.speed - speed) / one.speed_error for one in found])  # type: ignore[operator]
    assert abs(v.mean()) < 4 / math.sqrt(40)
    assert 0.65 < v.std() < 1.4
    # The slope is biased by −(1 + 3b)/n (Kendall 1954), the speed upward by 12·(1 + 3b)/(n·b).
    b = math.exp(-speed / 12)
    bias = 12 * (1 + 3 * b) / (600 * b) / np.mean([one.speed_error for one in found])  # type: ignore[arg-type]
    assert abs(s.mean() - bias) < 4 / math.sqrt(40)
    assert 0.65 < s.std() < 1.4
    assert np.all(np.abs(s) < 5)


def test_a_brownian_motion() -> None:
    series = simulated(None, 0.25, 60, 600, 3)
    found = calibrate(series, "geometric_brownian")
    prices = [price for price in series.values() if price is not None]
    changes = [math.log(b / a) for a, b in pairwise(prices)]
    assert found.volatility == pytest.approx(statistics.stdev(changes) * math.sqrt(12), rel=1e-12)
    assert found.volatility_error == pytest.approx(found.volatility / math.sqrt(2 * 598), rel=1e-12)
    assert abs(found.volatility - 0.25) < 4 * found.volatility_error
    assert (found.speed, found.speed_error, found.persistence, found.level, found.half_life) == (None,) * 5


def test_a_missing_month_is_missing_and_not_a_zero() -> None:
    series = simulated(1.0, 0.3, 60, 120, 5)
    blank: Monthly = {**series, "1984-03": None}
    absent = {key: price for key, price in series.items() if key != "1984-03"}
    nan: Monthly = {**series, "1984-03": math.nan}
    found = calibrate(blank, "mean_reverting")
    assert found == calibrate(absent, "mean_reverting") == calibrate(nan, "mean_reverting")
    assert (found.pairs, found.missing) == (117, 1)
    assert calibrate(series, "mean_reverting").pairs == 119


def test_the_order_and_the_writing_of_months_do_not_matter() -> None:
    series = simulated(1.0, 0.3, 60, 90, 6)
    dated: dict[dt.date, float | None] = {dt.date.fromisoformat(f"{key}-17"): price for key, price in series.items()}
    found = calibrate(series, "mean_reverting")
    assert calibrate(dict(reversed(series.items())), "mean_reverting") == found == calibrate(dated, "mean_reverting")


def test_scaling_a_price_changes_its_level_alone() -> None:
    series = simulated(1.0, 0.3, 60, 90, 8)
    a, b = (
        calibrate(series, "mean_reverting"),
        calibrate({k: 1000 * v for k, v in series.items() if v}, "mean_reverting"),
    )
    assert b.level == pytest.approx(1000 * a.level, rel=1e-9)  # type: ignore[operator]
    assert (b.speed, b.volatility) == (pytest.approx(a.speed, rel=1e-9), pytest.approx(a.volatility, rel=1e-9))
    assert a.half_life == pytest.approx(math.log(2) / a.speed)  # type: ignore[operator]


def test_correlations_are_those_of_the_shocks_in_common_months() -> None:
    one, two, three = (simulated(1.0, 0.3, 60, 600, seed) for seed in (11, 12, 13))
    both = {key: one[key] * two[key] for key in one}  # type: ignore[operator]
    both["1999-05"] = None
    joint = calibrate_together(
        {"one": one, "both": both, "three": three},
        {"one": "mean_reverting", "both": "mean_reverting", "three": "geometric_brownian"},
    )
    assert joint.pairs == 597
    assert joint.factors["three"] == calibrate(three, "geometric_brownian")
    assert abs(joint.correlation["one"]["both"] - math.sqrt(0.5)) < 4 * 0.5 / math.sqrt(597)
    assert abs(joint.correlation["one"]["three"]) < 4 / math.sqrt(597)
    matrix = correlation_matrix(["one", "both", "three"], joint.correlation)
    assert np.all(np.linalg.eigvalsh(matrix) > 0)


def flat(count: int, price: float = 50.0) -> Monthly:
    return {f"{1980 + i // 12}-{i % 12 + 1:02d}": price for i in range(count)}


@pytest.mark.parametrize(
    ("series", "sentence"),
    [
        (
            simulated(1.0, 0.3, 60, 36, 1),
            "the series has 35 pairs of consecutive months with a price; expected 36 or more",
        ),
        (
            {key: price for i, (key, price) in enumerate(simulated(1.0, 0.3, 60, 300, 1).items()) if i % 2},
            "has 0 pairs",
        ),
        ({}, "has 0 pairs"),
        ({**flat(60), "1980-04": 0.0}, "field «coal»: the price of 1980-04 is not above 0"),
        ({**flat(60), "1980-04": -3.0}, "the price of 1980-04 is not above 0"),
        ({**flat(60), "1980-04": math.inf}, "the price of 1980-04 is not above 0"),
        (dict(zip(flat(120), np.exp(0.01 * np.arange(120.0) ** 2), strict=True)), "the series shows no mean reversion"),
        (flat(60), "the price moves without chance or not at all"),
        ({f"{1980 + i // 12}-{i % 12 + 1:02d}": 1.02**i for i in range(60)}, "moves without chance"),
        ({**flat(60), "April 1980": 3.0}, "«April 1980» is no month"),
        ({dt.date(1980, 4, 1): 3.0, dt.date(1980, 4, 2): 4.0}, "the month 1980-04 stands there twice"),
    ],
)
def test_what_tells_nothing_is_refused(series: Monthly, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        calibrate(series, "mean_reverting", name="coal")
    assert sentence in str(refused.value)


def test_series_that_do_not_belong_together_are_refused() -> None:
    early = simulated(1.0, 0.3, 60, 120, 1)
    late = {f"{int(key[:4]) + 9}{key[4:]}": price for key, price in simulated(1.0, 0.3, 60, 120, 2).items()}
    with pytest.raises(InputError, match="11 pairs of months in all of them"):
        calibrate_together({"a": early, "b": late}, {"a": "mean_reverting", "b": "mean_reverting"})
    with pytest.raises(InputError, match="no process is stated for «b»"):
        calibrate_together({"a": early, "b": late}, {"a": "mean_reverting"})
    with pytest.raises(InputError, match="moves without chance"):
        calibrate(flat(60), "geometric_brownian")
    assert isinstance(calibrate(early, "mean_reverting"), Calibration)
