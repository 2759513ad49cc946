"""Repayment plans beside predicted receipts as plain data of a portfolio's document (a9_2)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sonae.portfolio.cases.document_worth import columns_of
from sonae.portfolio.funding import FundingCase, FundingPlan, RepaymentPlan, confirmation_finding, plan_digest

__all__ = ["funding_document"]

_AMOUNTS = {
    "receipts": "Σ predicted receipts of its projects, converted",
    "service": "interest + principal",
    "gap": "service that cash does not meet",
    "surplus": "cash carried out of the period",
    "refinanced": "refinancing outstanding at the end",
}
_RATIOS = {
    "coverage": "receipts ÷ service",
    "mismatch": "share of the service that receipts in its own currency do not meet",
}
"""Columns of a repayment plan, and what each is."""
_POSITIONS = {
    "receipts": "Σ receipts in this currency, unconverted",
    "service": "Σ service of borrowings in this currency",
    "open": "receipts − service in this currency, unconverted",
}


def funding_document(case: FundingCase, funding: FundingPlan) -> dict[str, Any]:
    """Return the repayment plans, what is open by currency, and what serves no borrowing.

    Args:
        case: the funding file.
        funding: its plans.

    """
    return {
        "name": case.name,
        "predicted": case.predicted,
        "borrowings": [
            {**_borrowing(plan), "confirmation": confirmation_finding(plan, case.confirmations).because}
            for plan in funding.plans
        ],
        "positions": _positions(funding),
        "untagged": {
            "value": len(funding.untagged), "unit": "count", "formula": "receipts that serve no borrowing",
            "from": ["receipts of projects", f"{case.file}:borrowings"],
        },
    }  # fmt: skip


def _positions(funding: FundingPlan) -> dict[str, Any]:
    periods: dict[str, dict[str, dict[str, int]]] = {}
    for (period, currency), (receipts, service) in funding.positions().items():
        at = {"receipts": receipts, "service": service, "open": receipts - service}
        periods.setdefault(period, {})[currency] = at
    return {
        "columns": columns_of("periods.*.currencies.*.", "currency", _POSITIONS),
        "from": [f"funding.yaml:borrowings.{plan.name}" for plan in funding.plans],
        "periods": [{"period": period, "currencies": found} for period, found in periods.items()],
    }


def _figure(value: int | Fraction | None, unit: str, formula: str, places: Sequence[str]) -> dict[str, Any]:
    number = float(value) if isinstance(value, Fraction) else value
    out = {"value": number, "unit": unit, "formula": formula, "from": list(places)}
    return out if value is not None else {**out, "reason": "there is no debt service"}


def _borrowing(plan: RepaymentPlan) -> dict[str, Any]:
    loan = plan.borrowing.schedule.loan
    places = [f"funding.yaml:borrowings.{plan.name}", *(f"receipts of {name}" for name in plan.borrowing.shares)]
    money = loan.currency
    return {
        "name": plan.name,
        "amount": _figure(loan.amount, money, "as stated", places[:1]),
        "currency": money,
        "drawn": loan.drawn.isoformat(),
        "last_payment": plan.borrowing.schedule.instalments[-1].paid_on.isoformat(),
        "profile": loan.profile,
        "projects": {name: str(share) for name, share in plan.borrowing.shares.items()},
        "digest": plan_digest(plan),
        "least_coverage": _figure(plan.least_coverage, "ratio", "least receipts ÷ service of a period", places),
        "mean_coverage": _figure(
            plan.mean_coverage, "ratio", "(receipts until the last payment + cash set aside) ÷ service", places
        ),
        "refinancing_peak": _figure(plan.refinancing_peak, money, "most refinancing outstanding on a day", places),
        "refinancing_open": _figure(plan.refinancing_open, money, "refinancing that receipts never repay", places),
        "refinancing_total": _figure(plan.refinancing_total, money, "Σ service that cash does not meet", places),
        "table": {
            "columns": columns_of("periods.*.", money, _AMOUNTS) | columns_of("periods.*.", "ratio", _RATIOS),
            "from": places,
            "periods": [
                {
                    "period": one.label,
                    "receipts": one.receipts,
                    "service": one.service,
                    "coverage": _ratio(one.coverage),
                    "gap": one.gap,
                    "surplus": one.surplus,
                    "refinanced": one.refinanced,
                    "mismatch": _ratio(one.mismatch),
                }
                for one in plan.periods
            ],
        },
        "refinancing": {
            "columns": columns_of("days.*.", money, {"amount": "service of the day that cash does not meet"}),
            "from": places,
            "days": [{"day": day.isoformat(), "amount": amount} for day, amount in plan.refinancing],
        },
    }


def _ratio(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
