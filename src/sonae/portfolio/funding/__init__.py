"""Funding of projects: repayment plans beside predicted receipts, confirmation, rate tenders, policy cost."""

from sonae.portfolio.funding.cash import CashDay, TaggedReceipt, cash_days
from sonae.portfolio.funding.confirmation import EQUITY_BYLAW, Confirmation, confirmation_finding, plan_digest
from sonae.portfolio.funding.file import FundingCase, funding_from_text, read_funding
from sonae.portfolio.funding.matching import (
    PERIODS,
    Borrowing,
    CoverPeriod,
    FundingPlan,
    RepaymentPlan,
    match_receipts,
    period_of,
)
from sonae.portfolio.funding.past_rates import PastRate, past_rates
from sonae.portfolio.funding.policy_cost import PolicyCost, StateFlows, policy_cost
from sonae.portfolio.funding.proposal import Candidate, propose_profiles
from sonae.portfolio.funding.receipts import PLACES, RECEIPT_KINDS, ExchangeRates, Receipt
from sonae.portfolio.funding.tender import (
    PRICE_RULES,
    TIE_RULES,
    RateAward,
    RateBid,
    RateTender,
    TenderResult,
    clear_rates,
)
from sonae.portfolio.funding.tender_file import TenderCase, read_tender, tender_from_text

__all__ = [
    "EQUITY_BYLAW",
    "PERIODS",
    "PLACES",
    "PRICE_RULES",
    "RECEIPT_KINDS",
    "TIE_RULES",
    "Borrowing",
    "Candidate",
    "CashDay",
    "Confirmation",
    "CoverPeriod",
    "ExchangeRates",
    "FundingCase",
    "FundingPlan",
    "PastRate",
    "PolicyCost",
    "RateAward",
    "RateBid",
    "RateTender",
    "Receipt",
    "RepaymentPlan",
    "StateFlows",
    "TaggedReceipt",
    "TenderCase",
    "TenderResult",
    "cash_days",
    "clear_rates",
    "confirmation_finding",
    "funding_from_text",
    "match_receipts",
    "past_rates",
    "period_of",
    "plan_digest",
    "policy_cost",
    "propose_profiles",
    "read_funding",
    "read_tender",
    "tender_from_text",
]
