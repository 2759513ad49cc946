"""Instruments that share production, each against what it means, worked out in fractions or by a closed form."""

from __future__ import annotations

import itertools
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
rows = st.integers(1, 7).flatmap(lambda n: st.tuples(*(st.lists(amounts, min_size=n, max_size=n) for _ in range(3))))


def exactly(row: Any, of: list[Fraction]) -> None:
    assert np.asarray(row) == pytest.approx([float(value) for value in of], abs=1e-9)


# Bases and rates


@pytest.mark.parametrize(("treatment", "expected"), [("nothing", [0.0, 3.0]), ("credit", [-1.0, 3.0])])
def test_a_royalty_on_net_revenue_that_may_fall_below_zero(treatment: str, expected: list[float]) -> None:
    royalty = {"kind": "royalty", "id": "royalty", "base": "revenue - costs", "rate": 0.1, "negative_base": treatment}
    values, _ = run(regime_of(royalty), [1, 4], 10.0, {"opex": [20, 10]})
    assert values["royalty"] == pytest.approx(expected)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True), st.integers(0, 120), st.data())
@QUICK
def test_marginal_bands_bear_their_own_rates_unit_by_unit(ends: list[int], driver: int, data: st.DataObject) -> None:
    ends = sorted(ends)
    rates = data.draw(st.lists(st.integers(0, 10), min_size=len(ends) + 1, max_size=len(ends) + 1))
    bands = [[end, rate / 10] for end, rate in zip([*ends, None], rates, strict=True)]
    scale = {"driver": "volume_oil", "bands": bands, "mode": "marginal", "lag": 0, "ratchet": False}
    regime = regime_of(
        {"kind": "royalty", "id": "royalty", "base": "revenue", "rate": {"scale": scale}, "negative_base": "nothing"}
    )
    values, _ = run(regime, [driver], 1.0, {"opex": [0]})
    by_unit = sum(Fraction(rates[sum(end <= unit for end in ends)], 10) for unit in range(driver))
    assert values["royalty"][0] == pytest.approx(float(by_unit), abs=1e-9)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(0, 3), st.booleans())
@QUICK
def test_a_whole_scale_is_read_late_and_may_stay_up(drivers: list[int], lag: int, ratchet: bool) -> None:
    """Each upper end belongs to its own band; before the first reading the driver is 0."""
    bands = [[10, 0.1], [25, 0.2], [None, 0.3]]
    scale = {"driver": "signal", "bands": bands, "mode": "whole", "lag": lag, "ratchet": ratchet}
    regime = regime_of(
        {"kind": "royalty", "id": "royalty", "base": "revenue", "rate": {"scale": scale}, "negative_base": "nothing"}
    )
    values, _ = run(regime, [1.0] * len(drivers), 1.0, {"opex": [0.0] * len(drivers)}, signal=drivers)
    for t, rate in enumerate(values["royalty"]):
        seen = drivers[: t - lag + 1] if t >= lag else [0]
        driver = max(seen) if ratchet else seen[-1]
        assert rate == (0.1 if driver <= 10 else 0.2 if driver <= 25 else 0.3)


def test_a_term_may_be_a_number_dated_a_scale_or_a_formula() -> None:
    scale = {"driver": "year", "bands": [[2024, 0.1], [None, 0.2]], "mode": "whole", "lag": 0, "ratchet": False}
    ways: list[Any] = [
        {"from_year": {2020: 0.1, 2025: 0.2}}, {"scale": scale}, {"formula": "if_at_least(year, 2025, 0.2, 0.1)"},
    ]  # fmt: skip
    for way in ways:
        stated = {"kind": "definition", "id": "rate", "value": way, "unit": "1"}
        values, _ = run(regime_of(stated), [1, 1, 1], 1.0, {"opex": [0, 0, 0]}, first_year=2023)
        assert values["rate"].tolist() == [0.1, 0.1, 0.2]
    values, _ = run(regime_of({"kind": "definition", "id": "rate", "value": 3.5, "unit": "1"}), [1], 1.0, {"opex": [0]})
    assert values["rate"].tolist() == [3.5]


# Recovery of costs


