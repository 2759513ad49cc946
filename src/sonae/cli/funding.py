"""``sonae portfolio funding`` and ``sonae portfolio tender``: repayment plans, and rate tenders of syndicated loans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.project.reading import PortfolioConditions, portfolio_inputs
from sonae.cli.risk import Form, Out
from sonae.core import Classification

if TYPE_CHECKING:
    from sonae.portfolio.funding import FundingCase, FundingPlan, TenderCase, TenderResult

__all__ = ["funding", "tender"]


def funding(
    file: Annotated[Path, typer.Argument(metavar="FUNDING.yaml", help="Borrowings and bonds with their conventions.")],
    portfolio: Annotated[
        str | None,
        typer.Option(
            help="Folder whose projects bring the receipts, or «demonstration», where the file predicts them."
        ),
    ] = None,
    conditions: PortfolioConditions = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Set each borrowing beside predicted receipts: coverage, gap, what has to be refinanced, mismatch of currencies (a9-2)."""
    from sonae.portfolio.cases import evaluate_portfolio, predicted_receipts
    from sonae.portfolio.funding import read_funding

    case = read_funding(file)
    if portfolio is None:
        check_output(form, out, case.classification)
        label, plan = case.classification, case.plan()
    else:
        book, under = portfolio_inputs(portfolio, conditions)
        label = Classification.join([case.classification, book.classification, under.classification])
        check_output(form, out, label)
        plan = case.plan(predicted_receipts(evaluate_portfolio(book, under)))
    rows = _rows(plan)
    emit(
        rows,
        form=form,
        out=out,
        classification=label,
        document=_document(case, plan, rows),
        table=lambda: _table(case, plan, rows, label),
    )


def _share(value: Any) -> float | None:
    return None if value is None else float(value)


def _rows(plan: FundingPlan) -> list[dict[str, Any]]:
    return [
        {
            "borrowing": one.name,
            "currency": one.borrowing.schedule.loan.currency,
            "period": part.label,
            "receipts": part.receipts,
            "interest": part.interest,
            "principal": part.principal,
            "coverage": _share(part.coverage),
            "cumulative_coverage": _share(part.cumulative_coverage),
            "gap": part.gap,
            "repaid": part.repaid,
            "surplus": part.surplus,
            "refinanced": part.refinanced,
            "outstanding": part.outstanding,
            "foreign_share": _share(part.foreign_share),
            "mismatch": _share(part.mismatch),
        }
        for one in plan.plans
        for part in one.periods
    ]


def _document(case: FundingCase, plan: FundingPlan, rows: list[dict[str, Any]]) -> dict[str, Any]:
    from sonae.portfolio.funding import confirmation_finding, plan_digest

    borrowings = []
    for one in plan.plans:
        finding = confirmation_finding(one, case.confirmations)
        borrowings.append(
            {
                "name": one.name,
                "currency": one.borrowing.schedule.loan.currency,
                "digest": plan_digest(one),
                "least_coverage": _share(one.least_coverage),
                "mean_coverage": float(one.mean_coverage),
                "refinancing_peak": one.refinancing_peak,
                "refinancing_total": one.refinancing_total,
                "refinancing_open": one.refinancing_open,
                "refinancing": [{"day": day.isoformat(), "amount": amount} for day, amount in one.refinancing],
                "confirmation": {
                    "outcome": finding.outcome.value,
                    "because": finding.because,
                    "cites": [str(cite) for cite in finding.citations],
                },
            }
        )
    positions = [
        {"period": period, "currency": currency, "receipts": receipts, "service": service}
        for (period, currency), (receipts, service) in plan.positions().items()
    ]
    return {
        "name": case.name,
        "predicted": case.predicted,
        "borrowings": borrowings,
        "periods": rows,
        "positions": positions,
        "untagged": len(plan.untagged),
    }


