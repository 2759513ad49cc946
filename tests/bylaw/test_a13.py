"""Article 13: the master agreement, and what is asked between adoption and agreement, and of whom."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bylaw.under_way import cites, found, judged, says, under_way

WHOLE = ["area", "term", "a11", "a12", "a15", "a16", "a17"]
NOTHING_ELSE = judged("agreement.other_matters_needed", holds=False)
SIGNED = {"signed_on": "2026-03-01", "contains": WHOLE, "conditions": []}


def agreement(
    *judgements: Any, paid: str | None = "2026-03-01", question: str = "agreement.in_order", **facts: Any
) -> str:
    drawdowns = [{"name": "D", "work": "W", "paid_on": paid}, {"name": "E", "work": "W", "paid_on": "2026-05-01"}]
    of = under_way(agreement=SIGNED | facts, work_items=[{"name": "W", "year": 2026}], drawdowns=drawdowns)
    return says(of, question, "", *(judgements or (NOTHING_ELSE,)))


def test_the_agreement_goes_before_the_first_drawdown() -> None:
    assert agreement() == "yes"
    assert agreement(signed_on="2026-03-02") == "no"
    assert agreement(signed_on="2026-05-01", paid="not_yet") == "yes"
    assert agreement(signed_on="2026-05-02", paid="not_yet") == "no"
    assert agreement(signed_on="not_yet", paid="not_yet") == "no"
    assert agreement(signed_on=None) == "open"
    nothing = under_way(agreement={"signed_on": "not_yet"})
    assert says(nothing, "agreement.in_order") == says(under_way(), "agreement.in_order") == "not applicable"
    assert says(under_way(agreement=SIGNED), "agreement.in_order", "", NOTHING_ELSE) == "yes"
    assert (
        says(under_way(agreement=SIGNED), "agreement.in_order", "", NOTHING_ELSE, on="2026-02-28") == "not applicable"
    )


@pytest.mark.parametrize("lacking", WHOLE)
def test_each_thing_it_has_to_provide_for(lacking: str) -> None:
    assert agreement(contains=[one for one in WHOLE if one != lacking]) == "no"
    of = under_way(agreement=SIGNED | {"contains": [one for one in WHOLE if one != lacking]})
    question = "agreement.area_and_term" if lacking in ("area", "term") else "agreement.approvals_and_reports"
    finding = found(of, question)
    assert (finding.outcome.value, finding.because) == ("no", f"the agreement lacks: {lacking}.")
    assert cites(finding) == ["a13.p1.i1" if lacking in ("area", "term") else "a13.p1.i2"]


def test_what_else_the_agency_finds_necessary() -> None:
    needed = judged("agreement.other_matters_needed")
    assert agreement(needed) == "no"
    assert agreement(needed, contains=[*WHOLE, "others"]) == "yes"
    assert agreement(judged("x")) == "open"


@pytest.mark.parametrize(
    ("met", "confirmed", "outcome"),
    [
        ("2026-03-01", "2026-03-01", "yes"), ("2026-03-02", "2026-03-02", "no"), ("2026-02-01", "2026-03-02", "no"),
        ("2026-02-02", "2026-02-01", "no"), ("not_yet", None, "no"), ("2026-02-01", "not_yet", "no"),
        (None, "2026-03-01", "open"), ("2026-03-01", None, "open"), (None, "not_yet", "no"), (None, "2026-03-02", "no"),
    ],
)  # fmt: skip
def test_conditions_of_the_adoption_are_confirmed(met: str | None, confirmed: str | None, outcome: str) -> None:
    fine = {"what": "sale", "met_on": "2026-01-01", "confirmed_on": "2026-01-01"}
    rights = {"what": "rights", "met_on": met, "confirmed_on": confirmed}
    for conditions in ([fine, rights], [rights, fine]):
        assert agreement(conditions=conditions, question="agreement.conditions_confirmed") == outcome
        assert agreement(conditions=conditions) == outcome


def test_no_conditions_and_conditions_not_stated() -> None:
    question = "agreement.conditions_confirmed"
    assert agreement(question=question) == "not applicable"
    of = under_way(agreement=SIGNED | {"conditions": None})
    assert found(of, question).missing == ("management.agreement.conditions",)
    of = under_way(agreement=SIGNED | {"conditions": [{"what": "a"}]})
    assert found(of, question).missing == tuple(
        f"management.agreement.conditions.1.{name}" for name in ("met_on", "confirmed_on")
    )
    unsigned = under_way(
        agreement=SIGNED | {"signed_on": "not_yet", "conditions": [{"what": "a", "met_on": "not_yet"}]}
    )
    assert says(unsigned, question) == "no"
    met = {"what": "a", "met_on": "2026-06-01"}
    for confirmed, outcome in ((None, "open"), ("2026-06-01", "yes"), ("2026-06-02", "no")):
        facts = {"signed_on": "not_yet", "conditions": [met | {"confirmed_on": confirmed}]}
        assert says(under_way(agreement=SIGNED | facts), question) == outcome


LISTS = {
    "plan": ("plans", {"year": 2026}, ("received_on", "delay_reported_on", "provisional_received_on", "reported_on")),
    "plan_change": ("plan_changes", {"year": 2026}, ("received_on", "reported_on")),
    "work": ("work_items", {"name": "W", "year": 2026, "in_annex": True}, ("received_on",)),
    "work_change": ("work_changes", {"work": "W"}, ("received_on",)),
    "matter": ("matters", {"item": 1, "what": "renewal"}, ("received_on", "reported_on")),
    "notice": ("notices", {"item": 1, "what": "articles"}, ("given_on",)),
    "report": ("reports", {"item": 1, "month": "2026-01"}, ("received_on",)),
}


def with_entry(kind: str, facts: dict[str, Any], investee: dict[str, Any] | None = None, **management: Any) -> Any:
    name, base, _ = LISTS[kind]
    entries = {"plans": [{"year": 2026}], "work_items": [{"name": "W", "year": 2026}], "work_changes": []}
    whole = {"adopted_on": "2026-01-10", "agreement": SIGNED} | management | entries | {name: [base | facts]}
    return under_way(investee=investee, **whole)


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, (_, _, fields) in LISTS.items() for field in fields]
)
def test_before_the_agreement_papers_come_from_the_right_party(kind: str, field: str) -> None:
    place, question = f"management.{LISTS[kind][0]}.1", f"{kind}.from_right_party"
    to_be = {"incorporated": False, "future_main_shareholder": "Y"}

    def right(who: str | None, day: str, investee: dict[str, Any] | None = None, **management: Any) -> str:
        return says(with_entry(kind, {field: day, "from_whom": who}, investee, **management), question, place)

    assert right("investee", "2026-02-01") == "yes"
    assert right("future_main_shareholder", "2026-02-01") == right("other", "2026-02-01") == "no"
    assert right("future_main_shareholder", "2026-02-01", to_be) == "yes"
    assert right("investee", "2026-02-01", to_be) == right("other", "2026-02-01", to_be) == "no"
    assert right(None, "2026-02-01") == "open"
    since = {"incorporated": True, "incorporated_on": "2026-02-02"}
    assert right("future_main_shareholder", "2026-02-01", since) == right("investee", "2026-02-02", since) == "yes"
    assert right("future_main_shareholder", "2026-02-02", since) == right("investee", "2026-02-01", since) == "no"
    assert right("other", "2026-01-10") == right("other", "2026-02-28") == "no"
    assert right("other", "2026-01-09") == right("other", "2026-03-01") == right("other", "not_yet") == "not applicable"
    assert right("other", "2026-05-01", agreement={"signed_on": "not_yet"}) == "no"
    assert right("other", "2026-02-01", adopted_on="not_yet") == "not applicable"
    assert right("other", "2026-02-01", adopted_on=None) == "open"
    finding = found(with_entry(kind, {field: "2026-02-01", "from_whom": "investee"}, to_be), question, place)
    assert cites(finding) == ["a13.p3.i1", "a13.p3"]
    assert "(Y)" in finding.because


def test_papers_on_both_sides_of_incorporation_are_to_be_told_apart() -> None:
    since = {"incorporated": True, "incorporated_on": "2026-02-02"}
    for who, outcome in (("investee", "open"), ("future_main_shareholder", "open"), ("other", "no")):
        facts = {"delay_reported_on": "2026-02-01", "received_on": "2026-02-02", "from_whom": who}
        assert says(with_entry("plan", facts, since), "plan.from_right_party", "management.plans.1") == outcome


@pytest.mark.parametrize("kind", LISTS)
def test_what_could_not_be_known_is_asked_for_as_soon_as_it_can(kind: str) -> None:
    place, field = f"management.{LISTS[kind][0]}.1", LISTS[kind][2][0]
    settled = field if kind in ("notice", "report") else "approved_on"

    def in_order(*judgements: Any, on: str = "2026-06-01", **facts: Any) -> Any:
        management = {"adopted_on": facts.pop("adopted_on", "2026-01-10")}
        if "signed_on" in facts:
            management["agreement"] = SIGNED | {"signed_on": facts.pop("signed_on")}
        if kind in ("notice", "report"):
            facts = {"written": True} | facts
        return found(with_entry(kind, facts, **management), f"{kind}.in_order", place, *judgements, on=on)

    def takes_place(*judgements: Any, **facts: Any) -> bool:
        return cites(in_order(*judgements, **facts)) == ["a13.p3.i2", "a13.p3"]

    known = {"information_on": "2026-02-10", field: "2026-02-10", settled: "2026-02-10"}
    assert in_order(**known).outcome.value == "yes"
    assert takes_place(**known)
    later = known | {field: "2026-02-11", settled: "2026-02-11"}
    if kind in ("notice", "report"):
        oral = in_order(**known, written=False)
        assert (oral.outcome.value, cites(oral)[2:]) == ("no", [{"notice": "a16.p2", "report": "a17.p2"}[kind]])
        assert in_order(**known, written=None).missing == (f"{place}.written",)
    soon = judged(f"{kind}.as_soon_as_possible", place)
    assert in_order(**later).outcome.value == "open"
    assert in_order(soon, **later).outcome.value == "yes"
    assert in_order(soon.model_copy(update={"holds": False}), **later).outcome.value == "no"
    assert in_order(information_on="2026-02-10").missing == (f"{place}.{field}",)
    assert in_order(information_on="not_yet", signed_on="not_yet").outcome.value == "not applicable"
    assert in_order(information_on="2026-02-10", on="2026-02-09").outcome.value == "not applicable"
    if settled != field:
        assert in_order(**known | {settled: "not_yet"}).missing == (f"{place}.{settled}",)
    assert takes_place(information_on="2026-03-01")
    for facts in (
        {},
        {"information_on": "2026-03-02"},
        {"information_on": "not_yet"},
        known | {"adopted_on": "not_yet"},
    ):
        assert not takes_place(**facts)
    assert takes_place(information_on="2026-03-02", signed_on="not_yet")


@pytest.mark.parametrize(("kind", "items"), [("notice", 3), ("report", 4)])
def test_so_it_is_under_every_item(kind: str, items: int) -> None:
    place = f"management.{LISTS[kind][0]}.1"
    for item in range(1, items + 1):
        of = with_entry(kind, {"item": item, "information_on": "not_yet"}, agreement={"signed_on": "not_yet"})
        finding = found(of, f"{kind}.in_order", place, judged("notice.approval_needed", place))
        assert (finding.outcome.value, cites(finding)) == ("not applicable", ["a13.p3.i2", "a13.p3"])