def recover(
    costs: list[list[int]], terms: list[tuple[Fraction, Fraction]], limits: list[Fraction], carry: int | None
) -> list[list[Fraction]]:
    """Recovered by class and period, from vintages; terms are (share that enters with its uplift, interest)."""
    pools: list[list[tuple[int, Fraction]]] = [[] for _ in costs]
    found: list[list[Fraction]] = [[] for _ in costs]
    for t, limit in enumerate(limits):
        room = limit
        for number, (enters, interest) in enumerate(terms):
            pool = [(born, left * (1 + interest)) for born, left in pools[number]]
            pool.append((t, enters * costs[number][t]))
            taken = Fraction(0)
            rest = []
            for born, left in pool:
                use = min(left, room)
                taken, room = taken + use, room - use
                if carry is None or t - born < carry:
                    rest.append((born, left - use))
            pools[number] = rest
            found[number].append(taken)
    return found


@given(rows, st.integers(0, 10), st.one_of(st.none(), st.integers(0, 4)), st.integers(0, 5), st.integers(0, 5))
@QUICK
def test_cost_recovery_by_classes_and_vintages(
    drawn: tuple[list[int], list[int], list[int]], limit: int, carry: int | None, uplift: int, interest: int
) -> None:
    opex, capex, volume = drawn
    borne = 0 if carry is not None else interest
    classes = [
        {"name": "first", "costs": "opex", "eligible": 0.5, "uplift": 0.0, "interest": 0.0},
        {"name": "second", "costs": "capex", "eligible": 1.0, "uplift": uplift / 10, "interest": borne / 10},
    ]
    regime = regime_of({
        "kind": "cost_recovery", "id": "cost_oil", "classes": classes, "limit": limit / 10, "limit_base": "revenue",
        "carry_periods": "unlimited" if carry is None else carry, "payer": None, "payee": None,
    })  # fmt: skip
    values, _ = run(regime, volume, 3.0, {"opex": opex, "capex": capex})
    terms = [(Fraction(1, 2), Fraction(0)), (1 + Fraction(uplift, 10), Fraction(borne, 10))]
    limits = [Fraction(3 * limit * one, 10) for one in volume]
    first, second = recover([opex, capex], terms, limits, carry)
    exactly(values["cost_oil_first_recovered"], first)
    exactly(values["cost_oil_second_recovered"], second)
    exactly(values["cost_oil"], [a + b for a, b in zip(first, second, strict=True)])


@pytest.mark.parametrize(("carry", "lost"), [(0, 10), (1, 6), (2, 2), (3, 0), ("unlimited", 0)])
def test_a_cost_waits_for_so_many_periods_after_its_own(carry: int | str, lost: int) -> None:
    """Cost 10, nothing to pay it from in its year, 4 in each of the next three."""
    values, _ = run(regime_of(recovery(carry_periods=carry)), [0, 4, 4, 4], 1.0, {"field": [10, 0, 0, 0]})
    assert values["cost_oil"].sum() == 10 - lost
    assert values["cost_oil_all_expired"].sum() == lost
    assert values["cost_oil_unrecovered"][-1] == 0


@given(rows)
@QUICK
def test_what_is_unrecovered_follows_the_closed_form(drawn: tuple[list[int], list[int], list[int]]) -> None:
    """With S the sum of cost less limit so far, B = S − min(0, lowest S so far): the recursion of Lindley."""
    costs, volume, _ = drawn
    regime = regime_of(recovery(limit=0.5))
    values, _ = run(regime, volume, 2.0, {"costs_of_field": costs})
    total = np.cumsum(np.array(costs) - np.array(volume))
    lowest = np.minimum(0, np.minimum.accumulate(total))
    assert values["cost_oil_unrecovered"] == pytest.approx(total - lowest, abs=1e-9)


def recovery(limit: float = 1.0, base: str = "revenue", **fields: Any) -> dict[str, Any]:
    return {
        "kind": "cost_recovery", "id": "cost_oil", "limit": limit, "limit_base": base, "carry_periods": "unlimited",
        "classes": [{"name": "all", "costs": "costs", "eligible": 1.0, "uplift": 0.0, "interest": 0.0}],
        "payer": None, "payee": None, **fields,
    }  # fmt: skip


def test_a_service_contract_pays_costs_back() -> None:
    regime = regime_of(recovery(0.5, payer="government", payee="contractor"), revenue_to="government")
    values, _ = run(regime, [1, 1], 20.0, {"opex": [15, 0]})
    assert values["net_contractor"] == pytest.approx([-5, 5])
    assert values["net_government"] == pytest.approx([10, 15])


