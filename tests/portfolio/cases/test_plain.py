"""A portfolio of one plain project, by hand: facts, rank, ratio, profit and loss; and what is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sonae.core import InputError, SonaeError, UnknownChoiceError
from sonae.economics.conditions import demonstration_conditions
from sonae.portfolio.cases import PortfolioEvaluation, evaluate_portfolio, load_book
from sonae.portfolio.review import Cash, Position
from tests.economics.support.plain import LOAN
from tests.portfolio.cases.portfolios import plain_trees, written

pytestmark = pytest.mark.slow


def evaluated(folder: Path, trees: dict[str, Any]) -> PortfolioEvaluation:
    return evaluate_portfolio(written(folder, trees), demonstration_conditions())


def profit_and_loss(found: PortfolioEvaluation, case: str = "plain") -> dict[int, tuple[int, int]]:
    return {
        row.fiscal_year: (row.income_yen, row.expense_yen)
        for row in found.facts.forecasts
        if row.case == case and row.scenario == "base"
    }


def test_facts_rank_and_ratio_by_hand(tmp_path: Path) -> None:
    found = evaluated(tmp_path, plain_trees())
    (case,) = found.facts.cases
    assert case.actual == (Cash(2025, 2_000_000, 0),)
    assert case.expected == (Cash(2026, 1_000_000, 0), Cash(2027, 0, 4_383_750), Cash(2028, 0, 11_616_250))
    assert case.positions == (Position("equity", 2_000_000, "made up"),)
    review = found.review()
    rate = Fraction(1012, 1000)
    profit = -2_000_000 - 1_000_000 / rate + 4_383_750 / rate**2 + 11_616_250 / rate**3
    assert review.of("plain").rank.rank == "A"
    assert review.of("plain").rank.profit.value == round(profit)
    assert review.pdr.ratio.value == Fraction(16_000_000 - 1_000_000 - 2_000_000, 4_000_000)


def test_profit_and_loss_by_hand(tmp_path: Path) -> None:
    assert profit_and_loss(evaluated(tmp_path, plain_trees())) == {
        2026: (0, 0), 2027: (3_883_750, 0), 2028: (11_616_250, 2_500_000),
    }  # fmt: skip


def test_half_of_exploration_equity_is_an_expense_while_its_outcome_is_unknown(tmp_path: Path) -> None:
    trees = plain_trees()
    trees["project"]["agency"] |= {"begins_in": "exploration", "chance": 0.5}
    trees["project"]["agency"]["holding"] |= {"exploration_yen": 2_000_000}
    found = evaluated(tmp_path, trees)
    assert profit_and_loss(found) == {2026: (0, 250_000), 2027: (3_883_750, 0), 2028: (11_616_250, 2_250_000)}
    assert found.review().of("plain").rank.rank == "B"
    assert found.review().pdr.profit.value == 8_000_000 - 500_000 - 2_000_000


def test_a_sale_brings_its_gain(tmp_path: Path) -> None:
    trees = plain_trees()
    trees["project"]["support"]["equity"][0]["exit"] = {"month": "2028-03", "yen": 9_000_000, "grounds": "made up"}
    assert profit_and_loss(evaluated(tmp_path, trees)) == {2026: (0, 0), 2027: (3_883_750 + 6_500_000, 0), 2028: (0, 0)}


def test_shares_guarantee_and_loan_are_reviewed_each_for_itself(tmp_path: Path) -> None:
    trees = plain_trees()
    support = trees["project"]["support"]
    own = {
        **LOAN, "id": "own", "lender": "agency", "guarantee": None, "funding": "borrowing", "amount": 2_000_000,
        "drawn": "2026-01-31", "first_payment": "2027-01-31",
        "actual": {2025: {"contributed_yen": 2_000_000, "received_yen": 0}},
    }  # fmt: skip
    support["loans"] = [own, LOAN]
    support["investee"]["calls_for_debt_until"] = "2028-12"
    trees["business"]["deficit"]["opening_yen"] = 1_000_000
    found = evaluated(tmp_path, trees)
    review = found.review()
    assert {case.id: case.has_equity for case in found.facts.cases} == {
        "plain": True, "plain-guarantee": False, "plain-loan": False,
    }  # fmt: skip
    loan = next(case for case in found.facts.cases if case.id == "plain-loan")
    assert loan.expected[0] == Cash(2026, 0, 2_200_000)
    assert loan.positions == (Position("loan", 2_000_000, "borrowing"),)
    # What is lent is carried: only interest is profit.
    assert {item.case: item.profit.value for item in review.pdr.projects if item.case != "plain"} == {
        "plain-guarantee": 32_000, "plain-loan": 200_000,
    }  # fmt: skip
    assert profit_and_loss(found, "plain-loan")[2026] == (200_000, 0)
    assert profit_and_loss(found, "plain-guarantee")[2026] == (32_000, 0)


def test_a_loan_in_default_is_an_expense_and_what_is_recovered_income(tmp_path: Path) -> None:
    trees = plain_trees()
    own = {**LOAN, "id": "own", "lender": "agency", "guarantee": None, "funding": "borrowing"}
    trees["project"]["support"]["loans"] = [own]
    trees["project"]["support"]["investee"] |= {"pays_from": "2028-01"}
    trees["project"]["case"]["products"]["power"]["volume"] = {2028: 1}
    trees["project"]["case"]["costs"]["capex"]["values"] = {2026: 12, 2027: 12}
    found = evaluated(tmp_path, trees)
    rows = {month.month: month.loans["own"] for month in found.of("plain").view.months}
    fell = rows[12 * 2027 + 9]
    lost = 10_000_000 - fell.principal
    later = sum(rows[month].recovered for month in range(12 * 2027 + 9, 12 * 2028 + 3))
    assert found.of("plain").view.defaults == {"own": 12 * 2027 + 9}
    assert profit_and_loss(found, "plain-loan")[2027] == (fell.interest + later, lost)
    assert profit_and_loss(found, "plain-loan")[2028][0] == 11_000_000 - fell.interest - fell.principal - later


def test_an_ended_project_has_nothing_to_come(tmp_path: Path) -> None:
    trees = plain_trees()
    trees["project"]["agency"] |= {"ended": "2026-02-10"}
    trees["project"]["agency"]["holding"] |= {"written_down_yen": 2_000_000}
    found = evaluated(tmp_path, trees)
    (case,) = found.facts.cases
    assert (case.expected, case.positions, found.of("plain").view) == ((), (), None)
    assert found.facts.forecasts == ()


WRONG = {"cause": "x", "yen": 1, "source": "x"}
REFUSED = [
    ("project.case.calendar", "—", "plain.yaml", "case.calendar", "not stated"),
    ("project.case.costs.capex.values", {2026: -1}, "plain.yaml", "case.costs.capex", "below 0"),
    ("project.support.investee.payout", "—", "plain.yaml", "support.investee.payout", "not stated"),
    ("project.support.investee.from_month", "2026-11", "plain.yaml", "support.investee.from_month", "expected 2026-10"),
    ("project.support.investee.party", "nobody", "plain.yaml", None, "net_nobody"),
    ("project.support", "—", "plain.yaml", "support", "part is missing"),
    ("project.remarks", "none", "plain.yaml", "remarks", "no such part"),
    ("project.agency.adopted", "—", "plain.yaml", "agency.adopted", "missing"),
    ("project.agency.funding_rate", "funds", "plain.yaml", "agency.funding_rate", "nearest valid: funding"),
    ("project.agency.funding_rate", "appraisal_usd", "plain.yaml", "agency.funding_rate", "yearly rate of nominal yen"),
    ("project.agency.holding", "—", "plain.yaml", "agency.holding", "no holding is stated"),
    ("project.agency.holding.acquired_yen", 1.5, "plain.yaml", "agency.holding.acquired_yen", "integer"),
    ("project.agency.holding.allowance_yen", False, "plain.yaml", "agency.holding.allowance_yen", "«true» or «false»"),
    ("project.agency.holding.allowance_yen", 3_000_000, "plain.yaml", "agency.written_down_yen", "more than the shares cost"),
    ("project.agency.failed", "2024-01-01", "plain.yaml", "agency.failed", "lies before the adoption"),
    ("project.agency.carried", {"shares": 2_000_000}, "plain.yaml", "agency.carried", "only there"),
    ("business.register", ["plain", "other"], "business.yaml", "register", "no file states the project «other»"),
    ("business.register", ["plain", "plain"], "business.yaml", "register", "stands there twice"),
    ("business.register", [], "plain.yaml", "case.id", "does not hold «plain»"),
    ("business.forecast.begins", "2027-05", "business.yaml", "forecast.begins", "does not begin in the fiscal year"),
    ("business.forecast.stresses", ["gloom"], None, None, "unknown stress «gloom»"),
    ("business.classification", "hidden", "business.yaml", None, "unknown classification"),
    ("business.discount_rate", "none", "business.yaml", "discount_rate", "unknown discount rate"),
    ("business.deficit.years", [{"fiscal_year": 2025, "entries": [WRONG]}], "business.yaml", None, "unknown cause of the deficit"),
    ("business.motto", "x", "business.yaml", "motto", "no such field"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "file", "field", "said"), REFUSED)
def test_what_is_wrong_is_said_in_a_sentence_with_file_and_place(
    tmp_path: Path, path: str, value: Any, file: str | None, field: str | None, said: str
) -> None:
    trees = plain_trees()
    *way, last = path.split(".")
    node: Any = trees
    for part in way:
        node = node[part]
    if value == "—":
        del node[last]
    else:
        node[last] = value
    with pytest.raises(SonaeError) as caught:
        evaluated(tmp_path, trees)
    error = caught.value
    assert isinstance(error, InputError)
    if not isinstance(error, UnknownChoiceError):
        assert (error.file, error.field) == (file, field)
    assert said in str(error)
    assert "\n" not in str(error)


def test_a_directory_without_a_business_and_a_project_twice_are_refused(tmp_path: Path) -> None:
    written(tmp_path, plain_trees())
    (tmp_path / "again.yaml").write_bytes((tmp_path / "plain.yaml").read_bytes())
    with pytest.raises(InputError, match=r"plain.yaml, field «case.id»: the project «plain» stands in again.yaml too"):
        written(tmp_path, plain_trees())
    (tmp_path / "again.yaml").unlink()
    (tmp_path / "business.yaml").unlink()
    with pytest.raises(InputError, match=r"the portfolio has no business\.yaml"):
        load_book(tmp_path)


def test_equities_of_several_fundings_state_what_each_is_carried_at(tmp_path: Path) -> None:
    trees = plain_trees()
    shares = trees["project"]["support"]["equity"][0]
    trees["project"]["support"]["equity"] = [shares, {**shares, "id": "later", "funding": "bond", "actual": {}}]
    trees["project"]["agency"]["carried"] = {"shares": 1_500_000, "later": 500_000}
    (case,) = evaluated(tmp_path, trees).facts.cases
    assert case.positions == (Position("equity", 1_500_000, "made up"), Position("equity", 500_000, "bond"))
    trees["project"]["agency"]["carried"]["later"] = 400_000
    with pytest.raises(InputError, match="do not add up to that of the holding; expected 2,000,000 yen"):
        evaluated(tmp_path, trees)
