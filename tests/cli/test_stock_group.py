"""``sonae stock group`` on the real pack: what it prints, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

Sonae = Callable[..., Ran]
pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("japan")]
PLAN = """
name: two minerals
importer: JPN
data_year: 2024
first_fiscal_year: 2025
fiscal_years: 2
classification: {label}
budgets_million_yen: [3000, 3000]
{only}
"""


def written(folder: Path, label: str = "public", only: str = "only: [W, REE]") -> Path:
    path = folder / "plan.yaml"
    path.write_text(PLAN.format(label=label, only=only), encoding="utf-8")
    return path


def test_a_small_plan_is_solved_as_one_program(sonae: Sonae, tmp_path: Path) -> None:
    words = ("stock", "group", written(tmp_path), "--passes", 20, "--paths", 50, "--public-only")
    ran = sonae(*words)
    assert ran.code == 0, ran.err
    assert "REE, W as one program in quarters" in ran.out
    row = json.loads(sonae(*words, "--format", "json").out)[0]
    assert row["minerals"] == ["REE", "W"]
    assert row["lower_bound_million_yen"] <= row["cost_million_yen"] + row["half_width_million_yen"]
    assert row["worst_check"] < 1e-6


def test_a_whole_plan_is_too_much_for_one_program(sonae: Sonae, tmp_path: Path) -> None:
    said = one_sentence(sonae("stock", "group", written(tmp_path, only=""), "--public-only"))
    assert "29 minerals are too many to be solved as one program" in said


def test_a_secret_plan_never_reaches_the_screen(sonae: Sonae, tmp_path: Path) -> None:
    said = one_sentence(sonae("stock", "group", written(tmp_path, label="secret")))
    assert "SECRET" in said