# Shares of what is left


@given(rows, st.integers(0, 10), st.integers(0, 10), st.integers(0, 10))
@QUICK
def test_first_tranche_and_profit_are_shared_without_rest(
    drawn: tuple[list[int], list[int], list[int]], tranche: int, first: int, second: int
) -> None:
    costs, volume, _ = drawn
    regime = regime_of(
        {"kind": "profit_split", "id": "profit", "base": "revenue - ftp - cost_oil", "contractor_share": second / 10},
        {"kind": "first_tranche", "id": "ftp", "base": "revenue", "rate": tranche / 10, "contractor_share": first / 10},
        recovery(base="revenue - ftp"),
    )  # fmt: skip
    values, _ = run(regime, volume, 2.0, {"field": costs})
    revenue = [Fraction(2 * one) for one in volume]
    ftp = [Fraction(tranche, 10) * one for one in revenue]
    room = [a - b for a, b in zip(revenue, ftp, strict=True)]
    cost_oil = recover([costs], [(Fraction(1), Fraction(0))], room, None)[0]
    profit = [a - b for a, b in zip(room, cost_oil, strict=True)]
    state = [(1 - Fraction(first, 10)) * f + (1 - Fraction(second, 10)) * p for f, p in zip(ftp, profit, strict=True)]
    exactly(values["net_government"], state)


@given(rows, st.sampled_from(["previous", "current"]), st.integers(0, 2))
@QUICK
def test_the_r_factor_counts_to_the_period_before_or_to_this_one(
    drawn: tuple[list[int], list[int], list[int]], until: str, without: int
) -> None:
    costs, volume, _ = drawn
    regime = regime_of({
        "kind": "r_factor", "id": "r", "numerator": "revenue", "denominator": "costs", "cumulative_to": until,
        "without_costs": float(without),
    })  # fmt: skip
    values, _ = run(regime, volume, 1.0, {"field": costs})
    expected = []
    for t in range(len(costs)):
        end = t + 1 if until == "current" else t
        spent = sum(costs[:end])
        expected.append(Fraction(sum(volume[:end]), spent) if spent else Fraction(without))
    exactly(values["r"], expected)


@given(rows, st.integers(1, 9), st.integers(1, 9))
@QUICK
def test_profit_by_return_is_shared_until_each_hurdle_is_reached(
    drawn: tuple[list[int], list[int], list[int]], share: int, second: int
) -> None:
    """What lacks to a hurdle is the value at it of all cash of the contractor so far, summed anew in every period."""
    costs, volume, _ = drawn
    tiers = [(Fraction(1, 10), Fraction(share, 10)), (Fraction(1, 4), Fraction(second, 10))]
    last = Fraction(1, 20)
    regime = regime_of({
        "kind": "return_split", "id": "profit", "base": "revenue", "cash_before": "0 - costs",
        "tiers": [
            *({"hurdle": float(hurdle), "contractor_share": float(part)} for hurdle, part in tiers),
            {"hurdle": None, "contractor_share": float(last)},
        ],
    })  # fmt: skip
    values, _ = run(regime, volume, 1.0, {"field": costs})
    paid: list[Fraction] = []
    for t, produced in enumerate(volume):
        rest, got = Fraction(produced), Fraction(0)
        for hurdle, part in tiers:
            worth = sum(((paid[s] - costs[s]) * (1 + hurdle) ** (t - s) for s in range(t)), Fraction(0))
            lacking = max(Fraction(0), costs[t] - got - worth)
            used = min(rest, lacking / part)
            rest, got = rest - used, got + part * used
        paid.append(got + last * rest)
    exactly(values["profit_contractor"], paid)


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 3))
@QUICK
def test_domestic_obligation_after_its_holiday(share: int, price: int, holiday: int) -> None:
    regime = regime_of({
        "kind": "domestic_obligation", "id": "dmo", "value": "0.5 * revenue", "share": share / 10, "price_share": price / 10,
        "holiday_periods": holiday,
    })  # fmt: skip
    values, _ = run(regime, [0, 4, 0, 4, 4], 10.0, {"opex": [0] * 5})
    lost = Fraction(20 * share * (10 - price), 100)
    exactly(
        values["dmo"],
        [lost if t >= 1 + holiday and volume else Fraction(0) for t, volume in enumerate([0, 1, 0, 1, 1])],
    )


