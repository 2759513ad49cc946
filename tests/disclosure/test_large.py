"""Tables of some hundred cells, and the short ways that make them quick: each against the long way."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.disclosure import (
    Ledger,
    Protection,
    Row,
    Span,
    System,
    Variable,
    Verdict,
    assess,
    audit,
    candidate_of,
    insider_audits,
    primary_pattern,
    protection_of,
    protections_of,
    suppress,
    table_from_tree,
)
from sonae.disclosure.attack import Attack
from sonae.disclosure.insider import coalitions_of, insider_rows
from sonae.disclosure.program import Program
from sonae.disclosure.reduction import Reduction, reduced
from tests.disclosure.made import BY_CATEGORY, made, rules_of, table_tree

F = Fraction


def hierarchical(groups: tuple[int, int, int], companies: int, *, step: int | None = None) -> dict[str, Any]:
    """A table in three dimensions, each of some groups of two codes: 1 + 3·groups codes in each."""
    draw = random.Random(1)  # noqa: S311 - made up, the same in every run
    dimensions = [
        {"id": f"d{k}", "totals": {f"all {k}": [f"{k}g{i}" for i in range(groups[k])]}
         | {f"{k}g{i}": [f"{k}g{i}.0", f"{k}g{i}.1"] for i in range(groups[k])}}
        for k in range(3)
    ]  # fmt: skip
    cells = []
    for at in itertools.product(*([f"{k}g{i}.{j}" for i in range(groups[k]) for j in (0, 1)] for k in range(3))):
        chosen = draw.sample(range(companies), draw.randint(0, 6))
        by = {f"c{i}": draw.randint(1, 100) for i in chosen}
        cells.append({"at": list(at), "value": sum(by.values()), "contributors": by})
    return table_tree(dimensions, cells, table={"step": step} if step else None)


@pytest.mark.parametrize("step", [None, 1])
def test_a_table_of_112_cells_is_protected_and_no_cell_is_hidden_in_vain(step: int | None) -> None:
    rules = rules_of(p_percent={"p": 10}, minimum_frequency={"n": 3, "width_percent": 10}, coalition=1)
    tree = hierarchical((2, 1, 1), 12, step=step)
    candidate = candidate_of(table_from_tree(tree, "made.yaml"), rules, "made.yaml")
    assert len(candidate.cells) == 112
    found = suppress(candidate, Ledger(), rules)
    assert found.protected
    assert set(primary_pattern(candidate, rules)) <= set(found.suppressed)
    assert found.assessment.insiders
    again = assess(found.candidate, Ledger(), rules)
    assert again.verdict is Verdict.SAFE
    for cell in random.Random(3).sample(found.secondary, 5):  # noqa: S311
        fewer = found.candidate.with_pattern(found.candidate.suppressed - {cell})
        assert assess(fewer, Ledger(), rules).verdict is not Verdict.SAFE, cell


def test_a_table_of_490_cells_is_protected() -> None:
    """Too large to try every cell by all audits: each added one is tried against what it was added for."""
    rules = rules_of(categories=BY_CATEGORY, coalition=0)
    tree = hierarchical((3, 2, 2), 9)
    draw = random.Random(4)  # noqa: S311
    for cell in tree["tables"][0]["cells"]:
        if draw.random() < 0.08:
            cell["category"] = "hidden"
    candidate = made(tree, rules)
    assert len(candidate.cells) == 490
    found = suppress(candidate, Ledger(), rules)
    assert found.protected
    assert assess(found.candidate, Ledger(), rules).verdict is Verdict.SAFE
    for cell in draw.sample(found.added, min(4, len(found.added))):
        fewer = found.candidate.with_pattern(found.candidate.suppressed - {cell})
        assert assess(fewer, Ledger(), rules).verdict is Verdict.BROKEN, cell


@st.composite
def patterns(draw: st.DrawFn) -> tuple[dict[str, Any], set[int]]:
    """A table of three rows and columns with contributors, and places in it that are hidden."""
    cells = []
    for at in itertools.product("ABC", "xyz"):
        by = draw(st.dictionaries(st.sampled_from("klm"), st.integers(1, 40), max_size=3))
        cells.append({"at": list(at), "value": sum(by.values()), "contributors": by})
    dimensions = [{"id": "row", "totals": {"all": list("ABC")}}, {"id": "column", "totals": {"every": list("xyz")}}]
    return table_tree(dimensions, cells), draw(st.sets(st.integers(0, 15), min_size=6, max_size=14))


@settings(max_examples=25, deadline=None)
@given(patterns())
def test_insiders_are_answered_by_the_short_way_as_by_the_long_one(made_up: Any) -> None:
    tree, places = made_up
    rules = rules_of(p_percent={"p": 20}, minimum_frequency={"n": 3, "width_percent": 10}, coalition=2)
    bare = made(tree, rules)
    candidate = bare.with_pattern([cell for i, cell in enumerate(bare.cells) if i in places])
    system, holdings = candidate.system(), candidate.holdings
    attack = Attack(Program(system), protections_of(holdings.values(), rules), rules.limits)
    known = attack.audit().known
    found = insider_audits(system, holdings, rules, rules.limits, known=known, outsider=attack)
    still_open = [holding for name, holding in holdings.items() if name not in known]
    slow = []
    for coalition in coalitions_of(still_open, rules.coalition):
        own, wanted = insider_rows(coalition, still_open), protections_of(holdings.values(), rules, coalition)
        if own and wanted:
            slow.append(audit(system.with_rows(own), wanted, rules.limits, coalition=coalition, full=True))
    verdicts = [[(one.coalition, one.protection, one.verdict) for one in by.examined] for by in found]
    assert verdicts == [[(one.coalition, one.protection, one.verdict) for one in by.examined] for by in slow]


def test_points_that_insiders_exclude_are_drawn_home() -> None:
    """x + y = 10 with x = 6: an outsider sees x in [0, 10]; who knows that y is at least 3 sees x up to 7, no farther."""
    variables = {name: Variable(name, F(0)) for name in "xy"}
    system = System(variables, (Row("sum", {"x": F(1), "y": F(1)}, Span(F(10), F(10))),), {"x": F(6), "y": F(4)})
    outsider = Attack(
        Program(system), [Protection("x", "made up", F(0), F(10))], rules_of(categories=BY_CATEGORY).limits
    )
    assert outsider.audit().verdict is Verdict.SAFE
    column = outsider.program.at["y"]
    narrow = outsider.program.narrowed({column: (F(3), None)})
    insider = Attack(
        narrow, [Protection("x", "made up", F(0), F(69, 10))], outsider.limits, before=outsider, narrowed=[column]
    )
    ends = insider.seen.ends(0)
    assert ends is not None
    assert ends[0] == 0
    assert F(69, 10) <= ends[1] <= 7
    assert insider.audit(("k",)).programs == 0
    more = Attack(narrow, [Protection("x", "made up", F(0), F(8))], outsider.limits, before=outsider, narrowed=[column])
    assert more.audit(("k",)).verdict is Verdict.BROKEN
    assert (
        Attack(outsider.program, outsider.protections, outsider.limits, before=outsider).audit().verdict is Verdict.SAFE
    )


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_rows_that_are_put_in_later_leave_the_same_open(data: st.DataObject) -> None:
    names = "abcd"
    truth = {name: F(data.draw(st.integers(0, 6))) for name in names}
    variables = {name: Variable(name, F(0), F(9), data.draw(st.sampled_from([None, F(1)]))) for name in names}

    def row(number: int) -> Row:
        form = {name: F(data.draw(st.integers(-1, 2))) for name in names}
        value = sum((share * truth[name] for name, share in form.items()), F(0))
        return Row(f"row {number}", form, Span(value, value + data.draw(st.sampled_from([0, 2]))))

    first, later = [row(i) for i in range(2)], [row(i) for i in range(2, 5)]
    later.append(Row("shown", {"a": F(1)}, Span(truth["a"], truth["a"])))
    whole = reduced(System(variables, (*first, *later), truth))
    begun = Reduction(System(variables, tuple(first), truth))
    before = begun.result()
    after = begun.extended(later).result()
    assert (after.steps, after.lower, after.upper, after.fixed) == (whole.steps, whole.lower, whole.upper, whole.fixed)
    assert sorted(map(str, after.rows)) == sorted(map(str, whole.rows))
    assert begun.result() == before


def test_what_no_pattern_protects_is_found_out_at_once() -> None:
    """Everybody knows the secret cell to within 1: hiding more does not help, and is not tried cell by cell."""
    rules = rules_of(categories={"hidden": {"ja": "架空", "en": "made up", "width": 5}})
    codes = [f"c{i}" for i in range(60)]
    cells = [{"at": [code], "value": 10} | ({"category": "hidden"} if code == "c0" else {}) for code in codes]
    tree = table_tree([{"id": "row", "totals": {"all": codes}}], cells)
    tree["knows"] = [{"name": "an old report", "of": {"stock@FY2026[row=c0]": 1}, "lower": 10, "upper": 11}]
    found = suppress(made(tree, rules), Ledger(), rules)
    assert not found.protected
    assert set(found.suppressed) == set(found.candidate.cells)


def test_insiders_know_their_own_part_whatever_is_released() -> None:
    rules = rules_of(minimum_frequency={"n": 3, "width_percent": 10})
    tree = table_tree(
        [{"id": "row", "totals": {"all": ["A"]}}], [{"at": ["A"], "value": 100, "contributors": {"k": 95, "l": 5}}]
    )
    holding = next(iter(made(tree, rules).holdings.values()))
    assert [(one.low, one.high) for one in protection_of(holding, rules)] == [(90, 110)]
    assert [(one.low, one.high) for one in protection_of(holding, rules, ("k",))] == [(95, 110)]
    assert [(one.low, one.high) for one in protection_of(holding, rules, ("l",))] == [(90, 110)]
