"""The restoration schedule against a slow oracle over whole tonnes, its limits, its bound and its directions."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, SonaeError
from sonae.stockpile.restoration import (
    RestorationCase,
    constant_rate,
    immediate,
    most_tonnes,
    plan_restoration,
    schedule_rows,
)
from sonae.stockpile.restoration import schedule as schedule_module
from sonae.stockpile.simulation import Costs, ImpactStep, StockMaterial, StockRule
from tests.stockpile.restoration.cases import case, hazard, sourced


def slow(book: RestorationCase, money: float = 0.0, year: FiscalYear | None = None) -> float:
    """Least cost by dynamic programming over whole tonnes; ``money`` prices the yen of a year's budget."""
    start, target = int(book.stock_t), round(float(book.target_t))
    monthly = (1 + float(book.discount_a_year.value)) ** (-1 / 12)

    def price_of(month: int, tonnes: int) -> float | None:
        if tonnes and book.blocked(month):
            return None
        if book.purchase_cap_t is not None and tonnes > book.purchase_cap_t:
            return None
        paid, left, below = 0.0, float(tonnes), 0.0
        for step in book.steps:
            room = float(step.market_share) * float(book.market_t_a_month) - below
            taken = min(left, room)
            paid += taken * float(book.price(month)) * (1 + float(step.premium))
            left, below = left - taken, below + room
        return None if left > 1e-9 else paid

    @cache
    def least(month: int, stock: int) -> float:
        if month == book.months:
            return 0.0
        found = float("inf")
        for bought in range(target - stock + 1):
            paid = price_of(month, bought)
            after = stock + bought
            if paid is None or (month >= book.deadline and after < target):
                continue
            short = sum(
                float(h.chance(month)) * max(0.0, float(h.depth) * float(h.length_months) * 10 - after)
                for h in book.hazards
            )
            price = float(book.price(month))
            cost = paid + price * (
                float(book.holding_a_year.value) / 12 * after + float(book.shortage_value.value) * short
            )
            extra = money * paid if year is not None and book.fiscal_years[month] == year else 0.0
            found = min(found, monthly**month * cost + extra + least(month + 1, after))
        return found

    return least(0, start)


small = st.sampled_from([0.0, 0.005, 0.02, 0.08])


class TestOracle:
    @settings(max_examples=25)
    @given(
        small, small, st.sampled_from([0, 2, 10]), st.sampled_from([0, 0.05, 0.3]), st.sampled_from([0.0, 0.1]),
        st.lists(st.integers(5, 20), min_size=8, max_size=8), st.sampled_from([0, 2, 3]), st.sampled_from([None, 4]),
    )  # fmt: skip
    def test_the_program_costs_what_the_slow_search_costs(
        self,
        ban: float,
        war: float,
        worth: int,
        holding: float,
        rate: float,
        prices: list[int],
        window: int,
        cap: int | None,
    ) -> None:
        book = case(
            consumption_t_a_year=120, target_days="54.75", stock_t=4, price_yen_a_t=[100_000 * p for p in prices],
            hazards=[hazard(ban, "0.8", 1), hazard(war, "1.5", 1, "war")], shortage_value=sourced(worth),
            holding_a_year=sourced(holding), discount_a_year=sourced(rate), purchase_cap_t=cap,
            last_release="2026-03", no_repurchase_months=window,
        )  # fmt: skip
        assert book.target_t == 18
        found = plan_restoration(book)
        assert found.best.total_yen == pytest.approx(slow(book), rel=1e-9)
        assert found.bound_yen == pytest.approx(found.best.total_yen, rel=1e-8)
        for other in found.others:
            assert not other.reached or other.total_yen >= found.best.total_yen * (1 - 1e-9)

    @pytest.mark.slow
    @pytest.mark.parametrize("budget", [14_500_000, 15_000_000, 15_700_000])
    def test_a_budget_costs_what_its_price_costs_in_the_slow_search(self, budget: int) -> None:
        """The best bound over prices of the budget is the program's cost: both are convex."""
        book = case(
            consumption_t_a_year=120,
            target_days="54.75",
            hazards=[hazard(0.06, "1.8", 1)],
            budgets_yen={"FY2026": budget},
        )
        year = FiscalYear(2026)
        found = plan_restoration(book)

        def bound(money: float) -> float:
            return slow(book, money, year) - money * budget

        low, high = 0.0, 20.0
        for _ in range(50):
            left, right = low + (high - low) / 3, high - (high - low) / 3
            low, high = (left, high) if bound(left) < bound(right) else (low, right)
        assert found.best.total_yen == pytest.approx(bound(low), rel=1e-6)
        assert found.budget_value[year] == pytest.approx(low, abs=1e-3)
        assert found.budget_value[year] > 0
        spent = sum(found.best.spent_yen)
        assert spent <= budget + 1
        assert spent == pytest.approx(budget)


