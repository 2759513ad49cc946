"""What the gate says, and to whom; what it does where the audits do not end."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

from sonae.core import Classification, Outcome
from sonae.disclosure import (
    NOT_RELEASED,
    Decision,
    Gate,
    Ledger,
    Limits,
    Protection,
    Row,
    Ruling,
    Span,
    System,
    Variable,
    Verdict,
    assert_protected,
    audit,
)
from tests.disclosure.made import exactly, figure_tree, made, points_of, rules_of, system_of

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
F = Fraction
RULES = rules_of(categories={"hidden": {"ja": "架空", "en": "made up", "cites": ["h2.p5"], "values": 2}})


def decided(rules: Any = RULES, **figures: Any) -> Decision:
    tree = figure_tree({"a": 3, "b": 5, "c": 7}, figures) | {"classification": "secret"}
    return Gate(rules).decide(made(tree, rules), Ledger(), NOW)


def hard(seconds: float) -> tuple[Any, Any]:
    """Rules and secrets on which the lattice audit does not end in time: many sums of numbers without a common grid."""
    rules = rules_of(
        categories={"hidden": {"ja": "架空", "en": "made up", "values": 3}}, lattice={"seconds": seconds, "nodes": 1}
    )
    shares = random.Random(2)  # noqa: S311 - made-up numbers, the same in every run
    secrets = {f"s{i}": shares.randint(0, 60) for i in range(20)}
    figures = {f"f{j}": ({name: shares.randint(1000, 99_999) for name in secrets}, 1000) for j in range(3)}
    return rules, figure_tree(secrets, figures, upper=60)


def test_a_refusal_looks_the_same_whatever_its_cause() -> None:
    causes = [
        decided(known=({"a": 1}, 0)), decided(x=({"a": 1, "b": 1}, 0), y=({"a": 1, "b": -1}, 0)), decided(z=({"c": 1}, 2)),
    ]  # fmt: skip
    rules, tree = hard(1e-6)
    causes.append(Gate(rules).decide(made(tree | {"classification": "secret"}, rules), Ledger(), NOW))
    assert [one.ruling for one in causes] == [Ruling.REFUSE, Ruling.REFUSE, Ruling.PASS, Ruling.UNDECIDED]
    refused = [one for one in causes if one.ruling is not Ruling.PASS]
    for reader in (Classification.PUBLIC, Classification.INTERNAL):
        told = [one.said_to(reader) for one in refused]
        assert all(one == told[0] for one in told)
        assert told[0].because == NOT_RELEASED.en
        assert told[0].because_ja == NOT_RELEASED.ja
        assert (told[0].outcome, told[0].parts, told[0].value, dict(told[0].facts_used)) == (Outcome.NO, (), None, {})
        assert told[0].citations == ()
    known = [one.said_to(Classification.SECRET) for one in refused]
    assert len({one.because for one in known}) == 3
    assert [one.outcome for one in known] == [Outcome.NO, Outcome.NO, Outcome.OPEN]
    assert known[0].parts[0].because == (
        "a (hidden) is broken: what is released leaves it between 3 and 3; asked for 2 values"
    )
    assert [cite.provision for cite in known[0].citations] == ["h2.p5"]


def test_the_label_is_the_higher_of_table_and_rules() -> None:
    secret = rules_of(categories=RULES.model_dump()["categories"], classification="secret")
    tree = figure_tree({"a": 3}, {"x": ({"a": 1}, 5)})
    assert Gate(RULES).decide(made(tree, RULES), Ledger(), NOW).classification is Classification.PUBLIC
    assert Gate(secret).decide(made(tree, secret), Ledger(), NOW).classification is Classification.SECRET


@pytest.mark.parametrize("seconds", [1e-6, 0.2])
def test_what_is_not_decided_is_refused(seconds: float) -> None:
    rules, tree = hard(seconds)
    decision = Gate(rules).decide(made(tree, rules), Ledger(), NOW)
    assert decision.ruling is Ruling.UNDECIDED
    assert decision.exit_code == 3
    assert decision.entry is None
    assert decision.public == NOT_RELEASED
    assert all(part.outcome is Outcome.OPEN for part in decision.finding.parts)


def test_a_pass_makes_an_entry_and_says_why() -> None:
    decision = decided(x=({"a": 1, "b": 1, "c": 1}, 5))
    assert decision.exit_code == 0
    assert decision.entry is not None
    assert decision.entry.at == "2026-04-01T09:00:00+00:00"
    assert [p.variable for p in decision.entry.protections] == ["a", "b", "c"]
    assert decision.entry.because == decision.finding.because
    assert all(not entry.truth for entry in [decision.entry.system])
    assert decision.said_to(Classification.PUBLIC).outcome is Outcome.YES


# Shares, intervals and numbers without a grid


def test_a_share_of_a_rounded_total_narrows_both() -> None:
    """A percentage of a total that is itself secret is two linear rows: what trying every point gives too."""
    rules = rules_of(categories={"hidden": {"ja": "架空", "en": "made up", "values": 2}})
    tree = figure_tree({"a": 3, "b": 5}, {"sum": ({"a": 1, "b": 1}, 5)})
    tree["figures"].append(
        {
            "id": "share", "ja": "架空", "en": "made up", "of": {"a": 1}, "over": {"a": 1, "b": 1}, "times": 100,
            "rounding": {"unit": 10, "ties": "half_up"}, "shown": 40,
        }
    )  # fmt: skip
    candidate = made(tree, rules)
    found = Gate(rules).decide(candidate, Ledger(), NOW, full=True)
    fits = [
        (a, b)
        for a, b in itertools.product(range(10), repeat=2)
        if a + b and 8 <= a + b < 13 and 35 <= F(100 * a, a + b) < 45
    ]
    assert {f.variable: set(f.values) for f in found.freedom} == {"a": {a for a, _ in fits}, "b": {b for _, b in fits}}


def test_numbers_without_a_grid_are_proven_in_fractions() -> None:
    third = F(1, 3)
    system = system_of({"x": (0, None), "y": (0, None)}, [({"x": 3, "y": 1}, exactly(1))], {"x": 0, "y": 1})
    found = audit(system, [Protection("x", "made up", F(0), third)], full=True)
    assert found.verdict is Verdict.SAFE
    assert found.examined[0].freedom.high == third
    assert audit(system, [Protection("x", "made up", F(0), third + F(1, 10**6))]).verdict is Verdict.BROKEN


def test_an_open_end_beside_a_grid_is_no_way_out() -> None:
    """y lies below 5, and 5 t at or below y: t = 1 is not possible, though y = 5 would be at the end."""
    span = Span(F(0), F(5), upper_open=True)
    variables = {"t": Variable("t", F(0), F(3), F(1)), "y": Variable("y")}
    rows = (Row("shown", {"y": F(1)}, span), Row("known", {"y": F(1), "t": F(-5)}, Span(F(0), None)))
    system = System(variables, rows, {"t": F(0), "y": F(2)})
    assert audit(system, [Protection("t", "made up", values=2)]).verdict is Verdict.BROKEN
    wider = System(variables, (Row("shown", {"y": F(1)}, Span(F(0), F(5))), rows[1]), {"t": F(0), "y": F(2)})
    assert audit(wider, [Protection("t", "made up", values=2)]).verdict is Verdict.SAFE


def test_without_any_limit_the_interval_has_none() -> None:
    system = system_of({"x": (0, None), "y": (None, None)}, [({"x": 1, "y": 1}, exactly(4))], {"x": 1, "y": 3})
    found = audit(
        system, [Protection("x", "made up", width=F(10**6)), Protection("y", "made up", width=F(10**6))], full=True
    )
    assert found.verdict is Verdict.SAFE
    assert [(one.freedom.low, one.freedom.high) for one in found.examined] == [(0, None), (None, 4)]


def test_odd_coefficients_are_proven_at_the_corner() -> None:
    system = system_of(
        {"x": (0, None), "y": (0, None), "z": (0, None)},
        [({"x": 7, "y": 11, "z": 13}, exactly(97)), ({"x": 3, "y": -5, "z": 2}, Span(F(-4), F(9)))], {"x": 1, "y": 7, "z": 1},
    )  # fmt: skip
    system = type(system)(system.variables, system.rows[:1], {})
    found = audit(system, [Protection("y", "made up", F(0), F(97, 11))], full=True)
    assert found.verdict is Verdict.SAFE
    assert found.examined[0].freedom.high == F(97, 11)


def test_the_assertion_for_users() -> None:
    system = system_of({"x": (0, 9), "y": (0, 9)}, [({"x": 1, "y": 1}, exactly(9))], {"x": 4, "y": 5}, step=1)
    assert_protected(system, [Protection("x", "made up", values=10)])
    assert len(points_of(system, {"x": range(10), "y": range(10)})) == 10
    with pytest.raises(AssertionError, match=r"x \(made up\) is broken: .* only 10 values of the grid"):
        assert_protected(system, [Protection("x", "made up", values=11)])
    rules, tree = hard(1e-6)
    candidate = made(tree, rules)
    with pytest.raises(AssertionError, match="is undecided"):
        assert_protected(candidate.system(), [Protection("s0", "x", values=61)], Limits(1e-6, 1))
