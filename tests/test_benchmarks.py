"""What the bench rests on: its plain version of GeoPolRisk, its verdicts, and a job in a process of its own."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from benchmarks import __main__ as bench
from benchmarks import irr, peer, start
from benchmarks.measure import Line, run_command, run_job

from tests.conftest import PUBLISHED

pytestmark = pytest.mark.slow


def test_the_verdict_of_a_line_is_printed() -> None:
    assert "bar ≤ 1 s: holds" in Line("job", 0.5, 100, "≤ 1 s", holds=True).text()
    assert "DOES NOT HOLD" in Line("job", 0.5, 100, "≤ 1 s", holds=False).text()
    assert Line("job", 0.5, 100).text() == "job\n    0.500 s, 100 MB"


def test_a_line_that_does_not_hold_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench.start, "lines", lambda: [Line("one", 1, 1, holds=None), Line("two", 1, 1, holds=False)])
    assert bench.main(["start"]) == 1
    assert "1 of the lines above do not hold" in capsys.readouterr().out
    monkeypatch.setattr(bench.start, "lines", lambda: [Line("one", 1, 1, holds=None)])
    assert bench.main(["start"]) == 0


def test_a_command_that_fails_stops_the_bench() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        run_command(["sh", "-c", "exit 3"])
    run, printed = run_command(["echo", "備え"], times=2)
    assert printed == "備え\n"
    assert run.peak_mb > 0


@pytest.mark.pack
def test_the_plain_version_is_the_product_and_a_change_is_seen() -> None:
    found = run_job("benchmarks.importers", "compare").found
    assert found["rows"] > 80_000
    assert found["difference"] < 1e-12


@pytest.mark.pack
def test_a_row_that_differs_from_the_peer_is_seen() -> None:
    with (PUBLISHED / "geopolrisk_py_2.0.1_japan.csv").open(encoding="utf-8", newline="") as file:
        names = ("score", "hhi", "import_risk", "characterisation_factor")
        rows = {
            (row["material"], int(row["year"])): tuple(float(row[name]) for name in names)
            for row in csv.DictReader(file)
        }
    said, holds = peer.compare([], peer.Peer("2.0.1", 1.0, 1.0, rows))
    assert holds
    assert "371 rows" in said
    changed = rows | {("Antimony", 2018): (0.5, *rows["Antimony", 2018][1:])}
    assert not peer.compare([], peer.Peer("2.0.1", 1.0, 1.0, changed))[1]
    del changed["Antimony", 2018]
    assert not peer.compare([], peer.Peer("2.0.1", 1.0, 1.0, changed))[1]


def test_a_wrong_or_missing_rate_is_seen() -> None:
    """−100, 230, −132 is worth nothing at 10 and at 20 %."""
    made = np.asarray([[-100.0, 230, -132]] * 4)
    assert irr.wrong_rows(made, [[0.1, 0.2], [0.1], [0.1, 0.2001], [0.2, 0.2]]) == [1, 2, 3]
    assert irr._judged([0.2, 0.1, None, math.nan, 3.0], np.asarray([0.2, 0.2, 0.2, 0.2, math.nan])) == (3, 2)


@pytest.mark.slow
def test_the_start_line_holds() -> None:
    assert [line.holds for line in start.lines()] == [None]
