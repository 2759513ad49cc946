"""Repayment plans beside predicted receipts: coverage, gap, refinancing, money in other currencies (article 9-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sonae.documents.portfolio.blocks import (
    Block,
    Cell,
    Pen,
    charts,
    columns,
    heading,
    items,
    millions,
    note,
    pairs,
    percent,
    signed,
    table,
    text,
)
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import name_of
from sonae.documents.portfolio.subjects import Subjects, cited, ground
from sonae.documents.review_view import day_text
from sonae.portfolio.funding import CoverPeriod, FundingPlan, RepaymentPlan, confirmation_finding

__all__ = ["funding_section"]

Row = list[str | Cell]


def funding_section(figures: PortfolioFigures, pen: Pen) -> dict[str, Any]:
    """Return the section on funding; empty but for a sentence where no funding file is in the folder."""
    funding, blocks = figures.funding, []
    if funding is None:
        blocks = [text(pen.say("no_funding"))]
    else:
        case = figures.evaluation.book.funding
        predicted = case is not None and case.predicted
        blocks = [text(pen.say("funding_lead")), note(pen.say("funding_predicted" if predicted else "funding_listed"))]
        blocks.append(_overview(funding, pen))
        for number, plan in enumerate(funding.plans, 1):
            blocks += _plan(figures, pen, plan, number)
        blocks += _positions(funding, pen)
    return {"key": "funding", "title": pen.say("funding"), "blocks": blocks}


def _overview(funding: FundingPlan, pen: Pen) -> Block:
    rows: list[Row] = []
    for plan in funding.plans:
        loan, at = plan.borrowing.schedule.loan, f"review:funding.borrowings.{plan.name}"
        amount = pen.figure(f"{at}.amount", millions(loan.amount))
        rows.append(
            [
                plan.name,
                loan.currency,
                amount,
                pen.number(f"{at}.least_coverage", 2),
                pen.number(f"{at}.mean_coverage", 2),
                *(pen.money(f"{at}.{key}") for key in ("refinancing_peak", "refinancing_total", "refinancing_open")),
            ]
        )
    keys = (
        "borrowing",
        "currency",
        "amount",
        "least_coverage",
        "mean_coverage",
        "refinancing_peak",
        "refinancing_total",
        "refinancing_open",
    )
    return table([pen.say(key) for key in keys], rows, right=range(2, 8), fill=(0,), wide=True)


def _plan(figures: PortfolioFigures, pen: Pen, plan: RepaymentPlan, number: int) -> list[Block]:
    case = figures.evaluation.book.funding
    loan, subjects = plan.borrowing.schedule.loan, Subjects(figures, pen)
    finding = confirmation_finding(plan, () if case is None else case.confirmations)
    last = plan.borrowing.schedule.instalments[-1].paid_on
    shares = pen.say("comma").join(
        f"{subjects.name(name) if name in figures.names else name} {percent(float(share), 0)}"
        for name, share in plan.borrowing.shares.items()
    )
    facts: list[tuple[str, str | Cell]] = [
        (pen.say("drawn"), day_text(loan.drawn, pen.language)),
        (pen.say("last_payment"), day_text(last, pen.language)),
        (pen.say("profile"), name_of("profile", loan.profile, pen.language)),
        (pen.say("served_by"), shares),
    ]
    at = f"review:funding.borrowings.{plan.name}"
    last_shown = max((number for number, one in enumerate(plan.periods, 1) if one.service or one.refinanced), default=0)
    rows = [_period_row(one, f"{at}.table.periods.{one.label}", pen) for one in plan.periods[:last_shown]]
    keys = ("period", "f_receipts", "f_service", "f_coverage", "f_gap", "f_surplus", "f_refinanced", "f_mismatch")
    tinted = [place for place, one in enumerate(plan.periods) if one.gap]
    days = [
        pen.line(
            "refinanced_on",
            day=day_text(day, pen.language),
            amount=pen.figure(
                f"{at}.refinancing.days.{day.isoformat()}.amount",
                f"{millions(yen)} {pen.say('million')} {loan.currency}",
            ),
        )
        for day, yen in plan.refinancing
    ]
    out = [
        heading(plan.name),
        pairs(facts),
        columns(
            charts((f"funding-{number}", pen.say("funding_chart"), pen.say("funding_legend", currency=loan.currency))),
            table(
                [pen.say(key) for key in keys],
                rows,
                right=range(1, 8),
                tinted=tinted,
                fill=(0,),
                title=pen.say("plan_title", currency=loan.currency),
            ),
        ),
    ]
    if last_shown < len(plan.periods):
        out.append(note(pen.say("plan_cut", n=len(plan.periods) - last_shown)))
    if days:
        out += [text(pen.say("refinancing_days")), items(days)]
    return [*out, note(f"{ground(pen, finding)} ({cited(pen, finding.citations)})")]


def _period_row(one: CoverPeriod, at: str, pen: Pen) -> Row:
    values = (
        ("receipts", millions(one.receipts)), ("service", millions(one.service)), ("coverage", _ratio(one.coverage)),
        ("gap", millions(one.gap)), ("surplus", millions(one.surplus)), ("refinanced", millions(one.refinanced)),
        ("mismatch", percent(one.mismatch, 0)),
    )  # fmt: skip
    return [_period(one.label, pen), *(pen.figure(f"{at}.{key}", written) for key, written in values)]


def _period(label: str, pen: Pen) -> str:
    """Write «FY2026» or «FY2026 H1» in the language of the pen."""
    year, _, half = label.removeprefix("FY").partition(" H")
    said = pen.say("fiscal_year", y=int(year))
    return f"{said} {pen.say(f'half_{half}')}" if half else said


def _ratio(value: object) -> str:
    return "–" if value is None else signed(f"{float(value):.2f}")  # type: ignore[arg-type]


def _positions(funding: FundingPlan, pen: Pen) -> list[Block]:
    positions = funding.positions()
    currencies: Sequence[str] = sorted({currency for _, currency in positions})
    periods = list(dict.fromkeys(label for label, _ in positions))
    rows: list[Row] = []
    for label in periods:
        cells: Row = [_period(label, pen)]
        for currency in currencies:
            receipts, service = positions.get((label, currency), (0, 0))
            at = f"review:funding.positions.periods.{label}.currencies.{currency}.open"
            here = (label, currency) in positions
            cells.append(pen.figure(at, millions(receipts - service)) if here else "–")
        rows.append(cells)
    head = [pen.say("period"), *(f"{currency} ({pen.say('million')})" for currency in currencies)]
    body = table(head, rows, right=range(1, len(head)), title=pen.say("positions_title"), fold=True)
    return [heading(pen.say("positions_head")), text(pen.say("positions_lead")), body]