@given(rows, st.integers(0, 10), st.sampled_from(["carried", "lost"]))
@QUICK
def test_a_service_fee_within_its_limit(drawn: tuple[list[int], list[int], list[int]], limit: int, unpaid: str) -> None:
    volume, bases, _ = drawn
    regime = regime_of(
        {"kind": "service_fee", "id": "fee", "volume": "volume_oil", "fee": 2.0, "limit": limit / 10, "limit_base": "room",
         "unpaid": unpaid},
        revenue_to="government",
    )  # fmt: skip
    values, _ = run(regime, volume, 1.0, {"opex": [0] * len(volume)}, room=bases)
    owed, expected = Fraction(0), []
    for produced, base in zip(volume, bases, strict=True):
        owed = 2 * produced + (owed if unpaid == "carried" else 0)
        expected.append(min(owed, Fraction(limit * base, 10)))
        owed -= expected[-1]
    exactly(values["fee"], expected)
    exactly(values["net_contractor"], expected)


# Parties and funds


@pytest.mark.parametrize(
    ("enters", "carried", "past"),
    [
        ("start", "no", 0), ("start", "until_production", 0), ("start", "always", 0), ("production", "no", 0),
        ("production", "no", 1), ("production", "always", 1.5),
    ],
)  # fmt: skip
@given(rows, st.integers(0, 10), st.integers(0, 10))
@QUICK
def test_a_state_company_takes_its_share_and_is_carried(
    enters: str, carried: str, past: float, drawn: tuple[list[int], list[int], list[int]], interest: int, repaid: int
) -> None:
    costs, volume, _ = drawn
    interest, repaid = (0, 0) if carried == "no" else (interest, repaid)
    regime = regime_of({
        "kind": "participation", "id": "state", "party": "state_company", "share": 0.25, "costs": "costs", "receipts": "revenue",
        "enters": enters, "past_costs": past, "carried": carried, "carry_interest": interest / 10, "repaid_from": repaid / 10,
    })  # fmt: skip
    values, _ = run(regime, volume, 2.0, {"field": costs})
    net: list[Fraction] = []
    debt, before = Fraction(0), Fraction(0)
    for t, (cost, produced) in enumerate(zip(costs, volume, strict=True)):
        producing = any(volume[: t + 1])
        there = producing or enters == "start"
        receipts = Fraction(2 * produced, 4) if there else Fraction(0)
        own = Fraction(cost, 4) if there else Fraction(0)
        if enters == "production":
            if producing:
                own, before = own + Fraction(past) * before, Fraction(0)
            else:
                before += Fraction(cost, 4)
        lent = own if carried == "always" or (carried == "until_production" and not producing) else Fraction(0)
        debt = debt * (1 + Fraction(interest, 10)) + lent
        back = min(debt, receipts * Fraction(repaid, 10))
        debt -= back
        net.append(receipts - (own - lent) - back)
    exactly(values["net_state_company"], net)
    exactly(values["state_carry_left"][-1:], [debt])


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ({"year": 2025, "reached": None, "at": None}, [0, 7, 0, 0]),
        ({"year": 2020, "reached": None, "at": None}, [0, 0, 0, 0]),  # paid before the case begins
        ({"year": None, "reached": "volume_oil", "at": 5.0}, [0, 0, 7, 0]),
        ({"year": None, "reached": "volume_oil", "at": 6.0}, [0, 0, 0, 0]),
    ],
)  # fmt: skip
def test_a_bonus_is_paid_once(trigger: dict[str, Any], expected: list[float]) -> None:
    regime = regime_of({"kind": "bonus", "id": "bonus", "amount": 7.0, **trigger})
    values, _ = run(regime, [1, 4, 5, 5], 10.0, {"opex": [0] * 4}, first_year=2024)
    assert values["bonus"].tolist() == expected
    assert values["net_government"].tolist() == expected


