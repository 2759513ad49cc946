"""Annexes 2 and 3: every way their requirements can come out, against the same logic written anew; every bound on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.facts import EquityCase
from sonae.bylaw.kernel import Judgement
from sonae.core import InputError
from tests.bylaw.made_up import all_cited, finding, judged, made_up, outcome

Known = bool | None


def every(values: Iterable[Known]) -> Known:
    found = list(values)
    return False if False in found else None if None in found else True


def some(values: Iterable[Known]) -> Known:
    found = list(values)
    return True if True in found else None if None in found else False


def word(known: Known) -> str:
    return {True: "yes", False: "no", None: "open"}[known]


def investee(votes: list[int] | None) -> dict[str, Any]:
    if votes is None:
        return {"name": "X", "incorporated": True}
    names = [f"H{number}" for number in range(len(votes))]
    return {
        "name": "X", "incorporated": True, "agency_votes": 1000,
        "parties": [{"name": name, "kind": "japanese_corporation"} for name in names],
        "holdings": [{"holder": name, "company": "X", "votes": one} for name, one in zip(names, votes, strict=True)],
    }  # fmt: skip


MAJORITY: dict[Known, list[int] | None] = {True: [51, 49], False: [50, 50], None: None}


def points(**said: Known) -> list[Judgement]:
    return [judged(name.replace("__", "."), holds=holds) for name, holds in said.items() if holds is not None]


def partners(percent: str) -> list[dict[str, Any]]:
    return [
        {"name": "X", "kind": "investee", "percent": percent},
        {"name": "F", "kind": "foreign", "percent": 100 - Decimal(percent)},
    ]


def test_annex_2_in_every_way() -> None:
    states: tuple[Known, ...] = (True, False, None)
    for reserves, difficulty, risk, policy, operator, japanese, most in product(states, repeat=7):
        interests = {
            "investee_role": {True: "operator", False: "partner", None: None}[operator],
            "partners": {True: partners("30"), False: partners("29.9"), None: None}[japanese],
        }
        said = points(
            annex2__reserves=reserves,
            annex2__difficulty=difficulty,
            country_risk_high=risk,
            annex2__energy_policy=policy,
        )
        expected = every([some([every([reserves, some([difficulty, operator, japanese, risk])]), policy]), most])
        case = made_up(interests=interests, investee=investee(MAJORITY[most]))
        assert outcome(case, "annex2.met", *said) == word(expected), (
            reserves,
            difficulty,
            risk,
            policy,
            operator,
            japanese,
            most,
        )


@pytest.mark.parametrize("only", ["annex2.difficulty", "operator", "japanese", "country_risk_high"])
def test_each_of_the_four_items_is_enough_and_none_is_not(only: str) -> None:
    interests = {
        "investee_role": "operator" if only == "operator" else "quasi_operator",
        "partners": partners("30" if only == "japanese" else "29"),
    }
    said = [judged("annex2.reserves"), judged("annex2.energy_policy", holds=False)]
    said += [judged(point, holds=point == only) for point in ("annex2.difficulty", "country_risk_high")]
    assert outcome(made_up(interests=interests, investee=investee([1])), "annex2.met", *said) == "yes"
    without = [one.model_copy(update={"holds": one.point == "annex2.reserves"}) for one in said]
    nothing = made_up(interests={"investee_role": "partner", "partners": partners("29")}, investee=investee([1]))
    assert outcome(nothing, "annex2.met", *without) == "no"


def test_annex_2_cites_its_items() -> None:
    found = finding(
        made_up(interests={"investee_role": "operator", "partners": partners("30")}, investee=investee([1])),
        "annex2.met",
    )
    assert {"t2", "t2.s1", "t2.s1.i1", "t2.s1.i2", "t2.s1.i3", "t2.s1.i4", "t2.s2", "a4.p3"} <= all_cited(found)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([("investee", "30")], "yes"), ([("investee", "20"), ("japanese", "10")], "yes"),
        ([("investee", "20"), ("managed_foreign", "10")], "yes"),
        ([("investee", "20"), ("japanese", "5"), ("managed_foreign", "4.99"), ("foreign", "70.01")], "no"),
        ([("investee", "20"), ("japanese", "9.99"), ("host_government", "70.01")], "no"),
        ([("investee", "20"), ("foreign", "70")], "open"), ([("investee", "20"), ("foreign", "70.01")], "no"),
        ([("investee", "29.99"), ("foreign", "70")], "open"), ([("foreign", "70.01")], "no"), ([], "open"),
    ],
)  # fmt: skip
def test_thirty_per_cent_of_the_interests(shares: list[tuple[str, str]], expected: str) -> None:
    """Interests that nobody is named for may be Japanese: they leave it open where they could reach the bound."""
    named = [{"name": f"P{number}", "kind": kind, "percent": percent} for number, (kind, percent) in enumerate(shares)]
    found = finding(made_up(interests={"partners": named}), "annex2.japanese_interests")
    assert found.outcome.value == expected
    assert found.missing == (("interests.partners",) if expected == "open" else ())
    assert outcome(made_up(interests={"partners": named[::-1]}), "annex2.japanese_interests") == expected


def test_interests_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InputError, match=r"field «interests»: the interests come to 100\.1 %, which is more than all"):
        made_up(interests={"partners": [*partners("60"), {"name": "G", "kind": "foreign", "percent": "0.1"}]})
    with pytest.raises(InputError, match="the partner «X» stands twice"):
        made_up(interests={"partners": [partners("60")[0]] * 2})


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([1], "yes"), ([50, 50], "no"), ([51, 49], "yes"), ([49, 51], "yes"), ([50, 49, 1], "no"), ([51, 25, 25], "yes"),
        ([50, 25, 25], "no"), ([], "no"),
    ],
)  # fmt: skip
def test_one_holder_other_than_the_agency_with_over_half_of_the_other_votes(votes: list[int], expected: str) -> None:
    """The agency's thousand votes are left out: the half is that of the others."""
    assert outcome(made_up(investee=investee(votes)), "investee.majority_of_others") == expected
    held = investee(votes)
    held["parties"].append({"name": "JOGMEC", "kind": "agency"})
    held["holdings"].append({"holder": "JOGMEC", "company": "X", "votes": 100})
    assert outcome(made_up(investee=held), "investee.majority_of_others") == expected
    del held["agency_votes"]
    assert outcome(made_up(investee=held), "investee.majority_of_others") == expected


