"""Rank A, B or C of an equity project (bylaw a22.p1), with its evidence, its margin and who set it.

B while neither the transition to development (a15.p1.i11) nor failure is established. Then A if the profit over the
whole life is not negative, else C:

profit = Σ_y (received_y − contributed_y) · (1 + r)^(y₀ − y)   over actual and expected cash, y₀ the fiscal year of adoption

r is the rate at which the agency funds the project. Years are whole fiscal years, so that the sum is exact; a convention
of mid-year or year end multiplies profit and contributions alike and changes neither the sign nor the margin. What is
still to come stands beside as the forward value, discounted to the review, and decides nothing.

Articles 11(6) and 24(2) name item 10 of article 15(1) where they say «transition to development»; that is item 11, and
the words are followed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Citation, Finding, FiscalYear, Outcome
from sonae.portfolio.review.facts import CaseFacts, Cash, RankRecord
from sonae.portfolio.review.provisions import bylaw
from sonae.portfolio.review.settings import ReviewSettings
from sonae.portfolio.review.traced import Traced, discount_factor, whole_yen

__all__ = ["REASON_CODES", "RankResult", "add_months", "forward_value", "rank_project"]

REASON_CODES = {
    "outcome_unknown": "neither the transition to development nor failure is established",
    "profit_over_life": "the profit over the whole life is not negative",
    "loss_over_life": "the profit over the whole life is negative",
    "no_equity": "the agency holds no equity in it; the bylaw ranks equity projects",
    "no_forecast": "nobody has made a forecast",
    "no_funding_rate": "the rate at which the agency funds it is not known",
    "set_by_person": "a person set the rank",
}
"""Reason codes of a rank and what they mean."""


@dataclass(frozen=True, slots=True)
class RankResult:
    """The rank of a project and everything that stands behind it."""

    case: str
    rank: str | None
    """The rank that holds; none where it cannot be given."""
    computed: str | None
    """The rank of the rules, also where a person set another."""
    reason_code: str
    finding: Finding
    """YES where a rank holds, OPEN where a fact is missing; its value is the rank."""
    evidence: tuple[str, ...]
    profit: Traced
    """Profit over the whole life, discounted to adoption, yen."""
    margin: Traced
    """Profit over discounted contributions."""
    recovered: Traced
    """Received to date over contributed to date, undiscounted: how far the money has come back (財務的達成度, a22.p1)."""
    forward: Traced
    """What is still to come, discounted to the review, yen; it decides nothing."""
    probability: Traced
    """Share of scenarios with a profit of 0 or more."""
    near_line: bool
    overdue: bool
    flags: tuple[str, ...]
    recovery: Finding | None
    """Rank C only: is the recovery examined and carried into the next annual plan (a22.p2)?"""
    history: tuple[RankRecord, ...]
    """Past ranks and this one."""

    @property
    def previous(self) -> str | None:
        """The rank before this one."""
        past = self.history[:-1] if self.rank is not None else self.history
        return past[-1].rank if past else None


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _present(rows: Iterable[Cash], rate: Fraction, base: int) -> tuple[Fraction, Fraction]:
    """Discounted receipts and contributions at the fiscal year ``base``."""
    received = contributed = Fraction(0)
    for row in rows:
        factor = discount_factor(rate, row.fiscal_year - base)
        received += row.received_yen * factor
        contributed += row.contributed_yen * factor
    return received, contributed


def forward_value(case: CaseFacts, as_of: dt.date) -> Traced:
    """Return expected receipts less expected contributions, discounted to the review at the funding rate, yen."""
    formula = "Σ (received − contributed) · (1 + r)^(FY of review − FY), expected"
    inputs = (f"facts:cases.{case.id}.expected", f"facts:cases.{case.id}.funding_rate", "facts:as_of")
    if case.expected is None or case.rate is None:
        why = REASON_CODES["no_forecast" if case.expected is None else "no_funding_rate"]
        return Traced.missing("yen", formula, inputs, why)
    received, contributed = _present(case.expected, case.rate, FiscalYear.of(as_of).year)
    return Traced(whole_yen(received - contributed), "yen", formula, inputs)


_PROFIT = "Σ (received − contributed) · (1 + r)^(FY of adoption − FY), actual and expected"
_MARGIN = "profit ÷ Σ contributed · (1 + r)^(FY of adoption − FY)"


def _life(case: CaseFacts) -> tuple[Traced, Traced, Fraction | None, str]:
    """Profit and margin over the whole life, the exact profit, and the code of what is missing."""
    place = f"facts:cases.{case.id}"
    inputs = (f"{place}.actual", f"{place}.expected", f"{place}.funding_rate", f"{place}.adopted")
    code = "no_forecast" if case.expected is None else "no_funding_rate"
    if case.expected is None or case.rate is None:
        why = REASON_CODES[code]
        return Traced.missing("yen", _PROFIT, inputs, why), Traced.missing("ratio", _MARGIN, inputs, why), None, code
    rows = (*case.actual, *case.expected)
    received, contributed = _present(rows, case.rate, FiscalYear.of(case.adopted).year)
    exact = received - contributed
    profit = Traced(whole_yen(exact), "yen", _PROFIT, inputs)
    if contributed:
        return profit, Traced(exact / contributed, "ratio", _MARGIN, inputs), exact, ""
    return profit, Traced.missing("ratio", _MARGIN, inputs, "nothing is contributed"), exact, ""


def _recovered(case: CaseFacts) -> Traced:
    formula, inputs = "Σ received to date ÷ Σ contributed to date", (f"facts:cases.{case.id}.actual",)
    contributed = sum(row.contributed_yen for row in case.actual)
    if not contributed:
        return Traced.missing("ratio", formula, inputs, "nothing is contributed")
    return Traced(Fraction(sum(row.received_yen for row in case.actual), contributed), "ratio", formula, inputs)


def _probability(case: CaseFacts) -> Traced:
    formula, inputs = "scenarios with a profit ≥ 0 ÷ scenarios", (f"facts:cases.{case.id}.scenario_profits_yen",)
    values = case.scenario_profits_yen
    if values is None:
        return Traced.missing("share", formula, inputs, "no scenarios are given")
    return Traced(Fraction(sum(value >= 0 for value in values), len(values)), "share", formula, inputs)


def _computed(case: CaseFacts, exact: Fraction | None, missing: str) -> tuple[str | None, str, tuple[str, ...]]:
    """The rank of the rules, its reason code and the evidence for the outcome."""
    if not case.has_equity:
        return None, "no_equity", ()
    if case.explores:
        return "B", "outcome_unknown", (f"adopted on {case.adopted} in exploration",)
    evidence = []
    if case.begins_in != "exploration":
        evidence.append(f"adopted on {case.adopted} in {case.begins_in}")
    if case.development_approved is not None:
        evidence.append(f"transition to development approved on {case.development_approved}")
    if case.failed is not None:
        evidence.append(f"failure established on {case.failed}")
    if exact is None:
        return None, missing, tuple(evidence)
    return ("A", "profit_over_life", tuple(evidence)) if exact >= 0 else ("C", "loss_over_life", tuple(evidence))


def _overdue(case: CaseFacts, as_of: dt.date, months: int) -> tuple[bool, str]:
    if case.exploration_term_ends is None:
        return False, "the end of the exploration term is not known: whether the rank is overdue cannot be said"
    latest = add_months(case.exploration_term_ends, months)
    if as_of <= latest:
        return False, ""
    return True, f"the exploration term ended on {case.exploration_term_ends}; after {latest} rank B is overdue"


def _recovery(case: CaseFacts, year: FiscalYear) -> Finding:
    """Whether the examination that rank C asks for is made and carried into the next annual plan."""
    cites, found, wanted = bylaw("a22.p2"), case.recovery, (year + 1).year
    facts: dict[str, object] = {"wanted_in_plan_of": f"FY{wanted}"}
    if found is None:
        return Finding(Outcome.OPEN, "rank C asks for an examination of recovery, and none is given", cites, facts)
    facts |= {
        "by": found.judgement.by, "on": found.judgement.date, "prospect": found.prospect, "measures": found.measures,
        "carried_into": found.carried_into_fiscal_year,
    }  # fmt: skip
    if found.carried_into_fiscal_year != wanted:
        said = (
            "no plan" if found.carried_into_fiscal_year is None else f"the plan of FY{found.carried_into_fiscal_year}"
        )
        because = f"recovery is examined and carried into {said}, not into that of FY{wanted}"
        return Finding(Outcome.OPEN, because, cites, facts)
    return Finding(Outcome.YES, f"recovery is examined and carried into the annual plan of FY{wanted}", cites, facts)


_CITES: dict[str, tuple[Citation, ...]] = {
    "A": bylaw("a22.p1", "a15.p1.i11"),
    "B": bylaw("a22.p1", "a15.p1.i11"),
    "C": bylaw("a22.p1", "a15.p1.i11", "a22.p2"),
}


def _sentence(rank: str | None, computed: str | None, code: str, case: CaseFacts, profit: Traced) -> str:
    ground = REASON_CODES[code]
    if profit.value is not None and code in ("profit_over_life", "loss_over_life"):
        ground += f" ({profit.value:,} yen at adoption)"
    if case.override is not None:
        said = case.override.judgement
        rules = f"the rules say {computed}: {ground}" if computed else f"the rules give none: {ground}"
        return f"rank {rank} set by {said.by} on {said.date}: {said.reason}; {rules}"
    return f"rank {rank}: {ground}" if rank else f"no rank: {ground}"


def rank_project(case: CaseFacts, as_of: dt.date, settings: ReviewSettings) -> RankResult:
    """Rank a project as of a day.

    Args:
        case: facts of the project.
        as_of: day of the review.
        settings: line within which a profit is near 0, and months after which rank B is overdue.

    """
    profit, margin, exact, missing = _life(case)
    computed, code, evidence = _computed(case, exact, missing)
    rank = case.override.rank if case.override is not None else computed
    flags = []
    near = False
    if computed in ("A", "C") and margin.value is not None:
        near = abs(margin.exact) <= Fraction(settings.rank.near_line_share)
    if near:
        flags.append("near the line")
    overdue, said = _overdue(case, as_of, settings.rank.overdue_after_months) if rank == "B" else (False, "")
    flags += [said] if said else []
    if rank == "C":
        flags.append("rank C alone bars nothing; article 11(3) asks its own questions")
    facts: dict[str, object] = {"evidence": evidence, "computed": computed, "reason_code": code, "margin": margin.value}
    if case.override is not None:
        facts["set_by"] = case.override.judgement
    because = _sentence(rank, computed, code, case, profit)
    cites = _CITES[rank] if rank else bylaw("a22.p1")
    finding = Finding(Outcome.YES if rank else Outcome.OPEN, because, cites, facts, rank)
    by = case.override.judgement.by if case.override is not None else "the rules of the review"
    record = RankRecord(as_of, rank, by, tuple(map(str, cites)), because, case.override is not None) if rank else None
    return RankResult(
        case.id, rank, computed, "set_by_person" if case.override is not None else code, finding, evidence, profit, margin,
        _recovered(case), forward_value(case, as_of), _probability(case), near, overdue, tuple(flags),
        _recovery(case, FiscalYear.of(as_of)) if rank == "C" else None,
        case.history + ((record,) if record else ()),
    )  # fmt: skip
