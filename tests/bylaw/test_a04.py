"""Article 4: costs, limits, votes, and the money that annexes 2 to 4 are for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.facts import EquityCase
from sonae.core import InputError
from tests.bylaw.made_up import all_cited, cited, finding, judged, judgements_of, made_up, outcome, without

pytestmark = pytest.mark.slow

SHARED: dict[str, Any] = {
    "name": "3D survey", "kind": "geophysics", "money": "exploration", "shared": True, "needed": True, "joint_amount": 1_000,
    "percent": "40", "amount": 400,
}  # fmt: skip
OWN: dict[str, Any] = {"name": "advisers", "kind": "local_services", "money": "exploration", "shared": False}
OWN_POINTS = ("cost.indispensable", "cost.directly_related")


def cost(facts: dict[str, Any], **changes: Any) -> EquityCase:
    return made_up(costs=[facts | changes])


def test_a_shared_cost_is_listed_needed_and_at_the_ratio() -> None:
    found = finding(cost(SHARED), "cost.eligible")
    assert found.outcome.value == "yes"
    assert {"a4.p1", "a4.p1.i1", "t1.s1.g1.r5", "t1.s1.g1"} <= all_cited(found)
    assert "a4.p1.i2" not in all_cited(found)
    assert outcome(cost(SHARED, needed=False), "cost.eligible") == "no"
    assert outcome(cost(SHARED, amount=401), "cost.eligible") == "no"
    assert outcome(cost(SHARED, kind="own_studies"), "cost.eligible") == "no"
    assert outcome(cost(SHARED, kind="wells"), "cost.eligible") == "open"
    for name in ("needed", "joint_amount", "percent", "amount"):
        waits = finding(cost(without(SHARED, name)), "cost.eligible")
        assert (waits.outcome.value, waits.missing) == ("open", (f"costs.1.{name}",))
    assert finding(cost(without(SHARED, "shared")), "cost.basis").missing == ("costs.1.shared",)


def test_conditions_of_the_row_decide_too() -> None:
    prepared = SHARED | {"kind": "development_preparation", "partners_agreed_on": "2026-01-01"}
    assert outcome(cost(prepared, transition_planned_on="2026-01-01"), "cost.eligible") == "yes"
    assert outcome(cost(prepared, transition_planned_on="not_yet"), "cost.eligible") == "no"


@pytest.mark.parametrize(
    ("whole", "percent", "amount", "expected"),
    [
        (1_000, "40", 400, "yes"), (1_000, "40", 401, "no"), (1_000, "40", 399, "yes"), (1_000, "0", 1, "no"),
        (1_000, "0", 0, "yes"), (1_001, "33.33", 334, "yes"), (1_001, "33.33", 335, "no"), (1_000, "100", 1_000, "yes"),
    ],
)  # fmt: skip
def test_the_ratio_of_the_contract(whole: int, percent: str, amount: int, expected: str) -> None:
    """1,001 at 33.33 % is 333.63: a part of a unit is paid as a whole one."""
    found = finding(cost(SHARED, joint_amount=whole, percent=percent, amount=amount), "cost.at_contract_ratio")
    assert found.outcome.value == expected
    assert found.value == -(-whole * Fraction(percent) // 100)


def test_an_own_cost_is_indispensable_and_directly_related_as_a_person_found() -> None:
    found = finding(cost(OWN), "cost.eligible", *judgements_of(OWN_POINTS, "costs.1"))
    assert found.outcome.value == "yes"
    assert {"a4.p1.i2", "t1.s1.g2.r3"} <= all_cited(found)
    assert "a4.p1.i1" not in all_cited(found)
    assert set(finding(cost(OWN), "cost.eligible").missing) == {f"judgement {point} of costs.1" for point in OWN_POINTS}
    for point in OWN_POINTS:
        others = [one for one in OWN_POINTS if one != point]
        said = [judged(point, "costs.1", holds=False), *judgements_of(others, "costs.1")]
        assert outcome(cost(OWN), "cost.eligible", *said) == "no"
        assert outcome(cost(OWN), "cost.eligible", *judgements_of(others, "costs.1")) == "open"


def equity(**facts: Any) -> EquityCase:
    return made_up(funding=[facts])


LIMITS = {"equity.limit": 0.5, "equity.limit_under_proviso": "0.75"}


def within(under_proviso: bool | None, amount: int, *points: str, **how: Any) -> str:
    case = made_up(
        funding=[{"money": "exploration", "under_proviso": under_proviso, "equity": amount, "project_money": 1_000}],
        **VOTES,
    )
    return outcome(case, "equity.within_limit", *judgements_of(points), **{"parameters": LIMITS} | how)


VOTES: dict[str, Any] = {
    "investee": {
        "name": "X", "incorporated": True, "parties": [{"name": "P", "kind": "japanese_person"}],
        "holdings": [{"holder": "P", "company": "X", "votes": 1}], "agency_votes": 1,
    }
}  # fmt: skip


def test_the_limit_is_a_parameter_that_is_not_guessed() -> None:
    assert [within(False, amount) for amount in (499, 500, 501)] == ["yes", "yes", "no"]
    case = equity(under_proviso=False, equity=1, project_money=1_000)
    waits = finding(case, "equity.within_limit")
    assert (waits.outcome.value, waits.missing) == ("open", ("parameter equity.limit",))
    assert cited(waits) == {"a4.p2"}
    assert finding(equity(), "equity.within_limit").missing == ("funding.1.under_proviso",)
    for limit in ("half", True, 1.01, -0.01, "nan", "inf", None):
        if limit is None:
            continue
        with pytest.raises(InputError, match=r"parameters\.equity\.limit.*no share; expected a number from 0 to 1"):
            finding(case, "equity.within_limit", parameters={"equity.limit": limit})
    assert outcome(case, "equity.within_limit", parameters={"equity.limit": 1}) == "yes"
    assert outcome(case, "equity.within_limit", parameters={"equity.limit": 0}) == "no"


def test_the_limit_of_the_proviso_is_open_only_where_specially_necessary() -> None:
    policy = "annex2.energy_policy"
    assert [within(True, amount, policy) for amount in (749, 750, 751)] == ["yes", "yes", "no"]
    assert within(True, 1) == "open"
    assert within(True, 750, policy, parameters={"equity.limit": 1}) == "open"
    lacking = judged(policy, holds=False), judged("annex2.reserves", holds=False)
    case = made_up(funding=[{"money": "exploration", "under_proviso": True, "equity": 1, "project_money": 9}], **VOTES)
    found = finding(case, "equity.within_limit", *lacking, parameters=LIMITS)
    assert found.outcome.value == "no"
    assert {"a4.p2", "a4.p3", "t2"} <= all_cited(found)
    gap = made_up(funding=[{"money": "extraction", "under_proviso": True, "equity": 1, "project_money": 9}])
    assert finding(gap, "equity.within_limit", parameters=LIMITS).missing == ("equity.specially_necessary",)


@pytest.mark.parametrize(
    ("agency", "others", "expected"),
    [
        (50, [50], "yes"), (51, [50], "no"), (50, [51], "yes"), (34, [33, 33], "no"), (33, [33, 34], "yes"), (33, [33, 33], "yes"),
        (1, [], "no"), (0, [], "yes"), (1, [0], "no"), (50, [10, 51], "yes"),
    ],
)  # fmt: skip
def test_money_of_the_special_account_leaves_the_agency_not_sole_largest(
    agency: int, others: list[int], expected: str
) -> None:
    stakes = [{"holder": f"H{number}", "size": size} for number, size in enumerate(others)]
    found = finding(
        equity(source="special_account", agency_stake=agency, other_stakes=stakes), "equity.not_sole_largest"
    )
    assert found.outcome.value == expected
    assert cited(found) == {"a4.p2.x1"}


def test_other_money_is_not_bound_by_the_proviso() -> None:
    for source in ("borrowing", "other"):
        bare = equity(source=source, agency_stake=99, other_stakes=[])
        assert outcome(bare, "equity.not_sole_largest") == "not applicable"
    assert finding(equity(), "equity.not_sole_largest").missing == ("funding.1.source",)
    unsaid = finding(equity(source="special_account"), "equity.not_sole_largest")
    assert unsaid.missing == ("funding.1.agency_stake", "funding.1.other_stakes")


def test_a_holder_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"case\.yaml, field «funding\.1»: the holder «H» stands twice"):
        equity(other_stakes=[{"holder": "H", "size": 1}, {"holder": "H", "size": 2}])


@given(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), st.integers(0, 9))
def test_one_more_holder_never_makes_the_agency_sole_largest(agency: int, others: list[int], more: int) -> None:
    def comes_out(sizes: list[int]) -> str:
        stakes = [{"holder": f"H{number}", "size": size} for number, size in enumerate(sizes)]
        return outcome(
            equity(source="special_account", agency_stake=agency, other_stakes=stakes), "equity.not_sole_largest"
        )

    if comes_out(others) == "yes":
        assert comes_out([*others, more]) == "yes"
    assert comes_out(others[::-1]) == comes_out(others)


@pytest.mark.parametrize(
    ("money", "expected", "annex"),
    [
        ("exploration", "open", "t2"), ("rights", "open", "t3"), ("extraction", "gap", None), ("liquefaction_storage", "gap", None),
        ("other", "gap", None),
    ],
)  # fmt: skip
def test_each_annex_is_for_its_own_money_and_none_for_the_rest(money: str, expected: str, annex: str | None) -> None:
    found = finding(equity(money=money, under_proviso=True), "equity.specially_necessary")
    assert found.outcome.value == expected
    assert cited(found) == {"a4.p3"} | ({annex} if annex else set())
    assert all_cited(found) & {"t2", "t3"} == ({annex} if annex else set())
    plain = finding(equity(money=money, under_proviso=False), "equity.specially_necessary")
    assert plain.outcome.value == "not applicable"
    if expected == "gap":
        assert "none is for" in found.because
        assert "別表がない" in found.because_ja


def test_what_annexes_2_and_3_wait_for() -> None:
    assert finding(equity(money="rights"), "equity.specially_necessary").missing == ("funding.1.under_proviso",)
    assert finding(equity(under_proviso=True), "equity.specially_necessary").missing == ("funding.1.money",)
    for money, annex in (("exploration", "annex2"), ("rights", "annex3")):
        case = made_up(funding=[{"money": money, "under_proviso": True}], **VOTES)
        met = judged(f"{annex}.energy_policy")
        assert outcome(case, "equity.specially_necessary", met) == "yes"
        lone = made_up(funding=[{"money": money, "under_proviso": True}], investee=VOTES["investee"] | {"holdings": []})
        assert outcome(lone, "equity.specially_necessary", met) == "no"


def voting(
    own: int, others: list[int], held: int = 0, *, under_proviso: bool | None = True, kind: str = "foreign_corporation"
) -> EquityCase:
    names = [f"H{number}" for number in range(len(others))]
    parties = [{"name": name, "kind": kind} for name in names]
    holdings = [{"holder": name, "company": "X", "votes": votes} for name, votes in zip(names, others, strict=True)]
    if held:
        parties.append({"name": "JOGMEC", "kind": "agency"})
        holdings.append({"holder": "JOGMEC", "company": "X", "votes": held})
    investee = {"name": "X", "incorporated": True, "parties": parties, "holdings": holdings, "agency_votes": own}
    return made_up(funding=[{"under_proviso": under_proviso}], investee=investee)


@pytest.mark.parametrize("kind", ["foreign_corporation", "japanese_corporation", "host_government"])
@pytest.mark.parametrize(
    ("own", "others", "held", "expected"),
    [
        (50, [50], 0, "yes"), (51, [50], 0, "no"), (49, [50], 0, "yes"), (50, [30, 20], 0, "yes"), (51, [30, 20], 0, "no"),
        (30, [30, 20], 20, "yes"), (31, [30, 20], 20, "no"), (0, [1], 1, "yes"), (1, [], 0, "no"),
    ],
)  # fmt: skip
def test_the_agencys_votes_against_the_sum_of_the_others(
    own: int, others: list[int], held: int, expected: str, kind: str
) -> None:
    found = finding(voting(own, others, held, kind=kind), "equity.votes_within_others")
    assert found.outcome.value == expected
    assert cited(found) == {"a4.p4"}
    assert "read as their sum" in found.because
    assert "合計と読み" in found.because_ja


def test_votes_bind_under_the_proviso_alone() -> None:
    assert outcome(voting(99, [1], under_proviso=False), "equity.votes_within_others") == "not applicable"
    assert finding(voting(99, [1], under_proviso=None), "equity.votes_within_others").missing == (
        "funding.1.under_proviso",
    )
    unsaid = made_up(funding=[{"under_proviso": True}], investee={"name": "X", "incorporated": True})
    assert finding(unsaid, "equity.votes_within_others").missing == (
        "investee.parties", "investee.holdings", "investee.agency_votes",
    )  # fmt: skip


@given(st.integers(0, 20), st.lists(st.integers(1, 9), max_size=4), st.integers(1, 9))
def test_votes_of_others_never_harm_and_their_order_does_not_matter(own: int, others: list[int], more: int) -> None:
    now = outcome(voting(own, others), "equity.votes_within_others")
    assert now == ("yes" if own <= sum(others) else "no")
    assert outcome(voting(own, others[::-1]), "equity.votes_within_others") == now
    if now == "yes":
        assert outcome(voting(own, [*others, more]), "equity.votes_within_others") == "yes"
