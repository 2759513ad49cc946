"""Predicted receipts of the projects, as the repayment plans of article 9-2 ask for them: by month, in the investee's currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sonae.economics.support import Equity, MonthOfCash
from sonae.portfolio.cases.evaluation import PortfolioEvaluation, ProjectEvaluation
from sonae.portfolio.funding import FundingPlan, Receipt

__all__ = ["SHAREHOLDER_LINES", "PredictedReceipt", "funding_plan", "predicted_lines", "predicted_receipts"]

SHAREHOLDER_LINES = {
    "dividends": "dividend",
    "shareholder_interest": "shareholder loan",
    "shareholder_principal": "shareholder loan",
}
"""Lines of a month of the investee, and the kind of receipt that each is."""


@dataclass(frozen=True, slots=True)
class PredictedReceipt:
    """A receipt and the line of the investee's month that it is the agency's part of."""

    receipt: Receipt
    equity: str | None
    """Name of the holding of shares; None where nothing is predicted of the project."""
    line: str
    """Of :data:`SHAREHOLDER_LINES`, or «sale»; empty where nothing is predicted."""
    month: int
    """12 · year + month − 1."""


def predicted_receipts(found: PortfolioEvaluation) -> tuple[Receipt, ...]:
    """Return what the live projects are predicted to bring their shareholder, on the last day of each month.

    A project of which nothing is predicted has one receipt of 0 at the day of the review, so that a borrowing may name it.

    Args:
        found: the portfolio under a condition set.

    """
    return tuple(one.receipt for one in predicted_lines(found))


def predicted_lines(found: PortfolioEvaluation) -> tuple[PredictedReceipt, ...]:
    """Return the predicted receipts with the lines that they come from; see :func:`predicted_receipts`."""
    out: list[PredictedReceipt] = []
    for name in sorted(found.projects):
        project, day = found.projects[name], found.book.business.as_of
        if project.view is None or not project.project.support.equity:
            continue
        currency, month = project.ledger.money.currency, 12 * day.year + day.month - 1
        nothing = PredictedReceipt(Receipt(name, day, 0, currency, "dividend"), None, "", month)
        out += _of_project(project) or [nothing]
    return tuple(out)


def funding_plan(found: PortfolioEvaluation) -> FundingPlan | None:
    """Return the repayment plans of a portfolio's borrowings; None where its directory states none.

    Raises:
        InputError: naming the funding file, for receipts that cannot be matched.

    """
    case = found.book.funding
    return None if case is None else case.plan(predicted_receipts(found) if case.predicted else ())


def _of_project(found: ProjectEvaluation) -> list[PredictedReceipt]:
    out: list[PredictedReceipt] = []
    if found.view is None:
        return out
    for part in found.project.support.equity:
        out += _of_shares(found, part, found.view.months)
        if part.exit is not None:
            sale = Receipt(found.project.id, _last_day(part.exit.month), part.exit.yen, "JPY", "share sale")
            out.append(PredictedReceipt(sale, part.id, "sale", part.exit.month))
    return out


def _of_shares(found: ProjectEvaluation, part: Equity, months: Sequence[MonthOfCash]) -> list[PredictedReceipt]:
    """The agency's part of what shareholders are paid: of the running sum, rounded down, as in its view of the project."""
    held = [month for month in months if part.exit is None or month.month <= part.exit.month]
    currency, out = found.ledger.money.currency, []
    for line, kind in SHAREHOLDER_LINES.items():
        running, before = 0, 0
        for month in held:
            running += getattr(month, line)
            now = int(running * part.share)
            if now > before:
                came = Receipt(found.project.id, _last_day(month.month), now - before, currency, kind)
                out.append(PredictedReceipt(came, part.id, line, month.month))
            before = now
    return out


def _last_day(month: int) -> dt.date:
    """Return the last day of month 12 · year + month − 1."""
    following = month + 1
    return dt.date(following // 12, following % 12 + 1, 1) - dt.timedelta(days=1)
