"""«sonae stock restore» on the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence
from tests.stockpile.restoration.cases import BASE, hazard

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]


def written(tmp_path: Path, **more: Any) -> Path:
    path = tmp_path / "case.yaml"
    fields = {name: value for name, value in {**BASE, **more}.items() if value is not ...}
    path.write_text(yaml.safe_dump(fields), encoding="utf-8")
    return path


def test_a_public_case_is_shown(sonae: Sonae, tmp_path: Path) -> None:
    shown = sonae("stock", "restore", written(tmp_path, budgets_yen={"FY2026": 20_000_000}))
    assert shown.code == 0, shown.err
    assert "target 73 days = 20.0 t by 2026-11." in shown.out
    assert "one more yen of the budget of FY2026 saves" in shown.out


def test_without_a_label_it_goes_to_a_file_of_the_owner(sonae: Sonae, tmp_path: Path) -> None:
    path = written(tmp_path, classification=...)
    assert "SECRET" in one_sentence(sonae("stock", "restore", path))
    out = tmp_path / "plan.json"
    assert sonae("stock", "restore", path, "--format", "json", "--out", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    document = json.loads(out.read_text(encoding="utf-8"))
    assert sum(row["buy_t"] for row in document["schedule"]) == pytest.approx(16)
    assert abs(document["relative_gap"]) < 1e-7
    assert [way["schedule"] for way in document["costs"]] == ["optimal", "immediate", "constant rate"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by_month": 1}, "case.yaml: the target cannot be reached by 2026-04 because of the price steps alone"),
        ({"mineral": "Wo"}, "unknown mineral «Wo»"),
        ({"stock_t": 30}, "the stock is not below the target"),
        ({"months": 0}, "field «months»"),
        ({"price_yen_a_t": [1, 2]}, "price_yen_a_t has 2 values for 8 months"),
        ({"hazards": [hazard(0.6), hazard(0.6)]}, "the chances of the hazards add up to more than 1"),
        ({"hazards": [hazard(0.6, depth=1.2)]}, "field «hazards.0.depth»"),
        (
            {"steps": [{"market_share": 0.1, "premium": 0.1}, {"market_share": 0.2, "premium": 0}]},
            "price steps must rise",
        ),
        ({"budgets_yen": {"FY2027": 1}}, "FY2026 has none; write null"),
        ({"budgets_yen": {"FY2026": -1}}, "the budget of FY2026 is negative"),
        ({"no_repurchase_months": 3}, "needs last_release"),
        ({"last_release": "2026-04"}, "last_release is not before start"),
        ({"shortage_value": 5}, "field «shortage_value»"),
        ({"shortage_value": {"value": 5, "source": ""}}, "field «shortage_value.source»"),
        ({"start": "April"}, "start is no month"),
    ],
)
def test_slips(sonae: Sonae, tmp_path: Path, more: dict[str, Any], said: str) -> None:
    assert said in one_sentence(sonae("stock", "restore", written(tmp_path, **more)))
