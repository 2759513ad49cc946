"""The library of regimes: every one loads, lowers and runs on a plain project, and its parties share what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import BaseModel

from sonae.core import UnknownChoiceError
from sonae.economics.ledger.lines import TIMING
from sonae.economics.regimes import Instrument, Regime, load_regime, lower, regime_names, regimes
from tests.economics.regimes.library_table import table
from tests.economics.regimes.projects import run

pytestmark = pytest.mark.slow

YEARS = 12
COSTS: Mapping[str, Sequence[float]] = {
    "capex": [400, 200, 50] + [0] * 9,
    "opex": [0, 0] + [60] * 9 + [0],
    "tangible": [300, 100] + [0] * 10,
    "intangible": [100, 100] + [0] * 10,
    "exploration": [20] + [0] * 11,
    "abandonment": [0] * 10 + [40, 40],
    "liquefaction_capex": [500, 300] + [0] * 10,
    "liquefaction_opex": [0, 0] + [25] * 9 + [0],
}
GIVEN: Mapping[str, Sequence[float] | float] = {
    "annual_budget": 30e4, "allowable_deductions": 5e4, "capital_recognition": 10e4, "feasibility_price": 3.0,
}  # fmt: skip
VOLUME = 1e4 * np.array([0, 0, 90, 110, 100, 85, 70, 60, 50, 40, 30, 0])


def plain_project(regime: Regime, price: float) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Run a regime on the plain project, with the lines it needs and those two classes of costs that every project has."""
    needs = lower(regime, ("capex", "opex")).draft.needs()
    product = "copper" if any(name.endswith("_copper") for name in needs) else "oil"
    costs = {
        name: [1e4 * cost for cost in row] for name, row in COSTS.items() if name in needs or name in ("capex", "opex")
    }
    profit = VOLUME * price - np.sum(list(costs.values()), axis=0)
    given: dict[str, Any] = {**GIVEN, "net_sales": VOLUME * price, "mining_profit": profit}
    also = {name: value for name, value in given.items() if name in needs}
    unknown = needs - {*TIMING, *costs, *also, "revenue", "costs", f"price_{product}", f"volume_{product}"}
    assert not unknown, f"{regime.id} needs {unknown}"
    values, lowered = run(regime, VOLUME.tolist(), price, costs, product=product, **also)
    nets = sum(values[f"net_{party}"] for party in lowered.parties)
    assert nets == pytest.approx(profit, abs=1e-3)
    return values


@pytest.mark.parametrize("name", regime_names())
@pytest.mark.parametrize("price", [0.5, 4.0, 60.0])
def test_a_regime_runs_on_a_plain_project_and_shares_what_there_is(name: str, price: float) -> None:
    """All promises of its instruments hold, which the harness asserts; the sum of the parties is worked out here once more."""
    values = plain_project(load_regime(name), price)
    assert all(np.isfinite(row).all() for row in values.values())


@pytest.mark.parametrize("name", regime_names())
def test_the_state_takes_more_of_a_project_that_earns_more(name: str) -> None:
    """Without discounting, and from a project in loss to one in profit."""
    dear, cheap = (plain_project(load_regime(name), price) for price in (60.0, 4.0))
    assert dear["net_government"].sum() > cheap["net_government"].sum()
    if name != "irq-tsc-2009":  # a fee a barrel, once paid in full, does not move with the price
        owner = load_regime(name).revenue_to
        assert dear[f"net_{owner}"].sum() > cheap[f"net_{owner}"].sum()


def test_the_library_holds_all_kinds() -> None:
    assert len(regimes()) >= 16
    assert {regime.kind for regime in regimes()} == {"concession", "psc", "service", "mining", "tolling"}
    assert {regime.period for regime in regimes()} == {"year", "month"}


def test_at_least_six_regimes_are_read_in_full() -> None:
    whole = {regime.id for regime in regimes() if not regime.illustrative}
    assert len(whole) >= 6
    assert {"idn-gross-split", "mys-psc-utm", "nor-shelf-2022", "jpn-mineral-products-tax"} <= whole
    assert not {"aze-acg-1994", "irq-tsc-2009", "moz-lng-tolling"} & whole


@pytest.mark.parametrize("regime", regimes(), ids=lambda regime: regime.id)
def test_a_regime_says_where_it_comes_from(regime: Regime) -> None:
    assert {instrument.source for instrument in regime.instruments} == set(regime.sources)
    assert regime.id in regime_names()
    assert regime.id.startswith(regime.country.lower()) or regime.country == "WLD"
    assert regime.effective_to is None or regime.effective_to > regime.effective_from
    assert all(source.where != source.title for source in regime.sources.values())
    assert any("\u3040" <= letter <= "\u9fff" for letter in regime.name_ja)
    assert regime.name_en.isascii()


def test_every_kind_of_instrument_but_one_stands_in_the_library() -> None:
    """An abandonment fund alone is for files of one's own."""
    kinds = {instrument.kind for regime in regimes() for instrument in regime.instruments}
    assert kinds == {
        "definition", "royalty", "first_tranche", "cost_recovery", "profit_split", "return_split", "r_factor",
        "domestic_obligation", "depreciation", "allowance", "income_tax", "charge", "resource_rent", "bonus", "service_fee",
        "participation",
    }  # fmt: skip


def test_labels_tell_regimes_and_versions_apart() -> None:
    assert len({regime.sha256 for regime in regimes()}) == len(regimes())
    regime = load_regime("zmb-copper-2023")
    assert regime.label == f"zmb-copper-2023 Act 29 of 2022 ({regime.sha256[:12]})"


def test_a_regime_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownChoiceError, match="zmb-copper-2023"):
        load_regime("zmb-copper-2019")


PAGE = (Path(__file__).parents[3] / "docs" / "method" / "regimes.md").read_text(encoding="utf-8")


def test_the_page_holds_the_table_of_the_library() -> None:
    assert table() in PAGE


def test_the_page_explains_every_instrument() -> None:
    kinds = {kind for union in get_args(Instrument)[:1] for one in get_args(union) for kind in _kinds_of(one)}
    assert {line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")} == kinds


def _kinds_of(instrument: type[BaseModel]) -> tuple[str, ...]:
    return get_args(instrument.model_fields["kind"].annotation)
