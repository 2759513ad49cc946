"""Commands: gates, rules, keys, versions, and the event that stands with what it tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from sonae.auditlog import verify_chain
from sonae.core import InputError, SonaeError
from sonae.office import log
from sonae.office.gate import NotThereError, RefusedError, StaleError, visible_cases
from sonae.office.models import Case, CheckRecord, CommandRecord, Event
from sonae.office.seed.cast import Cast
from tests.office.conftest import NOW, Give

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]


def test_the_demonstration_stands_at_every_stage(case_named: CaseNamed) -> None:
    stages = {
        "Hinokuma offshore oil": "draft", "Kazahaya gas field": "submitted", "Shirahige offshore oil": "review",
        "Toshio oil": "rejected", "Yunagi gas field": "adopted", "Misaki LNG": "under_way", "Okitsu oil": "disposing",
    }  # fmt: skip
    assert {name: case_named(name).stage for name in stages} == stages
    assert not case_named("Ruri copper").bylaw
    assert Case.objects.count() == 16


def test_the_log_of_the_demonstration_verifies() -> None:
    report = verify_chain(log.DatabaseLog().entries())
    assert report.holds
    assert report.verified == Event.objects.count() > 250


@pytest.mark.parametrize(
    "change", ["UPDATE office_event SET line = 'x'", "DELETE FROM office_event", "UPDATE office_event SET actor = ''"]
)
def test_the_database_itself_keeps_the_log(change: str) -> None:
    with (
        pytest.raises((IntegrityError, InternalError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_drawdown_is_paid_once_its_gate_is_open(give: Give, case_named: CaseNamed) -> None:
    case = case_named("Kurose oil")
    receipt = give("finance", "drawdown.pay", case.number, name="第1回出資")
    assert receipt.findings["drawdown.allowed [management.drawdowns.1]"] == "yes"
    check = CheckRecord.objects.get(sequence=receipt.sequence)
    assert {"a14.p1", "a4.p1"} <= {cite["provision"] for finding in check.findings for cite in _cited(finding)}
    assert str(check.bylaw_version) == "2023-04-01"
    with pytest.raises(InputError, match="was paid on 2026-11-20"):
        give("finance", "drawdown.pay", case.number, name="第1回出資")


def _cited(finding: dict[str, object]) -> list[dict[str, str]]:
    found = list(finding["citations"])  # type: ignore[call-overload]
    for part in finding["parts"]:  # type: ignore[attr-defined]
        found += _cited(part)
    return found


def test_a_gate_of_the_bylaw_refuses_with_its_finding_and_changes_nothing(give: Give, case_named: CaseNamed) -> None:
    case = case_named("Akatsuki gas field")
    before, events = case.facts, Event.objects.count()
    with pytest.raises(
        RefusedError, match="the minister had not answered before the decision of 2026-11-20"
    ) as refused:
        give("executive", "decision.make", case.number, adopted=True)
    assert "a6.p2" in {cite.provision for cite in refused.value.verdict.citations}
    case.refresh_from_db()
    assert (case.facts, case.stage) == (before, "review")
    told = Event.objects.order_by("-sequence")[0]
    assert (Event.objects.count(), told.kind, told.subject) == (events + 1, "command.refused", f"case/{case.number}")
    assert '"command":"decision.make"' in told.line


def test_the_department_that_promotes_does_not_review(give: Give, cast: Cast, case_named: CaseNamed) -> None:
    case = case_named("Tomogashima LNG")
    cast["review"].department = cast["promotion"].department
    with pytest.raises(RefusedError) as refused:
        give("review", "review.begin", case.number)
    assert "a8.p2" in {cite.provision for cite in refused.value.verdict.citations}


def test_who_promoted_a_case_does_not_review_it_by_a_rule_of_the_house(
    give: Give, cast: Cast, case_named: CaseNamed
) -> None:
    case = case_named("Tomogashima LNG")
    Case.objects.filter(pk=case.pk).update(promoter=cast["review"])
    with pytest.raises(RefusedError, match="a rule of the house") as refused:
        give("review", "review.begin", case.number)
    assert refused.value.verdict.citations == ()


@pytest.mark.parametrize(
    ("who", "kind", "said"),
    [
        ("applicant", "decision.make", "this is for executive alone"), ("public", "application.submit", "applicant company alone"),
        ("admin", "drawdown.pay", "finance department alone"),
    ],
)  # fmt: skip
def test_a_role_that_may_not_is_refused(give: Give, case_named: CaseNamed, who: str, kind: str, said: str) -> None:
    fields = {"decision.make": {"adopted": True}, "drawdown.pay": {"name": "x"}}.get(kind, {})
    case = case_named("Hinokuma offshore oil")
    if who in ("public", "admin"):
        with pytest.raises(NotThereError):
            give(who, kind, case.number, **fields)
        return
    with pytest.raises(RefusedError, match=said):
        give(who, kind, case.number, **fields)


def test_a_company_knows_of_no_other_company_s_case(give: Give, cast: Cast, case_named: CaseNamed) -> None:
    case = case_named("Kazahaya gas field")
    assert case not in visible_cases(cast["applicant"])
    with pytest.raises(NotThereError, match="nothing of that name is here"):
        give("applicant", "application.withdraw", case.number, reason="x")
    with pytest.raises(NotThereError, match="nothing of that name is here"):
        give("applicant", "application.withdraw", "E2026-NONE", reason="x")


def test_a_wish_given_twice_is_carried_out_once(give: Give, case_named: CaseNamed) -> None:
    case = case_named("Hinokuma offshore oil")
    first = give("applicant", "application.submit", case.number, key="same")
    again = give("applicant", "application.submit", case.number, key="same")
    assert (again.sequence, again.version, again.repeated) == (first.sequence, first.version, True)
    assert CommandRecord.objects.filter(key="same").count() == 1
    with pytest.raises(InputError, match="the key was used for another command"):
        give("applicant", "application.withdraw", case.number, key="same", reason="x")


def test_a_command_on_an_older_version_is_refused(give: Give, case_named: CaseNamed) -> None:
    case = case_named("Hinokuma offshore oil")
    give("applicant", "facts.interests", case.number, version=case.version, interests={"investee_role": "operator"})
    with pytest.raises(
        StaleError, match=f"version {case.version + 1}, and the command rests on version {case.version}"
    ):
        give("applicant", "application.submit", case.number, version=case.version)


def test_a_day_that_has_not_come_is_refused(give: Give, case_named: CaseNamed) -> None:
    with pytest.raises(InputError, match="has not come yet"):
        give("review", "review.consult", case_named("Shirahige offshore oil").number, on=dt.date(2026, 11, 21))


def test_the_day_is_that_of_japan(give: Give, case_named: CaseNamed) -> None:
    """15:30 in UTC is half past midnight in Japan."""
    case = case_named("Hinokuma offshore oil")
    give("applicant", "application.submit", case.number, at=dt.datetime(2026, 11, 20, 15, 30, tzinfo=dt.UTC))
    case.refresh_from_db()
    assert case.facts["adoption"]["applications"][0]["documents"][0]["received_on"] == "2026-11-21"


def test_an_event_is_appended_in_a_transaction_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "in_atomic_block", False)
    with pytest.raises(SonaeError, match="in the transaction of what it tells of"):
        log.append(NOW, "x", "office.opened", "office", {})


def test_a_case_that_no_bylaw_in_hand_governs_is_checked_by_none(give: Give, case_named: CaseNamed) -> None:
    receipt = give("applicant4", "application.withdraw", case_named("Ruri copper").number, reason="made up")
    assert receipt.findings == {}
    assert not CheckRecord.objects.filter(sequence=receipt.sequence).exists()
