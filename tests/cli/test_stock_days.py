"""«sonae stock days»: what it prints, what it keeps back, and how it refuses."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]

LEDGER = """\
name: made up
classification: PUBLIC
as_of: 2023-09-30
reference: 2022
stocks:
  - {holder: national, commodity: oil, kind: crude, quantity: 4270, unit: 万kl}
  - {holder: national, commodity: oil, kind: products, quantity: 143, unit: 万kl}
  - {holder: national, commodity: Co, kind: contained, quantity: 120, unit: t}
flows:
  - {flow: net_imports, commodity: oil, kind: crude_equivalent, period: 2022, per: day, quantity: 32.9857, unit: 万kl}
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.yaml"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def test_a_public_ledger_is_shown(sonae: Sonae, ledger: Path) -> None:
    shown = sonae("stock", "days", ledger)
    assert shown.code == 0
    assert "iea                                     national            116.00" in shown.out
    assert "japan-statutory (national), oil japan-statutory: no consumption of" in shown.out
    assert "Co rare-metal (national), " not in shown.out
    assert "Co rare-metal (national): no reference consumption of Co" in shown.out


def test_formulas_and_sources_on_demand(sonae: Sonae, ledger: Path) -> None:
    shown = sonae("stock", "days", ledger, "--convention", "iea", "--explain").out
    assert "= [0.9 × (42,700,000 × 0.96 + 1.065 × 1,430,000)] ÷ [329,857]" in shown
    assert "by IEA, oil stocks methodology, seen" in shown
    assert "japan" not in shown


def test_a_ledger_without_a_label_stays_off_the_screen(sonae: Sonae, ledger: Path, tmp_path: Path) -> None:
    ledger.write_text(LEDGER.replace("classification: PUBLIC\n", ""), encoding="utf-8")
    assert "SECRET" in one_sentence(sonae("stock", "days", ledger))
    out = tmp_path / "days.json"
    ran = sonae("stock", "days", ledger, "--format", "json", "--out", out)
    assert (ran.code, ran.out) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = {(row["convention"], row["holder"]): row for row in json.loads(out.read_text(encoding="utf-8"))}
    assert rows["iea", "national"]["days"] == pytest.approx(116, abs=0.005)
    assert rows["eu", "total"]["status"] == "not assessable"
    assert rows["eu", "total"]["days"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--convention", "iae"], "unknown convention «iae»; nearest valid: iea"),
        (["--format", "parquet"], "parquet is not text"),
    ],
)
def test_refusals(sonae: Sonae, ledger: Path, words: list[str], said: str) -> None:
    assert said in one_sentence(sonae("stock", "days", ledger, *words))


def test_a_file_that_is_not_there(sonae: Sonae, tmp_path: Path) -> None:
    assert "the file does not exist" in one_sentence(sonae("stock", "days", tmp_path / "none.yaml"))


@pytest.mark.pack
def test_consumption_from_the_data(sonae: Sonae, ledger: Path) -> None:
    shown = sonae("stock", "days", ledger, "--from-data", "--format", "json")
    row = next(row for row in json.loads(shown.out) if (row["commodity"], row["convention"]) == ("Co", "rare-metal"))
    assert 5 < row["days"] < 100
    assert any("production + imports − exports, five-year mean" in flag for flag in row["flags"])
