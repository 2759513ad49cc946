"""Contributors who put their own numbers beside what is released."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from sonae.disclosure import Gate, Holding, Ledger, Ruling, Verdict, assess, p_percent_level, protection_of, suppress
from tests.disclosure.made import made, rules_of, table_tree

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)


def four_rows(**hidden: Any) -> dict[str, Any]:
    """Two cells of one company each, and two of many."""
    many = {f"c{i}": 10 for i in range(6)}
    stated = {"A": {"k": 40}, "B": {"l": 30}, "C": many, "D": many}
    cells = [{"at": [name], "value": sum(by.values()), "contributors": by} for name, by in stated.items()]
    return table_tree([{"id": "row", "totals": {"all": list(stated)}}], cells, table=hidden)


def rules(**changes: Any) -> Any:
    return rules_of(
        **({"p_percent": {"p": 10}, "minimum_frequency": {"n": 2, "width_percent": 10}, "coalition": 1} | changes)
    )


def test_a_single_contributor_takes_his_own_cell_away() -> None:
    tree = four_rows(suppressed=[["A"], ["B"]])
    outsider_only = assess(made(tree, rules(coalition=0)), Ledger(), rules(coalition=0))
    assert outsider_only.outsider.verdict is Verdict.SAFE
    found = assess(made(tree, rules()), Ledger(), rules(), full=True)
    assert found.outsider.verdict is Verdict.SAFE
    broken = {one.coalition: one for audit in found.insiders for one in audit.failed}
    assert set(broken) == {("k",), ("l",)}
    assert broken["k",].protection.variable == "stock@FY2026[row=B]"
    assert broken["k",].freedom.low == broken["k",].freedom.high == 30
    assert "k together with what is released" in broken["k",].sentence()
    assert Gate(rules()).decide(made(tree, rules()), Ledger(), NOW).ruling is Ruling.REFUSE


def test_suppression_hides_one_more_against_insiders() -> None:
    found = suppress(made(four_rows(), rules()), Ledger(), rules())
    assert found.protected
    assert {found.candidate.places[cell][1][0] for cell in found.suppressed} == {"A", "B", "C"}
    assert [found.candidate.places[cell][1][0] for cell in found.added] == ["C"]
    asked = rules(coalition=0, p_percent=None)
    alone = suppress(made(four_rows(), asked), Ledger(), asked)
    assert len(alone.suppressed) == 2


def test_a_coalition_of_two_knows_more_than_either() -> None:
    stated = {"A": {"k": 40}, "B": {"l": 30}, "C": {"m": 50}, "D": {f"c{i}": 10 for i in range(6)}}
    cells = [{"at": [name], "value": sum(by.values()), "contributors": by} for name, by in stated.items()]
    tree = table_tree(
        [{"id": "row", "totals": {"all": list(stated)}}], cells, table={"suppressed": [["A"], ["B"], ["C"]]}
    )
    one = assess(made(tree, rules(p_percent=None)), Ledger(), rules(p_percent=None))
    two = assess(made(tree, rules(p_percent=None, coalition=2)), Ledger(), rules(p_percent=None, coalition=2))
    assert one.verdict is Verdict.SAFE
    assert two.verdict is Verdict.BROKEN
    assert {one.coalition for one in two.failed} == {("k", "l"), ("k", "m"), ("l", "m")}


def test_members_of_a_holding_know_together() -> None:
    tree = four_rows(suppressed=[["A"], ["B"]]) | {"holding_groups": {"holding": ["k", "l"]}}
    found = assess(made(tree, rules(p_percent=None)), Ledger(), rules(p_percent=None), full=True)
    assert [
        one.coalition for audit in found.insiders for one in audit.failed
    ] == []  # nothing of theirs is kept from them
    assert [union.causes for union in found.unions] == [("minimum frequency",)]  # but everybody finds out their sum


def test_what_the_second_largest_finds_out_is_the_p_percent_rule() -> None:
    shares = {"a": Fraction(50), "b": Fraction(30), "c": Fraction(2)}
    p = Fraction(20)
    assert p_percent_level(shares, p) == p_percent_level(shares, p, ("b",)) == 8
    assert p_percent_level(shares, p, ("b", "c")) == 10
    assert p_percent_level(shares, p, ("a",)) == p / 100 * 30 - 2
    holding = Holding("x", Fraction(82), shares, 3, lower=Fraction(0))
    asked = rules_of(p_percent={"p": 20})
    assert [(one.low, one.high) for one in protection_of(holding, asked, ("b",))] == [(74, 90)]
    assert protection_of(holding, asked, ("a", "b", "c")) == ()


@pytest.mark.parametrize(("threshold", "verdict"), [(3, Verdict.BROKEN), (2, Verdict.SAFE)])
def test_the_sum_of_hidden_cells_must_not_be_secret_itself(threshold: int, verdict: Verdict) -> None:
    """Two cells of the same two companies: hidden one beside the other, their sum is a cell of two companies."""
    pair = {"k": 40, "l": 40}
    stated = {"A": pair, "B": pair, "C": {f"c{i}": 10 for i in range(6)}}
    cells = [{"at": [name], "value": sum(by.values()), "contributors": by} for name, by in stated.items()]
    tree = table_tree([{"id": "row", "totals": {"all": list(stated)}}], cells, table={"suppressed": [["A"], ["B"]]})
    asked = rules_of(minimum_frequency={"n": threshold, "width_percent": 5}, coalition=0)
    found = assess(made(tree, asked), Ledger(), asked)
    assert found.outsider.verdict is Verdict.SAFE
    assert found.verdict is verdict
    assert [union.parts for union in found.unions] == (
        [("stock@FY2026[row=A]", "stock@FY2026[row=B]")] if verdict is Verdict.BROKEN else []
    )


def test_insiders_of_old_releases_are_asked_too() -> None:
    """An old release hides A and B; a later one shows what k needs to take his own cell away."""
    first = made(four_rows(suppressed=[["A"], ["B"], ["D"]]), rules())
    entry = Gate(rules()).decide(first, Ledger(), NOW).entry
    assert entry is not None
    later = four_rows(suppressed=[["A"], ["B"]]) | {"id": "later"}
    later["tables"][0]["cells"] = [
        {
            "at": cell["at"],
            "value": cell["value"],
            "contributors": None if cell["at"] == ["A"] else cell["contributors"],
        }
        for cell in later["tables"][0]["cells"]
    ]
    without = rules(p_percent=None, minimum_frequency={"n": 2, "width_percent": 10})
    later["tables"][0]["cells"][0] |= {"frequency": 1}
    assert Gate(without).decide(made(later, without), Ledger().with_entry(entry), NOW).ruling is Ruling.REFUSE


def test_a_total_that_is_out_already_counts_as_shown() -> None:
    pair = {"k": 40, "l": 40}
    stated = {"A": pair, "B": pair, "C": {f"c{i}": 10 for i in range(6)}}
    cells = [{"at": [name], "value": sum(by.values()), "contributors": by} for name, by in stated.items()]
    rows = {"id": "row", "totals": {"all": list(stated)}}
    asked = rules_of(minimum_frequency={"n": 3, "width_percent": 5}, coalition=0)
    first = made(table_tree([rows], cells, table={"suppressed": [["A"], ["B"], ["C"]]}), asked)
    entry = Gate(asked).decide(first, Ledger(), NOW).entry
    assert entry is not None
    second = made(table_tree([rows], cells, table={"suppressed": [["A"], ["B"], ["all"]]}, id="second"), asked)
    assert Gate(asked).decide(second, Ledger(), NOW).ruling is Ruling.PASS
    decision = Gate(asked).decide(second, Ledger().with_entry(entry), NOW)
    assert decision.ruling is Ruling.REFUSE
    assert [union.parts for union in decision.assessment.unions] == [("stock@FY2026[row=A]", "stock@FY2026[row=B]")]
