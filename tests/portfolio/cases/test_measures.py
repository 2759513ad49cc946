"""Measures of projects and predicted receipts: the sums again, by hand and in fractions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.economics.conditions import MoneyTerms
from sonae.portfolio.cases import BARRELS, FUNDING, demonstration_book, load_book, predicted_receipts, project_measures
from sonae.portfolio.funding import funding_from_text
from tests.portfolio.cases.portfolios import demonstration, plain_trees, written

pytestmark = pytest.mark.slow


def test_the_value_is_zero_at_every_rate_that_is_named() -> None:
    for name, found in demonstration().projects.items():
        measures = project_measures(found, "appraisal")
        flows = found.ledger.net("contractor") * found.ledger.conditions.money_factors(
            found.ledger.grid, found.ledger.money, MoneyTerms.nominal("JPY")
        )
        named = [one.value for key, one in measures.figures.items() if key.startswith("irr_")]
        assert named == [root.rate for root in measures.rates.roots], name
        for rate in named:
            assert rate is not None
            worth = sum(flow * (1 + rate) ** -t for t, flow in enumerate(flows))
            scale = sum(abs(flow) * (1 + rate) ** -t for t, flow in enumerate(flows))
            assert abs(worth) <= 1e-9 * scale, name


def test_yen_a_barrel_is_what_was_paid_over_what_is_ours() -> None:
    found = demonstration().projects["sumire-oil"]
    case, support = found.project.case, found.project.support
    assert found.view is not None
    paid = sum(row.contributed_yen for view in found.view.of("equity") for row in (*view.actual, *view.expected))
    barrels = sum(Fraction(str(volume)) * 10**6 for volume in case.products["oil"].volume.values())
    ours = barrels * Fraction(str(support.investee.share)) * sum(Fraction(str(part.share)) for part in support.equity)
    figure = project_measures(found, "appraisal").figures["unit_cost"]
    assert figure.unit == "JPY/boe"
    assert figure.value == pytest.approx(float(paid / ours), rel=1e-12)


def test_shares_that_are_sold_count_what_is_produced_until_then() -> None:
    found = demonstration().projects["akane-copper"]
    case, support = found.project.case, found.project.support
    assert found.view is not None
    paid = sum(row.contributed_yen for view in found.view.of("equity") for row in (*view.actual, *view.expected))
    tonnes = Fraction(0)
    for part in support.equity:
        for year, volume in case.products["copper"].volume.items():
            held = Fraction(1)
            if part.exit is not None:  # sold at the end of March 2034: three months of that year
                held = Fraction(1) if year < 2034 else Fraction(3, 12) if year == 2034 else Fraction(0)
            tonnes += (
                Fraction(str(volume)) * 10**6 * held * Fraction(str(support.investee.share)) * Fraction(str(part.share))
            )
    figure = project_measures(found, "appraisal").figures["unit_cost"]
    assert figure.unit == "JPY/t"
    assert figure.value == pytest.approx(float(paid / tonnes), rel=1e-12)


def test_what_cannot_be_measured_says_why_and_is_not_zero() -> None:
    found = project_measures(demonstration().projects["izumi-geothermal"], "appraisal")
    assert found.figures["unit_cost"].value is None
    assert found.figures["unit_cost"].reason == "the agency holds no shares"
    with pytest.raises(UnknownChoiceError, match="aprraisal"):
        project_measures(demonstration().projects["izumi-geothermal"], "aprraisal")


def test_a_barrel_holds_five_point_eight_million_btu() -> None:
    assert BARRELS["MMBtu"] * 5.8 == pytest.approx(1)
    assert BARRELS["GJ"] / BARRELS["MMBtu"] == pytest.approx(1 / 1.05505585262)


def test_receipts_add_up_to_the_view_of_the_project() -> None:
    receipts = predicted_receipts(demonstration())
    for name in ("hibari-hydrogen", "yuge-geothermal"):  # in yen: nothing is converted
        view = demonstration().projects[name].view
        assert view is not None
        wanted = sum(row.received_yen for one in view.of("equity") for row in one.expected)
        assert sum(one.amount for one in receipts if one.project == name) == wanted
    assert {one.kind for one in receipts} == {"dividend", "shareholder loan", "share sale"}
    assert [one for one in receipts if one.project == "shion-lithium"] == []


def test_a_folder_with_a_funding_file_has_borrowings_and_their_label(tmp_path: Path) -> None:
    book = demonstration_book()
    assert book.funding is not None
    assert book.funding.predicted
    plan = book.funding.plan(predicted_receipts(demonstration()))
    assert [one.name for one in plan.plans] == ["L2026", "B2026"]
    with pytest.raises(InputError, match="leaves its receipts to be predicted"):
        book.funding.plan()
    written(tmp_path, plain_trees())
    assert load_book(tmp_path).funding is None
    source = Path(str(book.projects[0].folder)) / FUNDING
    text = source.read_text(encoding="utf-8").replace("classification: public\n", "")
    (tmp_path / FUNDING).write_text(text, encoding="utf-8")
    assert load_book(tmp_path).classification is Classification.SECRET


@pytest.mark.parametrize("receipts", ["receipts: null", "receipts: later"])
def test_receipts_are_a_list_or_the_word(receipts: str) -> None:
    text = (Path(str(demonstration_book().projects[0].folder)) / FUNDING).read_text(encoding="utf-8")
    with pytest.raises(InputError, match="receipts"):
        funding_from_text(text.replace("receipts: predicted", receipts), "funding.yaml")
