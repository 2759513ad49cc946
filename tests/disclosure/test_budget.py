"""The budget of remaining freedom, and the answer that tells those who may not know the reason nothing but one sentence."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import Classification, InputError
from sonae.disclosure import (
    NOT_RELEASED,
    Candidate,
    DisclosureRules,
    Gate,
    Ledger,
    Ruling,
    Verdict,
    candidate_of,
    find_rules,
    find_table,
    freedom_left,
)
from tests.disclosure.made import figure_tree, made, points_of, rules_of

F = Fraction
NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)


def fictional(name: str) -> tuple[Candidate, DisclosureRules]:
    file, called = find_table(name)
    rules = find_rules(file, name, None)
    return candidate_of(file, rules, called), rules


def after_the_first() -> Ledger:
    first, rules = fictional("stock-value")
    entry = Gate(rules).decide(first, Ledger(), NOW).entry
    assert entry is not None
    return Ledger().with_entry(entry)


def test_the_budget_of_each_mineral_after_a_release_and_after_one_more() -> None:
    """Research of the project, platform.md 3.4: 94 points leave every value open, 2 points leave one of A, B and C."""
    ledger, (second, rules) = after_the_first(), fictional("stock-tonnage")
    left = {one.secret: one for one in freedom_left(ledger, rules)}
    for mineral in "ABCDE":
        days = left[f"days {mineral}"]
        assert (days.values, days.spread, days.freedom.complete) == (6, 150, True)
        assert (days.asked_values, days.asked_spread) == (3, 60)
        assert (days.spare_values, days.spare_spread) == (3, 90)
        assert days.verdict is Verdict.SAFE
    then = {one.secret: one for one in freedom_left(ledger, rules, second)}
    assert [then[f"days {m}"].values for m in "ABCDE"] == [1, 1, 1, 2, 2]
    assert [then[f"days {m}"].spread for m in "ABCDE"] == [0, 0, 0, 60, 90]
    assert [then[f"days {m}"].spare_values for m in "ABCDE"] == [-2, -2, -2, -1, -1]
    assert [then[f"days {m}"].spare_spread for m in "ABCDE"] == [-60, -60, -60, 0, 30]
    assert {then[f"days {m}"].verdict for m in "ABCDE"} == {Verdict.BROKEN}
    assert freedom_left(Ledger(), rules) == ()


@settings(max_examples=15, deadline=None)
@given(
    st.fixed_dictionaries({name: st.integers(0, 5) for name in "abc"}),
    st.lists(st.fixed_dictionaries({name: st.integers(0, 6) for name in "abc"}), min_size=1, max_size=2),
)
def test_the_budget_is_what_trying_every_point_leaves(truth: dict[str, int], forms: list[dict[str, int]]) -> None:
    rules = rules_of(categories={"hidden": {"ja": "架空", "en": "made up", "values": 1, "width": 1}}, coalition=0)
    figures = {f"f{i}": ({n: a for n, a in of.items() if a} or {"a": 1}, 4) for i, of in enumerate(forms)}
    candidate = made(figure_tree(truth, figures, upper=5), rules)
    points = points_of(candidate.system(), dict.fromkeys("abc", range(6)))
    for one in freedom_left(Ledger(), rules, candidate):
        seen = {point[one.secret] for point in points}
        assert set(one.freedom.values) == seen
        assert (one.values, one.spread, one.freedom.complete) == (len(seen), max(seen) - min(seen), True)
        assert (one.spare_spread >= 0) == (one.verdict is Verdict.SAFE)
    entry = Gate(rules).decide(candidate, Ledger(), NOW).entry
    if entry is not None:
        alone = freedom_left(Ledger().with_entry(entry), rules)
        assert [(one.secret, one.freedom.values) for one in alone] == [
            (one.secret, one.freedom.values) for one in freedom_left(Ledger(), rules, candidate)
        ]


class Clock:
    """A clock on which the audits take as long as is said."""

    def __init__(self, *, takes: float) -> None:
        self.now, self.takes, self.asked = 100.0, takes, 0

    def __call__(self) -> float:
        self.asked += 1
        return self.now + (self.takes if self.asked > 1 else 0.0)


RULES = rules_of(categories={"hidden": {"ja": "架空", "en": "made up", "values": 2}})


@pytest.mark.parametrize("takes", [0.01, 0.7, 3.99, 4.0])
def test_others_are_told_one_sentence_after_whole_slots(takes: float) -> None:
    waited: list[float] = []
    broken = made(figure_tree({"a": 3, "b": 5}, {"x": ({"a": 1}, 0)}) | {"classification": "secret"}, RULES)
    answer = Gate(RULES).may_go_out(
        broken, Ledger(), NOW, Classification.INTERNAL, slot=2.0, clock=Clock(takes=takes), wait=waited.append
    )
    assert not answer.passed
    assert answer.words == NOT_RELEASED
    assert answer.decision is None
    assert (answer.finding.because, answer.finding.parts, dict(answer.finding.facts_used)) == (NOT_RELEASED.en, (), {})
    assert takes + sum(waited) == pytest.approx(2.0 if takes < 2 else 4.0 if takes < 4 else 6.0)


def test_who_may_know_gets_the_reason_and_the_same_word() -> None:
    tree = figure_tree({"a": 3, "b": 5}, {"x": ({"a": 1}, 0)}) | {"classification": "secret"}
    answer = Gate(RULES).may_go_out(made(tree, RULES), Ledger(), NOW, Classification.SECRET, slot=0)
    assert answer.words == NOT_RELEASED
    assert answer.decision is not None
    assert answer.decision.ruling is Ruling.REFUSE
    assert "a (hidden) is broken" in answer.finding.parts[0].because
    wide = figure_tree({"a": 3, "b": 5}, {"x": ({"a": 1, "b": 1}, 5)}) | {"classification": "secret"}
    passed = Gate(RULES).may_go_out(made(wide, RULES), Ledger(), NOW, Classification.PUBLIC, slot=0)
    assert passed.passed
    assert passed.decision is None


def test_values_that_do_not_fit_tell_others_nothing() -> None:
    def shown(a: int, id: str) -> Any:
        tree = figure_tree({"a": a, "b": 5}, {"x": ({"a": 1, "b": 1}, 5)}, id=id)
        return made(tree | {"classification": "secret"}, RULES)

    entry = Gate(RULES).decide(shown(3, "first"), Ledger(), NOW).entry
    assert entry is not None
    ledger, gate = Ledger().with_entry(entry), Gate(RULES)
    with pytest.raises(InputError, match="released before"):
        gate.may_go_out(shown(9, "other"), ledger, NOW, Classification.SECRET, slot=0)
    told = gate.may_go_out(shown(9, "other"), ledger, NOW, Classification.INTERNAL, slot=0)
    broken = made(figure_tree({"a": 3, "b": 5}, {"x": ({"a": 1}, 0)}, id="b") | {"classification": "secret"}, RULES)
    assert told == gate.may_go_out(broken, ledger, NOW, Classification.INTERNAL, slot=0)


def test_a_refusal_asks_insiders_like_a_pass_does() -> None:
    """What is asked does not depend on what the first audit finds."""
    from tests.disclosure.test_insider import four_rows
    from tests.disclosure.test_insider import rules as asked

    patterns = ([], ["A", "B"], ["A", "B", "C"])
    audits = []
    for hidden in patterns:
        candidate = made(four_rows(suppressed=[[name] for name in hidden]), asked())
        decision = Gate(asked()).decide(candidate, Ledger(), NOW, every=True)
        assert decision.assessment.asked
        audits.append((decision.ruling, len(decision.assessment.insiders)))
    assert [ruling for ruling, _ in audits] == [Ruling.REFUSE, Ruling.REFUSE, Ruling.PASS]
    assert list(itertools.accumulate(count for _, count in audits[1:]))[-1] > 0
