"""Guarantees, loans and grants on the frame of a case: their own steps, none of equity's, and nothing made up about deadlines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sonae.core import InputError
from sonae.office.gate import RefusedError
from sonae.office.models import Case
from tests.office.conftest import Give

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]
SCREEN = {"experts": 3, "technical_risk": "made up", "result": "made up"}


def under_way(give: Give, case: Case, **more: object) -> str:
    give("applicant4" if case.kind == "loan" else "applicant", "application.submit", case.number)
    give("review", "support.screen", case.number, **SCREEN)
    assert (
        give("executive", "support.decide", case.number, granted=True, amount_yen=100, reasons="made up").stage
        == "under_way"
    )
    return case.number


def test_a_loan_is_assessed_after_the_accounts_are_published(give: Give, case_named: CaseNamed) -> None:
    number = under_way(give, case_named("Shirahige repair loan"))
    with pytest.raises(InputError, match="these accounts are not published yet"):
        give("finance", "loan.self_assessment", number, fiscal_year=2025, borrower="normal", grounds="x")
    give("finance", "loan.accounts_published", number, period="year_end", fiscal_year=2025)
    with pytest.raises(InputError, match="recorded already"):
        give("finance", "loan.accounts_published", number, period="year_end", fiscal_year=2025)
    give("finance", "loan.self_assessment", number, fiscal_year=2025, borrower="watch", grounds="x")
    with pytest.raises(InputError, match="not published yet"):
        give("finance", "loan.evaluation", number, period="interim", fiscal_year=2026, finances="x", collateral_yen=5)
    give("finance", "loan.accounts_published", number, period="interim", fiscal_year=2026)
    give("finance", "loan.evaluation", number, period="interim", fiscal_year=2026, finances="x", collateral_yen=5)
    assert give("finance", "support.end", number, how="repaid", note="x").stage == "closed"


def test_a_guarantee_is_checked_each_quarter_once(give: Give, case_named: CaseNamed) -> None:
    number = under_way(give, case_named("Hinokuma guarantee"))
    give("planning", "support.check_quarter", number, quarter="2026-Q3", risks="x")
    with pytest.raises(InputError, match="2026-Q3 is checked already"):
        give("planning", "support.check_quarter", number, quarter="2026-Q3", risks="x")
    give("planning", "support.check_quarter", case_named("Kurose oil").number, quarter="2026-Q3", risks="x")
    with pytest.raises(RefusedError, match="no step of a case of this kind"):
        give("finance", "loan.self_assessment", number, fiscal_year=2025, borrower="normal", grounds="x")


def test_a_grant_goes_from_a_certified_plan_to_its_inspection(give: Give) -> None:
    opened = give(
        "applicant4", "case.open", support="grant", title_ja="架空リチウム助成", title_en="Lithium grant", project="架空",
        resource="metal",
        businesses=["production"], place="overseas", investee="架空白鬚資源",
    ).case  # fmt: skip
    give("applicant4", "application.submit", opened)
    with pytest.raises(InputError, match="no certified plan is stated"):
        give("review", "support.screen", opened, **SCREEN)
    give("applicant4", "grant.certified_plan", opened, plan="x", certified_on="2026-10-01", mineral="lithium")
    give("review", "support.screen", opened, **SCREEN)
    with pytest.raises(InputError, match="the amount is not stated"):
        give("executive", "support.decide", opened, granted=True, reasons="x")
    give("executive", "support.decide", opened, granted=True, amount_yen=1000, reasons="x")
    with pytest.raises(InputError, match="more is settled than was granted; expected up to 1,000 yen"):
        give("auditor", "grant.inspect", opened, proper=True, found="x", paid_yen=1001)
    with pytest.raises(InputError, match="no inspection found the grant used as granted"):
        give("finance", "support.end", opened, how="settled", note="x")
    give("auditor", "grant.inspect", opened, proper=True, found="x", paid_yen=900)
    assert give("finance", "support.end", opened, how="settled", note="x").stage == "closed"


def test_a_promoting_department_does_not_screen(give: Give, case_named: CaseNamed, cast: object) -> None:
    case = case_named("Hinokuma guarantee")
    give("applicant", "application.submit", case.number)
    cast["review"].department = cast["promotion"].department  # type: ignore[index]
    with pytest.raises(InputError, match="department promotes projects"):
        give("review", "support.screen", case.number, **SCREEN)


@pytest.mark.parametrize("kind", ["review.begin", "decision.make", "drawdown.pay"])
def test_steps_of_equity_are_none_of_a_loan(give: Give, case_named: CaseNamed, kind: str) -> None:
    who = {"review.begin": "review", "decision.make": "executive", "drawdown.pay": "finance"}[kind]
    fields = {"decision.make": {"adopted": True}, "drawdown.pay": {"name": "x"}}.get(kind, {})
    with pytest.raises(RefusedError, match="no step of a case of this kind"):
        give(who, kind, case_named("Shirahige repair loan").number, **fields)
