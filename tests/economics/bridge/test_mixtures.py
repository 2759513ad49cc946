"""Values of mixtures against a plain reckoning in fractions, and against the ledger of an evaluation alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.economics.bridge import FACTORS, BridgeSettings, Factor, State, bridge, mixture_value, state_value
from sonae.economics.conditions import Change, MoneyTerms, Timing, demonstration_conditions
from sonae.economics.ledger import Case, evaluate_case
from sonae.economics.regimes import load_regime
from tests.economics.bridge.cases import SETTINGS, case, conditions, regime, state
from tests.economics.bridge.oracle import Plain, average_over_orders, value_of

pytestmark = pytest.mark.slow

YEARS = range(2024, 2032)
SEEN: tuple[Factor, ...] = (
    "time", "actuals", "deck", "fx", "inflation_discount", "volume", "schedule", "capex", "opex", "fiscal_terms", "share"
)  # fmt: skip
amounts = st.dictionaries(st.sampled_from(range(2026, 2030)), st.integers(1, 9), min_size=1, max_size=4)


@st.composite
def plain(draw: st.DrawFn) -> Plain:
    def path(low: int, high: int) -> dict[int, Fraction]:
        return {year: Fraction(draw(st.integers(low, high))) for year in YEARS}

    def line() -> dict[int, Fraction]:
        return {year: Fraction(value) for year, value in draw(amounts).items()}

    return Plain(
        path(40, 60), path(90, 110), Fraction(draw(st.sampled_from([0, 1, 2])), 8), draw(st.sampled_from([2026, 2027])),
        line(), line(), line(), Fraction(draw(st.integers(0, 3)), 8), Fraction(draw(st.integers(0, 4)), 4),
    )  # fmt: skip


def built(name: str, of: Plain, actual_until: int | None) -> State:
    def written(values: Mapping[int, Fraction]) -> dict[int, float]:
        return {year: float(value) for year, value in values.items()}

    under = conditions(
        ("{2020: 50}", str(written(of.price))), ("{2020: 100}", str(written(of.fx))),
        ("rate: 0.0, currency", f"rate: {float(of.rate)}, currency"),
        ("base_date: 2026-01-01", f"base_date: {of.base_year}-01-01"),
    )  # fmt: skip
    own = case({
        "years": 4, "products.oil.volume": written(of.volume), "costs.capex.values": written(of.capex),
        "costs.opex.values": written(of.opex),
    })  # fmt: skip
    return state(
        name,
        own,
        under,
        terms=regime(f"{float(of.royalty)} * revenue"),
        share=float(of.share),
        actual_until=actual_until,
    )


@given(plain(), plain(), st.sampled_from([None, 2026, 2027, 2029]), st.sets(st.sampled_from(SEEN)))
@settings(max_examples=60, deadline=None)
def test_a_mixture_is_worth_what_fractions_say(old: Plain, new: Plain, cut: int | None, taken: set[Factor]) -> None:
    found = mixture_value(built("old", old, None), built("new", new, cut), SETTINGS, sorted(taken))
    expected = value_of(old, new, cut or 0, sorted(taken))
    assert found == pytest.approx(float(expected), rel=1e-11, abs=1e-6)


@given(plain(), plain())
@settings(max_examples=6, deadline=None)
def test_bridge_is_the_average_over_all_orders(old: Plain, new: Plain) -> None:
    """Four factors that differ, all 24 orders, each mixture in fractions."""
    new = Plain(new.price, old.fx, old.rate, old.base_year, new.volume, old.capex, old.opex, new.royalty, new.share)
    names: tuple[Factor, ...] = ("deck", "volume", "schedule", "fiscal_terms", "share")
    expected = average_over_orders(lambda done: value_of(old, new, 0, [names[at] for at in done]), len(names))
    found = bridge(built("old", old, None), built("new", new, None), SETTINGS)
    for name, amount in zip(names, expected, strict=True):
        assert float(found.step(name, "averaged").amount) == pytest.approx(float(amount), rel=1e-9, abs=1e-6)
    assert found.residual("averaged") == found.residual("fixed") == 0


@given(plain(), plain(), st.sampled_from([None, 2027]), st.permutations(FACTORS))
@settings(max_examples=8, deadline=None)
def test_there_and_back(old: Plain, new: Plain, cut: int | None, order: list[Factor]) -> None:
    chosen = BridgeSettings(tuple(order), ("capex",), ("opex",), "from_base_date")
    states = built("old", old, None), built("new", new, cut)
    there, back = bridge(*states, chosen), bridge(*reversed(states), chosen)
    for found in (there, back):
        for kind in ("fixed", "averaged"):
            assert found.residual(kind) == 0
            waterfall = found.waterfall(kind)
            level = waterfall.start
            for bar in waterfall.bars:
                assert bar.start == level
                level = bar.end
            assert level == waterfall.end
    assert [step.factor for step in there.fixed] == order
    assert [step.amount for step in back.averaged] == [-step.amount for step in there.averaged]
    for step in (*there.fixed, *there.averaged):
        assert step.differs or (step.amount == 0 and step.yen == 0)


def test_a_state_alone_is_its_ledger_discounted() -> None:
    """Two products, one priced by formula in real money, a regime with pools, depreciation and tax; fiscal years."""
    own, under = demonstration_case(), demonstration_conditions()
    evaluated = State("now", own, under, load_regime("mys-psc-utm"), "contractor", 0.4, "appraisal", 2027)
    ledger = evaluate_case(own, under)
    yen = under.convert(ledger.net("contractor"), ledger.grid, ledger.money, under.money)
    factors = under.discount_factors("appraisal", ledger.grid, under.money)
    chosen = BridgeSettings(FACTORS, ("capex",), ("opex",), "all")
    assert state_value(evaluated, chosen) == pytest.approx(0.4 * float((yen * factors).sum()), rel=1e-13)
    ahead = factors * (ledger.grid.years_from(under.conventions.base_date, Timing.END) > 0)
    chosen = BridgeSettings(FACTORS, ("capex",), ("opex",), "from_base_date")
    assert state_value(evaluated, chosen) == pytest.approx(0.4 * float((yen * ahead).sum()), rel=1e-13)


def demonstration_case(later: int = 0) -> Case:
    """A field of fiscal years with oil and liquefied gas under a regime of the library."""
    usd = {"currency": "USD", "base": "FY2026"}
    years = {year + later: 5.0 - 0.25 * at for at, year in enumerate(range(2029, 2040))}
    product = {
        "deck": "oil", "unit": "bbl", "price_factor": 0.97, "differential": -1.5, "differential_money": usd, "volume": years,
    }  # fmt: skip
    return case({
        "amounts": "units", "calendar": "fiscal_year", "period": "year",
        "first_year": 2025, "years": 18, "regime": "mys-psc-utm",
        "products": {
            "oil": product,
            "gas": {**product, "deck": "lng", "unit": "MMBtu", "volume": {year: 3 * value for year, value in years.items()}},
        },
        "costs": {
            "capex": {"money": usd, "values": {2025: 20.0, 2026 + later: 80.0, 2027 + later: 60.0}},
            "opex": {"money": usd, "values": dict.fromkeys(years, 40.0)},
        },
    })  # fmt: skip


def test_the_columns_do_not_touch_each_other() -> None:
    """Every mixture of a large bridge, valued alone, has the bits that it has among 2,048."""
    changes = [
        {"price": "oil", "multiply": 0.9, "starting": "2026-04"}, {"fx": "USD/JPY", "multiply": 1.1, "starting": "2026-04"},
        {"inflation": "USD", "add": 0.01, "starting": "2027-01"}, {"discount": "appraisal", "add": 0.01},
    ]  # fmt: skip
    under = demonstration_conditions()
    later = under.with_changes("next", [Change.of(change) for change in changes])
    terms = load_regime("mys-psc-utm")
    old = State("old", demonstration_case(), under, terms, "contractor", 0.4, "appraisal", 2025)
    new = State("new", demonstration_case(1), later, terms, "contractor", 0.3, "appraisal", 2026)
    found = bridge(old, new, SETTINGS)
    order: list[Factor] = []
    level = Fraction(found.values[0])
    for step in found.fixed:
        order.append(step.factor)
        level += step.amount
        assert Fraction(mixture_value(old, new, SETTINGS, order)) == level
    assert found.mixtures == 2 ** sum(step.differs for step in found.fixed)
    assert MoneyTerms.nominal("JPY").label("en") == found.money
    assert np.isfinite(found.values).all()
