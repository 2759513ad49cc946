"""Article 24: when shares are in principle sold, how, and on which terms."""

from __future__ import annotations

from typing import Any

import pytest

from sonae.core import InputError
from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, day, found, judged, outcome

NOW = "2026-04-01"
ALL = {"under": "a24.p2", "requests": []}
GOOD = [judged("disposal.valuable", "2026-03-01"), judged("disposal.energy_policy", "2026-03-01")]
NEEDED = judged("disposal.necessary", "2026-03-01")
NOT_NEEDED = judged("disposal.necessary", "2026-03-01", holds=False)
PARTIES = {
    "A": "japanese_corporation", "B": "such_corporation", "F": "foreign_corporation", "P": "japanese_person", "J": "agency",
    "Z": "japanese_corporation",
}  # fmt: skip
INVESTEE = {
    "name": "X", "incorporated": True, "parties": [{"name": name, "kind": kind} for name, kind in PARTIES.items()],
    "holdings": [
        *({"holder": name, "company": "X", "votes": 1} for name in "ABFPJ"), {"holder": "Z", "company": "A", "votes": 1},
    ],
}  # fmt: skip


def matter(item: int, approved: str | None) -> dict[str, Any]:
    return {"item": item, "what": "m"} | ({} if approved is None else {"approved_on": on(approved)})


def on(text: str) -> Any:
    return text if text == "not_yet" else day(text)


TRANSITION = matter(11, "2026-02-01")


