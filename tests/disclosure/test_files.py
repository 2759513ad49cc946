"""Files that do not fit: one sentence each, naming where, and no value of the table."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sonae.core import InputError, UnknownChoiceError
from sonae.disclosure import (
    DisclosureRules,
    demonstration_text,
    demonstrations,
    find_rules,
    find_table,
    load_rules,
    load_table,
    rules_from_text,
    table_from_text,
)
from tests.disclosure.made import BY_CATEGORY, figure_tree, made, rules_of, table_tree

Change = Callable[[dict[str, Any]], object]
RULES = rules_of(categories=BY_CATEGORY, p_percent={"p": 10})
REGION = {"id": "region", "totals": {"all": ["N", "S"], "N": ["n1", "n2"]}}
KIND = {"id": "kind", "totals": {"both": ["x", "y"]}}


def two_ways() -> dict[str, Any]:
    """A table of three regions and two kinds, with one total stated."""
    cells: list[dict[str, Any]] = [
        {"at": [r, k], "value": 10 * i + j, "contributors": {"c": 10 * i, "d": j}}
        for i, r in enumerate(("n1", "n2", "S"), 1)
        for j, k in enumerate("xy", 1)
    ]
    cells.append({"at": ["N", "both"], "value": 66})
    return table_tree([copy.deepcopy(REGION), copy.deepcopy(KIND)], cells)


def cell(tree: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = tree["tables"][0]["cells"][number]
    return found


def second_table(tree: dict[str, Any], **changes: Any) -> None:
    cells = [{"at": [r], "value": v, "contributors": {"c": v}} for r, v in (("n1", 24), ("n2", 43), ("S", 63))]
    tree["tables"].append(tree["tables"][0] | {"id": "u", "dimensions": ["region"], "cells": cells} | changes)


TABLES: list[tuple[str, str, Change]] = [
    ("the total does not add up", "tables.t [N, both]", lambda t: cell(t, -1).update(value=67)),
    ("the contributors do not add up to the cell", "tables.t [n1, x]", lambda t: cell(t, 0)["contributors"].update(c=11)),
    ("the cell is missing; missing is not zero", "tables.t [S, y]", lambda t: t["tables"][0]["cells"].pop(5)),
    ("the cell is stated twice", "tables.t [n1, x]", lambda t: t["tables"][0]["cells"].append(cell(t, 0))),
    ("the cell needs 2 codes", "tables.t [n1]", lambda t: cell(t, 0).update(at=["n1"])),
    ("the cell states no contributors, and the rules ask for them", "tables.t [n1, x]", lambda t: cell(t, 0).pop("contributors")),
    ("a total takes the contributors of its parts; leave them out", "tables.t [N, both]",
     lambda t: cell(t, -1).update(contributors={"c": 66})),
    ("the frequency is less than the number of contributors", "tables.t [n1, x]", lambda t: cell(t, 0).update(frequency=1)),
    ("the rules know no category «other»", "tables.t.cells [n1, x]", lambda t: cell(t, 0).update(category="other")),
    ("the cell is no multiple of the table's step", "tables.t [n1, x]", lambda t: t["tables"][0].update(step=2)),
    ("the cell lies below the table's lower bound", "tables.t [n1, x]", lambda t: t["tables"][0].update(lower=12)),
    ("the interval does not hold the cell", "tables.t [n1, x]",
     lambda t: t["tables"][0].update(intervals=[{"at": ["n1", "x"], "lower": 12, "upper": 20}])),
    ("the total is another one than in table «t»", "tables.u [n1]", second_table),
    ("a dimension is stated twice", "dimensions", lambda t: t["dimensions"].append(REGION)),
    ("a dimension is stated twice", "tables.t.dimensions", lambda t: t["tables"][0].update(dimensions=["kind", "kind"])),
    ("the table «t» is stated twice", "tables", lambda t: t["tables"].append(t["tables"][0])),
    ("there is not exactly one grand total", "dimensions.region", lambda t: t["dimensions"][0]["totals"].update(other=["z"])),
    ("«N» stands under itself", "dimensions.region", lambda t: t["dimensions"][0]["totals"].update(n1=["N"])),
    ("a code stands twice under «all»", "dimensions.region", lambda t: t["dimensions"][0]["totals"].update(all=["N", "n1", "S"])),
    ("«all» adds up in two ways that hold different codes", "dimensions.region",
     lambda t: t["dimensions"][0].update(also=[{"all": ["N"]}])),
    ("«c» stands in two holding groups", "holding_groups", lambda t: t.update(holding_groups={"g": ["c"], "h": ["c"]})),
    ("nothing is released: state figures or tables", "", lambda t: t.update(tables=[])),
    ("the field is missing", "tables.0.lower", lambda t: t["tables"][0].pop("lower")),
    ("say «exact», or unit and ties", "tables.0.rounding", lambda t: t["tables"][0].update(rounding=None)),
    ("the field is missing", "tables.0.rounding.ties", lambda t: t["tables"][0].update(rounding={"unit": 5})),
    ("there is no such field", "tables.0.cells.0.note", lambda t: cell(t, 0).update(note="x")),
    ("this is no number; write 12, 0.5 or 1/3", "tables.0.cells.0.value", lambda t: cell(t, 0).update(value="many")),
    ("«true» or «false» stands where a number belongs", "tables.0.cells.0.value", lambda t: cell(t, 0).update(value=True)),
    ("a name holds no brackets, commas, equals signs or at signs, and no blanks around it", "tables.0.measure",
     lambda t: t["tables"][0].update(measure="a=b")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "field", "change"), TABLES, ids=[f"{i} {row[0][:40]}" for i, row in enumerate(TABLES)]
)
def test_a_table_that_does_not_fit(problem: str, field: str, change: Change) -> None:
    tree = two_ways()
    made(tree, RULES)
    change(tree)
    with pytest.raises(InputError) as refused:
        made(tree, RULES)
    assert refused.value.problem == problem
    assert (refused.value.field or "") == field
    assert refused.value.file == "made.yaml"
    assert "\n" not in str(refused.value)


FIGURES: list[tuple[str, Change]] = [
    ("«a» is stated twice", lambda t: t["secrets"].append(t["secrets"][0])),
    ("«a» lies outside its own bounds", lambda t: t["secrets"][0].update(upper=2)),
    ("«a» is no multiple of its step", lambda t: t["secrets"][0].update(step=2)),
    ("unknown secret or cell «zz»", lambda t: t["figures"][0]["of"].update(zz=1)),
    ("unknown secret or cell «zz»", lambda t: t["secrets"].append({"id": "d", "of": {"zz": 1}})),
    ("the definition of «e» goes round in a circle",
     lambda t: t["secrets"].extend([{"id": "d", "of": {"e": 1}}, {"id": "e", "of": {"d": 1}}])),
    ("state either value or of", lambda t: t["secrets"][0].update(of={"b": 1})),
    ("what is shown is not what the values give", lambda t: t["figures"][0].update(shown=9)),
    ("over: a figure is divided by something above 0", lambda t: t["figures"][0].update(over=0)),
    ("the figure is divided by what is not above 0", lambda t: t["figures"][0].update(over={"b": -1})),
    ("«a wrong view» does not hold of the values that are stated",
     lambda t: t.update(knows=[{"name": "a wrong view", "of": {"a": 1}, "upper": 2}])),
    ("state lower, upper or both", lambda t: t.update(knows=[{"name": "nothing", "of": {"a": 1}}])),
    ("unknown classification «hush»; nearest valid: INTERNAL, PUBLIC, SECRET", lambda t: t.update(classification="hush")),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "change"), FIGURES, ids=[f"{i} {row[0][:40]}" for i, row in enumerate(FIGURES)])
def test_a_figure_that_does_not_fit(problem: str, change: Change) -> None:
    tree = figure_tree({"a": 3, "b": 5}, {"sum": ({"a": 1, "b": 1}, 5)})
    made(tree, RULES)
    change(tree)
    with pytest.raises(InputError) as refused:
        made(tree, RULES)
    assert refused.value.problem.startswith(problem)


def test_a_linked_table_adds_up_with_the_first() -> None:
    tree = two_ways()
    second_table(tree)
    with pytest.raises(InputError, match="another one than in table «t»"):
        made(tree, RULES)
    shares = [("n1", 23, {"c": 20, "d": 3}), ("n2", 43, {"c": 40, "d": 3}), ("S", 63, {"c": 60, "d": 3})]
    tree["tables"][1]["cells"] = [{"at": [r], "value": v, "contributors": by} for r, v, by in shares]
    assert len(made(tree, RULES).cells) == 15
    tree["tables"][1]["cells"][0]["contributors"] = {"c": 19, "d": 4}
    with pytest.raises(InputError, match="the contributors are others than in table «t»"):
        made(tree, RULES)


RULE_FILES: list[tuple[str, dict[str, Any]]] = [
    ("no rule is stated: state categories, minimum_frequency or p_percent", {"p_percent": None, "categories": {}}),
    ("the category asks for nothing: state width, width_percent or values", {"categories": {"x": {"ja": "架空", "en": "x"}}}),
    ("a provision of the basic policy is written as h2.p5",
     {"categories": {"x": {"ja": "架空", "en": "x", "cites": ["2(5)"], "width": 1}}}),
    ("input should be greater than 0", {"p_percent": {"p": 0}}),
    ("the units do not go from fine to coarse", {"units": [50, 10]}),
    ("there is no such field", {"threshold": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "change"), RULE_FILES, ids=[row[0][:40] for row in RULE_FILES])
def test_rules_that_do_not_fit(problem: str, change: dict[str, Any], tmp_path: Path) -> None:
    tree = {"id": "made-up", "classification": "secret", "p_percent": {"p": 17}}
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump(tree), encoding="utf-8")
    assert load_rules(path).p_percent is not None
    path.write_text(yaml.safe_dump(tree | change, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_rules(path)
    assert refused.value.problem == problem
    assert "17" not in str(refused.value)


def test_numbers_are_read_as_they_are_written() -> None:
    tree = figure_tree({"a": 3}, {"sum": ({"a": 1}, 5)})
    tree["secrets"][0] |= {"value": "1/3", "step": "1/3"}
    tree["figures"][0]["of"]["a"] = 0.1
    candidate = made(tree, RULES)
    assert str(candidate.background.truth["a"]) == "1/3"
    assert str(candidate.figures[0].of["a"]) == "1/10"


def test_rules_are_never_taken_for_granted(tmp_path: Path) -> None:
    tree = figure_tree({"a": 3}, {"sum": ({"a": 1}, 5)})
    path = tmp_path / "table.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    file = load_table(path)
    with pytest.raises(InputError, match="no rules are stated; expected a rules file here, or --rules FILE"):
        find_rules(file, str(path), None)
    path.write_text(yaml.safe_dump(tree | {"rules": "own.yaml"}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match="the rules file does not exist"):
        find_rules(load_table(path), str(path), None)
    (tmp_path / "own.yaml").write_text(demonstration_text("rules"), encoding="utf-8")
    assert find_rules(load_table(path), str(path), None).id == "fictional-rules"


def test_the_fictional_files_are_marked_so() -> None:
    assert demonstrations() == ("private-stocks", "stock-tonnage", "stock-value")
    assert rules_from_text(demonstration_text("rules"), "rules.yaml").fictional
    for name in demonstrations():
        file, called = find_table(name)
        assert file.fictional
        assert called == f"{name}.yaml"
        assert "Fictional" in file.en
        assert "架空" in file.ja
    for wrong in ("stock-valu", "elsewhere"):
        with pytest.raises(UnknownChoiceError, match="unknown table file"):
            find_table(wrong)
    with pytest.raises(UnknownChoiceError, match="unknown demonstration"):
        demonstration_text("elsewhere")


def test_a_file_that_is_no_table() -> None:
    with pytest.raises(InputError, match="no readable YAML"):
        table_from_text("a: [", "table.yaml")
    assert isinstance(RULES, DisclosureRules)
