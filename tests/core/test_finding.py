import dataclasses

import pytest

from sonae.core import Citation, Finding, Outcome


@pytest.mark.parametrize(("outcome", "true"), [(Outcome.YES, True), (Outcome.NO, False), (Outcome.OPEN, False)])
def test_only_yes_is_true(outcome: Outcome, true: bool) -> None:
    assert bool(Finding(outcome, "because it is so")) is true


def test_a_finding_carries_its_grounds_and_does_not_change() -> None:
    finding = Finding(Outcome.OPEN, "the State decides", (Citation.basic_policy("h2.p2"),), {"days": 90}, 90)
    assert [citation.label_ja for citation in finding.citations] == ["2(2)"]
    assert (finding.facts_used["days"], finding.value) == (90, 90)
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.outcome = Outcome.YES  # type: ignore[misc]
