"""The gap month by month and year by year, its causes, and what is to follow from it next fiscal year.

The yearly chain is that of the mid-term goals, Ⅰ-4(2)②: a gap between target days and days held → talk with industry →
cause → improvement → carried into the next fiscal year → external evaluation. The program computes the gap and its
causes and proposes; every other step is a person's, and stays open until the record names who decided, when and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from sonae.core import Citation, Classification, Finding, FiscalYear, InputError, Outcome
from sonae.data import Minerals
from sonae.stockpile.day_counts.book import figure
from sonae.stockpile.day_counts.metals import material_named
from sonae.stockpile.gap.decomposition import CAUSES, Causes, Level, decompose
from sonae.stockpile.gap.record import Judgement, MonthRow, Record, Step

__all__ = ["GapReview", "MineralGap", "MonthGap", "YearGap", "gap_rows", "month_rows", "review_gap"]

STEPS: tuple[Step, ...] = get_args(Step)
_DAYS_A_YEAR = 365  # METHOD §2

MEASURES: Mapping[str, tuple[str, str, str]] = {
    "target": ("plan-change", "raise purchases of the plan to the new target, with the State's consent", "h2.p3"),
    "demand": ("consumption-review", "hear industry on demand and set the plan to the new consumption", "h2.p4"),
    "data": ("data-review", "mend the source of the revised figures and date the next count of the stock", "h2.p4"),
    "price": (
        "spread-purchases",
        "spread purchases over more months and weigh the price limit against the gap",
        "h2.p3",
    ),
    "failed_tender": (
        "tender-terms",
        "change lots, forms or terms of the tender after hearing those who did not offer",
        "h2.p3",
    ),
    "not_bought_other": ("purchase-obstacle", "take away what the note names as the obstacle", "h2.p3"),
    "release": ("restoration", "make a restoration schedule (sonae stock restore)", "h2.p3"),
    "adjustment": ("buy-back", "buy back what was sold or claim what was exchanged", "h2.p3"),
    "loss": ("loss-prevention", "find why it was lost and make it good", "h2.p3"),
}
"""Cause that widened a gap → code of the measure, the proposal, and the provision of the basic policy it serves."""
_CARRIED = ("catch-up", "plan purchases for a gap that was there before this year", "h2.p3")
_SURPLUS = (
    "adjustment-release",
    "sell or exchange, not below the minimum stock after adjustment, or keep it and say why",
    "h2.p3",
)


@dataclass(frozen=True, slots=True)
class MonthGap:
    """A month: the level, or why there is none, and the causes since the last month that had one."""

    month: str
    fiscal_year: FiscalYear
    level: Level | None
    reason: str
    since: str
    """The month the causes are counted from; empty for the first."""
    causes: Causes | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearGap:
    """A fiscal year: where the gap stood before and after, and what moved it."""

    mineral: str
    fiscal_year: FiscalYear
    opening: Level
    opening_month: str
    closing: Level
    closing_month: str
    causes: Causes
    state: str
    """short, surplus or none."""
    measures: tuple[Finding, ...]
    """Proposals for the next fiscal year, the largest cause first; OPEN, because people decide."""
    chain: tuple[tuple[str, Finding], ...]
    """Steps of the yearly chain; YES where a person decided or the program computed."""


@dataclass(frozen=True, slots=True)
class MineralGap:
    """A mineral of the record."""

    mineral: str
    months: tuple[MonthGap, ...]
    years: tuple[YearGap, ...]


@dataclass(frozen=True, slots=True)
class GapReview:
    """Every mineral of a record."""

    name: str
    minerals: tuple[MineralGap, ...]
    classification: Classification


def review_gap(record: Record, *, file: str | None = None) -> GapReview:
    """Review a record.

    Args:
        record: rows by mineral and month.
        file: its name, for sentences of refusal.

    Raises:
        UnknownChoiceError: for a mineral that is not in the register.
        InputError: naming mineral and months, when logged tonnes do not add up to the change of a stock.

    """
    minerals = []
    register = Minerals.of_package()
    for mineral, rows in record.by_mineral().items():
        material_named(register, mineral)
        months = _months(mineral, rows, file)
        years = _years(mineral, months, record)
        minerals.append(MineralGap(mineral, tuple(months), tuple(years)))
    return GapReview(record.name, tuple(minerals), record.classification)


def _level(row: MonthRow) -> Level | None:
    if row.consumption_t_a_year is None or row.holding_t is None:
        return None
    return Level(Fraction(row.target_days), Fraction(row.consumption_t_a_year) / _DAYS_A_YEAR, Fraction(row.holding_t))


def _months(mineral: str, rows: Sequence[MonthRow], file: str | None) -> list[MonthGap]:
    out: list[MonthGap] = []
    last: tuple[str, Level] | None = None
    pending: list[MonthRow] = []
    for row in rows:
        pending.append(row)
        level, causes = _level(row), None
        lacking = " and ".join(
            name
            for name, value in (("consumption", row.consumption_t_a_year), ("holding", row.holding_t))
            if value is None
        )
        if level is not None and last is not None:
            causes = _step(mineral, last, level, pending, file)
        since = last[0] if last and level else ""
        reason = f"{lacking} missing" if lacking else ""
        out.append(MonthGap(row.month, row.fiscal_year, level, reason, since, causes, tuple(_flags(row))))
        if level is not None:
            last, pending = (row.month, level), []
    return out


def _flags(row: MonthRow) -> list[str]:
    flags = []
    if row.not_bought_price_t and row.price_yen_a_t is not None and row.limit_yen_a_t is not None:
        if row.price_yen_a_t <= row.limit_yen_a_t:
            flags.append("price given as the cause, though the price was not above the limit")
    elif row.not_bought_price_t:
        flags.append("price given as the cause; price and limit are not both in the record")
    return flags


def _step(mineral: str, last: tuple[str, Level], level: Level, rows: Sequence[MonthRow], file: str | None) -> Causes:
    def total(name: str) -> Fraction:
        return sum((Fraction(getattr(row, name)) for row in rows), start=Fraction(0))

    month, before = last
    tonnes = {
        "data": total("holding_revision_t"),
        "planned_purchase": total("planned_t"),
        "price": -total("not_bought_price_t"),
        "failed_tender": -total("failed_tender_t"),
        "not_bought_other": -total("not_bought_other_t"),
        "return": total("returned_t"),
        "release": -total("released_t"),
        "adjustment": -total("sold_t"),
        "loss": -total("lost_t"),
    }
    revised = total("consumption_revision_t_a_year") / _DAYS_A_YEAR
    consumption = {"demand": level.daily_t - before.daily_t - revised, "data": revised}
    try:
        return decompose(before, level, tonnes, consumption)
    except ValueError as error:
        said = str(error)
        raise InputError(
            f"{mineral}, {month} to {rows[-1].month}: {said}",
            file=file,
            expected="the difference logged as a purchase, a release, a loss or a revision",
        ) from error


def _years(mineral: str, months: Sequence[MonthGap], record: Record) -> list[YearGap]:
    known = [month for month in months if month.level is not None]
    out = []
    for year in dict.fromkeys(month.fiscal_year for month in known if month.causes is not None):
        inside = [month for month in known if month.fiscal_year == year and month.causes is not None]
        start = next(month for month in known if month.month == inside[0].since)
        causes = sum((month.causes for month in inside if month.causes), start=Causes.none())
        opening, closing = start.level, inside[-1].level
        assert opening is not None  # noqa: S101 - «known» months have a level
        assert closing is not None  # noqa: S101
        tolerance = Fraction(record.tolerance_days)
        state = "short" if closing.gap_days > tolerance else "surplus" if closing.gap_days < -tolerance else "none"
        measures = _measures(state, causes)
        said = [j for j in record.judgements if j.mineral == mineral and FiscalYear.parse(j.fiscal_year) == year]
        chain = _chain(closing, causes, measures, said) if state != "none" else ()
        out.append(
            YearGap(
                mineral, year, opening, start.month, closing, inside[-1].month, causes, state, measures, chain,
            )
        )  # fmt: skip
    return out


def _measures(state: str, causes: Causes) -> tuple[Finding, ...]:
    """Propose a measure for each cause that widened a shortfall, or one for a surplus."""
    if state == "none":
        return ()
    if state == "surplus":
        return (_proposal(_SURPLUS, "the stock is above the target", {}),)
    widened = sorted((name for name in MEASURES if causes.days[name] > 0), key=lambda name: -causes.days[name])
    if not widened:
        return (_proposal(_CARRIED, "no cause of this year widened the gap", {}),)
    return tuple(
        _proposal(
            MEASURES[name],
            f"«{name}» widened the gap by {figure(causes.days[name], 2)} days",
            {name: causes.days[name]},
        )
        for name in widened
    )


def _proposal(measure: tuple[str, str, str], because: str, facts: Mapping[str, object]) -> Finding:
    code, text, provision = measure
    return Finding(Outcome.OPEN, f"{because}: {text}", (Citation.basic_policy(provision),), facts, code)


def _chain(
    closing: Level, causes: Causes, measures: tuple[Finding, ...], said: Sequence[Judgement]
) -> tuple[tuple[str, Finding], ...]:
    gap = Finding(
        Outcome.YES, f"target less days held is {figure(closing.gap_days, 2)} days", (Citation.basic_policy("h2.p2"),),
        {"gap_days": closing.gap_days}, closing.gap_days,
    )  # fmt: skip
    largest = max(CAUSES, key=lambda name: causes.days[name])
    out: list[tuple[str, Finding]] = [("gap", gap)]
    cited = (Citation.basic_policy("h2.p3"), Citation.basic_policy("h2.p4"))
    for step in STEPS:
        found = next((j for j in said if j.step == step), None)
        if found is not None:
            facts = {"who": found.who, "when": found.when, "evidence": found.evidence}
            out.append((step, Finding(Outcome.YES, f"{found.who}, {found.when}: {found.reason}", cited, facts, found)))
            continue
        waiting = {
            "talk with industry": "no talk is in the record",
            "cause": f"computed: the largest is «{largest}»; a person has not confirmed it",
            "improvement": f"proposed: {', '.join(str(m.value) for m in measures)}; nobody has decided",
            "reflected next year": "the next year's plan is not in the record",
            "external evaluation": "no evaluation is in the record",
        }[step]
        out.append((step, Finding(Outcome.OPEN, waiting, cited)))
    return tuple(out)


def _numbers(level: Level) -> dict[str, Any]:
    return {
        "target_days": float(level.target_days),
        "days_held": float(level.days_held),
        "gap_days": float(level.gap_days),
        "gap_t": float(level.gap_t),
    }


def _cause_columns(causes: Causes | None) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in CAUSES:
        out[f"by_{name}_days"] = None if causes is None else float(causes.days[name])
        out[f"by_{name}_t"] = None if causes is None else float(causes.tonnes[name])
    return out


def gap_rows(review: GapReview) -> list[dict[str, Any]]:
    """Return one flat row a mineral and fiscal year; «by_…_days» and «by_…_t» add up to the change of the gap."""
    return [
        {
            "mineral": year.mineral,
            "fiscal_year": year.fiscal_year.label_en,
            "from": year.opening_month,
            "to": year.closing_month,
            "state": year.state,
            "opening_gap_days": float(year.opening.gap_days),
            "opening_gap_t": float(year.opening.gap_t),
            **_numbers(year.closing),
            **_cause_columns(year.causes),
            "measures": [str(finding.value) for finding in year.measures],
            "because": [finding.because for finding in year.measures],
            "chain": {step: {"outcome": f.outcome.value, "because": f.because} for step, f in year.chain},
        }
        for mineral in review.minerals
        for year in mineral.years
    ]


def month_rows(review: GapReview) -> list[dict[str, Any]]:
    """Return one flat row a mineral and month; a month without a level says why."""
    empty = dict.fromkeys(("target_days", "days_held", "gap_days", "gap_t"))
    return [
        {
            "mineral": mineral.mineral,
            "month": month.month,
            "status": "not assessable" if month.level is None else "assessed",
            **(empty if month.level is None else _numbers(month.level)),
            "since": month.since,
            **_cause_columns(month.causes),
            "reason": month.reason,
            "flags": list(month.flags),
        }
        for mineral in review.minerals
        for month in mineral.months
    ]