def disposal(
    *judgements: dict[str, Any], matters: Any = (TRANSITION,), management: Any = None, parameters: Any = None,
    **facts: Any,
) -> Any:  # fmt: skip
    of_management = {} if matters is None else {"matters": list(matters)}
    return case(
        judgements=list(judgements), management=of_management | (management or {}), investee=INVESTEE,
        oversight={"disposal": ALL | facts}, parameters=parameters or {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("matters", "like", "said"),
    [
        ([matter(11, "2026-04-01")], {}, YES),
        ([matter(11, "2026-04-02")], {}, NO),
        ([matter(11, None)], {}, NO),
        ([matter(10, "2026-02-01")], {}, NO),
        ([matter(10, "2026-02-01"), matter(11, "2026-04-02")], {}, NO),
        ([matter(10, "2026-02-01"), matter(11, "2026-03-02")], {}, YES),
        ([], {}, NO),
        ([], {"like_event": "listing", "like_event_on": day("2026-04-01")}, YES),
        ([], {"like_event": "listing", "like_event_on": day("2026-04-02")}, NO),
        ([], {"like_event": "listing"}, NO),
        ([matter(10, "2026-02-01")], {"like_event": "listing", "like_event_on": day("2026-04-01")}, YES),
        (None, {}, OPEN),
        (None, {"like_event": "listing", "like_event_on": day("2026-04-01")}, YES),
    ],
)
def test_preparation_funds_alone_never_open_the_sale(matters: Any, like: dict[str, Any], said: str) -> None:
    of = disposal(*GOOD, NEEDED, matters=matters, **like)
    assert [outcome(of, f"disposal.{name}", NOW) for name in ("event", "opened", "called_for")] == [said] * 3


def test_the_reading_of_the_slip_is_cited() -> None:
    opened = found(disposal(*GOOD, NEEDED), "disposal.opened", NOW)
    assert cites(opened) == {"a24.p2", "a15.p1.i11"}
    funds = found(disposal(*GOOD, NEEDED, matters=[matter(10, "2026-02-01")]), "disposal.event", NOW)
    assert cites(funds) == {"a24.p2", "a15.p1.i11", "a15.p1.i10"}
    for other in ("not_yet", "2026-04-02"):
        none = found(disposal(matters=[matter(10, other)]), "disposal.event", NOW)
        assert cites(none) == {"a24.p2", "a15.p1.i11"}


def test_the_valuation_is_judged() -> None:
    valuable, policy = GOOD
    refused = judged("disposal.valuable", "2026-03-01", holds=False)
    assert found(disposal(policy, NEEDED), "disposal.called_for", NOW).missing == ("judgement disposal.valuable",)
    assert outcome(disposal(refused, policy, NEEDED), "disposal.called_for", NOW) == NO
    against = judged("disposal.energy_policy", "2026-03-01", holds=False)
    assert outcome(disposal(valuable, against, NEEDED), "disposal.called_for", NOW) == NO
    assert found(disposal(valuable, NEEDED), "disposal.called_for", NOW).missing == (
        "judgement disposal.energy_policy",
    )


@pytest.mark.parametrize(
    ("by", "when", "necessary", "said"),
    [
        (None, None, NOT_NEEDED, NO),
        (None, None, NEEDED, YES),
        (None, None, None, OPEN),
        ("A", "2026-04-01", NOT_NEEDED, YES),
        ("A", "2026-04-01", None, YES),
        ("A", "2026-04-02", NOT_NEEDED, NO),
        ("B", "2026-04-01", NOT_NEEDED, YES),
        ("F", "2026-04-01", NOT_NEEDED, NO),  # not on the Japanese side
        ("P", "2026-04-01", NOT_NEEDED, NO),  # no corporation
        ("J", "2026-04-01", NOT_NEEDED, NO),  # the agency itself
        ("Z", "2026-04-01", NOT_NEEDED, NO),  # no shareholder of the investee
        ("Q", "2026-04-01", NOT_NEEDED, NO),
    ],
)
def test_it_is_asked_for_or_necessary(by: str | None, when: str | None, necessary: Any, said: str) -> None:
    requests = [] if by is None or when is None else [{"by": by, "on": day(when)}]
    of = disposal(*GOOD, *([necessary] if necessary else []), requests=requests)
    assert [outcome(of, f"disposal.{name}", NOW) for name in ("asked_for", "called_for")] == [said] * 2


def test_the_items_are_cited() -> None:
    of = disposal(*GOOD, NEEDED, requests=[{"by": "B", "on": day("2026-03-05")}, {"by": "A", "on": day("2026-03-04")}])
    requested = found(of, "disposal.requested", NOW)
    assert (cites(requested), requested.value) == ({"a24.p2.i1"}, day("2026-03-04"))
    assert cites(found(of, "disposal.necessary", NOW)) == {"a24.p2.i2"}


def test_a_review_that_came_out_badly_calls_for_it_without_a24_p2() -> None:
    finding = found(disposal(under="a11.p3", matters=[]), "disposal.called_for", NOW)
    assert (finding.outcome.value, cites(finding)) == (NONE, {"a11.p3", "a24.p2"})


def test_without_a_disposal_in_view_nothing_is_asked() -> None:
    for name in ("called_for", "in_order", "early_repayment", "carried_out"):
        assert outcome(case(oversight={}), f"disposal.{name}", NOW) == NONE


@pytest.mark.parametrize(
    ("funding", "judgement", "weighed", "said"),
    [
        (("borrowing", "extraction"), NEEDED, True, YES),
        (("borrowing", "extraction"), NEEDED, False, NO),
        (("borrowing", "extraction"), NEEDED, None, OPEN),
        (("borrowing", "liquefaction_storage"), NEEDED, False, NO),
        (("borrowing", "rights"), NEEDED, False, NONE),
        (("borrowing", "exploration"), NEEDED, False, NONE),
        (("special_account", "extraction"), NEEDED, False, NONE),
        (("other", "liquefaction_storage"), NEEDED, False, NONE),
        (("borrowing", "extraction"), NOT_NEEDED, False, NONE),
        (("borrowing", "extraction"), None, False, NONE),
        (("borrowing", None), NEEDED, False, OPEN),
        ((None, "extraction"), NEEDED, False, OPEN),
        ((None, "rights"), NEEDED, False, NONE),
        (("other", None), NEEDED, False, NONE),
    ],
)
def test_early_repayment(
    funding: tuple[str | None, str | None], judgement: Any, weighed: bool | None, said: str
) -> None:
    one = {key: value for key, value in zip(("source", "money"), funding, strict=True) if value is not None}
    rest = {"source": "special_account", "money": "exploration"}
    facts = {} if weighed is None else {"early_repayment_weighed": weighed}
    for order in ([one, rest], [rest, one]):
        of = case(judgements=[judgement] if judgement else [], oversight={"disposal": ALL | facts}, funding=order)
        finding = found(of, "disposal.early_repayment", NOW)
        assert (finding.outcome.value, cites(finding)) == (said, {"a24.p3"})


def test_of_unstated_funding_the_place_is_named() -> None:
    of = case(judgements=[NEEDED], oversight={"disposal": ALL}, funding=[{"source": "other"}, {"money": "extraction"}])
    assert found(of, "disposal.early_repayment", NOW).missing == ("funding.2.source",)


STEPS = {"disposal_procedure": ["notice", "board"]}


@pytest.mark.parametrize(
    ("steps", "sold", "said"),
    [
        ({"notice": "2026-03-01", "board": "2026-03-02"}, None, YES),
        ({"notice": "2026-03-01"}, None, OPEN),
        ({"notice": "2026-03-01", "board": "2026-04-02"}, None, OPEN),
        ({"notice": "2026-03-01", "board": "2026-04-01"}, None, YES),
        ({"notice": "2026-03-01", "board": "not_yet"}, None, OPEN),
        ({"notice": "2026-03-01", "board": "2026-03-31"}, "2026-03-31", YES),
        ({"notice": "2026-03-01", "board": "2026-04-01"}, "2026-03-31", NO),
        ({"notice": "2026-03-01", "board": "not_yet"}, "2026-03-31", NO),
        ({"board": "2026-03-02"}, "2026-03-31", NO),
        ({"board": "2026-03-02", "notice": "2026-03-02", "more": "not_yet"}, "2026-03-31", YES),
    ],
)
def test_the_procedure_of_the_operating_rules(steps: dict[str, str], sold: str | None, said: str) -> None:
    of = disposal(
        steps=[{"name": name, "on": on(when)} for name, when in steps.items()], parameters=STEPS,
        management={"shares_disposed_on": day(sold)} if sold else None,
    )  # fmt: skip
    finding = found(of, "disposal.procedure", NOW)
    assert (finding.outcome.value, cites(finding)) == (said, {"a24.p1"})


def test_the_procedure_is_not_in_hand() -> None:
    assert found(disposal(steps=[]), "disposal.procedure", NOW).missing == ("parameter disposal_procedure",)
    assert found(disposal(parameters=STEPS), "disposal.procedure", NOW).missing == ("oversight.disposal.steps",)
    for wrong in ("notice", [], [3]):
        with pytest.raises(InputError, match="disposal_procedure"):
            found(disposal(steps=[], parameters={"disposal_procedure": wrong}), "disposal.procedure", NOW)


@pytest.mark.parametrize(
    ("consulted", "sold", "said"),
    [
        ("2026-03-31", "2026-03-31", YES),
        ("2026-04-01", "2026-03-31", NO),
        ("not_yet", "2026-03-31", NO),
        ("2026-04-01", None, YES),
        ("2026-04-02", None, OPEN),
        (None, "2026-03-31", OPEN),
    ],
)
def test_the_investee_is_consulted(consulted: str | None, sold: str | None, said: str) -> None:
    facts = {} if consulted is None else {"consulted_on": on(consulted)}
    of = disposal(management={"shares_disposed_on": day(sold)} if sold else None, **facts)
    finding = found(of, "disposal.consulted", NOW)
    assert (finding.outcome.value, cites(finding)) == (said, {"a24.p1"})


def terms(sold: str | None = None, **change: Any) -> Any:
    committee = {"outside_experts": 5, "members": 5, "reported_on": "2026-03-01"} | change.pop("committee", {})
    committee = {
        key: on(value) if key == "reported_on" else value for key, value in committee.items() if value is not None
    }
    facts = {"terms_decided_on": "2026-03-01", "as_reported": True} | change
    facts = {key: on(value) if key.endswith("_on") else value for key, value in facts.items() if value is not None}
    of = disposal(management={"shares_disposed_on": day(sold)} if sold else None, committee=committee, **facts)
    return found(of, "disposal.terms", NOW)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, YES),
        ({"committee": {"outside_experts": 4}}, NO),
        ({"committee": {"outside_experts": None}}, OPEN),
        ({"committee": {"reported_on": "2026-03-02"}}, NO),
        ({"committee": {"reported_on": "not_yet"}}, NO),
        ({"committee": {"reported_on": None}}, OPEN),
        ({"terms_decided_on": "not_yet"}, YES),
        ({"terms_decided_on": "not_yet", "committee": {"reported_on": "not_yet"}}, OPEN),
        ({"terms_decided_on": "2026-04-02", "as_reported": False}, YES),
        ({"terms_decided_on": "2026-04-01", "as_reported": False}, NO),
        ({"as_reported": None}, OPEN),
        ({"terms_decided_on": "not_yet", "sold": "2026-02-28"}, NO),
        ({"terms_decided_on": "not_yet", "sold": "2026-03-01"}, YES),
        ({"terms_decided_on": "not_yet", "sold": "2026-03-01", "as_reported": False}, NO),
        ({"terms_decided_on": "2026-03-05", "sold": "2026-02-28"}, NO),
        ({"sold": "2026-03-31"}, YES),
    ],
)
def test_the_terms_rest_on_the_report_of_outside_experts(change: dict[str, Any], said: str) -> None:
    finding = terms(**change)
    assert (finding.outcome.value, cites(finding)) == (said, {"a24.p4"})


