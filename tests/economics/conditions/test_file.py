"""Condition files: the hash is of the content, every convention is stated, and one sentence says what is wrong."""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sonae.core import Classification, InputError
from sonae.economics.conditions import (
    conditions_from_text,
    demonstration_conditions,
    demonstration_text,
    load_conditions,
)
from tests.economics.conditions.cases import (
    DISCOUNT,
    FX,
    HEAD,
    INFLATION,
    PRICES,
    PROCESS,
    SMALL,
    STRESSES,
    small,
    uncertain,
)

pytestmark = pytest.mark.slow


def shuffled(node: Any, order: random.Random) -> Any:
    """The same tree with the keys of every mapping in another order."""
    if isinstance(node, dict):
        keys = list(node)
        order.shuffle(keys)
        return {key: shuffled(node[key], order) for key in keys}
    return [shuffled(part, order) for part in node] if isinstance(node, list) else node


@settings(max_examples=20)
@given(st.randoms(use_true_random=False), st.booleans(), st.sampled_from(["small", "demonstration"]))
def test_the_hash_is_the_same_in_any_order_and_layout(order: random.Random, flow: bool, which: str) -> None:
    text = SMALL if which == "small" else demonstration_text()
    other = yaml.safe_dump(shuffled(yaml.safe_load(text), order), sort_keys=False, default_flow_style=flow)
    assert conditions_from_text(other, "other.yaml").sha256 == conditions_from_text(text, "file.yaml").sha256


@pytest.mark.parametrize("make", [small, uncertain, demonstration_conditions, lambda: small().with_stress("cheap_oil")])
def test_a_set_written_out_reads_back_to_the_same_hash(make: Any) -> None:
    conditions = make()
    again = conditions_from_text(conditions.as_yaml(), "again.yaml")
    assert again.sha256 == conditions.sha256
    assert again.as_yaml() == conditions.as_yaml()
    assert pickle.loads(pickle.dumps(conditions)).sha256 == conditions.sha256  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("2025-Q1: 60,", "2025Q1: 60.0,"),
        ("FY2025: 150", "令和7年度: 1.5e+2"),
        ("{2025: 100,", '{"2025": 100,'),
        ("unit: USD/bbl", "unit: ' USD/bbl'"),
        ("benchmark: crude", "benchmark: '  crude '"),
        ("version: 3", "version: '3'"),
        ("parent: none", "parent: null"),
        ("base: 2026", "base: '2026'"),
        ("multiply: 0.5, starting: 2026-01", "starting: 2026-01, multiply: 0.50"),
    ],
)
def test_the_same_content_in_another_spelling_has_the_same_hash(written: str, otherwise: str) -> None:
    assert small((written, otherwise)).sha256 == small().sha256


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("2025-Q1: 60", "2025-Q1: 60.000001"),
        ("timing: mid", "timing: end"),
        ("name: small", "name: smaller"),
        ("as_of: 2026-11-01", "as_of: 2026-11-02"),
        ("assumed: by hand", "source: by hand"),
        ("quote: USD per AUD", "quote: AUD per USD"),
        ("within_year: step", "within_year: smooth"),
        ("classification: public", "classification: internal"),
        ("multiply: 0.5", "multiply: 0.6"),
    ],
)
def test_another_content_has_another_hash(written: str, otherwise: str) -> None:
    assert small((written, otherwise)).sha256 != small().sha256


def test_a_set_cannot_be_changed() -> None:
    conditions = small()
    before = conditions.sha256
    with pytest.raises(ValidationError):
        conditions.name = "other"
    for mapping in (conditions.prices, conditions.discount, conditions.prices["oil"].values):  # type: ignore[union-attr]
        with pytest.raises(TypeError, match="cannot be changed"):
            mapping["oil"] = 1  # type: ignore[index, assignment]
        with pytest.raises(TypeError, match="cannot be changed"):
            mapping.clear()
    assert conditions.sha256 == before == small().sha256


def test_without_a_label_it_is_secret() -> None:
    assert small().classification is Classification.PUBLIC
    assert small(("classification: public\n", "")).classification is Classification.SECRET


