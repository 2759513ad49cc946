"""Annex 1: every row of every list, what each asks, and tables that do not hang together."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.cost_table import cost_table, cost_table_from_text
from sonae.bylaw.facts import CostKind, EquityCase
from sonae.bylaw.kernel import Judgement
from sonae.core import Finding, InputError, UnknownChoiceError
from tests.bylaw.made_up import DAY, all_cited, cited, finding, judged, judgements_of, made_up, outcome, without

pytestmark = pytest.mark.slow

# The lists as document 003 prints them (text of 1 April 2023), read off anew for this test, kinds in the place of names.
FIRST_SIX = "block_acquisition block_holding geology reservoir geophysics drilling_preparation"
SHARED = {
    "t1.s1": f"{FIRST_SIX} exploration_wells test development_study development_preparation wells production_facilities "
    "operation training joint overhead decarbonisation",
    "t1.s2": f"{FIRST_SIX} test development_study development_preparation wells production_facilities "
    "liquefaction_facilities storage_facilities training joint overhead decarbonisation",
    "t1.s3": f"{FIRST_SIX} exploration_wells test development_study development_preparation wells production_facilities "
    "training joint overhead decarbonisation",
}
OWN = "block_acquisition acquisition_related local farm_out own_studies decarbonisation own_others"
PARTS = {
    "test": ["test_production", "test_facilities"],
    "joint": ["joint_administration", "exploration_obligation", "arranged_others"],
    "local": ["local_office", "local_services", "own_insurance"],
}
MONEY = {
    "t1.s1": [("exploration", "oil"), ("exploration", "gas"), ("extraction", "oil")],
    "t1.s2": [("extraction", "gas"), ("liquefaction_storage", "gas"), ("liquefaction_storage", None)],
    "t1.s3": [("rights", "oil"), ("rights", "both"), ("rights", None)],
}
KINDS: tuple[CostKind, ...] = get_args(CostKind)


def printed_row(section: str, *, shared: bool, kind: str) -> str | None:
    rows = (SHARED[section] if shared else OWN).split()
    for number, name in enumerate(rows, 1):
        if kind in PARTS.get(name, [name]) and (section, kind) != ("t1.s2", "exploration_obligation"):
            return f"{section}.g{1 if shared else 2}.r{number}"
    return None


def of(
    kind: str, money: str = "exploration", resource: str | None = "oil", *, shared: bool = True, **more: Any
) -> EquityCase:
    parts = {name: more.pop(name) for name in ("project", "stage", "interests") if name in more}
    cost = {"name": "x", "kind": kind, "money": money, "resource": resource, "shared": shared, **more}
    return made_up(costs=[cost], **parts)


@pytest.mark.parametrize(("section", "shared"), list(product(SHARED, [True, False])))
def test_every_kind_of_cost_hits_the_row_that_is_printed_or_none(section: str, shared: bool) -> None:
    for kind, (money, resource) in product(KINDS, MONEY[section]):
        found = finding(of(kind, money, resource, shared=shared), "cost.listed")
        expected = printed_row(section, shared=shared, kind=kind)
        assert (found.outcome.value, found.value) == ("yes" if expected else "no", expected), (kind, money)
        group = f"{section}.g{1 if shared else 2}"
        assert cited(found) == {"a4.p1", "t1", group} | ({expected} if expected else set())


def test_what_the_lists_differ_in() -> None:
    """The differences one by one, as a reader of the annex would point them out."""

    def rows(kind: CostKind) -> set[str]:
        return {row.id for (_, one), row in cost_table().row_of.items() if one == kind}

    assert rows("exploration_wells") == {"t1.s1.g1.r7", "t1.s3.g1.r7"}
    assert rows("operation") == {"t1.s1.g1.r13"}
    assert rows("liquefaction_facilities") == {"t1.s2.g1.r12"}
    assert rows("storage_facilities") == {"t1.s2.g1.r13"}
    assert rows("exploration_obligation") == {"t1.s1.g1.r15", "t1.s3.g1.r14"}
    assert rows("no_row") == set()
    table = cost_table()
    bears = {note: {row.id for row in table.rows.values() if note in row.notes} for note in ("n1", "n2", "n3")}
    assert bears["n1"] == {"t1.s1.g1.r10", "t1.s2.g1.r9", "t1.s3.g1.r10"}
    assert bears["n2"] == {"t1.s1.g1.r11", "t1.s1.g1.r12"}
    assert bears["n3"] == {"t1.s1.g1.r11", "t1.s1.g1.r12", "t1.s1.g1.r13"}
    to_be_found = {f"t1.s{section}.g2.r{row}" for section in (1, 2, 3) for row in (4, 5, 6, 7)}
    assert {row.id for row in table.rows.values() if "found_necessary" in row.conditions} == to_be_found
    planted = {row.id for row in table.rows.values() if "afforestation" in row.examples}
    assert {row.id for row in table.rows.values() if row.examples} - planted == {"t1.s3.g2.r6"}
    counts = [
        sum(row.group == f"t1.s{section}.g{group}" for row in table.rows.values())
        for section in (1, 2, 3)
        for group in (1, 2)
    ]
    assert counts == [17, 7, 17, 7, 16, 7]
    assert len(table.provisions) == len(set(table.provisions)) == 1 + 3 + 6 + 71 + 5


def test_the_list_by_money_and_resource() -> None:
    for section, cells in MONEY.items():
        for money, resource in cells:
            found = finding(of("wells", money, resource), "cost.section")
            assert found.value == section
            assert section in cited(found)
    for resource in ("oil", "both", None):
        assert outcome(of("wells", "other", resource), "cost.section") == "no"
    assert outcome(of("wells", "other"), "cost.eligible", judged("cost.equity_reasonable", "costs.1")) == "no"
    assert finding(of("wells", "extraction", None), "cost.section").missing == ("costs.1.resource",)
    assert finding(made_up(costs=[{"name": "x"}]), "cost.section").missing == ("costs.1.money",)
    assert finding(made_up(costs=[{"name": "x"}]), "cost.listed").missing == ("costs.1.money",)
    assert finding(made_up(costs=[{"name": "x", "money": "rights"}]), "cost.listed").missing == (
        "costs.1.kind",
        "costs.1.shared",
    )


@pytest.mark.parametrize(
    ("resource", "section"),
    [("gas", "t1.s2"), ("oil", "t1.s1"), ("oil_sand", "t1.s1"), ("oil_shale", "t1.s1"), ("hydrogen", None)],
)
def test_the_resource_is_that_of_the_project_unless_the_cost_says_another(resource: str, section: str | None) -> None:
    project = {"name": "p", "resource": resource}
    found = finding(of("wells", "extraction", None, project=project), "cost.section")
    assert found.value == section
    assert finding(of("wells", "extraction", "gas", project=project), "cost.section").value == "t1.s2"
    assert finding(of("wells", "extraction", "oil", project=project), "cost.section").value == "t1.s1"


def test_the_list_of_a_field_of_both_is_not_ruled_and_is_a_setting() -> None:
    case = of("wells", "extraction", "both")
    waits = finding(case, "cost.section")
    assert (waits.outcome.value, waits.missing) == ("open", ("parameter annex1.both",))
    assert finding(case, "cost.eligible").missing[0] == "parameter annex1.both"
    for section in ("t1.s1", "t1.s2"):
        found = finding(case, "cost.section", parameters={"annex1.both": section})
        assert (found.outcome.value, found.value) == ("yes", section)
        assert "not ruled" in found.because
        assert "定めがなく" in found.because_ja
        assert section in cited(found)
    with pytest.raises(UnknownChoiceError, match=r"annex1\.both.*t1\.s3.*nearest valid: t1\.s2, t1\.s1"):
        finding(case, "cost.section", parameters={"annex1.both": "t1.s3"})


# What a row asks: the facts and judgements with which it is met, and how each one alone fails or is awaited.
D = dt.date
FOUND, REASONABLE = "cost.found_necessary", "cost.equity_reasonable"
NOTE_1 = {"partners_agreed_on": DAY, "transition_planned_on": DAY}
DOWN = {
    "reserves_enough": True,
    "unforeseeable_event": True,
    "production": "reduced",
    "upkeep": True,
    "recoverable": True,
}
OVERSEAS = {"project": {"name": "p", "place": "overseas"}}


def asks(kind: str, money: str = "exploration", resource: str = "oil", **facts: Any) -> Finding:
    points = facts.pop("points", ())
    return finding(of(kind, money, resource, **facts), "cost.conditions", *judgements_of(points, "costs.1"))


@pytest.mark.parametrize(("money", "resource", "note"), [
    ("exploration", "oil", "t1.s1.g1.n1"), ("extraction", "gas", "t1.s2.g1.n1"), ("rights", "oil", "t1.s3.g1.n1"),
])  # fmt: skip
def test_note_1_in_all_three_lists(money: str, resource: str, note: str) -> None:
    good = asks("development_preparation", money, resource, **NOTE_1)
    assert good.outcome.value == "yes"
    notes = {f"t1.s{section}.g1.n{number}" for section in (1, 2, 3) for number in (1, 2, 3)}
    assert all_cited(good) & notes == {note}
    for name in NOTE_1:
        late = asks("development_preparation", money, resource, **NOTE_1 | {name: DAY + dt.timedelta(1)})
        assert late.outcome.value == "no"
        assert "on 2026-04-02, after 2026-04-01" in str(late)
        missing = asks("development_preparation", money, resource, **NOTE_1 | {name: "not_yet"})
        assert missing.outcome.value == "no"
        assert "there is no" in str(missing)
        unsaid = asks("development_preparation", money, resource, **without(NOTE_1, name))
        assert unsaid.missing == (f"costs.1.{name}",)


def test_tests_are_looked_at_on_the_day_of_the_drawdown_once_it_is_past() -> None:
    def on(drawdown: Any, agreed: dt.date) -> str:
        facts = {"drawdown_on": drawdown, "partners_agreed_on": agreed, "transition_planned_on": D(2020, 1, 1)}
        return asks("development_preparation", **facts).outcome.value

    paid = D(2025, 6, 30)
    assert [on(paid, paid), on(paid, paid + dt.timedelta(1))] == ["yes", "no"]
    for drawdown in ("not_yet", DAY + dt.timedelta(30)):
        assert [on(drawdown, DAY), on(drawdown, DAY + dt.timedelta(1))] == ["yes", "no"]
    assert [on(DAY, DAY), on(DAY, DAY + dt.timedelta(1))] == ["yes", "no"]


@pytest.mark.parametrize("kind", ["wells", "production_facilities"])
def test_notes_2_and_3_bind_in_the_first_list_alone(kind: str) -> None:
    stage = {"developing_at_adoption": True}
    good = asks(kind, stage=stage, points=[REASONABLE])
    assert good.outcome.value == "yes"
    assert {"t1.s1.g1.n2", "t1.s1.g1.n3"} <= all_cited(good)
    assert asks(kind, stage=stage).missing == ("judgement cost.equity_reasonable of costs.1",)
    refused = judged(REASONABLE, "costs.1", holds=False)
    assert outcome(of(kind, stage=stage), "cost.conditions", refused) == "no"
    assert asks(kind, points=[REASONABLE]).missing == ("stage.developing_at_adoption", "management.matters")
    assert asks(kind, "rights").outcome.value == "not applicable"
    assert asks(kind, "extraction", "gas").outcome.value == "yes"
    assert asks(kind, "liquefaction_storage", "both").outcome.value == "yes"
    assert asks(kind, "liquefaction_storage", "oil").outcome.value == "no"
    for unstated in ("rights", "liquefaction_storage"):
        assert not {"t1.s1.g1.n2", "t1.s1.g1.n3"} & all_cited(asks(kind, unstated, "gas"))


@pytest.mark.parametrize(
    ("developing", "approved", "expected"),
    [
        (True, "not_yet", "yes"), (True, None, "yes"), (False, D(2025, 6, 29), "yes"), (False, D(2025, 6, 30), "yes"),
        (False, D(2025, 7, 1), "no"), (False, "not_yet", "no"), (False, None, "open"), (None, D(2025, 6, 30), "yes"),
        (None, D(2025, 7, 1), "open"),
    ],
)  # fmt: skip
def test_note_2_approval_on_the_day_of_the_drawdown_is_beforehand(
    developing: bool | None, approved: Any, expected: str
) -> None:
    stage = {"developing_at_adoption": developing, "transition_approved_on": approved}
    found = asks("wells", stage=stage, drawdown_on=D(2025, 6, 30), points=[REASONABLE])
    assert found.outcome.value == expected
    assert {"t1.s1.g1.n2", "a15.p1.i11"} <= all_cited(found)


def test_operating_cost_has_its_own_test_and_note_3() -> None:
    assert asks("operation", operation=DOWN, points=[REASONABLE]).outcome.value == "yes"
    assert asks("operation", operation=DOWN | {"production": "stopped"}, points=[REASONABLE]).outcome.value == "yes"
    assert asks("operation", operation=DOWN).missing == ("judgement cost.equity_reasonable of costs.1",)
    for name in DOWN:
        worse = DOWN | {name: "normal" if name == "production" else False}
        assert asks("operation", operation=worse, points=[REASONABLE]).outcome.value == "no", name
        unsaid = asks("operation", operation=without(DOWN, name), points=[REASONABLE])
        assert unsaid.missing == (f"costs.1.operation.{name}",)
    assert (
        outcome(of("operation", operation=DOWN), "cost.conditions", judged(REASONABLE, "costs.1", holds=False)) == "no"
    )
    assert asks("operation", points=[REASONABLE]).outcome.value == "open"
    for money, resource in (("extraction", "gas"), ("rights", "oil")):
        assert outcome(of("operation", money, resource, operation=DOWN), "cost.listed") == "no"


@pytest.mark.parametrize(("money", "resource"), [("exploration", "oil"), ("extraction", "gas"), ("rights", "oil")])
def test_rows_that_ask_for_something_of_one_kind(money: str, resource: str) -> None:
    arranged = {"arrangement_approved_on": DAY, "in_application": True}
    for kind in ("joint_administration", "test_production"):
        assert asks(kind, money, resource).outcome.value == "not applicable"
    assert asks("arranged_others", money, resource, **arranged).outcome.value == "yes"
    assert asks("arranged_others", money, resource, **arranged | {"in_application": False}).outcome.value == "no"
    for day, expected in ((DAY + dt.timedelta(1), "no"), ("not_yet", "no"), (None, "open")):
        late = asks("arranged_others", money, resource, **arranged | {"arrangement_approved_on": day})
        assert late.outcome.value == expected
    for fit, expected in ((True, "yes"), (False, "no"), (None, "open")):
        assert asks("test_facilities", money, resource, fit_for_test=fit).outcome.value == expected
    own = {"shared": False}
    assert asks("local_services", money, resource, **own).outcome.value == "not applicable"
    for role, expected in (("partner", "yes"), ("quasi_operator", "yes"), ("operator", "no"), (None, "open")):
        found = asks("local_office", money, resource, **own, interests={"investee_role": role})
        assert found.outcome.value == expected
    proper = "cost.insurance_proper"
    assert asks("own_insurance", money, resource, **own, points=[proper]).outcome.value == "yes"
    refused = judged(proper, "costs.1", holds=False)
    assert outcome(of("own_insurance", money, resource, shared=False), "cost.conditions", refused) == "no"


@pytest.mark.parametrize(("money", "resource"), [("exploration", "oil"), ("extraction", "gas"), ("rights", "oil")])
@pytest.mark.parametrize("kind", ["farm_out", "own_studies", "decarbonisation", "own_others"])
def test_own_costs_that_the_agency_has_to_find_necessary(kind: str, money: str, resource: str) -> None:
    case = of(kind, money, resource, shared=False, considered_in_review=True)
    row = f"{finding(case, 'cost.listed').value}"
    waits = finding(case, "cost.conditions")
    assert waits.missing == ("judgement cost.found_necessary of costs.1",)
    found = finding(case, "cost.conditions", judged(FOUND, "costs.1"))
    assert found.outcome.value == "yes"
    assert all(row in cited(part) for part in found.parts if part.question != "cost.listed [costs.1]")
    assert outcome(case, "cost.conditions", judged(FOUND, "costs.1", holds=False)) == "no"
    elsewhere: Judgement = judged(FOUND, "costs.2")
    assert outcome(case, "cost.conditions", elsewhere) == "open"
    ignored = of(kind, money, resource, shared=False, considered_in_review=False)
    assert outcome(ignored, "cost.conditions", judged(FOUND, "costs.1")) == ("no" if kind == "own_others" else "yes")
    if kind == "own_others":
        unsaid = of(kind, money, resource, shared=False)
        assert finding(unsaid, "cost.conditions", judged(FOUND, "costs.1")).missing == ("costs.1.considered_in_review",)


@pytest.mark.parametrize("kind", ["liquefaction_facilities", "storage_facilities"])
def test_liquefaction_and_storage_are_overseas(kind: str) -> None:
    assert asks(kind, "liquefaction_storage", "gas", **OVERSEAS).outcome.value == "yes"
    home = {"project": {"name": "p", "place": "waters_around_japan"}}
    found = asks(kind, "liquefaction_storage", "gas", **home)
    assert found.outcome.value == "no"
    assert "a1.p1" in all_cited(found)
    assert asks(kind, "liquefaction_storage", "gas").missing == ("project.place",)


def test_no_row_no_conditions() -> None:
    """A test that is asked for by itself waits for the row that it is of."""
    assert finding(of("no_row"), "cost.found_necessary").missing == ("cost.listed",)
    assert finding(made_up(costs=[{"name": "x", "money": "rights"}]), "cost.found_necessary").missing == (
        "costs.1.kind", "costs.1.shared",
    )  # fmt: skip
    assert asks("no_row").outcome.value == "not applicable"
    assert asks("geology").outcome.value == "not applicable"


TABLE = """
kinds: {KINDS}
sections:
  t1.s1: {ja: a, en: a, takes: [{money: exploration}, {money: extraction, resource: oil}]}
  t1.s2: {ja: b, en: b, takes: [{money: extraction, resource: gas}, {money: liquefaction_storage}, {money: rights}]}
