"""``sonae stock simulate`` end to end: what it prints, what it writes, and what it never shows."""

from __future__ import annotations

import json
import stat
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
only: [W, REE]
defaults: {{start_days: 20, by: 2027-03}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.format(label="public"), encoding="utf-8")
    return path


def test_the_table_and_the_files_hold_the_same_run(sonae: Sonae, plan: Path, tmp_path: Path) -> None:
    words = ("stock", "simulate", plan, "--scenarios", "5000", "--public-only")
    ran = sonae(*words, "--threads", 2)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("公開データによる試算")
    assert "5,000 scenarios of 24 months" in ran.out
    assert sonae(*words, "--threads", 1).out == ran.out
    assert sonae(*words, "--format", "json", "--out", tmp_path / "a.json").code == 0
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [row["symbol"] for row in document["materials"]] == ["REE", "W", "all"]
    assert len(document["months"]) == 48
    assert all(row["budget_binds"] is not None for row in document["years"] if row["symbol"] == "all")
    assert sonae(*words, "--format", "csv", "--out", tmp_path / "a.csv").code == 0
    assert {path.name for path in tmp_path.glob("a.*csv")} == {"a.csv", "a.years.csv", "a.months.csv"}


def test_workers_print_what_threads_print(sonae: Sonae, plan: Path) -> None:
    words = ("stock", "simulate", plan, "--scenarios", "9000", "--public-only")
    assert sonae(*words, "--workers", 2).out == sonae(*words).out


def test_one_scenario_is_replayed(sonae: Sonae, plan: Path, tmp_path: Path) -> None:
    words = ("stock", "simulate", plan, "--replay", "12", "--public-only", "--format", "json")
    assert sonae(*words, "--out", tmp_path / "r.json").code == 0
    rows = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert len(rows) == 48
    assert {row["scenario"] for row in rows} == {12}


def test_a_secret_stock_is_not_shown(sonae: Sonae, plan: Path, tmp_path: Path) -> None:
    plan.write_text(PLAN.format(label="secret"), encoding="utf-8")
    refused = sonae("stock", "simulate", plan, "--scenarios", "1000")
    assert "SECRET" in one_sentence(refused)
    written = sonae("stock", "simulate", plan, "--scenarios", "1000", "--out", tmp_path / "s.txt")
    assert written.code == 0, written.err
    assert stat.S_IMODE((tmp_path / "s.txt").stat().st_mode) == 0o600


def test_bad_words_are_refused_with_a_sentence(sonae: Sonae, plan: Path) -> None:
    both = sonae("stock", "simulate", plan, "--workers", 2, "--threads", 2)
    assert "one of them" in one_sentence(both)
    gone = sonae("stock", "simulate", plan, "--cluster", "tcp://127.0.0.1:9", "--public-only")
    assert "no cluster answers at tcp://127.0.0.1:9" in one_sentence(gone)
