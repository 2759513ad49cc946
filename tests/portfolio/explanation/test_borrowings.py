"""Repayment plans of a plain portfolio: shared receipts, other currencies, half-years, lists; every number explains itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sonae.economics.conditions import demonstration_conditions
from sonae.portfolio.cases import CaseBook, evaluate_portfolio, load_book
from sonae.portfolio.explanation import Explainer, number_paths
from tests.portfolio.cases.portfolios import plain_trees, written

pytestmark = pytest.mark.slow

LOAN: dict[str, Any] = {
    "amount": 900_001, "currency": "JPY", "drawn": "2026-12-15", "first_payment": "2027-06-15", "payments": 5,
    "payments_a_year": 2, "profile": "equal principal", "odd_units": "first", "conventions": "bank", "rate": 0.021,
    "opening_cash": 1_000,
}  # fmt: skip
FUNDING: dict[str, Any] = {
    "name": "plain", "classification": "public", "currency": "JPY", "period": "half-year",
    "exchange": {"USD": {"2021-04-01": 110, "2027-04-01": 151.5}},
    "conventions": {
        "bank": {"day_count": "act/365F", "business_day": "unadjusted", "accrual": "unadjusted", "rounding": "down",
                 "month_end": "last day"},
    },
    "borrowings": [
        {**LOAN, "name": "yen loan", "shares": {"plain": "1/3"}},
        {**LOAN, "name": "dollar bond", "amount": 40_000, "currency": "USD", "profile": "bullet", "payments": 6,
         "rate": 0.05, "shares": {"plain": 0.25}},
    ],
    "receipts": "predicted", "confirmations": [],
}  # fmt: skip
LISTED = [
    {"project": "plain", "amount": amount, "currency": currency, "kind": "dividend", "day": day}
    for day, amount, currency in (
        ("2026-11-30", 777, "JPY"),
        ("2027-05-31", 100_001, "JPY"),
        ("2028-01-31", 9_999, "USD"),
        ("2030-01-31", 500_000, "JPY"),
    )
]


def book(folder: Path, changes: dict[str, Any]) -> CaseBook:
    text = yaml.safe_dump(FUNDING | changes, allow_unicode=True, sort_keys=False)
    (folder / "funding.yaml").write_text(text.replace("'", ""), encoding="utf-8")
    written(folder, plain_trees())
    return load_book(folder)


@pytest.mark.parametrize(
    "changes", [{}, {"receipts": LISTED}, {"receipts": LISTED, "period": "fiscal year"}], ids=["predicted", "listed", "years"]
)  # fmt: skip
def test_every_number_of_the_plans_explains_itself(tmp_path: Path, changes: dict[str, Any]) -> None:
    explainer = Explainer(evaluate_portfolio(book(tmp_path, changes), demonstration_conditions()))
    paths = [(path, value) for path, value in number_paths(explainer.document) if path[0] == "funding"]
    assert len(paths) > 60
    waiting, seen = [], {}
    for path, value in paths:
        figure = explainer.explain(".".join(path))
        assert float(figure.value) == value, path
        waiting.append(figure)
    while waiting:
        figure = waiting.pop()
        if figure.place not in seen:
            seen[figure.place] = figure
            assert figure.recomputed() == figure.value, figure.place
            waiting += figure.parts
        assert seen[figure.place].value == figure.value, figure.place
    rules = {figure.rule for figure in seen.values()}
    assert {"whole units by largest remainders", "amount × worth ÷ worth, rounded down"} <= rules
