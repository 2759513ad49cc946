"""``sonae stock release`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

CASE = Path(__file__).parents[1] / "stockpile" / "release" / "scenarios" / "_tight.yaml"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    file = tmp_path / "case.yaml"
    file.write_text(CASE.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def without(case: Path, text: str, new: str = "") -> None:
    whole = case.read_text(encoding="utf-8")
    assert text in whole
    case.write_text(whole.replace(text, new), encoding="utf-8")


def test_a_public_case_is_shown_with_its_grounds(sonae: Any, case: Path) -> None:
    ran = sonae("stock", "release", case)
    assert ran.code == 0, ran.err
    assert "YES: tight-supply release as the steps say." in ran.out
    assert "10,000 kg leave." in ran.out
    assert "金属鉱産物の備蓄に係る基本方針 2(3)第3文" in ran.out
    assert "head of stockpile division" in ran.out


def test_an_open_case_lists_what_must_be_judged(sonae: Any, case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    case.write_text(text[: text.index("judgements:")], encoding="utf-8")
    ran = sonae("stock", "release", case)
    assert ran.code == 0
    assert "OPEN" in ran.out
    assert "At most 10,000 kg would leave" in ran.out
    assert "a person must judge" in ran.out


@pytest.mark.parametrize("form", ["json", "csv"])
def test_other_formats(sonae: Any, case: Path, form: str) -> None:
    ran = sonae("stock", "release", case, "--format", form)
    assert ran.code == 0
    if form == "json":
        document = json.loads(ran.out)
        assert document["awards_kg"] == {"R1": 6000, "R2": 4000}
        assert [step["step"] for step in document["steps"]] == [
            "request",
            "need",
            "buyers",
            "plan",
            "stock",
            "quantity",
        ]
    else:
        assert ran.out.splitlines()[0] == "step,question,decided_by,outcome,because,cites"
        assert len(ran.out.splitlines()) == 8


def test_a_drill_is_marked(sonae: Any, case: Path) -> None:
    assert "訓練" not in sonae("stock", "release", case).out
    lines = sonae("stock", "release", case, "--drill").out.splitlines()
    assert (lines[0], lines[-1]) == ("訓練 / DRILL", "訓練 / DRILL")
    assert json.loads(sonae("stock", "release", case, "--drill", "--format", "json").out)["mark"] == "訓練 / DRILL"
    rows = sonae("stock", "release", case, "--drill", "--format", "csv").out.splitlines()[1:]
    assert all(row.startswith("訓練 / DRILL,") for row in rows)


def test_a_secret_case_goes_to_a_file_of_its_owner(sonae: Any, case: Path, tmp_path: Path) -> None:
    without(case, "classification: PUBLIC\n")
    ran = sonae("stock", "release", case)
    assert (ran.code, ran.out) == (2, "")
    assert "is SECRET and is not shown on a screen; expected --out FILE" in ran.err
    out = tmp_path / "decision.json"
    assert sonae("stock", "release", case, "--format", "json", "--out", out).code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert json.loads(out.read_text(encoding="utf-8"))["quantity_kg"] == 10_000


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mineral: W\n", "mineral: Wolfram stone\n", "unknown mineral"),
        ("quantity_kg: 6000", "quantity_kg: -1", "requests.0.quantity_kg"),
        ("date: 2025-06-10", "date: soon", "field «date»"),
        ("begins: 2025-04-01", "begins: 2025-07-01", "a gap"),
        ("regime: tight_supply", "regime: [", "no readable YAML"),
    ],
)
def test_bad_input_is_a_sentence(sonae: Any, case: Path, old: str, new: str, said: str) -> None:
    without(case, old, new)
    ran = sonae("stock", "release", case)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_that_is_not_there(sonae: Any, tmp_path: Path) -> None:
    ran = sonae("stock", "release", tmp_path / "none.yaml")
    assert ran.code == 2
    assert "does not exist" in ran.err
