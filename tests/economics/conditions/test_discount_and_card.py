"""Grids, discount factors by hand in the three timings, and the convention card."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction

import numpy as np
import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.economics.conditions import ConventionCard, MoneyTerms, Period, PeriodGrid, Timing
from tests.economics.conditions.cases import small

YEN = MoneyTerms.nominal("JPY")
REAL_YEN = MoneyTerms.real("JPY", "2026")
FISCAL = PeriodGrid.fiscal_years(2025, 3)


@pytest.mark.parametrize(
    ("timing", "factors"),
    [
        (Timing.END, [Fraction(1), Fraction(4, 5), Fraction(16, 25)]),
        (Timing.START, [Fraction(5, 4), Fraction(1), Fraction(4, 5)]),
    ],
)
def test_discount_factors_by_hand(timing: Timing, factors: list[Fraction]) -> None:
    """Base date 1 April 2026, a quarter a year: fiscal year 2025 ends there."""
    found = small().discount_factors("funding", FISCAL, YEN, timing=timing)
    np.testing.assert_allclose(found, [float(factor) for factor in factors], rtol=1e-15)


def test_the_middle_of_a_period_is_half_a_period_from_its_ends() -> None:
    conditions = small()
    middle = conditions.discount_factors("funding", FISCAL, YEN)  # the set's own timing
    np.testing.assert_allclose(middle**2, [1.25, 0.8, 0.512], rtol=1e-15)
    ends = [conditions.discount_factors("funding", FISCAL, YEN, timing=t) for t in (Timing.START, Timing.END)]
    np.testing.assert_allclose(middle, np.sqrt(ends[0] * ends[1]), rtol=1e-15)


def test_months_calendar_years_and_another_base_date() -> None:
    conditions = small()
    months = conditions.discount_factors("funding", PeriodGrid.monthly("2026-04", 12), YEN, timing=Timing.END)
    np.testing.assert_allclose(months, [0.8 ** (k / 12) for k in range(1, 13)], rtol=1e-14)
    calendar = conditions.discount_factors("funding", PeriodGrid.calendar_years(2026, 1), YEN, timing=Timing.END)
    np.testing.assert_allclose(calendar, [0.8**0.75], rtol=1e-15)
    adopted = conditions.discount_factors("funding", FISCAL, YEN, timing=Timing.END, base_date=dt.date(2024, 3, 31))
    np.testing.assert_allclose(adopted, [0.64, 0.512, 0.4096], rtol=1e-15)
    evening = small(("2026-04-01", "2026-03-31")).discount_factors("funding", FISCAL, YEN)
    np.testing.assert_array_equal(evening, conditions.discount_factors("funding", FISCAL, YEN))


def test_continuous_compounding() -> None:
    found = small().discount_factors("appraisal", FISCAL, REAL_YEN, timing=Timing.END)
    np.testing.assert_allclose(found, [1, math.exp(-0.06), math.exp(-0.12)], rtol=1e-15)


def test_a_rate_discounts_only_the_money_it_is_meant_for() -> None:
    with pytest.raises(InputError) as refused:
        small().discount_factors("appraisal", FISCAL, YEN)
    assert str(refused.value) == (
        "small.yaml, field «discount.appraisal»: the rate «appraisal» discounts real JPY; the flows are JPY, nominal; "
        "expected flows in the money of the rate."
    )
    with pytest.raises(InputError, match="the flows are USD, nominal"):
        small().discount_factors("funding", FISCAL, MoneyTerms.nominal("USD"))
    with pytest.raises(UnknownChoiceError, match="unknown discount rate «fundng»; nearest valid: funding"):
        small().discount_factors("fundng", FISCAL, YEN)
    with pytest.raises(InputError, match="2026-04-15 is no base date"):
        small().discount_factors("funding", FISCAL, YEN, base_date=dt.date(2026, 4, 15))


def test_grids_name_their_periods() -> None:
    assert FISCAL.labels() == ["FY2025", "FY2026", "FY2027"]
    assert FISCAL.starts()[0] == dt.date(2025, 4, 1)
    assert FISCAL.ends()[-1] == dt.date(2028, 3, 31)
    assert PeriodGrid.monthly("2026-12", 2).labels() == ["2026-12", "2027-01"]
    assert PeriodGrid(Period.QUARTER, 12 * 2026 + 9, 2).labels() == ["2026-Q4", "2027-Q1"]
    assert PeriodGrid(Period.HALF_YEAR, 12 * 2026 + 3, 2).labels() == ["2026-04/09", "2026-10/03"]
    assert PeriodGrid.calendar_years(2028, 1).ends() == [dt.date(2028, 12, 31)]
    assert PeriodGrid.fiscal_years(2027, 1).by_month().ends()[10] == dt.date(2028, 2, 29)
    assert FISCAL.by_month() == PeriodGrid.monthly(dt.date(2025, 4, 20), 36)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: PeriodGrid.fiscal_years(2025, 0), "a grid of 0 periods"),
        (lambda: PeriodGrid(Period.FISCAL_YEAR, 12 * 2026, 1), "2026-01 is no beginning of a fiscal_year"),
        (lambda: PeriodGrid.calendar_years(1899, 1), "out of range"),
        (lambda: PeriodGrid.calendar_years(2300, 200), "out of range"),
        (lambda: PeriodGrid.monthly("2026-13", 1), "«2026-13» is no month"),
        (lambda: Period.of("year"), "unknown period «year»"),
        (lambda: Timing.of("middle"), "unknown timing «middle»"),
        (lambda: MoneyTerms.nominal("yen"), "«yen» is no currency"),
        (lambda: MoneyTerms.real("JPY", "next year"), "«next year» is no base of real money"),
    ],
)
def test_what_is_no_grid_and_no_money_is_refused(make: object, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        make()  # type: ignore[operator]


def test_one_spelling_of_a_base() -> None:
    assert MoneyTerms.real("JPY", "令和8年度") == MoneyTerms.real("JPY", "FY2026")
    assert MoneyTerms.real("JPY", "2026").label("ja") == "JPY・実質（2026）"


def test_the_card_says_every_convention_in_two_languages() -> None:
    conditions = small()
    card = conditions.card("concession 2024-1")
    assert card.lines("en") == [
        "Currency: JPY",
        "Money: nominal",
        "Base date: 2026-04-01",
        "Timing of flows: middle of period",
        "Period: fiscal year, April to March",
        "Condition set: small, version 3, as of 2026-11-01",
        "Regime version: concession 2024-1",
        f"SHA-256: {conditions.sha256}",
        "Classification: PUBLIC",
    ]
    assert card.lines("ja") == [
        "通貨：JPY",
        "金額の表示：名目",
        "基準日：2026-04-01",
        "収支の時点：期央",
        "期間の単位：年度（4月～3月）",
        "条件セット：small 第3版（2026-11-01 時点）",
        "財務条件の版：concession 2024-1",
        f"ハッシュ（SHA-256）：{conditions.sha256}",
        "区分：公開",
    ]


def test_the_card_of_another_money_and_of_a_stress() -> None:
    stressed = small().with_stress("cheap_oil")
    card = stressed.card("r 1", money=REAL_YEN)
    assert "Money: real, base 2026" in card.lines("en")
    assert (
        "Changed from its parent: price of oil × 0.5 from 2026-01; price of oil − 2 USD/bbl from 2026-04"
        in card.lines("en")
    )
    assert "親セットからの変更：価格 oil × 0.5（2026-01 以降）、価格 oil − 2 USD/bbl（2026-04 以降）" in card.lines(
        "ja"
    )
    assert dict(card.pairs("en"))["SHA-256"] == stressed.sha256


def test_cards_compare_by_what_they_say() -> None:
    assert small().card("r 1") == small().card("r 1")
    assert small().card("r 1") != small().card("r 2")
    assert small().card("r 1") != small(("timing: mid", "timing: end")).card("r 1")


def test_a_card_without_a_regime_version_is_refused() -> None:
    with pytest.raises(InputError, match="the regime version is not stated"):
        small().card(" ")
    with pytest.raises(UnknownChoiceError, match="unknown language «fr»"):
        small().card("r 1").lines("fr")
    assert isinstance(small().card("r 1"), ConventionCard)
    assert small().card("r 1").classification is Classification.PUBLIC
