"""Predicted receipts of the projects, as the repayment plans of article 9-2 ask for them: by month, in the investee's currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sonae.economics.support import Equity, MonthOfCash
from sonae.portfolio.cases.evaluation import PortfolioEvaluation, ProjectEvaluation
from sonae.portfolio.funding import Receipt

__all__ = ["predicted_receipts"]

_KINDS = {
    "dividends": "dividend",
    "shareholder_interest": "shareholder loan",
    "shareholder_principal": "shareholder loan",
}
"""Lines of a month of the investee, and the kind of receipt that each is."""


def predicted_receipts(found: PortfolioEvaluation) -> tuple[Receipt, ...]:
    """Return what the live projects are predicted to bring their shareholder, on the last day of each month.

    A project of which nothing is predicted has one receipt of 0 at the day of the review, so that a borrowing may name it.

    Args:
        found: the portfolio under a condition set.

    """
    out: list[Receipt] = []
    for name in sorted(found.projects):
        project = found.projects[name]
        if project.view is None or not project.project.support.equity:
            continue
        mine = _of_project(project)
        currency = project.ledger.money.currency
        out += mine or [Receipt(name, found.book.business.as_of, 0, currency, "dividend")]
    return tuple(out)


def _of_project(found: ProjectEvaluation) -> list[Receipt]:
    out: list[Receipt] = []
    if found.view is None:
        return out
    for part in found.project.support.equity:
        out += _of_shares(found, part, found.view.months)
        if part.exit is not None:
            out.append(Receipt(found.project.id, _last_day(part.exit.month), part.exit.yen, "JPY", "share sale"))
    return out


def _of_shares(found: ProjectEvaluation, part: Equity, months: Sequence[MonthOfCash]) -> list[Receipt]:
    """The agency's part of what shareholders are paid: of the running sum, rounded down, as in its view of the project."""
    held = [month for month in months if part.exit is None or month.month <= part.exit.month]
    currency, out = found.ledger.money.currency, []
    for line, kind in _KINDS.items():
        running, before = 0, 0
        for month in held:
            running += getattr(month, line)
            now = int(running * part.share)
            if now > before:
                out.append(Receipt(found.project.id, _last_day(month.month), now - before, currency, kind))
            before = now
    return out


def _last_day(month: int) -> dt.date:
    """Return the last day of month 12 · year + month − 1."""
    following = month + 1
    return dt.date(following // 12, following % 12 + 1, 1) - dt.timedelta(days=1)
