"""The evidence register: each activity once, counted once, whatever the order it comes in."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Classification, FiscalYear, InputError
from sonae.evaluation import Evidence, Register, When, evidence_kinds
from tests.evaluation.small import read, tree, words

YEAR = FiscalYear(2023)


def evidence(name: str, **more: Any) -> Evidence:
    base = {
        "id": name,
        "kind": "drill",
        "title": words(f"訓練{name}"),
        "on": "2023-06-01",
        "sections": ["e1_1"],
        "counts_for": "1-1",
    }
    return Evidence.model_validate(base | more)


POOL = [evidence(f"e{n}", amount=n + 1, sections=["e1_1", "e1_2", "e1_3"][: n % 3 + 1]) for n in range(6)]


@given(st.lists(st.lists(st.sampled_from(POOL), max_size=8), max_size=5), st.randoms(use_true_random=False))
def test_what_is_imported_twice_or_in_another_order_counts_once(imports: list[list[Evidence]], random: Any) -> None:
    registers = [Register.of(one) for one in imports]
    whole = Register.of([]).merged(*registers)
    random.shuffle(registers)
    again = Register.of([]).merged(*registers, *registers)
    assert whole == again
    different = {one.id: one for one in (entry for batch in imports for entry in batch)}
    assert whole.count("1-1", YEAR) == sum(one.amount for one in different.values())
    assert whole.merged(whole) == whole


def test_links_to_many_sections_count_once() -> None:
    register = Register.of([evidence("a", sections=["e1_1", "e1_1.p1", "e1_2"])])
    assert register.count("1-1", YEAR) == 1
    assert [len(register.under(section)) for section in ("e1_1", "e1_1.p1", "e1_2", "e1", "e1_3")] == [1, 1, 1, 0, 0]


def test_one_activity_under_two_ids_is_refused_and_counted_once() -> None:
    one, two = evidence("a", title=words("志布志　訓練")), evidence("b", title=words("志布志 訓練"))
    with pytest.raises(InputError, match="stands twice, as a and as b; expected one entry with all its sections"):
        Register.of([one]).merged(Register.of([two]))
    register = Register.of([two, one])
    assert register.count("1-1", YEAR) == 1
    assert [(a.id, b.id) for a, b in register.doubles()] == [("a", "b")]


def test_one_id_for_two_activities_is_refused() -> None:
    with pytest.raises(InputError, match="stands twice with different contents"):
        Register.of([evidence("a"), evidence("a", amount=2)])


@pytest.mark.parametrize(
    ("when", "first", "last", "year"),
    [
        ("2023-05-31", "2023-05-31", "2023-05-31", 2023), ("2024-02", "2024-02-01", "2024-02-29", 2023),
        ("2023-09-19/2023-09-20", "2023-09-19", "2023-09-20", 2023), ("FY2023", "2023-04-01", "2024-03-31", 2023),
        ("令和5年度", "2023-04-01", "2024-03-31", 2023), ("2023-12/2024-04", "2023-12-01", "2024-04-30", 2024),
        (dt.date(2024, 3, 31), "2024-03-31", "2024-03-31", 2023), (dt.datetime(2024, 4, 1, 9), "2024-04-01", "2024-04-01", 2024),
    ],
)  # fmt: skip
def test_a_time_is_as_exact_as_it_is_known(when: object, first: str, last: str, year: int) -> None:
    found = When.parse(when)
    assert (str(found.first), str(found.last), found.year) == (first, last, FiscalYear(year))
    assert When.parse(found.text).first == found.first


@pytest.mark.parametrize(
    "when", ["", "soon", "2023-13", "2023-02-30", "2024-01-02/2024-01-01", "FY20", "昨年12月", "0000-01"]
)
def test_what_is_no_time_is_refused(when: str) -> None:
    with pytest.raises(ValueError, match=r"no time|no date|ends before"):
        evidence("a", on=when)


@pytest.mark.parametrize("missing", [None, ""])
def test_evidence_without_a_date_is_one_sentence_with_its_id(missing: object) -> None:
    changed = tree()
    changed["evidence"][1]["on"] = missing
    with pytest.raises(InputError) as refused:
        read(changed)
    assert str(refused.value) == "small.yaml, field «evidence.autumn»: the evidence has no date."


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "party"}, "unknown kind of evidence «party»"), ({"detail": {"colour": "red"}}, "unknown field of drill «colour»"),
        ({"detail": {"participants": -1}}, "expected a whole number from 0"),
        ({"detail": {"passed": "yes"}}, "expected true or false"),
        ({"sections": []}, "at least 1"), ({"sections": ["e1_1", "e1_1"]}, "a section stands twice"),
        ({"amount": 0}, "greater than 0"),
        ({"parties": ["a; b"]}, "semicolon"), ({"title": {"ja": "改\n行", "en": "x"}}, "control characters"),
        ({"kind": "agreement", "detail": {"form": "promise"}}, "unknown 種類 «promise»"),
    ],
)  # fmt: skip
def test_evidence_that_is_not_of_its_kind_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises((ValueError, InputError), match=said):
        evidence("a", **more)


def test_every_programme_has_a_kind() -> None:
    kinds = evidence_kinds()
    named = {
        "drill", "seminar", "training", "agreement", "survey", "joint_study", "technical_support", "inspection", "improvement",
        "handover", "patent", "single_bid", "negotiated_contract", "committee", "risk", "diplomacy", "priority_country",
        "geological_survey", "seismic_area", "methane_hydrate", "marine_mineral", "geothermal", "offshore_wind", "ccs_hydrogen",
        "coal", "mine_pollution", "crude_swap", "information",
    }  # fmt: skip
    assert named <= set(kinds)
    assert all(kind.fields and kind.ja and kind.en for kind in kinds.values())


def test_the_highest_classification_holds_for_the_register() -> None:
    register = Register.of([evidence("a"), evidence("b", classification="secret")])
    assert register.label is Classification.SECRET
    assert register.count("1-1", FiscalYear(2024)) == Fraction(0)