def _table(case: FundingCase, plan: FundingPlan, rows: list[dict[str, Any]], label: Classification) -> str:
    from sonae.portfolio.funding import confirmation_finding

    lines = [banner(label), case.name]
    for one in plan.plans:
        currency = one.borrowing.schedule.loan.currency
        lines += ["", f"{one.name}, million {currency}"]
        lines.append(
            f"{'period':10} {'receipts':>12} {'service':>12} {'cover':>7} {'gap':>10} {'refinanced':>11} {'surplus':>12} "
            f"{'mismatch':>9}"
        )
        for row in (row for row in rows if row["borrowing"] == one.name):
            service = row["interest"] + row["principal"]
            cover = "–" if row["coverage"] is None else f"{row['coverage']:.2f}"
            mismatch = "–" if row["mismatch"] is None else f"{row['mismatch']:.0%}"
            lines.append(
                f"{row['period']:10} {row['receipts'] / 1e6:>12,.1f} {service / 1e6:>12,.1f} {cover:>7} {row['gap'] / 1e6:>10,.1f} "
                f"{row['refinanced'] / 1e6:>11,.1f} {row['surplus'] / 1e6:>12,.1f} {mismatch:>9}"
            )
        lines.append(
            f"most refinanced at one time {one.refinancing_peak / 1e6:,.1f}, never repaid {one.refinancing_open / 1e6:,.1f}"
        )
        lines.append(confirmation_finding(one, case.confirmations).because)
    return "\n".join(lines) + "\n"


def tender(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[TENDER.yaml]", help="Amount, rules and bids; none shows the published rates."),
    ] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Clear a rate tender of a syndicated loan: the lowest weighted rate; without a file the published rates of FY2023."""
    from sonae.portfolio.funding import past_rates, read_tender

    if file is None:
        rows = [
            {
                "round": one.round,
                "month": one.month,
                "rate": str(one.rate),
                "source": f"{one.source.dataset}, {one.source.locator}",
            }
            for one in past_rates()
        ]
        text = "\n".join([f"{row['month']}  {float(str(row['rate'])):.5%}  {row['source']}" for row in rows]) + "\n"
        emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=lambda: text)
        return
    case = read_tender(file)
    check_output(form, out, case.classification)
    result = case.clear()
    rows = [
        {
            "bank": award.bid.bank,
            "bid_yen": award.bid.amount_yen,
            "bid_rate": str(award.bid.rate),
            "lent_yen": award.amount_yen,
            "rate": None if award.rate is None else str(award.rate),
            "because": award.because,
        }
        for award in result.awards
    ]
    document = {
        "name": case.name,
        "amount_yen": case.tender.amount_yen,
        "filled_yen": result.filled_yen,
        "missing_yen": result.missing_yen,
        "weighted_rate": _share(result.weighted_rate),
        "weighted_rate_exact": str(result.weighted_rate),
        "marginal_rate": None if result.marginal_rate is None else str(result.marginal_rate),
        "ties": case.tender.ties,
        "prices": case.tender.prices,
        "awards": rows,
    }
    emit(
        rows,
        form=form,
        out=out,
        classification=case.classification,
        document=document,
        table=lambda: _awards(case, result),
    )


def _awards(case: TenderCase, result: TenderResult) -> str:
    lines = [
        banner(case.classification),
        f"{case.name}: {case.tender.amount_yen / 1e6:,.0f} million yen, {case.tender.prices}",
    ]
    lines.append(f"{'bank':20} {'bid, M yen':>12} {'bid rate':>10} {'lent, M yen':>12} {'at':>10}  why")
    for award in result.awards:
        at = "–" if award.rate is None else f"{award.rate:.5%}"
        lines.append(
            f"{award.bid.bank:20} {award.bid.amount_yen / 1e6:>12,.0f} {award.bid.rate:>10.5%} {award.amount_yen / 1e6:>12,.0f} "
            f"{at:>10}  {award.because}"
        )
    rate = result.weighted_rate
    lines.append(
        f"weighted rate {'–' if rate is None else f'{float(rate):.6%}'}; not filled {result.missing_yen / 1e6:,.0f} million yen"
    )
    return "\n".join(lines) + "\n"
