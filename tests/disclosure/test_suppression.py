"""Patterns: none too few, none too many, none that tells a value; linked tables, time, and what is left to do else."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.disclosure import (
    Candidate,
    DisclosureRules,
    Gate,
    Ledger,
    Method,
    Ruling,
    Verdict,
    assess,
    candidate_of,
    demonstration_text,
    find_rules,
    find_table,
    gauss_pattern,
    suppress,
    table_from_text,
    with_intervals,
    written_pattern,
)
from tests.disclosure.made import BY_CATEGORY, made, rules_of, table_tree

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
NOTHING = Ledger()


def private_stocks() -> tuple[Candidate, DisclosureRules]:
    file, name = find_table("private-stocks")
    rules = find_rules(file, "private-stocks", None)
    return candidate_of(file, rules, name), rules


def verdict_without(candidate: Candidate, cell: str, rules: DisclosureRules) -> Verdict:
    return assess(candidate.with_pattern(candidate.suppressed - {cell}), NOTHING, rules).verdict


@pytest.mark.parametrize("method", [Method.GAUSS, Method.OPTIMAL])
def test_every_hidden_cell_of_an_accepted_pattern_is_needed(method: Method) -> None:
    candidate, rules = private_stocks()
    found = suppress(candidate, NOTHING, rules, method=method)
    assert found.protected
    assert len(found.suppressed) == 8
    for cell in found.suppressed:
        assert verdict_without(found.candidate, cell, rules) is Verdict.BROKEN, cell


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    names = "klmno"
    cells = []
    for at in itertools.product("ABC", "xyz"):
        given_by = draw(st.dictionaries(st.sampled_from(names), st.integers(1, 60), min_size=1, max_size=5))
        cells.append({"at": list(at), "value": sum(given_by.values()), "contributors": given_by})
    dimensions = [{"id": "row", "totals": {"all": list("ABC")}}, {"id": "column", "totals": {"every": list("xyz")}}]
    return table_tree(dimensions, cells)


@settings(max_examples=6, deadline=None)
@given(tables())
def test_dropping_any_one_cell_of_a_pattern_breaks_it(tree: dict[str, Any]) -> None:
    rules = rules_of(p_percent={"p": 15}, minimum_frequency={"n": 2, "width_percent": 10})
    found = suppress(made(tree, rules), NOTHING, rules)
    if found.protected:
        for cell in found.suppressed:
            assert verdict_without(found.candidate, cell, rules) is not Verdict.SAFE


def secret_by_category(values: list[int]) -> dict[str, Any]:
    places = list(itertools.product("ABCD", "xyz"))
    hidden = {("A", "x"), ("C", "y")}
    cells = [
        {"at": list(at), "value": value} | ({"category": "hidden"} if at in hidden else {})
        for at, value in zip(places, values, strict=True)
    ]
    rows = {"id": "row", "totals": {"all": ["AB", "CD"], "AB": ["A", "B"], "CD": ["C", "D"]}}
    return table_tree([rows, {"id": "column", "totals": {"every": list("xyz")}}], cells)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(20, 140, 10)))
def test_the_pattern_by_elimination_is_the_same_whatever_the_values(values: list[int]) -> None:
    rules = rules_of(categories=BY_CATEGORY)
    one = suppress(made(secret_by_category(sorted(values)), rules), NOTHING, rules)
    other = suppress(made(secret_by_category(values), rules), NOTHING, rules)
    assert one.value_independent
    assert other.value_independent
    assert one.suppressed == other.suppressed


def test_the_cheapest_pattern_is_found() -> None:
    rules = rules_of(p_percent={"p": 20}, coalition=0)
    cells = [
        {"at": list(at), "value": sum(values), "contributors": {f"c{i}": value for i, value in enumerate(values)}}
        for at, values in zip(itertools.product("AB", "xy"), [(40, 2), (9, 9, 9), (8, 9, 7), (30, 20, 25)], strict=True)
    ]
    tree = table_tree(
        [{"id": "row", "totals": {"all": ["A", "B"]}}, {"id": "column", "totals": {"both": ["x", "y"]}}], cells
    )
    candidate = made(tree, rules)
    found = suppress(candidate, NOTHING, rules, method=Method.OPTIMAL)
    assert found.protected

    def cost(pattern: Any) -> Fraction:
        return sum((candidate.holdings[cell].value + 1 for cell in pattern), Fraction(0))

    cheapest = cost(found.suppressed)
    others = [
        pattern
        for size in range(10)
        for pattern in itertools.combinations(candidate.cells, size)
        if set(found.primary) <= set(pattern) and cost(pattern) < cheapest
    ]
    assert others
    assert all(
        assess(candidate.with_pattern(pattern), NOTHING, rules).verdict is not Verdict.SAFE for pattern in others
    )


def rank_of(rows: list[list[Fraction]]) -> int:
    """Rank by plain elimination."""
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            times = rows[i][column] / rows[rank][column]
            rows[i] = [a - times * b for a, b in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_elimination_gives_no_secret_away_and_hides_no_cell_in_vain(data: st.DataObject) -> None:
    """Any equations: a secret is given away where adding it to what is known adds nothing to the rank."""
    names = "abcdefg"
    shares = st.sampled_from([-2, -1, 0, 0, 1, 1, 3])
    equations = [{n: Fraction(data.draw(shares)) for n in names} for _ in range(data.draw(st.integers(1, 4)))]
    equations = [{n: a for n, a in row.items() if a} for row in equations]
    order = data.draw(st.permutations(names))
    secrets = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=2))

    def given_away(shown: set[str]) -> bool:
        known = [[row.get(n, Fraction(0)) for n in names] for row in equations]
        known += [[Fraction(n == name) for n in names] for name in shown]
        return any(rank_of(known) == rank_of([*known, [Fraction(n == secret) for n in names]]) for secret in secrets)

    try:
        hidden = set(gauss_pattern(equations, order, secrets))
    except ValueError:
        assert given_away(set())
        return
    shown = set(names) - hidden - secrets
    assert not given_away(shown)
    assert all(given_away(shown | {cell}) for cell in hidden)


# Linked tables, time, the ledger


def linked() -> dict[str, Any]:
    """Stock by coast and form, and by coast and owner: the coasts are the same numbers."""
    coast = {"id": "coast", "totals": {"all": ["N", "S"]}}
    form = {"id": "form", "totals": {"every": ["ore", "metal"]}}
    owner = {"id": "owner", "totals": {"any": ["public", "private"]}}
    first = [
        {"at": ["N", "ore"], "value": 30}, {"at": ["N", "metal"], "value": 50}, {"at": ["S", "ore"], "value": 20},
        {"at": ["S", "metal"], "value": 40}, {"at": ["N", "every"], "value": 80, "category": "hidden"},
    ]  # fmt: skip
    second = [
        {"at": ["N", "public"], "value": 45}, {"at": ["N", "private"], "value": 35}, {"at": ["S", "public"], "value": 25},
        {"at": ["S", "private"], "value": 35},
    ]  # fmt: skip
    shared = {"measure": "stock", "rounding": "exact", "lower": 0}
    tree = table_tree([coast, form, owner], [], tables=[])
    tree["tables"] = [
        shared | {"id": "by form", "dimensions": ["coast", "form"], "cells": first},
        shared | {"id": "by owner", "dimensions": ["coast", "owner"], "cells": second},
    ]
    return tree


def test_linked_tables_are_protected_as_one_system() -> None:
    rules = rules_of(categories=BY_CATEGORY)
    candidate = made(linked(), rules)
    assert len(candidate.cells) == 3 + 2 + 4 + 2 + 4
    found = suppress(candidate, NOTHING, rules)
    assert found.protected
    hidden = {candidate.places[cell] for cell in found.suppressed}
    assert ("by form", ("N", "every")) in hidden
    assert {table for table, _ in hidden} == {"by form", "by owner"}  # else the other table gives the coast away
    for cell in found.suppressed:
        assert verdict_without(found.candidate, cell, rules) is Verdict.BROKEN


def test_two_ways_of_adding_up_the_same_codes() -> None:
    """A code in two groupings follows from either of them."""
    rules = rules_of(categories=BY_CATEGORY)
    dimension = {
        "id": "mineral", "totals": {"all": ["light", "heavy"], "light": ["a", "b"], "heavy": ["c", "d"]},
        "also": [{"all": ["east", "west"], "east": ["a", "c"], "west": ["b", "d"]}],
    }  # fmt: skip
    cells = [{"at": [code], "value": value} for code, value in zip("abcd", (10, 20, 30, 40), strict=True)]
    cells[0]["category"] = "hidden"
    found = suppress(made(table_tree([dimension], cells), rules), NOTHING, rules)
    assert found.protected
    assert {found.candidate.places[cell][1][0] for cell in found.suppressed} == {"a", "b", "c", "d"}


def test_what_was_hidden_last_year_is_hidden_this_year() -> None:
    rules = rules_of(categories=BY_CATEGORY)
    first = secret_by_category(list(range(20, 140, 10))) | {"series": "yearly"}
    found = suppress(made(first, rules), NOTHING, rules)
    entry = Gate(rules).decide(found.candidate, NOTHING, NOW).entry
    assert entry is not None
    ledger = NOTHING.with_entry(entry)
    second = secret_by_category(list(range(140, 20, -10))) | {"series": "yearly", "id": "next", "period": "FY2027"}
    for cell in second["tables"][0]["cells"]:
        cell.pop("category", None)
    assert suppress(made(second, rules), NOTHING, rules).suppressed == ()
    later = suppress(made(second, rules), ledger, rules)
    assert {later.candidate.places[cell] for cell in later.suppressed} == set(entry.suppressed)
    assert later.secondary == ()
    assert len(later.carried) == len(entry.suppressed)


def test_a_secret_that_is_out_cannot_be_hidden_any_more() -> None:
    rules = rules_of(categories=BY_CATEGORY)
    tree = secret_by_category(list(range(20, 140, 10)))
    for cell in tree["tables"][0]["cells"]:
        cell.pop("category", None)
    entry = Gate(rules).decide(made(tree, rules), NOTHING, NOW).entry
    assert entry is not None
    again = secret_by_category(list(range(20, 140, 10))) | {"id": "again"}
    decided = Gate(rules).decide(made(again, rules), NOTHING.with_entry(entry), NOW)
    assert decided.ruling is Ruling.REFUSE
    with pytest.raises(InputError, match="no suppression can protect it"):
        suppress(made(again, rules), NOTHING.with_entry(entry), rules)
    for cell in tree["tables"][0]["cells"]:
        if cell["at"] == ["A", "x"]:
            tree["tables"][0]["suppressed"] = [cell["at"]]
    parts = Gate(rules).decide(made(tree | {"id": "parts"}, rules), NOTHING, NOW).entry
    assert parts is not None
    with pytest.raises(InputError, match="no suppression can protect it"):  # it follows from its row
        suppress(made(again, rules), NOTHING.with_entry(parts), rules)


# Where suppression alone says too little


def test_hidden_cells_are_shown_as_intervals_where_that_is_safe() -> None:
    candidate, rules = private_stocks()
    found = suppress(candidate, NOTHING, rules)
    shown = with_intervals(found, NOTHING, rules)
    assert shown.protected
    assert shown.candidate.intervals
    assert set(shown.candidate.intervals) <= set(found.secondary)
    for cell, row in shown.candidate.intervals.items():
        low, high = row.span.both()
        assert low <= candidate.holdings[cell].value <= high
        assert high - low in rules.units


def test_coarser_rows_are_the_last_resort() -> None:
    candidate, rules = private_stocks()
    assert assess(candidate, NOTHING, rules).verdict is Verdict.BROKEN
    found = suppress(candidate, NOTHING, rules, method=Method.ROWS)
    assert found.protected
    assert not found.value_independent
    left = found.candidate
    shown = [cell for cell in left.cells if cell not in left.suppressed]
    assert max(left.depth[cell] for cell in shown) == 2
    alone = table_tree(
        [{"id": "row", "totals": {"all": ["A"]}}], [{"at": ["A"], "value": 9, "contributors": {"k": 9}}]
    )  # fmt: skip
    strict = rules_of(p_percent={"p": 10})
    for method in Method:
        nothing_left = suppress(made(alone, strict), NOTHING, strict, method=method)
        assert set(nothing_left.suppressed) == set(nothing_left.candidate.cells)
        assert nothing_left.protected
    alone["knows"] = [{"name": "an old report", "of": {"stock@FY2026[]": 1}, "lower": 9, "upper": 10}]
    for method in Method:
        assert not suppress(made(alone, strict), NOTHING, strict, method=method).protected


def test_the_pattern_is_written_into_the_table_file() -> None:
    candidate, rules = private_stocks()
    found = with_intervals(suppress(candidate, NOTHING, rules), NOTHING, rules)
    text = written_pattern(demonstration_text("private-stocks"), found.candidate)
    again = candidate_of(table_from_text(text, "again.yaml"), rules, "again.yaml")
    assert again.suppressed == found.candidate.suppressed
    assert again.intervals == found.candidate.intervals
    assert Gate(rules).decide(again, NOTHING, NOW).ruling is Ruling.PASS


def test_a_large_table_is_not_optimised() -> None:
    rules = rules_of(categories=BY_CATEGORY)
    codes = [f"c{i}" for i in range(201)]
    cells = [{"at": [code], "value": 1} for code in codes]
    candidate = made(table_tree([{"id": "row", "totals": {"all": codes}}], cells), rules)
    with pytest.raises(InputError, match="at most 200 cells"):
        suppress(candidate, NOTHING, rules, method=Method.OPTIMAL)
