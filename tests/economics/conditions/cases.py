"""A small condition file whose figures can be checked by hand, and sets made of it."""

from __future__ import annotations

from sonae.economics.conditions import ConditionSet, conditions_from_text

HEAD = """
name: small
version: 3
as_of: 2026-11-01
parent: none
classification: public
conventions: {base_date: 2026-04-01, timing: mid, period: fiscal_year, currency: JPY, money: nominal}
"""
PRICES = """
prices:
  oil:
    benchmark: crude
    unit: USD/bbl
    money: nominal
    every: quarter
    values: {2025-Q1: 60, 2025-Q2: 64, 2025-Q3: 68, 2025-Q4: 72, 2026-Q1: 76, 2026-Q2: 80}
    after: none
    assumed: by hand
  ore:
    benchmark: ore
    unit: USD/lb
    money: real
    base: 2026
    every: calendar_year
    values: {2025: 100, 2026: 110, 2027: 121}
    after: flat_real
    assumed: by hand
  lng:
    benchmark: gas
    unit: USD/MMBtu
    money: nominal
    formula: {of: oil, slope: 0.125, constant: 0.5, lag_months: 3, average_months: 1, limits: none}
    assumed: by hand
"""
FX = """
fx:
  through: USD
  rates:
    USD/JPY: {quote: JPY per USD, every: fiscal_year, values: {FY2025: 150, FY2026: 160}, after: flat_nominal, assumed: by hand}
    AUD/USD: {quote: USD per AUD, every: calendar_year, values: {2025: 0.625, 2026: 0.5}, after: flat_nominal, assumed: by hand}
"""
INFLATION = """
inflation:
  USD: {every: calendar_year, rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step, after: hold, assumed: by hand}
  JPY: {every: calendar_year, rates: {2025: 0.0, 2026: 0.02}, within_year: smooth, after: {rate: 0.01}, assumed: by hand}
"""
DISCOUNT = """
discount:
  funding: {rate: 0.25, currency: JPY, money: nominal, compounding: yearly, assumed: by hand}
  appraisal: {rate: 0.06, currency: JPY, money: real, compounding: continuous, assumed: by hand}
"""
STRESSES = """
stresses:
  cheap_oil:
    title: oil at half and two dollars less
    changes:
      - {price: oil, multiply: 0.5, starting: 2026-01}
      - {price: oil, add: -2, starting: 2026-04}
"""
SMALL = HEAD + PRICES + FX + INFLATION + DISCOUNT + STRESSES
PROCESS = "{process: mean_reverting, speed_a_year: 1.2, volatility_a_year: 0.3, assumed: by hand}"
WALK = "{process: geometric_brownian, volatility_a_year: 0.1, assumed: by hand}"


def small(change: tuple[str, str] | None = None, extra: str = "") -> ConditionSet:
    """The small set, with one text of the file put in the place of another."""
    text = SMALL
    if change is not None:
        assert text.count(change[0]) >= 1, change[0]
        text = text.replace(*change)
    return conditions_from_text(text + extra, "small.yaml")


def uncertain(
    centre: str = "mean", step: str = "month", start: str = "2026-01", correlation: float = 0.6
) -> ConditionSet:
    """The small set with decks that never end, flat at 80 and 160, and processes for oil, ore and the dollar."""
    section = f"""
uncertainty:
  start: {start}
  step: {step}
  centre: {centre}
  factors: {{oil: {PROCESS}, USD/JPY: {WALK}}}
  correlation:
    matrix: {{oil: {{oil: 1, USD/JPY: {correlation}}}, USD/JPY: {{oil: {correlation}, USD/JPY: 1}}}}
    assumed: by hand
"""
    return small(("2026-Q2: 80}\n    after: none", "2026-Q2: 80}\n    after: flat_nominal"), section)
