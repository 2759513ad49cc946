"""``sonae stock rules`` on the real pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.pack
@pytest.mark.slow
def test_rules_of_the_demonstration_plan(sonae: Any, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    assert sonae("stock", "new-plan", "--out", plan).code == 0
    words = ("stock", "rules", plan, "--rule", "stock,joint_stock", "--scenarios", 500)
    ran = sonae(*words)
    assert ran.code == 0, ran.err
    assert "joint_stock     not in this plan" in ran.out
    rows = {row["rule"]: row for row in json.loads(sonae(*words, "--format", "json").out)}
    assert rows["stock"]["shortage_yen_low"] > 0
    assert rows["stock"]["end_stock_yen_difference"] < 0
    assert rows["joint_stock"]["cost_difference"] == 0


def test_an_unknown_rule_is_a_sentence(sonae: Any, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    assert sonae("stock", "new-plan", "--out", plan).code == 0
    ran = sonae("stock", "rules", plan, "--rule", "stok")
    assert (ran.code, ran.out) == (2, "")
    assert "unknown rule «stok»; nearest valid: stock" in ran.err