def test_the_sale_is_in_order_when_all_of_it_is() -> None:
    whole = {
        "steps": [{"name": name, "on": day("2026-03-01")} for name in ("notice", "board")], "consulted_on": day("2026-03-01"),
        "committee": {"outside_experts": 3, "members": 3, "reported_on": day("2026-03-01")},
        "terms_decided_on": day("2026-03-02"), "as_reported": True,
    }  # fmt: skip
    assert outcome(disposal(parameters=STEPS, **whole), "disposal.in_order", NOW) == YES
    for name, value in (("steps", []), ("consulted_on", "not_yet"), ("as_reported", False)):
        assert outcome(disposal(parameters=STEPS, **whole | {name: value}), "disposal.in_order", NOW) != YES, name


@pytest.mark.parametrize(
    ("sold", "facts", "said"),
    [
        (None, {}, OPEN),
        ("2026-04-01", {}, YES),
        ("2026-04-02", {}, OPEN),
        (None, {"kept_because": "energy security"}, YES),
    ],
)
def test_what_is_to_be_sold_is_sold_or_kept_for_a_reason(sold: str | None, facts: Any, said: str) -> None:
    management = {"shares_disposed_on": day(sold)} if sold else None
    assert outcome(disposal(*GOOD, NEEDED, management=management, **facts), "disposal.carried_out", NOW) == said
    assert outcome(disposal(*GOOD, NOT_NEEDED, management=management, **facts), "disposal.carried_out", NOW) == NONE
