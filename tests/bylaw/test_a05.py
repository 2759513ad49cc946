"""Article 5: votes and directors on the Japanese side."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.kernel import Derivation
from sonae.core import Finding, InputError, Outcome
from tests.bylaw.test_kernel import Papers

J, F = "japanese_corporation", "foreign_corporation"


def case(parties: dict[str, str], holdings: list[tuple[str, str, int]], **investee: Any) -> EquityCase:
    return case_from_tree(
        {
            "id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public",
            "investee": {
                "name": "X", "incorporated": True, "parties": [{"name": n, "kind": k} for n, k in parties.items()],
                "holdings": [{"holder": h, "company": c, "votes": v} for h, c, v in holdings], **investee,
            },
        },
        "case.yaml",
    )  # fmt: skip


def finding(of: EquityCase, question: str = "investee.votes") -> Finding:
    return Derivation(equity_rules(), Papers(), of, (), {}, dt.date(2026, 4, 1)).find(question)


PERSON = {"P": "japanese_person"}


def test_all_votes_through_a_chain() -> None:
    parties = PERSON | {"A": J, "B": F, "G": "foreign_person"}
    whole = case(parties, [("A", "X", 70), ("B", "X", 30), ("P", "A", 51), ("G", "A", 49), ("A", "B", 10)])
    assert finding(whole).outcome is Outcome.YES
    half = case(parties, [("A", "X", 100), ("P", "A", 50), ("G", "A", 50)])
    assert finding(half).outcome is Outcome.NO
    assert finding(half).value == Fraction(1, 2)
    through = case(
        parties, [("A", "X", 70), ("B", "X", 30), ("P", "A", 51), ("G", "A", 49), ("A", "B", 9), ("G", "B", 1)]
    )
    assert finding(through).value == Fraction(97, 100)


def test_host_governments_are_left_out_and_the_agency_counts() -> None:
    parties = PERSON | {"A": J, "H": "host_government", "JOGMEC": "agency"}
    assert finding(case(parties, [("A", "X", 50), ("H", "X", 50), ("P", "A", 1)])).outcome is Outcome.YES
    assert finding(case(parties, [("JOGMEC", "X", 1), ("H", "X", 50)])).outcome is Outcome.YES


def test_the_agencys_entry_counts_for_a_company_in_between_too() -> None:
    """Nothing but the entry changes: 100 votes of the agency beside 100 of a Japanese company."""
    parties = PERSON | {"A": J, "G": "foreign_person"}
    one = case(parties, [("A", "X", 100), ("G", "X", 1), ("P", "A", 1)], agency_votes=100)
    assert finding(one).outcome is Outcome.NO
    assert {cite.provision for cite in finding(one).citations} == {"a5.p3", "a5.p1.i1", "a5.p2"}


def test_the_agencys_entry_alone_may_bring_the_requirement_about() -> None:
    parties = PERSON | {"A": J, "H": "host_government"}
    for holdings in ([("H", "X", 100)], []):
        met = finding(case(parties, holdings, agency_votes=100))
        assert (met.outcome, met.citations[0].provision) == (Outcome.YES, "a5.p3")
        assert finding(case(parties, holdings)).missing == ("investee.holdings of «X»",)
    unsaid = finding(case(parties, [("P", "A", 1)], agency_votes=100))
    assert (unsaid.outcome, unsaid.missing) == (Outcome.OPEN, ("investee.holdings of «X»",))


def test_unknown_holders_are_awaited() -> None:
    waits = finding(case({"A": J}, [("A", "X", 100)]))
    assert (waits.outcome, waits.missing) == (Outcome.OPEN, ("investee.holdings of «A»",))


def director(japanese: bool, represents: bool = False, host: bool = False) -> dict[str, Any]:
    return {"name": "N", "japanese": japanese, "represents": represents, "sent_by_host_government": host}


@pytest.mark.parametrize(
    ("directors", "all_of_them", "representing"),
    [
        ([director(True), director(False, True)], "no", "no"),
        ([director(True, True), director(True), director(False, True)], "yes", "no"),
        ([director(True, True), director(False, host=True)], "yes", "yes"),
        ([director(True, True), director(False, True, host=True)], "yes", "yes"),
        ([director(True)], "yes", "no"),
    ],
)
def test_directors(directors: list[dict[str, Any]], all_of_them: str, representing: str) -> None:
    of = case(PERSON, [("P", "X", 1)], directors=directors)
    found = [finding(of, f"investee.{name}").outcome.value for name in ("directors", "representatives")]
    assert found == [all_of_them, representing]


def test_a_circle_is_refused_with_its_way() -> None:
    with pytest.raises(
        InputError, match=r"case\.yaml, field «investee»: companies hold each other in a circle: A → B → A"
    ):
        case({"A": J, "B": J}, [("A", "X", 1), ("A", "B", 1), ("B", "A", 1)])


KINDS = st.sampled_from([J, F, "such_corporation", "japanese_person", "foreign_person", "host_government"])


@st.composite
def chains(draw: Any) -> tuple[dict[str, str], list[tuple[str, str, int]]]:
    names = [f"N{number}" for number in range(draw(st.integers(1, 6)))]
    parties = {name: draw(KINDS) for name in names}
    order = ["X", *names]
    holdings = []
    for at, company in enumerate(order[:-1]):
        if company != "X" and not parties[company].endswith("corporation"):
            continue
        for holder in draw(st.lists(st.sampled_from(order[at + 1 :]), min_size=1, max_size=3, unique=True)):
            holdings.append((holder, company, draw(st.integers(1, 5))))
    return parties, holdings


@given(chains(), st.integers(1, 5))
def test_one_more_on_the_japanese_side_makes_no_investee_worse(
    chain: tuple[dict[str, str], list[tuple[str, str, int]]], votes: int
) -> None:
    parties, holdings = chain
    before = finding(case(parties, holdings))
    after = finding(
        case(
            parties | {"Q": "japanese_person", "C": J}, [*holdings, ("Q", "X", votes), ("C", "X", votes), ("Q", "C", 1)]
        )
    )
    if before.outcome is Outcome.YES:
        assert after.outcome is Outcome.YES
    if before.outcome is Outcome.NO:
        assert after.value > before.value or before.value == 1
    backwards = dict(reversed(parties.items()))
    assert finding(case(backwards, holdings[::-1])).outcome is before.outcome


# Deep and wide


def test_no_chain_is_too_deep_and_no_company_is_looked_through_twice() -> None:
    chain = [f"C{number}" for number in range(3000)]
    held = [
        ("C0", "X", 1),
        *((below, above, 1) for above, below in pairwise(chain)),
        ("P", chain[-1], 1),
    ]
    assert finding(case(PERSON | dict.fromkeys(chain, J), held)).outcome is Outcome.YES
    circle = [*held, ("C0", chain[-1], 1)]
    with pytest.raises(InputError, match=r"in a circle: C0 → C1 → C2 → … → C2999 → C0 \(3,000 in all\)\.$"):
        case(PERSON | dict.fromkeys(chain, J), circle)
    pairs = [(f"L{number}", f"R{number}") for number in range(60)]  # as many ways through them as 2 to the 60th
    lattice = [(holder, "X", 1) for holder in pairs[0]]
    lattice += [(holder, company, 1) for above, below in pairwise(pairs) for company in above for holder in below]
    ends = [("P", "L59", 1), ("P", "R59", 1), ("G", "L59", 1), ("G", "R59", 1)]
    parties = PERSON | {"G": "foreign_person"} | dict.fromkeys([name for pair in pairs for name in pair], F)
    assert finding(case(parties, lattice + ends)).value == Fraction(1, 2)


def test_the_agency_is_taken_for_no_party_that_bears_its_name() -> None:
    namesake = case({"JOGMEC": "foreign_person"}, [("JOGMEC", "X", 1)], agency_votes=3)
    assert finding(namesake).value == Fraction(3, 4)
