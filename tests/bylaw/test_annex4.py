"""Annex 4 and article 4, paragraph 5: equity from long-term loans or bonds."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sonae.bylaw.facts import EquityCase
from tests.bylaw.made_up import all_cited, cited, finding, judged, made_up, outcome

NAMES = (
    "country_risk_high", "annex4.country_risk_covered", "annex4.production_within_five_years", "annex4.energy_policy",
    "annex4.departure",
)  # fmt: skip


def equity(**facts: Any) -> EquityCase:
    return made_up(funding=[facts])


def test_annex_4_in_every_way() -> None:
    for states in product((True, False, None), repeat=5):
        high, covered, soon, policy, departure = states
        said = [judged(name, holds=holds) for name, holds in zip(NAMES, states, strict=True) if holds is not None]
        fails = (high is True and covered is False) or soon is False
        meets = (high is False or covered is True) and soon is True
        expected = "open"
        if meets or policy is True or (fails and departure is True):
            expected = "yes"
        elif fails and policy is False and departure is False:
            expected = "no"
        found = finding(made_up(), "annex4.met", *said)
        assert found.outcome.value == expected, states
        assert ("t4.x1" in cited(found)) == (policy is True and not meets)


def test_what_a_departure_from_the_principle_waits_for() -> None:
    late = judged("annex4.production_within_five_years", holds=False)
    waits = finding(made_up(), "annex4.met", late)
    assert waits.missing == ("judgement annex4.energy_policy", "judgement annex4.departure")
    assert "in principle" in waits.because
    assert "原則" in waits.because_ja
    no_policy = finding(made_up(), "annex4.met", late, judged("annex4.energy_policy", holds=False))
    assert no_policy.missing == ("judgement annex4.departure",)
    assert "t4.i2" in all_cited(waits)
    assert set(finding(made_up(), "annex4.met").missing) == {f"judgement {name}" for name in NAMES[:3]}


GOOD = [judged("country_risk_high", holds=False), judged("annex4.production_within_five_years")]


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        ("extraction", "yes"),
        ("liquefaction_storage", "yes"),
        ("rights", "yes"),
        ("exploration", "gap"),
        ("other", "gap"),
    ],
)
def test_annex_4_is_for_items_2_to_4(money: str, expected: str) -> None:
    found = finding(equity(money=money, source="borrowing"), "equity.borrowed_requirements", *GOOD)
    assert found.outcome.value == expected
    assert cited(found) == {"a4.p5"} | ({"t4"} if expected == "yes" else set())
    lacking = [GOOD[0], *(judged(name, holds=False) for name in NAMES[2:])]
    refused = outcome(equity(money=money, source="borrowing"), "equity.borrowed_requirements", *lacking)
    assert refused == ("no" if expected == "yes" else "gap")


def test_annex_4_is_for_borrowings_alone() -> None:
    for source, money in product(("special_account", "other"), ("rights", "exploration", "other")):
        case = equity(money=money, source=source)
        assert outcome(case, "equity.borrowed_requirements") == "not applicable"
    assert finding(equity(money="rights"), "equity.borrowed_requirements").missing == ("funding.1.source",)
    assert finding(equity(source="borrowing"), "equity.borrowed_requirements").missing == ("funding.1.money",)
