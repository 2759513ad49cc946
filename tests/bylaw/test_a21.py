"""Article 21: how a project is evaluated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, day, found, outcome

WHOLE = {
    "on": day("2025-05-01"), "analysed": ["progress", "since_adoption", "since_last"], "same_conditions": True,
    "compared_across": True, "guaranteed": False,
}  # fmt: skip
BEFORE = {"on": day("2024-05-01")}


def method(*evaluations: dict[str, Any], as_of: str = "2025-06-01") -> Any:
    return found(
        case(oversight={"evaluations": list(evaluations)}), "evaluation.method [oversight.evaluations.1]", as_of
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, YES),
        ({"analysed": ["since_adoption", "since_last"]}, NO),
        ({"analysed": ["progress", "since_last"]}, NO),
        ({"analysed": ["progress", "since_adoption"]}, NO),
        ({"same_conditions": False}, NO),
        ({"compared_across": False}, NO),
        ({"analysed": None}, OPEN),
        ({"same_conditions": None}, OPEN),
        ({"compared_across": None}, OPEN),
        ({"guaranteed": None}, OPEN),
    ],
)
def test_each_part_is_asked(change: dict[str, Any], said: str) -> None:
    finding = method({key: value for key, value in (WHOLE | change).items() if value is not None}, BEFORE)
    assert (finding.outcome.value, cites(finding)) == (said, {"a21.p1", "a21.p2"})


def test_the_first_evaluation_has_no_last_one() -> None:
    first = WHOLE | {"analysed": ["progress", "since_adoption"]}
    assert method(first).outcome.value == YES
    assert method(first, BEFORE | {"on": WHOLE["on"]}).outcome.value == YES
    assert method(first, {"on": day("2025-04-30")}).outcome.value == NO


@pytest.mark.parametrize(
    ("compared_for", "same_data", "said"),
    [
        (["equity", "guarantee"], True, YES),
        (["equity", "guarantee"], False, NO),
        (["equity"], True, NO),
        (["guarantee"], True, NO),
        (None, True, OPEN),
        (["equity", "guarantee"], None, OPEN),
    ],
)
def test_a_guarantee_beside_the_equity(compared_for: list[str] | None, same_data: bool | None, said: str) -> None:
    facts = {"guaranteed": True, "compared_for": compared_for, "same_data": same_data}
    one = WHOLE | {key: value for key, value in facts.items() if value is not None}
    assert method(one, BEFORE).outcome.value == said
    alone = case(oversight={"evaluations": [one]})
    finding = found(alone, "evaluation.guarantee [oversight.evaluations.1]", "2025-06-01")
    assert (finding.outcome.value, cites(finding)) == (said, {"a21.p2"})


def test_without_one_nothing_is_asked_of_it() -> None:
    alone = case(oversight={"evaluations": [WHOLE]})
    assert outcome(alone, "evaluation.guarantee [oversight.evaluations.1]", "2025-06-01") == NONE


def test_an_evaluation_of_a_later_day_is_none_yet() -> None:
    assert method(WHOLE, as_of="2025-04-30").outcome.value == NONE
    assert method({"on": WHOLE["on"]}, as_of="2025-05-01").outcome.value == OPEN
