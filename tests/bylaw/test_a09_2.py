"""Article 9-2: forecasts, repayment plans and their confirmation where equity is paid from borrowings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sonae.bylaw.facts import EquityCase
from sonae.core import InputError
from tests.bylaw.made_up import DAY, cited, finding, made_up, outcome

PAID = dt.date(2025, 6, 30)
AFTER = PAID + dt.timedelta(1)


def loan(**facts: Any) -> EquityCase:
    return made_up(repayment={"borrowings": [{"name": "FY2025 loan"} | facts]})


@pytest.mark.parametrize(
    ("used", "made", "expected"),
    [
        (PAID, PAID, "yes"), (PAID, AFTER, "no"), (PAID, "not_yet", "no"), (PAID, None, "open"), (DAY, DAY, "yes"),
        (DAY, DAY + dt.timedelta(1), "no"), (DAY + dt.timedelta(1), "not_yet", "open"), (None, DAY, "yes"),
        (None, DAY + dt.timedelta(1), "open"), ("not_yet", "not_yet", "open"), ("not_yet", DAY, "yes"),
        (DAY + dt.timedelta(9), DAY + dt.timedelta(8), "open"),
    ],
)  # fmt: skip
def test_a_plan_is_there_when_the_money_is_used(used: Any, made: Any, expected: str) -> None:
    found = finding(loan(used_on=used, planned_on=made), "borrowing.planned")
    assert found.outcome.value == expected
    assert cited(found) == {"a9_2.p1"}
    assert found.missing == (("repayment.borrowings.1.planned_on",) if expected == "open" else ())
    case = loan(used_on=used, planned_on=dt.date(2025, 1, 1), confirmed_on=made)
    assert outcome(case, "borrowing.confirmed") == expected


@pytest.mark.parametrize(
    ("planned", "confirmed", "expected"),
    [
        (PAID, PAID, "yes"), (AFTER, PAID, "no"), (PAID, AFTER, "yes"), ("not_yet", PAID, "no"), ("not_yet", "not_yet", "open"),
        (PAID, "not_yet", "open"), (DAY + dt.timedelta(2), DAY + dt.timedelta(1), "open"),
    ],
)  # fmt: skip
def test_what_is_confirmed_is_a_plan_that_was_made(planned: Any, confirmed: Any, expected: str) -> None:
    assert outcome(loan(planned_on=planned, confirmed_on=confirmed), "borrowing.confirmed") == expected


def borrowed(source: str | None = "borrowing", **repayment: Any) -> EquityCase:
    return made_up(funding=[{"source": "other"}, {"source": source}], repayment=repayment)


def test_both_forecasts_are_there_before_the_first_use() -> None:
    both = {"dividends_forecast_on": PAID, "sale_forecast_on": PAID}
    later = {"name": "later", "used_on": DAY}
    uses = [later, {"name": "a", "used_on": PAID}, {"name": "b", "used_on": "not_yet"}]
    assert outcome(borrowed(**both, borrowings=uses), "repayment.forecast") == "yes"
    assert outcome(borrowed(**both, borrowings=uses[::-1]), "repayment.forecast") == "yes"
    for name in both:
        assert outcome(borrowed(**both | {name: AFTER}, borrowings=uses), "repayment.forecast") == "no"
        assert outcome(borrowed(**both | {name: AFTER}, borrowings=[later]), "repayment.forecast") == "yes"
        assert outcome(borrowed(**both | {name: AFTER}), "repayment.forecast") == "yes"
        waits = finding(borrowed(**both | {name: None}), "repayment.forecast")
        assert waits.missing == (f"repayment.{name}",)
        assert outcome(borrowed(**both | {name: "not_yet"}), "repayment.forecast") == "open"


@pytest.mark.parametrize("question", ["repayment.forecast", "repayment.borrowings"])
def test_only_where_equity_is_paid_from_borrowings(question: str) -> None:
    assert outcome(borrowed("special_account"), question) == "not applicable"
    assert finding(borrowed(None), question).missing == ("funding.2.source",)
    assert finding(made_up(), question).missing == ("funding",)
    assert finding(borrowed(None), "equity.borrowed").missing == ("funding.2.source",)


def test_the_borrowings_have_to_be_named() -> None:
    for nothing in ({}, {"borrowings": []}):
        assert finding(borrowed(**nothing), "repayment.borrowings").missing == ("repayment.borrowings",)
    named = finding(borrowed(borrowings=[{"name": "A"}, {"name": "B"}]), "repayment.borrowings")
    assert (named.outcome.value, named.because) == ("yes", "the borrowings are A, B.")
    with pytest.raises(InputError, match=r"field «repayment»: the borrowing «A» stands twice"):
        borrowed(borrowings=[{"name": "A"}, {"name": "A"}])
