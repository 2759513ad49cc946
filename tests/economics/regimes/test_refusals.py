"""What is wrong with a regime is said in a sentence, with the path of the field."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.regimes import load_regime, regime_from_text, regimes
from tests.economics.regimes.projects import regime_of, run


def text_of(name: str) -> str:
    return (files("sonae.economics.regimes") / "data" / f"{name}.yaml").read_text(encoding="utf-8")


def refusal_of(name: str, old: str, new: str) -> InputError:
    """What is said of a regime of the library in which one passage is written otherwise."""
    text = text_of(name)
    assert text.count(old) >= 1, old
    with pytest.raises(InputError) as refused:
        regime_from_text(text.replace(old, new, 1), "own.yaml")
    assert "own.yaml" in str(refused.value)
    return refused.value


def test_a_convention_that_is_not_stated_is_named_with_its_path() -> None:
    error = refusal_of("mys-psc-utm", "    negative_base: nothing\n", "")
    assert error.field == "instruments.0.negative_base"
    assert "convention is not stated" in str(error)


EXAMPLES = {one.kind: (regime.id, one.id) for regime in regimes() for one in regime.instruments}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_no_field_of_an_instrument_has_a_silent_value(kind: str) -> None:
    """Whatever field of an instrument is left out, the file is refused and the field named."""
    name, own = EXAMPLES[kind]
    tree = load_regime(name).model_dump(mode="json")
    instrument = next(one for one in tree["instruments"] if one["id"] == own)
    for field in set(instrument) - {"assumed", "kind"}:
        tree["instruments"] = [{key: value for key, value in instrument.items() if key not in (field, "assumed")}]
        with pytest.raises(InputError) as refused:
            regime_from_text(json.dumps(tree), "own.yaml")
        assert refused.value.field == f"instruments.0.{field}"


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "says"),
    [
        ("mys-psc-utm", "rate: 0.10\n", "rate: 0.10\n    rates: 0.2\n", "instruments.0.rates", "no such field"),
        ("mys-psc-utm", "rate: 0.10\n", "rate: '0.10'\n", "instruments.0.rate", "number"),
        ("mys-psc-utm", "rate: 0.10\n", "rate: yes\n", "instruments.0.rate", "number"),
        ("mys-psc-utm", "rate: 0.10\n", "rate: .inf\n", "instruments.0.rate", "finite"),
        ("mys-psc-utm", "lag: 0}", "lag: -1}", "instruments.4.losses.lag", "greater"),
        ("mys-psc-utm", "lag: 0}", "periods: 3}", "instruments.4.losses.lag", "not stated"),
        ("mys-psc-utm", "source: utm", "source: utn", None, "names the source"),
        ("mys-psc-utm", "id: cost_oil", "id: royalty", None, "stands twice"),
        ("mys-psc-utm", "{other: contractor}", "{opex: contractor}", None, "who pays"),
        ("mys-psc-utm", "opened: 2026-11-22", "opened: lately", "sources.utm.opened", "date"),
        ("mys-psc-utm", "life: 10", "life: null", "instruments.3", "straight_line needs life"),
        ("mys-psc-utm", "period: year", "period: quarter", "period", "year"),
        ("wbg-psc-example", "carry_periods: the", "carry: the", "instruments.1", "carry"),
        ("zmb-copper-2023", "[5000, 0.065]", "[3000, 0.065]", "instruments.0.rate.scale", "overlap"),
        ("zmb-copper-2023", "[null, 0.10]", "[9000, 0.10]", "instruments.0.rate.scale", "open"),
        ("zmb-copper-2023", "        lag: 0\n", "", "instruments.0.rate.scale.lag", "not stated"),
        ("aze-acg-1994", "0.2275", "0.1575", "instruments.2", "overlap"),
        ("nga-pia-shallow-2021", "[0.20, 0.20, 0.20, 0.20, 0.19]", "[0.20, 0.20]", "instruments.5", "add up to 1"),
        ("nga-pia-shallow-2021", "2022: 51.0", "'2022': 51.0", "instruments.1.value.from_year", "whole number"),
        ("guy-stabroek-2016", "year: 2016", "year: null", "instruments.0", "bonus"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_where_it_stands(name: str, old: str, new: str, field: str | None, says: str) -> None:
    error = refusal_of(name, old, new)
    assert error.field == field
    assert says in str(error)


def test_a_year_that_is_typed_twice_is_refused_in_its_row() -> None:
    error = refusal_of("nga-pia-shallow-2021", "2022: 51.0, 2023: 52.02", "2022: 51.0, 2022: 52.02")
    assert "2022" in str(error)
    assert error.row is not None


@pytest.mark.parametrize(
    "losses",
    [
        {"treatment": "carried", "periods": 5, "use_share": 1.0, "interest": 0.1, "interest_claims": 3},
        {"treatment": "carried", "periods": "unlimited", "use_share": 1.0, "interest": 0.1, "interest_claims": 0},
        {"treatment": "carried", "periods": "unlimited", "use_share": 1.0, "interest": 0.0, "interest_claims": 3},
    ],
    ids=["expiry", "no claims", "no interest"],
)
def test_interest_on_losses_has_to_fit_the_rest(losses: dict[str, Any]) -> None:
    old = "losses: {treatment: refunded, lag: 0}"
    assert refusal_of("mys-psc-utm", old, f"losses: {losses}").field == "instruments.4.losses"


def test_a_circle_is_refused_with_its_lines() -> None:
    regime = regime_of(
        {"kind": "royalty", "id": "a", "base": "revenue - b", "rate": 0.1, "negative_base": "nothing"},
        {"kind": "royalty", "id": "b", "base": "revenue - a", "rate": 0.1, "negative_base": "nothing"},
    )
    with pytest.raises(InputError, match=r"circle: .*a.*b.*a"):
        run(regime, [1], 1.0, {"opex": [0]})


def test_a_line_that_nobody_gives_is_refused_with_the_nearest() -> None:
    regime = regime_of({"kind": "royalty", "id": "a", "base": "revenues", "rate": 0.1, "negative_base": "nothing"})
    with pytest.raises(UnknownChoiceError, match=r"«revenues»; nearest valid: .*revenue"):
        run(regime, [1], 1.0, {"opex": [0]})


def test_two_instruments_that_write_one_line_are_refused() -> None:
    regime = regime_of(
        {"kind": "royalty", "id": "a", "base": "revenue", "rate": 0.1, "negative_base": "nothing"},
        {"kind": "royalty", "id": "a_base", "base": "revenue", "rate": 0.1, "negative_base": "nothing"},
    )
    with pytest.raises(InputError, match=r"a_base.*twice"):
        run(regime, [1], 1.0, {"opex": [0]})


@pytest.mark.parametrize(
    "formula", ["revenue /  costs", "revenue ** 2", "open('x')", "revenue if 1 else 0", "revenue +"]
)
def test_a_formula_that_cannot_be_read_is_refused_where_it_stands(formula: str) -> None:
    regime = regime_of({"kind": "royalty", "id": "a", "base": formula, "rate": 0.1, "negative_base": "nothing"})
    with pytest.raises(InputError) as refused:
        run(regime, [1], 1.0, {"opex": [0]})
    assert refused.value.field == "a.base"


def test_a_year_before_the_first_of_a_term_is_refused() -> None:
    with pytest.raises(InputError, match="states no «price_benchmark_value» for 2019"):
        run("nga-pia-shallow-2021", [1], 1.0, {"capex": [0], "opex": [0]}, first_year=2019, annual_budget=0.0)


def test_a_marginal_scale_cannot_stay_up() -> None:
    scale = {"driver": "revenue", "bands": [[1, 0.1], [None, 0.2]], "mode": "marginal", "lag": 0, "ratchet": True}
    regime = regime_of(
        {"kind": "royalty", "id": "a", "base": "revenue", "rate": {"scale": scale}, "negative_base": "nothing"}
    )
    with pytest.raises(InputError, match="no ratchet"):
        run(regime, [1], 1.0, {"opex": [0]})


def test_a_file_of_ones_own_is_read_and_a_missing_one_refused(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(text_of("mys-psc-utm"), encoding="utf-8")
    assert load_regime("own.yaml", tmp_path).sha256 == load_regime("mys-psc-utm").sha256
    with pytest.raises(InputError, match=r"other\.yaml"):
        load_regime("other.yaml", tmp_path)


@pytest.mark.parametrize("bands", ["[[3, 0.1], [3, 0.2], [null, 0.3]]", "[[5, 0.1], [3, 0.2], [null, 0.3]]"])
def test_bands_that_end_at_one_point_or_fall_overlap(bands: str) -> None:
    scale = f"{{scale: {{driver: revenue, bands: {bands}, mode: whole, lag: 0, ratchet: false}}}}"
    error = refusal_of("mys-psc-utm", "contractor_share: 0.35", f"contractor_share: {scale}")
    assert error.field == "instruments.2.contractor_share.scale"
    assert "bands overlap" in str(error)


def test_nobody_pays_itself() -> None:
    text = (files("sonae.economics.regimes") / "data" / "irq-tsc-2009.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="«government» pays itself"):
        regime_from_text(text.replace("payee: contractor", "payee: government", 1), "own.yaml")
    with pytest.raises(InputError, match="names a payer or a payee, and not both"):
        regime_from_text(text.replace("payee: contractor", "payee: null", 1), "own.yaml")