CONVENTIONS = {
    "timing: mid, ": ("conventions.timing", "end, mid or start of the period"),
    "period: fiscal_year, ": ("conventions.period", "month, quarter, half_year, calendar_year or fiscal_year"),
    "base_date: 2026-04-01, ": ("conventions.base_date", "first or the last day of a month"),
    ", money: nominal}\n": ("conventions.money", "nominal or real: the money of results"),
    "    after: none\n": ("prices.oil.after", "none, flat_real, flat_nominal or {escalate: …}"),
    "    every: quarter\n": ("prices.oil.every", "month, quarter, calendar_year or fiscal_year"),
    "    money: real\n": ("prices.ore.money", "nominal or real"),
    "    unit: USD/lb\n": ("prices.ore.unit", "currency/quantity"),
    "    benchmark: gas\n": ("prices.lng.benchmark", "grade, place"),
    "lag_months: 3, ": ("prices.lng.formula.lag_months", "months between reference and delivery"),
    "average_months: 1, ": ("prices.lng.formula.average_months", "averaged over"),
    "constant: 0.5, ": ("prices.lng.formula.constant", "0 where there is none"),
    ", limits: none": ("prices.lng.formula.limits", "none, or floor, cap, s_curve"),
    "  through: USD\n": ("fx.through", "cross rates"),
    "quote: JPY per USD, ": ("fx.rates.USD/JPY.quote", "JPY per USD"),
    "after: hold, ": ("inflation.USD.after", "none, hold, or {rate: …}"),
    "money: nominal, ": ("discount.funding.money", "nominal or real"),
    "compounding: yearly, ": ("discount.funding.compounding", "yearly or continuous"),
    "parent: none\n": ("parent", "or none"),
    "version: 3\n": ("version", "the version of the set"),
    "as_of: 2026-11-01\n": ("as_of", "the day of the view"),
}


@pytest.mark.parametrize("cut", CONVENTIONS)
def test_a_convention_that_is_not_stated_is_refused_by_name(cut: str) -> None:
    field, expected = CONVENTIONS[cut]
    rest = "}\n" if cut.endswith("}\n") else ""
    assert cut in SMALL
    with pytest.raises(InputError) as refused:
        conditions_from_text(SMALL.replace(cut, rest, 1), "small.yaml")
    said = str(refused.value)
    assert said.startswith(f"small.yaml, field «{field}»: the field is missing; expected")
    assert expected in said


