"""Depreciation, losses and taxes, each against what it means, worked out in fractions or by a closed form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.economics.regimes.projects import regime_of, run

pytestmark = pytest.mark.slow

QUICK = settings(max_examples=20, deadline=None)
amounts = st.sampled_from([0, 0, 1, 7, 20, 60])
rows = st.integers(1, 8).flatmap(lambda n: st.tuples(*(st.lists(amounts, min_size=n, max_size=n) for _ in range(2))))


def exactly(row: Any, of: list[Fraction]) -> None:
    assert np.asarray(row) == pytest.approx([float(value) for value in of], abs=1e-9)


# Depreciation


def depreciation(method: str, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "depreciation", "id": "dep", "of": "capex", "method": method, "life": None, "rate": None, "table": None,
        "start": "spend", "retained": 0.0, **fields,
    }  # fmt: skip


METHODS: dict[str, tuple[dict[str, Any], list[Fraction]]] = {
    "straight_line": ({"life": 4}, [Fraction(1, 4)] * 4),
    "table": ({"table": [0.5, 0.3, 0.2]}, [Fraction(5, 10), Fraction(3, 10), Fraction(2, 10)]),
    "immediate": ({}, [Fraction(1)]),
    "declining_balance": ({"rate": 0.5, "life": 3}, [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("start", ["spend", "production"])
@given(rows, st.sampled_from([0, 2]))
@QUICK
def test_each_amount_is_spread_by_its_own_shares(
    method: str, start: str, drawn: tuple[list[int], list[int]], retained: int
) -> None:
    """From its own year, or from first production where it was spent before; what is retained is never written off."""
    capex, volume = drawn
    fields, shares = METHODS[method]
    kept = Fraction(retained, 10)
    if method == "table":
        fields = {"table": [float(share * (1 - kept)) for share in shares]}
    values, _ = run(
        regime_of(depreciation(method, **fields, start=start, retained=retained / 10)), volume, 1.0, {"capex": capex}
    )
    first = next((t for t, one in enumerate(volume) if one), None)
    expected = [Fraction(0)] * len(capex)
    for spent, amount in enumerate(capex):
        if start == "production" and first is None:
            continue
        begin = spent if start == "spend" else max(spent, first or 0)
        for age, share in enumerate(shares):
            if begin + age < len(expected):
                expected[begin + age] += (1 - kept) * share * amount
    exactly(values["dep"], expected)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any), st.integers(1, 50))
@QUICK
def test_unit_of_production_writes_off_as_reserves_are_produced(volume: list[int], cost: int) -> None:
    volume = [0, *volume]
    values, _ = run(
        regime_of(depreciation("unit_of_production")), volume, 1.0, {"capex": [cost] + [0] * (len(volume) - 1)}
    )
    exactly(values["dep"], [Fraction(cost * one, sum(volume)) for one in volume])


def test_declining_balance_without_a_life_never_ends() -> None:
    values, _ = run(regime_of(depreciation("declining_balance", rate=0.25)), [1] * 3, 1.0, {"capex": [64, 0, 0]})
    assert values["dep"] == pytest.approx([16, 12, 9])
    assert values["dep_left"][-1] == pytest.approx(27)


@pytest.mark.parametrize("method", [*METHODS, "unit_of_production"])
def test_all_of_the_cost_is_written_off_in_the_end(method: str) -> None:
    fields = METHODS.get(method, ({}, []))[0]
    regime = regime_of(depreciation(method, **fields, start="production"))
    values, _ = run(regime, [0, 3, 2, 2, 1, 1, 1], 1.0, {"capex": [10, 5, 2, 0, 0, 0, 0]})
    assert values["dep"].sum() == pytest.approx(17)
    assert values["dep_left"][-1] == pytest.approx(0, abs=1e-12)


# Tax and losses


def tax(losses: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "kind": "income_tax", "id": "tax", "income": "revenue", "deductions": ["costs"], "rate": 0.3, "losses": losses,
        "minimum": "none", "payer": "contractor", "payee": "government", **fields,
    }  # fmt: skip


def carried(**fields: Any) -> dict[str, Any]:
    return {
        "treatment": "carried", "periods": "unlimited", "use_share": 1.0, "interest": 0.0, "interest_claims": 0, **fields,
    }  # fmt: skip


@given(rows, st.one_of(st.none(), st.integers(1, 4)), st.integers(1, 10))
@QUICK
def test_losses_are_used_oldest_first_and_lapse(
    drawn: tuple[list[int], list[int]], life: int | None, share: int
) -> None:
    """A loss may be used in so many periods after its own, against a share of their profit."""
    costs, volume = drawn
    rule = carried(periods="unlimited" if life is None else life, use_share=share / 10)
    values, _ = run(regime_of(tax(rule)), volume, 1.0, {"opex": costs})
    vintages: list[list[Any]] = []
    expected = []
    for t, (cost, income) in enumerate(zip(costs, volume, strict=True)):
        profit = max(Fraction(0), Fraction(income - cost))
        room = profit * Fraction(share, 10)
        for vintage in vintages:
            use = min(vintage[1], room)
            vintage[1], room, profit = vintage[1] - use, room - use, profit - use
        vintages = [vintage for vintage in vintages if life is None or t - vintage[0] < life]
        vintages.append([t, max(Fraction(0), Fraction(cost - income))])
        expected.append(profit * Fraction(3, 10))
    exactly(values["tax"], expected)
    exactly(values["tax_losses_left"][-1:], [sum((left for _, left in vintages), Fraction(0))])


@given(rows, st.integers(1, 5), st.one_of(st.none(), st.integers(1, 3)))
@QUICK
def test_losses_bear_interest_in_so_many_periods(
    drawn: tuple[list[int], list[int]], interest: int, claims: int | None
) -> None:
    costs, volume = drawn
    rule = carried(interest=interest / 10, interest_claims="unlimited" if claims is None else claims)
    values, _ = run(regime_of(tax(rule)), volume, 1.0, {"opex": costs})
    left, made, expected = Fraction(0), 0, []
    for cost, income in zip(costs, volume, strict=True):
        if left and (claims is None or made < claims):
            left, made = left * (1 + Fraction(interest, 10)), made + 1
        profit = max(0, income - cost)
        used = min(left, Fraction(profit))
        left += max(0, cost - income) - used
        expected.append(Fraction(3, 10) * (profit - used))
    exactly(values["tax"], expected)
    exactly(values["tax_losses_left"][-1:], [left])


@pytest.mark.parametrize(("claims", "left"), [(1, 110), (2, 121), (3, 133.1), ("unlimited", 146.41)])
def test_interest_is_claimed_in_the_first_periods_alone(claims: int | str, left: float) -> None:
    """A loss of 100 and four years without a profit, at 10 %."""
    rule = carried(interest=0.1, interest_claims=claims)
    values, _ = run(regime_of(tax(rule)), [0] * 5, 1.0, {"opex": [100, 0, 0, 0, 0]})
    assert values["tax_losses_left"][-1] == pytest.approx(left)


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ({"treatment": "refunded", "lag": 0}, [-3, 6, -1.5, 0]),
        ({"treatment": "relieved_elsewhere"}, [-3, 6, -1.5, 0]),
        ({"treatment": "refunded", "lag": 1}, [0, 3, 0, -1.5]),
        ({"treatment": "refunded", "lag": 2}, [0, 6, -3, 0]),
        ({"treatment": "lost"}, [0, 6, 0, 0]),
        (carried(), [0, 3, 0, 0]),
    ],
)  # fmt: skip
def test_what_becomes_of_a_loss(losses: dict[str, Any], expected: list[float]) -> None:
    """Base −10, 20, −5, 0 at 30 %."""
    values, _ = run(regime_of(tax(losses)), [0, 30, 0, 0], 1.0, {"opex": [10, 10, 5, 0]})
    assert values["tax"] == pytest.approx(expected)
    assert values["net_government"] == pytest.approx(expected)


def test_a_refund_is_at_the_rate_of_the_year_of_the_loss() -> None:
    rule = tax({"treatment": "refunded", "lag": 1}, rate={"from_year": {2024: 0.5, 2025: 0.2}})
    values, _ = run(regime_of(rule), [0, 10], 1.0, {"opex": [10, 0]})
    assert values["tax"] == pytest.approx([0, 2 - 5])


@given(rows, st.integers(0, 10))
@QUICK
def test_the_least_tax_is_a_rate_of_its_base(drawn: tuple[list[int], list[int]], rate: int) -> None:
    costs, volume = drawn
    rule = tax({"treatment": "lost"}, minimum={"base": "revenue", "rate": rate / 10})
    values, _ = run(regime_of(rule), volume, 1.0, {"opex": costs})
    exactly(
        values["tax"],
        [max(Fraction(3 * max(0, v - c), 10), Fraction(rate * v, 10)) for c, v in zip(costs, volume, strict=True)],
    )


@given(rows, st.integers(0, 10), st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 3))
@QUICK
def test_an_allowance_waits_for_room(
    drawn: tuple[list[int], list[int]], limit: int, life: int | None, interest: int
) -> None:
    earned, volume = drawn
    borne = 0 if life is not None else interest
    regime = regime_of({
        "kind": "allowance", "id": "allowance", "earned": "costs", "limit": limit / 10, "limit_base": "revenue",
        "interest": borne / 10, "carry_periods": "unlimited" if life is None else life,
    })  # fmt: skip
    values, _ = run(regime, volume, 1.0, {"opex": earned})
    vintages: list[tuple[int, Fraction]] = []
    expected = []
    for t, (more, base) in enumerate(zip(earned, volume, strict=True)):
        room, used, kept = Fraction(limit * base, 10), Fraction(0), []
        for born, left in [*((b, x * (1 + Fraction(borne, 10))) for b, x in vintages), (t, Fraction(more))]:
            use = min(left, room)
            room, used = room - use, used + use
            if life is None or t - born < life:
                kept.append((born, left - use))
        vintages = kept
        expected.append(used)
    exactly(values["allowance"], expected)
    assert values["net_government"].tolist() == [0.0] * len(volume)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=9), st.integers(0, 5))
@QUICK
def test_resource_rent_is_what_raises_the_highest_present_value(cash: list[int], uplift: int) -> None:
    """With S the present value so far at the uplift, rent to date is worth max(0, highest S): no account is kept here."""
    regime = regime_of({"kind": "resource_rent", "id": "rent", "cash": "cash", "uplift": uplift / 10, "rate": 0.4})
    values, _ = run(regime, [1] * len(cash), 1.0, {"opex": [0] * len(cash)}, cash=cash)
    growth = 1 + Fraction(uplift, 10)
    present, highest, expected = Fraction(0), Fraction(0), []
    for t, amount in enumerate(cash):
        present += amount / growth**t
        rise = max(Fraction(0), present - highest)
        highest += rise
        expected.append(rise * growth**t)
    exactly(values["rent_rent"], expected)
    exactly(values["rent"], [Fraction(4, 10) * one for one in expected])


@given(rows, st.integers(1, 20))
@QUICK
def test_taxes_and_what_they_leave_rise_with_the_price(drawn: tuple[list[int], list[int]], more: int) -> None:
    """Over the life, with losses carried and rent taxed: rates below one leave the contractor a part of every gain."""
    costs, volume = drawn
    regime = regime_of(
        tax(carried(), deductions=["costs", "rent"]),
        {"kind": "resource_rent", "id": "rent", "cash": "revenue - costs", "uplift": 0.1, "rate": 0.4},
    )
    low, _ = run(regime, volume, 1.0, {"opex": costs})
    high, _ = run(regime, volume, 1.0 + more, {"opex": costs})
    assert high["net_government"].sum() >= low["net_government"].sum() - 1e-9
    assert high["net_contractor"].sum() >= low["net_contractor"].sum() - 1e-9


@pytest.mark.parametrize(("negative", "expected"), [("nothing", [0, 4]), ("paid_back", [-6, 4])])
def test_a_charge_below_zero(negative: str, expected: list[float]) -> None:
    charge = {
        "kind": "charge", "id": "levy", "amount": "revenue - costs", "payer": "contractor", "payee": "region",
        "negative": negative,
    }  # fmt: skip
    values, _ = run(regime_of(charge), [1, 2], 4.0, {"opex": [10, 4]})
    assert values["levy"] == pytest.approx(expected)
    assert values["net_region"] == pytest.approx(expected)