@given(
    st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any),
    st.integers(0, 50),
    st.integers(0, 3),
    st.integers(0, 9),
)
@QUICK
def test_an_abandonment_fund_gives_back_all_that_it_took(
    volume: list[int], expected: int, interest: int, begin: int
) -> None:
    """It holds what abandonment will cost when the last barrel is produced, and afterwards pays it."""
    volume = [*volume, 0]
    abandonment = [0] * (len(volume) - 1) + [expected]
    regime = regime_of({
        "kind": "abandonment_fund", "id": "fund", "expected": f"{expected}", "costs": "abandonment",
        "from_produced_share": begin / 10, "interest": interest / 10,
    })  # fmt: skip
    values, _ = run(regime, volume, 10.0, {"abandonment": abandonment})
    paid, fund = [], Fraction(0)
    for t, one in enumerate(volume):
        fund *= 1 + Fraction(interest, 10)
        begun = 10 * sum(volume[: t + 1]) >= begin * sum(volume)
        share = Fraction(one, sum(volume[t:])) if any(volume[t:]) else Fraction(0)
        paid.append(share * max(Fraction(0), expected - fund) if begun else Fraction(0))
        fund += paid[-1]
    exactly(values["fund_paid_in"], paid)
    held = np.cumsum(values["fund_paid_in"] + values["fund_interest"] - values["fund_paid_out"])
    assert values["fund_closing"] == pytest.approx(held, abs=1e-9)
    assert (values["fund_closing"] >= -1e-9).all()
    assert (values["fund_paid_in"] >= -1e-9).all()
    last = max(t for t, one in enumerate(volume) if one)
    assert values["fund_closing"][last] >= expected - 1e-9
    assert values["fund_paid_out"][-1] == pytest.approx(expected, abs=1e-9)
    produced = np.cumsum(volume) / sum(volume)
    assert not values["fund_paid_in"][produced < begin / 10].any()
    assert values["net_bank"].sum() == pytest.approx(-values["fund_interest"].sum(), abs=1e-9)


# Instruments together


@given(st.permutations(range(5)))
@QUICK
def test_the_order_of_the_file_makes_no_difference(order: list[int]) -> None:
    instruments: list[dict[str, Any]] = [
        {"kind": "royalty", "id": "royalty", "base": "revenue", "rate": 0.1, "negative_base": "nothing"},
        recovery(0.6, "revenue - royalty"),
        {"kind": "r_factor", "id": "r", "numerator": "cost_oil + profit_contractor", "denominator": "costs",
         "cumulative_to": "previous", "without_costs": 0.0},
        {"kind": "profit_split", "id": "profit", "base": "revenue - royalty - cost_oil", "contractor_share": {"scale": {
            "driver": "r", "bands": [[1, 0.6], [None, 0.3]], "mode": "whole", "lag": 0, "ratchet": True}}},
        {"kind": "charge", "id": "levy", "amount": "0.01 * profit_contractor", "payer": "contractor", "payee": "region",
         "negative": "nothing"},
    ]  # fmt: skip
    project: Any = ([0, 5, 9, 4], 10.0, {"field": [30, 20, 10, 10]})
    as_written, _ = run(regime_of(*instruments), *project)
    shuffled, _ = run(regime_of(*(instruments[k] for k in order)), *project)
    # Checks are numbered in the order of the file; all others bear names.
    for name in as_written.keys() - {name for name in as_written if name.startswith("check_")}:
        assert as_written[name] == pytest.approx(shuffled[name], rel=1e-13, abs=1e-13), name


@given(rows, st.integers(1, 20), st.integers(1, 20))
@QUICK
def test_a_higher_price_hurts_no_party_of_a_plain_production_sharing(
    drawn: tuple[list[int], list[int], list[int]], price: int, more: int
) -> None:
    """Over the whole life and undiscounted, with flat rates: costs are recovered sooner and profit oil grows."""
    costs, volume, _ = drawn
    regime = regime_of(
        {"kind": "royalty", "id": "royalty", "base": "revenue", "rate": 0.1, "negative_base": "nothing"},
        recovery(0.6),
        {"kind": "profit_split", "id": "profit", "base": "revenue - royalty - cost_oil", "contractor_share": 0.4},
    )
    low, _ = run(regime, volume, float(price), {"field": costs})
    high, _ = run(regime, volume, float(price + more), {"field": costs})
    for party in ("net_contractor", "net_government"):
        assert high[party].sum() >= low[party].sum() - 1e-9
    for a, b in itertools.pairwise(np.cumsum(high["cost_oil"]) - np.cumsum(low["cost_oil"])):
        assert min(a, b) >= -1e-9