not_ruled: [{money: extraction, resource: both}]
rows:
  - {id: t1.s1.g1.r1, ja: a, en: a, kinds: [wells, geology]}
not_listed:
  t1.s1.g1: [REST]
  t1.s1.g2: [ALL]
  t1.s2.g1: [ALL]
  t1.s2.g2: [ALL]
"""


def small_table() -> str:
    described = ", ".join(f"{kind}: {{ja: a, en: a}}" for kind in KINDS)
    rest = ", ".join(kind for kind in KINDS if kind not in ("wells", "geology"))
    return TABLE.replace("KINDS", described).replace("REST", rest).replace("ALL", ", ".join(KINDS))


def test_a_small_table_is_read() -> None:
    table = cost_table_from_text(small_table(), "t.yaml")
    assert {key: row.id for key, row in table.row_of.items()} == {
        ("t1.s1.g1", "wells"): "t1.s1.g1.r1", ("t1.s1.g1", "geology"): "t1.s1.g1.r1",
    }  # fmt: skip
    assert table.not_ruled == {("extraction", "both")}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[wells, geology]", "[wells]", r"t\.yaml, field «rows»: t1\.s1\.g1 × geology is neither taken nor left out: a gap"),
        ("[wells, geology]", "[wells, geology, wells]", r"t1\.s1\.g1 × wells is taken 2 times: an overlap"),
        ("[wells, geology]", "[wells, geology, training]", r"t1\.s1\.g1 × training is taken 2 times"),
        ("{money: rights}", "{money: rights, resource: oil}", r"«sections»: rights × gas is neither taken nor left out: a gap"),
        ("{money: rights}", "{money: rights}, {money: exploration}", r"exploration × oil is taken 2 times: an overlap"),
        ("resource: both}]", "resource: gas}]", r"extraction × gas is taken 2 times"),
        ("{money: rights}", "{money: rights}, {money: other}", r"other × oil stands in the table, and there is no such thing"),
        ("id: t1.s1.g1.r1,", "id: t1.s3.g1.r1,", r"t1\.s3\.g1 × wells stands in the table, and there is no such thing"),
        ("[wells, geology]}", "[wells, geology], by_kind: {training: [gas]}}", "has a test of «training», which it does not take"),
        ("kinds: [wells", "conditions: [magic], kinds: [wells", r"field «rows\.0\.conditions\.0»"),
        (
            "rows:", "rows:\n  - {id: t1.s1.g1.r1, ja: a, en: a, kinds: [training]}", r"the row «t1\.s1\.g1\.r1» stands twice",
        ),
    ],
)  # fmt: skip
def test_a_table_with_an_overlap_or_a_gap_is_refused(old: str, new: str, said: str) -> None:
    text = small_table()
    assert old in text
    with pytest.raises(InputError, match=said):
        cost_table_from_text(text.replace(old, new, 1), "t.yaml")


def test_a_kind_that_is_not_described_is_refused() -> None:
    with pytest.raises(InputError, match="the kind «wells» is not described"):
        cost_table_from_text(small_table().replace(", wells: {ja: a, en: a}", ""), "t.yaml")


@given(st.permutations(range(4)))
def test_the_order_of_costs_does_not_matter(order: list[int]) -> None:
    costs = [
        {"name": "a", "kind": "geology", "money": "rights", "shared": True},
        {"name": "b", "kind": "operation", "money": "rights", "shared": True},
        {"name": "c", "kind": "wells", "money": "extraction", "resource": "both", "shared": True},
        {"name": "d", "kind": "no_row", "money": "exploration", "shared": False},
    ]
    expected = ["yes", "no", "open", "no"]
    for place, number in enumerate(order):
        shuffled = made_up(costs=[costs[one] for one in order[place:] + order[:place]])
        assert outcome(shuffled, "cost.listed") == expected[number]
