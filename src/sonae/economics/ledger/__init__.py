"""The ledger of a project: every line of every period under a regime and a condition set.

:func:`load_case` reads a project, :func:`evaluate_case` works it off with the balance checked, :func:`explain` says of a number
what formula, clause and inputs it comes from, :func:`measure` what it is worth to each party.
"""

from sonae.economics.ledger.case import Case, CostLine, Product, Time, case_from_text, case_from_tree, load_case
from sonae.economics.ledger.evaluation import Given, Ledger, evaluate_case
from sonae.economics.ledger.explanation import Explanation, explain
from sonae.economics.ledger.lines import TIMING, assert_balance, dated_values, off_balance, program_of, timing_lines
from sonae.economics.ledger.measure import PartyWorth, Worth, break_even_price, measure, present_value, priced_case

__all__ = [
    "TIMING", "Case", "CostLine", "Explanation", "Given", "Ledger", "PartyWorth", "Product", "Time", "Worth",
    "assert_balance", "break_even_price", "case_from_text", "case_from_tree", "dated_values", "evaluate_case", "explain",
    "load_case", "measure", "off_balance", "present_value", "priced_case", "program_of", "timing_lines",
]  # fmt: skip
