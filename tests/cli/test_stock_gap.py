"""«sonae stock gap» on the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

Sonae = Callable[..., Ran]

RECORD = """\
name: made up
classification: PUBLIC
rows:
  - {mineral: W, month: 2026-03, target_days: 60, consumption_t_a_year: 3650, holding_t: 500}
  - {mineral: W, month: 2026-04, target_days: 60, consumption_t_a_year: 3650, holding_t: 490, released_t: 10}
"""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.yaml"
    path.write_text(RECORD, encoding="utf-8")
    return path


def test_a_public_record_is_shown(sonae: Sonae, record: Path) -> None:
    shown = sonae("stock", "gap", record, "--monthly")
    assert shown.code == 0
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert "W FY2026 (2026-03 to 2026-04): short" in lines
    assert "tight-supply release +1.00 +10.0" in lines
    assert "gap at the end 11.00 110.0" in lines
    assert "W 2026-04 60 49.00 11.00 tight-supply release +1.00" in lines
    assert any(line.startswith("open talk with industry") for line in lines)


def test_without_a_label_it_goes_to_a_file_of_the_owner(sonae: Sonae, record: Path, tmp_path: Path) -> None:
    record.write_text(RECORD.replace("classification: PUBLIC\n", ""), encoding="utf-8")
    assert "SECRET" in one_sentence(sonae("stock", "gap", record))
    out = tmp_path / "gap.json"
    assert sonae("stock", "gap", record, "--format", "json", "--out", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["years"][0]["by_release_t"] == 10
    assert len(document["months"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mineral", "Co"], "unknown mineral of the record «Co»"),
        (["--fiscal-year", "FY2020"], "unknown fiscal year of the record «FY2020»; nearest valid: FY2026"),
        (["--fiscal-year", "soon"], "«soon» is no fiscal year"),
    ],
)
def test_refusals(sonae: Sonae, record: Path, words: list[str], said: str) -> None:
    assert said in one_sentence(sonae("stock", "gap", record, *words))
