"""An agency's own log of acts: counted by hazards and backtest, and never shown when it is not public."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

Sonae = Callable[..., Ran]


@pytest.mark.pack
class TestOwnLog:
    """«risk hazards» and «risk backtest» read the log that the agency has imported, and keep it as it is labelled."""

    @pytest.fixture(params=["internal", "public"])
    def label(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def log(self, sonae: Sonae, label: str, tmp_path: Path) -> None:
        """A log of one act: a strike in Chile in 2024."""
        path = tmp_path / "acts.csv"
        path.write_text(
            "act_id,start,end,place_type,place,destination_iso3,mineral_symbols,cause,instrument,depth_nominal,"
            "depth_observed,confidence,note,source\n"
            "CHL-2024-05-01,2024-05-01,2024-06-15,country,CHL,,Mo;Re,labour,strike,,,seen,made up,an example\n",
            encoding="utf-8",
        )
        assert sonae("data", "import", "events", path, "--classification", label).code == 0

    @pytest.mark.usefixtures("log")
    @pytest.mark.slow
    def test_hazards(self, sonae: Sonae, label: str, tmp_path: Path) -> None:
        words = ("risk", "hazards", "--format", "json")
        if label == "public":
            rows = json.loads(sonae(*words).out)
        else:
            assert "SECRET" in one_sentence(sonae(*words))
            out = tmp_path / "hazards.json"
            ran = sonae(*words, "--out", out)
            assert (ran.code, ran.out) == (0, "")
            assert "SECRET" in ran.err
            assert stat.S_IMODE(out.stat().st_mode) == 0o600
            rows = json.loads(out.read_text(encoding="utf-8"))
            everywhere = json.loads(sonae(*words, "--public-only").out)
            assert sum(row["acts"] for row in everywhere) > 100
        assert [(row["country"], row["cause"]) for row in rows if row["acts"]] == [("CHL", "labour")]
        assert sum(row["acts"] for row in rows) == 1

    @pytest.mark.slow
    @pytest.mark.usefixtures("log")
    def test_backtest(self, sonae: Sonae, label: str, tmp_path: Path) -> None:
        words = ("risk", "backtest", "--first", "2023", "--format", "json")
        if label == "public":
            document = json.loads(sonae(*words).out)
        else:
            assert "SECRET" in one_sentence(sonae(*words))
            out = tmp_path / "backtest.json"
            assert sonae(*words, "--out", out).code == 0
            assert stat.S_IMODE(out.stat().st_mode) == 0o600
            document = json.loads(out.read_text(encoding="utf-8"))
        came = {row["cause"]: row["observed"] for row in document["forecasts"] if row["observed"]}
        assert came == {"labour": 1, "all": 1}