@given(st.permutations([30, 25, 5, 61]))
def test_the_order_of_holders_does_not_matter(votes: list[int]) -> None:
    found = finding(made_up(investee=investee(votes)), "investee.majority_of_others")
    assert (found.outcome.value, str(found.value)) == ("yes", "61/121")


OIL: dict[Known, str | None] = {True: "100", False: "99.999", None: None}
GAS: dict[Known, str | None] = {True: "2", False: "1.999", None: None}


def rights(**more: Any) -> EquityCase:
    return made_up(**more)


def test_annex_3_in_every_way() -> None:
    states: tuple[Known, ...] = (True, False, None)
    roles = {"operator": True, "quasi_operator": True, "partner": False, None: None}
    for oil, gas, policy, most, role in product(states, states, states, states, roles):
        interests = {"investee_role": role, "oil_million_barrels": OIL[oil], "gas_tcf": GAS[gas]}
        expected = every([some([every([some([oil, gas]), roles[role]]), policy]), most])
        case = made_up(interests=interests, investee=investee(MAJORITY[most]))
        said = points(annex3__energy_policy=policy)
        assert outcome(case, "annex3.met", *said) == word(expected), (oil, gas, policy, most, role)


def test_annex_3_cites_its_sections_and_says_what_is_not_defined() -> None:
    case = made_up(
        interests={"investee_role": "quasi_operator", "oil_million_barrels": 100, "gas_tcf": 0}, investee=investee([1])
    )
    assert {"t3", "t3.s1", "t3.s2", "t3.s3", "a4.p3"} <= all_cited(finding(case, "annex3.met"))
    assert "does not define" in finding(case, "annex3.operator").because


@pytest.mark.parametrize(
    ("resource", "stated", "expected"),
    [
        ("oil", {"oil_million_barrels": "99.9"}, "no"), ("oil", {"oil_million_barrels": "100"}, "yes"),
        ("oil_sand", {"oil_million_barrels": "99.9"}, "no"), ("oil_shale", {"oil_million_barrels": "99.9"}, "no"),
        ("oil", {"oil_million_barrels": "99.9", "gas_tcf": "2"}, "yes"), ("gas", {"gas_tcf": "1.9"}, "no"),
        ("gas", {"gas_tcf": "1.9", "oil_million_barrels": "100"}, "yes"), ("gas", {"oil_million_barrels": "99"}, "open"),
        ("oil", {"gas_tcf": "1.9"}, "open"), (None, {"oil_million_barrels": "99.9"}, "open"), (None, {"gas_tcf": "1.9"}, "open"),
        ("oil", {"oil_million_barrels": "60", "gas_tcf": "1.5"}, "no"),
    ],
)  # fmt: skip
def test_reserves_by_the_resource_of_the_project(resource: str | None, stated: dict[str, str], expected: str) -> None:
    case = made_up(project={"name": "p", "resource": resource}, interests=stated)
    assert outcome(case, "annex3.reserves") == expected