class TestLimits:
    def test_nothing_is_bought_in_the_window(self) -> None:
        found = plan_restoration(case(last_release="2026-02", no_repurchase_months=3, months=10))
        assert [row["blocked"] for row in schedule_rows(found)][:3] == [True, True, False]
        assert found.best.tonnes[:2] == (0, 0)

    def test_the_target_is_reached_by_its_month_and_not_passed(self) -> None:
        found = plan_restoration(case(by_month=5, months=9))
        assert found.best.stock_t[4] == pytest.approx(20)
        assert max(found.best.stock_t) <= 20 + 1e-9

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"by_month": 1}, "by 2026-04 because of the price steps alone; it could be by 2026-05"),
            ({"purchase_cap_t": 1}, "because of the purchase cap alone"),
            ({"purchase_cap_t": 1, "months": 20, "by_month": 8}, "the purchase cap alone; it could be by 2027-07"),
            ({"last_release": "2026-03", "no_repurchase_months": 7}, "no-repurchase window or the price steps alone"),
            ({"budgets_yen": {"FY2026": 1_000_000}}, "because of the budget of FY2026 alone"),
            ({"purchase_cap_t": 1, "budgets_yen": {"FY2026": 1_000_000}}, "lifting no single limit would be enough"),
        ],
    )
    def test_what_cannot_be_done_is_named(self, more: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError) as caught:
            plan_restoration(case(**more), file="case.yaml")
        assert said in str(caught.value)
        assert str(caught.value).startswith("case.yaml: ")

    def test_no_month_is_said_of_a_case_that_is_not_public(self) -> None:
        limits = {"purchase_cap_t": 1, "months": 20, "by_month": 8}
        with pytest.raises(InputError) as caught:
            plan_restoration(case(classification="SECRET", **limits))
        assert "2027-07" not in str(caught.value)

    @given(st.integers(0, 40), st.integers(0, 7), st.integers(0, 40_000_000))
    def test_the_most_that_can_be_bought_is_where_the_plan_begins_to_fail(
        self, cap: int, window: int, budget: int
    ) -> None:
        limits = {
            "purchase_cap_t": cap,
            "last_release": "2026-03",
            "no_repurchase_months": window,
            "budgets_yen": {"FY2026": budget},
        }
        most = most_tonnes(case(**limits))
        deficit = Fraction(16)
        if most >= deficit:
            assert plan_restoration(case(**limits)).best.reached
        else:
            with pytest.raises(InputError, match="cannot be reached"):
                plan_restoration(case(**limits))


