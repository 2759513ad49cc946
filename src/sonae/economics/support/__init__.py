"""What a project means for the agency: shares, loans of shareholders, guarantees and loans on the same cash of the investee.

:class:`Support` states the rules, :func:`support_from_tree` reads them, :func:`agency_view` works out the investee's cash by month
and the agency's yen by fiscal year, shares and guarantees beside each other.
"""

from sonae.economics.support.cash import monthly_cash
from sonae.economics.support.loan_run import LoanMonth, LoanRun
from sonae.economics.support.scenarios import YenByScenario, monthly_scenarios, yen_by_scenario
from sonae.economics.support.terms import (
    Actual,
    Equity,
    Exit,
    Guarantee,
    Investee,
    InvesteeLoan,
    Risk,
    ShareholderLoan,
    Support,
    support_from_tree,
)
from sonae.economics.support.view import (
    CONTRIBUTIONS,
    RECEIPTS,
    AgencyView,
    Exchange,
    InstrumentView,
    SideBySide,
    YearOfSupport,
    actual_years,
    agency_view,
    fiscal_year_of,
    value_of_guarantee,
)
from sonae.economics.support.waterfall import LINES, MonthOfCash, investee_cash

__all__ = [
    "CONTRIBUTIONS", "LINES", "RECEIPTS", "Actual", "AgencyView", "Equity", "Exchange", "Exit", "Guarantee", "InstrumentView",
    "Investee", "InvesteeLoan", "LoanMonth", "LoanRun", "MonthOfCash", "Risk", "ShareholderLoan", "SideBySide", "Support",
    "YearOfSupport", "YenByScenario", "actual_years", "agency_view", "fiscal_year_of", "investee_cash", "monthly_cash",
    "monthly_scenarios", "support_from_tree", "value_of_guarantee", "yen_by_scenario",
]  # fmt: skip
