"""Documents that the review cites, by short names."""

from __future__ import annotations

import datetime as dt

from sonae.core import Citation

__all__ = [
    "EQUITY_BYLAW",
    "FINANCIAL_INSTRUMENTS",
    "FINANCIAL_INSTRUMENTS_GUIDE",
    "INVESTMENT_LOSS_REPORT",
    "MEDIUM_TERM_GOALS_FINANCE",
    "MEDIUM_TERM_PLAN_FINANCE",
    "bylaw",
    "corporate_accounting",
    "goals",
    "plan",
]

EQUITY_BYLAW = "石油等出資細則"
"""Bylaw on equity in oil and gas projects, 2004 no. 15, as amended on 1 April 2023 (document 003)."""

MEDIUM_TERM_GOALS_FINANCE = "JOGMEC第5期中期目標 Ⅲ"
"""Goals of the fifth medium term, FY2023–FY2027, part Ⅲ: 1 is the evaluation of risk money, 2 the improvement of finances."""

MEDIUM_TERM_PLAN_FINANCE = "JOGMEC第5期中期計画 Ⅲ"
"""Plan of the fifth medium term, part Ⅲ, with the same two sections (document 000, annex)."""

FINANCIAL_INSTRUMENTS = "金融商品に関する会計基準"
"""ASBJ Statement no. 10."""

FINANCIAL_INSTRUMENTS_GUIDE = "金融商品会計に関する実務指針"
"""Practical guidelines on accounting for financial instruments."""

INVESTMENT_LOSS_REPORT = "監査委員会報告第71号"
"""JICPA audit committee report no. 71, on allowances for investment loss 投資損失引当金."""

_BYLAW_VERSION = dt.date(2023, 4, 1)


def bylaw(*provisions: str) -> tuple[Citation, ...]:
    """Cite the equity bylaw in its version of 1 April 2023: ``bylaw("a22.p1")`` is 第22条第1項."""
    return tuple(Citation(EQUITY_BYLAW, text, _BYLAW_VERSION) for text in provisions)


def goals(*sections: int) -> tuple[Citation, ...]:
    """Cite part Ⅲ of the goals of the fifth medium term."""
    return tuple(Citation(MEDIUM_TERM_GOALS_FINANCE, f"h{number}") for number in sections)


def plan(*sections: int) -> tuple[Citation, ...]:
    """Cite part Ⅲ of the plan of the fifth medium term."""
    return tuple(Citation(MEDIUM_TERM_PLAN_FINANCE, f"h{number}") for number in sections)


def corporate_accounting() -> tuple[Citation, ...]:
    """Cite what governs a marked fall of the net worth of shares without a market price."""
    return Citation(FINANCIAL_INSTRUMENTS, "h21"), Citation(FINANCIAL_INSTRUMENTS_GUIDE, "h92")