SLIPS = [
    ("parent: none", "parent: last year", "parent is named by its SHA-256"),
    ("version: 3", "version: 3.1", "write it in quotes"),
    ("base_date: 2026-04-01", "base_date: 2026-04-15", "a base date is the first or the last day of a month"),
    ("money: nominal}", "money: real}", "real money has no base: state «base»"),
    ("money: nominal}", "money: nominal, base: 2026}", "nominal money has no base"),
    ("timing: mid", "timing: middle", "«conventions.timing»: input should be 'end', 'mid' or 'start'"),
    ("classification: public", "classification: open", "public, internal or secret"),
    ("base: 2026\n", "base: 2026-13\n", "«prices.ore.base»: a base is a year 2026"),
    ("2025-Q1: 60,", "2025-Q1: 60, 2025-Q1: 61,", "the key «2025-Q1» stands there twice"),
    ("2025-Q1: 60,", "2025-Q1: 60, 2025Q1: 61,", "«prices.oil.values»: 2025-Q1 is typed twice"),
    ("{2025: 100,", "{2025: 100, 2_025: 101,", "a key stands there twice in two spellings"),
    ("FY2025: 150,", "FY2025: 150, 2025: 151,", "FY2025 is typed twice"),
    ("FY2025: 150,", "FY2025: 150, 令和7年度: 151,", "FY2025 is typed twice"),
    ("2025-Q3: 68, ", "", "2025-Q3 is missing between 2025-Q2 and 2025-Q4"),
    ("2025-Q3: 68", "2025-Q3:", "2025-Q3 has no value; missing is not zero"),
    ("2025-Q3: 68", "2025-07: 68", "«2025-07» is no quarter; one is written as 2026-Q2"),
    ("2025-Q3: 68", "2025-Q3: 0", "«prices.oil.values.2025-Q3»: input should be greater than 0"),
    ("2025-Q3: 68", "2025-Q3: -4", "greater than 0"),
    ("2025-Q3: 68", "2025-Q3: .inf", "finite number"),
    ("2025-Q3: 68", "2025-Q3: true", "stands where a number belongs"),
    ("unit: USD/bbl", "unit: dollars", "«prices.oil.unit»: «dollars» is no unit of a price"),
    ("unit: USD/bbl", "unit: USD/barrel", "unknown quantity «barrel»"),
    ("after: none", "after: flat", "«prices.oil.after"),
    ("after: none", "after: {escalate: 0.02, from: 2030}", "there is no such field"),
    ("of: oil", "of: gas", "refers to «gas», which is no price of the set"),
    ("of: oil", "of: lng", "the formulas of lng → lng form a cycle"),
    ("limits: none", "limits: {}", "without any they are «none»"),
    ("limits: none", "limits: {floor: 9, cap: 4}", "the floor lies above the cap"),
    ("limits: none", "limits: {s_curve: {low: 9, high: 4, slope_below: 0, slope_above: 0}}", "lower bend lies below the upper"),
    ("unit: USD/MMBtu", "unit: JPY/MMBtu", "the formula of «lng» is in another currency than «oil»"),
    ("through: USD", "through: JPY", "AUD/USD does not hold JPY"),
    ("quote: JPY per USD", "quote: JPY per EUR", "the quote of USD/JPY is «JPY per USD» or «USD per JPY»"),
    ("AUD/USD:", "JPY/USD:", "the quote of JPY/USD"),
    ("AUD/USD: {quote: USD per AUD", "JPY/USD: {quote: USD per JPY", "stands there twice, both ways round"),
    ("AUD/USD:", "AUDUSD:", "no pair; one is written as USD/JPY"),
    ("within_year: step, ", "", "within_year is not stated: step or smooth"),
    ("  USD: {every: calendar_year, rates", "  USD: {every: month, rates", "no month; one is written as 2026-04"),
    ("rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, ", "", "by rates or by an index, one of the two"),
    ("rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}", "index: {2025: 1, 2026: 2}", "within_year belongs to rates"),
    ("rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step", "index: {2025: 1}", "an index has no rate to hold"),
    ("USD: {every", "dollars: {every", "«inflation»: «dollars» is no currency"),
    ("discount:\n  funding", "discount:\n  Funding Rate", "«Funding Rate» is no name"),
    ("quote: JPY per USD, every: fiscal_year", "quote: JPY per USD, colour: red, every: fiscal_year", "no such field"),
    ("assumed: by hand\n  ore", "assumed: by hand\n    source: a book\n  ore", "state a source or «assumed:»"),
    ("    assumed: by hand\n  ore", "  ore", "state a source or «assumed:» with the reason"),
    ("price: oil, multiply", "price: oill, multiply", "stress cheap_oil: unknown price «oill»; nearest valid: oil"),
    ("multiply: 0.5, starting: 2026-01", "multiply: 0.5", "does not say from which month it holds"),
    ("starting: 2026-01", "starting: soon", "a month is written as 2026-04"),
    ("multiply: 0.5, ", "", "a change is one of multiply, add and replace"),
    ("price: oil, multiply", "price: oil, fx: USD/JPY, multiply", "names one of price, fx, inflation and discount"),
    ("price: oil, multiply: 0.5", "inflation: USD, multiply: 0.5", "a rate of inflation is changed by add or replace"),
    ("price: oil, multiply: 0.5", "discount: funding, add: 0.5", "«starting» does not belong here"),
    ("multiply: 0.5, starting: 2026-01", "replace: {unit: USD/bbl}", "replace."),
]  # fmt: skip