class TestDirections:
    """What a higher hazard, a dearer impact or a larger budget does."""

    @settings(max_examples=15)
    @given(st.sampled_from([0.0, 0.01, 0.05]), st.sampled_from([0.0, 0.02, 0.1]))
    def test_a_likelier_disruption_never_delays_and_never_cheapens(self, chance: float, more: float) -> None:
        calm, grave = (plan_restoration(case(hazards=[hazard(value, 2, 0.9)])) for value in (chance, chance + more))
        assert grave.best.total_yen >= calm.best.total_yen * (1 - 1e-9)
        assert sum(grave.best.stock_t) >= sum(calm.best.stock_t) - 1e-6

    @given(st.integers(17_000_000, 25_000_000), st.integers(0, 5_000_000))
    @settings(max_examples=15)
    def test_a_larger_budget_never_costs_more(self, budget: int, more: int) -> None:
        costs = [plan_restoration(case(budgets_yen={"FY2026": b})).best.total_yen for b in (budget, budget + more)]
        assert costs[1] <= costs[0] * (1 + 1e-9)

    def test_without_hazard_it_waits_and_with_one_it_hurries(self) -> None:
        calm = plan_restoration(case(hazards=[hazard(0.0)], holding_a_year=sourced(0.05)))
        grave = plan_restoration(case(hazards=[hazard(0.2, 3, 0.9)], shortage_value=sourced(20)))
        assert calm.best.tonnes == pytest.approx((2,) * 8)
        assert grave.best.tonnes == pytest.approx(immediate(grave.case).tonnes)

    def test_plain_refills(self) -> None:
        book = case()
        assert constant_rate(book).tonnes == (2,) * 8
        assert immediate(book).tonnes == (10, 6, 0, 0, 0, 0, 0, 0)
        assert plan_restoration(book).others == (immediate(book), constant_rate(book))

    def test_the_value_of_a_tonne_is_what_it_saves_in_a_month(self) -> None:
        """Needs of 10 and 18 t: a tonne at 4 t saves 5 prices × 3 % in the first month, above 18 t nothing."""
        found = plan_restoration(case())
        book = found.case
        first = (
            5
            * 1_000_000
            * sum(float(h.chance(0)) for h in book.hazards if float(book.need_t(h)) > found.best.stock_t[0])
        )
        assert found.tonne_value_yen[0] == pytest.approx(first)
        assert found.tonne_value_yen[-1] == 0


class TestCheck:
    """An answer of the solver that is wrong is not put out."""

    @pytest.mark.parametrize("wrong", ["short", "dear", "over"])
    def test_a_wrong_answer_is_caught(self, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
        real = schedule_module._Program.solve

        def bent(self: Any) -> Any:
            tonnes, duals = real(self)
            if wrong == "short":
                tonnes = [bought * 0.9 for bought in tonnes]
            elif wrong == "over":
                tonnes = [bought * 1.1 for bought in tonnes]
            else:
                tonnes = [6.0, 10.0, *[0.0] * 6]
            return tonnes, duals

        monkeypatch.setattr(schedule_module._Program, "solve", bent)
        with pytest.raises(SonaeError, match="nothing was put out"):
            plan_restoration(case())

    def test_any_dual_values_give_a_bound(self) -> None:
        import numpy as np

        book = case(budgets_yen={"FY2026": 17_000_000})
        program, best = schedule_module._Program(book), plan_restoration(book).best.total_yen
        draws = np.random.default_rng(5)
        for _ in range(50):
            assert program.bound(draws.normal(size=len(program.row_low))) * 1e6 <= best * (1 + 1e-9)


def test_a_case_of_the_stock_model() -> None:
    material = StockMaterial("W", "W metal", 0.5, "given", 0.0, 4e6, "quotation", False, 60.0)
    rule = StockRule(start_t=5.0, target_days=60.0, purchase_cap_t=8.0, no_repurchase_months=2)
    costs = Costs(3.0, 0.0, 0.03, 0.1, 0.01, 0.02)
    book = RestorationCase.of_model(
        material, rule, [ImpactStep(0.05, 0.0), ImpactStep(0.1, 0.1)], costs, source="policy", start="2026-04", months=12,
        last_release="2026-03", hazards=[hazard()],
    )  # fmt: skip
    assert (float(book.target_t), float(book.daily_t), book.purchase_cap_t) == (
        pytest.approx(30),
        pytest.approx(0.5),
        8,
    )
    found = plan_restoration(book)
    assert found.best.tonnes[:2] == (0, 0)
    assert found.best.stock_t[-1] == pytest.approx(30)
