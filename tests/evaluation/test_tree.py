"""An evaluation as plain data: what is written is read as the same evaluation again."""

from __future__ import annotations

import json

from sonae.evaluation import Evidence, Register, evaluation_from_tree, evaluation_tree, evidence_text, load_evaluation
from sonae.evaluation.evaluation import evaluation_from_text
from tests.evaluation.small import tree


def test_the_published_evaluation_is_read_again_as_it_was() -> None:
    before = load_evaluation("FY2023")
    assert evaluation_from_tree(json.loads(json.dumps(evaluation_tree(before))), before.name) == before


def test_fractions_and_numbers_of_evidence_survive() -> None:
    stated = tree()
    stated["indicators"][0]["actuals"]["FY2023"] = {"value": "4/3", "lines": 6}
    stated["evidence"] = [
        {"id": "a", "kind": "technical_support", "title": {"ja": "支援", "en": "support"}, "on": "2023-05-01",
         "sections": ["e1_1.p1"], "amount": "1/3", "detail": {"overall": 4.5, "important": 5}},
    ]  # fmt: skip
    before = evaluation_from_tree(stated, "small")
    after = evaluation_from_tree(json.loads(json.dumps(evaluation_tree(before))), "small")
    assert after == before
    assert after.indicator("1-1").actuals == before.indicator("1-1").actuals
    entry: Evidence = before.evidence[0]
    text = json.dumps({**tree(), "evidence": []}, default=str)
    whole = evaluation_from_text(text, "small")
    register = evidence_text(Register.of([entry]))
    assert "overall: 4.5" in register
    assert whole.evidence == ()