@pytest.mark.parametrize(("written", "slip", "sentence"), SLIPS)
def test_one_sentence_for_what_is_wrong(written: str, slip: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        small((written, slip))
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("small.yaml")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("part", [HEAD, PRICES, FX, INFLATION, DISCOUNT])
def test_a_part_that_is_missing_is_named(part: str) -> None:
    with pytest.raises(InputError, match="the field is missing"):
        conditions_from_text(SMALL.replace(part, ""), "small.yaml")


def test_changes_without_a_parent_are_refused() -> None:
    with pytest.raises(InputError, match="changes were made from a parent"):
        small(extra="made_by: [{price: oil, multiply: 2, starting: 2026-01}]\n")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_conditions(tmp_path / "none.yaml")
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        load_conditions(bad)
    good = tmp_path / "good.yaml"
    good.write_text(SMALL, encoding="utf-8")
    assert load_conditions(good).sha256 == small().sha256
    with pytest.raises(InputError, match="«file»: there is no such field"):
        small(extra="file: other.yaml\n")


MATRIX = "oil: {oil: 1, USD/JPY: 0.6}, USD/JPY: {oil: 0.6, USD/JPY: 1}"


@pytest.mark.parametrize(
    ("written", "slip", "sentence"),
    [
        (MATRIX, "oil: {oil: 1}, USD/JPY: {oil: 0.6, USD/JPY: 1}", "the correlation of oil and USD/JPY is not stated"),
        (MATRIX, "oil: {oil: 1, USD/JPY: 0.6}", "the correlation of USD/JPY and"),
        (MATRIX, MATRIX.replace("{oil: 0.6", "{oil: 0.5"), "is not the same both ways"),
        (MATRIX, MATRIX.replace("oil: 1,", "oil: 0.9,"), "the correlation of oil with itself is not 1"),
        (MATRIX, MATRIX.replace("0.6", "1.6"), "lies outside −1 to 1"),
        (MATRIX, MATRIX.replace("oil: 1,", "oil: 1, ore: 0,"), "names «ore», which has no process"),
        ("centre: mean", "", "«uncertainty.centre»: the field is missing; expected mean or median"),
        ("step: month", "", "«uncertainty.step»: the field is missing"),
        ("start: 2026-01\n  step: month", "start: 2026-01\n  step: fiscal_year", "no beginning of a fiscal_year"),
        ("{oil: {process", "{coal: {process", "the correlation names «oil»"),
        ("speed_a_year: 1.2, ", "", "a mean_reverting process has a speed_a_year"),
        ("geometric_brownian, ", "geometric_brownian, speed_a_year: 1, ", "a geometric_brownian one has none"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_uncertainty_is_said(written: str, slip: str, sentence: str) -> None:
    section = f"""
uncertainty:
  start: 2026-01
  step: month
  centre: mean
  factors: {{oil: {PROCESS}, USD/JPY: {{process: geometric_brownian, volatility_a_year: 0.1, assumed: by hand}}}}
  correlation: {{matrix: {{{MATRIX}}}, assumed: by hand}}
"""
    small(extra=section)
    assert written in section
    with pytest.raises(InputError) as refused:
        small(extra=section.replace(written, slip, 1))
    assert sentence in str(refused.value)


def test_correlations_that_nothing_can_have_are_refused() -> None:
    names = ("oil", "ore", "USD/JPY")
    row = {a: {b: 1.0 if a == b else -0.6 for b in names} for a in names}
    factors = ", ".join(f"{name}: {PROCESS}" for name in names)
    section = f"uncertainty: {{start: 2026-01, step: month, centre: mean, factors: {{{factors}}}, correlation: "
    with pytest.raises(InputError, match="an eigenvalue below 0"):
        small(extra=f"{section}{{matrix: {row}, assumed: by hand}}}}\n")


def test_a_formula_has_no_process_of_its_own() -> None:
    section = f"uncertainty: {{start: 2026-01, step: month, centre: mean, factors: {{lng: {PROCESS}}}, correlation: "
    with pytest.raises(InputError, match="«lng» follows another deck by its formula"):
        small(extra=f"{section}{{matrix: {{lng: {{lng: 1}}}}, assumed: by hand}}}}\n")
    with pytest.raises(InputError, match="belongs to no price and no rate of exchange"):
        small(extra=f"{section}{{matrix: {{lng: {{lng: 1}}}}, assumed: by hand}}}}\n".replace("lng", "tin"))


def test_no_sentence_repeats_a_figure_of_the_file() -> None:
    for slip in ("-4711.5", "0"):
        with pytest.raises(InputError) as refused:
            small(("2025-Q3: 68", f"2025-Q3: {slip}"))
        assert "4711" not in str(refused.value)
    assert STRESSES in SMALL
