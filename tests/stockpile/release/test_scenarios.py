"""Releases as a person of the field would tell them: given, when, then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sonae.core import InputError
from sonae.data import plain_yaml
from sonae.stockpile.release import REGIMES, decide, parse_case

HERE = Path(__file__).parent / "scenarios"
KNOWN = {
    "outcome",
    "quantity_kg",
    "at_most_kg",
    "awards",
    "steps",
    "cites",
    "because",
    "because_of",
    "to_judge",
    "duties",
    "error",
}


def read(name: str) -> Any:
    text = (HERE / name).read_text(encoding="utf-8")
    if name.startswith("_"):
        return plain_yaml(text, name)
    import yaml

    return yaml.safe_load(text)


def laid_over(base: Any, change: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        return {**base, **{key: laid_over(base.get(key), value) for key, value in change.items()}}
    return change


def word(outcome: Any) -> str:
    return {True: "yes", False: "no"}.get(outcome, outcome)


SCENARIOS = [pytest.param(s, id=s["title"]) for path in sorted(HERE.glob("[!_]*.yaml")) for s in read(path.name)]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: Mapping[str, Any]) -> None:
    assert set(scenario) <= {"title", "given", "when", "then"}
    then = scenario["then"]
    assert then
    assert set(then) <= KNOWN
    tree = laid_over(read(scenario["given"]), scenario.get("when", {}))
    if "error" in then:
        with pytest.raises(InputError, match=then["error"]):
            decide(parse_case(tree))
        return
    decision = decide(parse_case(tree))
    steps = {step.id: finding for step, finding in decision.findings}
    assert tuple(steps) == REGIMES[tree["regime"]], "no step is skipped"
    assert all(finding.citations for finding in steps.values())
    assert decision.finding.outcome.value == word(then["outcome"])
    for name, outcome in then.get("steps", {}).items():
        assert steps[name].outcome.value == word(outcome), name
    if "quantity_kg" in then:
        assert decision.quantity_kg == then["quantity_kg"]
    if "at_most_kg" in then:
        assert decision.finding.value == then["at_most_kg"]
    if "awards" in then:
        assert decision.awards == then["awards"]
    for name, labels in then.get("cites", {}).items():
        cited = [c.label_ja for c in (decision.finding if name == "decision" else steps[name]).citations]
        assert set(labels) <= set(cited), name
    assert then.get("because", "") in decision.finding.because
    for name, text in then.get("because_of", {}).items():
        assert text in steps[name].because
    if "to_judge" in then:
        assert any(then["to_judge"] in text for text in decision.to_judge)
    if "duties" in then:
        assert [duty.id for duty in decision.duties] == then["duties"]


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 40
