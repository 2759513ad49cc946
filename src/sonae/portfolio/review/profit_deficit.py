"""The profit-deficit ratio (PDR): profit that is expected of the projects over the carried-forward deficit.

profit_i = w_i · receipts_i − carrying_i − v_i · outlays_i        over live projects, undiscounted

carrying is what shares and loans are carried at, at the last period end; receipts and outlays are what has come since,
which is certain and has no weight, and what is expected. In exploration w is the chance of success; v is that chance too,
or 1 where the setting counts outlays in full. Where a decision tree weighs the forecast, its sums stand for w · receipts
and v · outlays. Elsewhere both are 1. The denominator is the deficit of the risk-money
business at the same date. The sources name the ratio and give no formula: the parts are settings. A chance that nobody
has stated is not 1, and leaves the ratio open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Finding, FiscalYear, Outcome
from sonae.portfolio.review.facts import CaseFacts
from sonae.portfolio.review.portfolio_facts import PdrRecord, PortfolioFacts
from sonae.portfolio.review.provisions import goals, plan
from sonae.portfolio.review.settings import ReviewSettings
from sonae.portfolio.review.traced import Traced, discount_factor, whole_yen

__all__ = ["PdrChange", "ProfitDeficitRatio", "ProjectProfit", "profit_deficit_ratio"]


@dataclass(frozen=True, slots=True)
class ProjectProfit:
    """What a project adds to the ratio."""

    case: str
    profit: Traced
    """Yen, undiscounted."""
    discounted: Traced
    """Yen, receipts and outlays discounted to the fiscal year of the period end."""
    part: Traced
    """Profit over the deficit; the parts add up to the ratio."""


@dataclass(frozen=True, slots=True)
class PdrChange:
    """Why the ratio differs from the one before: by the profit of each project, then by the deficit; they add up."""

    since: dt.date
    before: Traced
    projects: Mapping[str, Traced]
    deficit: Traced


@dataclass(frozen=True, slots=True)
class ProfitDeficitRatio:
    """The ratio with its parts."""

    finding: Finding
    """YES: the goal is reached. NO: it is not. OPEN: a project cannot be counted, or there is no deficit."""
    ratio: Traced
    discounted: Traced
    profit: Traced
    deficit: Traced
    projects: tuple[ProjectProfit, ...]
    change: PdrChange | None
    cadence: Finding
    """Whether the ratio is computed as often in the fiscal year as it should be."""


_FORMULA = "w · Σ expected receipts − carrying amount − v · Σ expected outlays"
_NOT_COUNTED = "a project cannot be counted"


def _weights(case: CaseFacts, settings: ReviewSettings) -> tuple[Fraction, Fraction] | None:
    if not case.explores:
        return Fraction(1), Fraction(1)
    if case.chance_weighted is not None:
        return Fraction(1), Fraction(1)
    if case.chance is None:
        return None
    chance = Fraction(case.chance)
    return chance, chance if settings.pdr.chance_weighs == "receipts_and_outlays" else Fraction(1)


def _to_come(case: CaseFacts, settings: ReviewSettings) -> list[tuple[int, int, int]]:
    """Fiscal year, receipts and outlays to come: of the forecast, or weighed by the decision tree in exploration."""
    rows = {row.fiscal_year: (row.received_yen, row.contributed_yen) for row in case.expected or ()}
    if not case.explores or case.chance_weighted is None:
        return [(year, got, paid) for year, (got, paid) in rows.items()]
    weighed = {row.fiscal_year: (row.received_yen, row.contributed_yen) for row in case.chance_weighted}
    if settings.pdr.chance_weighs == "receipts_and_outlays":
        return [(year, got, paid) for year, (got, paid) in weighed.items()]
    years = sorted({*rows, *weighed})
    return [(year, weighed.get(year, (0, 0))[0], rows.get(year, (0, 0))[1]) for year in years]


def _profits(case: CaseFacts, facts: PortfolioFacts, settings: ReviewSettings) -> tuple[Traced, Traced]:
    """Profit of a project, undiscounted and discounted."""
    place = f"facts:cases.{case.id}"
    inputs = (
        f"{place}.actual",
        f"{place}.expected",
        f"{place}.positions",
        f"{place}.{'chance' if case.chance_weighted is None else 'chance_weighted'}",
        "settings:pdr.chance_weighs",
    )
    rate = facts.rate if settings.pdr.discount == "condition_rate" else case.rate
    rate_from = "facts:discount_rate" if settings.pdr.discount == "condition_rate" else f"{place}.funding_rate"
    further = (*inputs, rate_from, "settings:pdr.discount")
    formula = f"{_FORMULA}, both sums discounted to the period end"
    weights = _weights(case, settings)
    if case.expected is None or weights is None:
        why = "nobody has made a forecast" if case.expected is None else "the chance of success is not stated"
        return Traced.missing("yen", _FORMULA, inputs, why), Traced.missing("yen", formula, further, why)
    base, (on_receipts, on_outlays) = FiscalYear.of(facts.period_end).year, weights
    carrying = sum(held.yen for held in case.positions if held.instrument in ("equity", "loan"))
    since = [y for y in case.actual if y.fiscal_year > base]
    flows = [(y.fiscal_year - base, Fraction(y.received_yen - y.contributed_yen)) for y in since]
    flows += [
        (year - base, on_receipts * got - on_outlays * paid) for year, got, paid in _to_come(case, settings)
    ]  # fmt: skip
    plain = whole_yen(sum((yen for _, yen in flows), start=Fraction(-carrying)))
    if rate is None:
        return Traced(plain, "yen", _FORMULA, inputs), Traced.missing(
            "yen", formula, further, "no funding rate is known"
        )
    late = whole_yen(sum((yen * discount_factor(rate, years) for years, yen in flows), start=Fraction(-carrying)))
    return Traced(plain, "yen", _FORMULA, inputs), Traced(late, "yen", formula, further)


def _sum(parts: Sequence[Traced], formula: str, place: str) -> Traced:
    lost = [part for part in parts if part.value is None]
    if lost:
        return Traced.missing("yen", formula, (place,), f"{_NOT_COUNTED}: {lost[0].reason}")
    return Traced(sum(int(part.exact) for part in parts), "yen", formula, (place,))


def _over(profit: Traced, deficit: int, formula: str, inputs: tuple[str, ...]) -> Traced:
    if deficit <= 0:
        return Traced.missing("ratio", formula, inputs, "not applicable: there is no deficit")
    if profit.value is None:
        return Traced.missing("ratio", formula, inputs, profit.reason)
    return Traced(profit.exact / deficit, "ratio", formula, inputs)


def _finding(ratio: Traced, profit: Traced, deficit: int, lost: list[str], settings: ReviewSettings) -> Finding:
    cites = (*goals(1), *plan(1))
    goal = Fraction(settings.pdr.goal)
    facts: dict[str, object] = {"profit_yen": profit.value, "deficit_yen": deficit, "goal": goal}
    if deficit <= 0:
        return Finding(Outcome.OPEN, "not applicable: the business carries no deficit", cites, facts)
    if ratio.value is None:
        facts["not_counted"] = lost
        return Finding(Outcome.OPEN, f"not assessable: {', '.join(lost)} cannot be counted", cites, facts)
    above = settings.pdr.goal_reached == "above"
    reached = ratio.exact > goal if above else ratio.exact >= goal
    said = f"expected profit of {profit.value:,} yen over a deficit of {deficit:,} is {float(ratio.exact):.3f}"
    wish = f"the goal of {'more than' if above else 'at least'} {float(goal):g} is {'' if reached else 'not '}reached"
    return Finding(Outcome.YES if reached else Outcome.NO, f"{said}; {wish}", cites, facts, ratio.value)


def _change(
    records: Sequence[PdrRecord], projects: Sequence[ProjectProfit], ratio: Traced, deficit: int
) -> PdrChange | None:
    """Credit the change since the last ratio: Δprofit_i / deficit now, then profit before · (1/deficit now − 1/before)."""
    if not records or ratio.value is None or records[-1].deficit_yen <= 0:
        return None
    last = records[-1]
    place = f"facts:pdr_records.{last.calculated_on}"
    now = {item.case: int(item.profit.exact) for item in projects}
    names = sorted(now.keys() | last.profits_yen.keys())
    before = sum(last.profits_yen.values())
    inputs = (place, "review:pdr.projects", "review:pdr.deficit")
    return PdrChange(
        last.calculated_on,
        Traced(Fraction(before, last.deficit_yen), "ratio", "profit ÷ deficit, as recorded", (place,)),
        {
            name: Traced(
                Fraction(now.get(name, 0) - last.profits_yen.get(name, 0), deficit), "ratio",
                "(profit now − profit before) ÷ deficit now", inputs,
            )
            for name in names
        },
        Traced(
            before * (Fraction(1, deficit) - Fraction(1, last.deficit_yen)), "ratio",
            "profit before · (1 ÷ deficit now − 1 ÷ deficit before)", inputs,
        ),
    )  # fmt: skip


def _cadence(facts: PortfolioFacts, settings: ReviewSettings) -> Finding:
    wanted = settings.pdr.calculations_a_year
    days = [
        r.calculated_on
        for r in facts.pdr_records
        if r.calculated_on in facts.fiscal_year and r.calculated_on < facts.as_of
    ]
    done = len(days) + 1
    said = f"computed {done} of {wanted} times in {facts.fiscal_year} so far, this one included"
    outcome = Outcome.YES if done >= wanted else Outcome.OPEN
    return Finding(outcome, said, goals(1), {"earlier": tuple(days), "wanted": wanted}, done)


def profit_deficit_ratio(facts: PortfolioFacts, deficit: Traced, settings: ReviewSettings) -> ProfitDeficitRatio:
    """Compute the ratio.

    Args:
        facts: the portfolio; every live project counts.
        deficit: carried-forward deficit at the last period end, yen.
        settings: what the chance weighs, goal and rate of the discounted variant.

    """
    owed = int(deficit.exact)
    found = {case.id: _profits(case, facts, settings) for case in facts.live}
    projects = tuple(
        ProjectProfit(
            name, plain, late,
            _over(plain, owed, "profit ÷ deficit", (f"review:pdr.projects.{name}.profit", "review:pdr.deficit")),
        )
        for name, (plain, late) in found.items()
    )  # fmt: skip
    profit = _sum([item.profit for item in projects], "Σ profit of live projects", "review:pdr.projects")
    late = _sum([item.discounted for item in projects], "Σ discounted profit of live projects", "review:pdr.projects")
    inputs = ("review:pdr.profit", "review:pdr.deficit")
    ratio = _over(profit, owed, "profit ÷ deficit", inputs)
    lost = [f"«{item.case}» ({item.profit.reason})" for item in projects if item.profit.value is None]
    return ProfitDeficitRatio(
        _finding(ratio, profit, owed, lost, settings),
        ratio,
        _over(late, owed, "discounted profit ÷ deficit", ("review:pdr.projects", "review:pdr.deficit")),
        profit,
        deficit,
        projects,
        _change([r for r in facts.pdr_records if r.calculated_on < facts.as_of], projects, ratio, owed),
        _cadence(facts, settings),
    )
