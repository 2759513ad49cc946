"""``sonae stock bases …`` as a user runs it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

SCENARIO = Path(__file__).parents[1] / "stockpile" / "bases" / "scenarios" / "_release.yaml"


@pytest.fixture
def swap_file(tmp_path: Path) -> Path:
    file = tmp_path / "swap.yaml"
    text = (files("sonae.stockpile.bases") / "data" / "swap_demonstration.yaml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    return file


def test_the_register_is_shown_with_its_lines(sonae: Any) -> None:
    ran = sonae("stock", "bases", "register")
    assert ran.code == 0, ran.err
    assert "10 state oil bases and 5 state LPG bases" in ran.out
    assert "令和5年度評価書 Ⅰ-4(1)① L2165–2167" in ran.out
    assert ran.out.count("missing (the sources print no capacity of a base)") == 19
    rows = json.loads(sonae("stock", "bases", "register", "--kind", "joint_stock", "--format", "json").out)
    assert [row["id"] for row in rows] == ["occ", "eneos-kiire"]
    wrong = sonae("stock", "bases", "register", "--kind", "oil")
    assert (wrong.code, "nearest valid" in wrong.err) == (2, True)


def test_a_scenario_is_checked(sonae: Any, tmp_path: Path) -> None:
    ran = sonae("stock", "bases", "scenario", SCENARIO)
    assert ran.code == 0, ran.err
    assert "YES: all bases asked meet the required level (1)." in ran.out
    assert "limited by: tank k1" in ran.out
    document = json.loads(sonae("stock", "bases", "scenario", SCENARIO, "--format", "json").out)
    assert document["bases"][0]["preparation_hours"] == 40
    secret, plan = tmp_path / "secret.yaml", "  scenario: import-stop\n"
    text = SCENARIO.read_text(encoding="utf-8")
    assert f"{plan}  fictional: true\n  classification: PUBLIC\n" in text
    secret.write_text(text.replace(f"{plan}  fictional: true\n  classification: PUBLIC\n", plan), encoding="utf-8")
    refused = sonae("stock", "bases", "scenario", secret)
    assert (refused.code, "INTERNAL and is not shown on a screen" in refused.err) == (2, True)
    assert sonae("stock", "bases", "scenario", secret, "--out", tmp_path / "out.txt").code == 0
    assert (tmp_path / "out.txt").stat().st_mode & 0o077 == 0


def test_a_swap_is_planned(sonae: Any, swap_file: Path, tmp_path: Path) -> None:
    ran = sonae("stock", "bases", "swap", swap_file)
    assert ran.code == 0, ran.err
    assert "proved: limits kept, deviation and cost at their bounds" in ran.out
    assert "a kl more of room in tank m3 of demo-minami: 2.000 kl nearer" in ran.out
    assert "5.27% after the swap" in ran.out
    assert sonae("stock", "bases", "swap", "demonstration").out == ran.out
    assert "YES" in sonae("stock", "bases", "scenario", "demonstration").out
    out = tmp_path / "plan.csv"
    assert sonae("stock", "bases", "swap", swap_file, "--format", "csv", "--out", out).code == 0
    assert out.read_text(encoding="utf-8").startswith("kind,base,tank,grade,kl,to_base,to_tank")
    assert (tmp_path / "plan.grades.csv").exists()


@pytest.mark.parametrize("command", ["swap", "scenario"])
def test_bad_files_are_refused_in_one_sentence(sonae: Any, tmp_path: Path, command: str) -> None:
    file = tmp_path / "bad.yaml"
    for text in ("[]", "name: x\n", "a: [", "x: &a 1\ny: *a\n"):
        file.write_text(text, encoding="utf-8")
        ran = sonae("stock", "bases", command, file)
        assert ran.code == 2
        assert "bad.yaml" in ran.err
        assert "Traceback" not in ran.err
    assert sonae("stock", "bases", command, tmp_path / "none.yaml").code == 2
