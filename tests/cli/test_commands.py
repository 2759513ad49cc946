"""The commands end to end: what they print, how they fail, and what they never show."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Ran, run_alone

Sonae = Callable[..., Ran]
NOT_ASSESSABLE = {"Si", "Rb", "Sr", "Cs", "Hf", "Tl"}


def one_sentence(ran: Ran) -> str:
    """The error as a user sees it: one line, exit 2, nothing on the output."""
    assert ran.code == 2, ran
    assert ran.out == ""
    assert ran.err.startswith("sonae: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    return ran.err


class TestStart:
    def test_help_loads_nothing_heavy(self) -> None:
        code = (
            "import sys\n"
            "from sonae.cli import main\n"
            "sys.argv = ['sonae', '--help']\n"
            "try: main()\n"
            "except SystemExit: pass\n"
            "heavy = {'numpy', 'numba', 'scipy', 'polars', 'pandas', 'pydantic', 'altair', 'typst', 'openpyxl', 'django'}\n"
            "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert "review" in done.stdout
        assert done.stdout.endswith("HEAVY []\n")

    @pytest.mark.parametrize(
        "words",
        [[], ["data"], ["risk"], ["days"], ["risk", "score"], ["days", "propose"], ["review"], ["days", "explain"]],
    )
    def test_every_command_has_help(self, words: list[str]) -> None:
        ran = run_alone(*words, "--help")
        assert ran.code == 0
        assert "Usage: sonae" in ran.out or "Usage: python" in ran.out

    def test_the_version_is_shown(self) -> None:
        ran = run_alone("--version")
        assert ran.code == 0
        assert ran.out.startswith("sonae 0.")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["nothing"], "No such command"),
            (["risk", "score", "--nothing"], "No such option"),
            (["days", "explain"], "Missing option"),
            (["review"], "Missing option"),
            (["days", "propose", "--scenarios", "5"], "greater than or equal to 100"),
            (["days", "propose", "--seed", "-1"], "greater than or equal to 0"),
            (["days", "propose", "--format", "xml"], "xml"),
            (["days", "propose", "--year", "soon"], "valid integer"),
        ],
    )
    def test_a_wrong_word_is_one_sentence(self, sonae: Sonae, words: list[str], said: str) -> None:
        assert said in one_sentence(sonae(*words))


@pytest.mark.pack
@pytest.mark.slow
class TestBadInput:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["risk", "score", "--importer", "JPM"], "JPN"),
            (["risk", "score", "--importer", "Atlantis"], "unknown country"),
            (["risk", "score", "--year", "2031"], "2024"),
            (["risk", "score", "--year", "twenty"], "is no year"),
            (["risk", "score", "--year", "2024-2020"], "is no year"),
            (["risk", "score", "--year", "0"], "is no year"),
            (["risk", "score", "--mineral", "Unobtainium"], "mineral"),
            (["risk", "score", "--mineral", "Wo"], "W"),
            (["risk", "score", "--mineral", ","], "names nothing"),
            (["risk", "score", "--method", "geopol"], "geopolrisk"),
            (["risk", "score", "--method", "geopolrisk", "--variant", "fixed"], "as-published"),
            (["risk", "score", "--importer", "ALL"], "only GeoPolRisk"),
            (["risk", "score", "--as-of", "yesterday"], "YYYY-MM-DD"),
            (["risk", "score", "--policy", "/nowhere/policy.yaml"], "does not exist"),
            (["risk", "score", "--supply", "/nowhere.csv"], "--method eu-crm"),
            (["risk", "score", "--method", "eu-crm", "--supply", "/nowhere.csv"], "nowhere.csv"),
            (["risk", "score", "--format", "parquet"], "--out FILE"),
            (["days", "propose", "--importer", "XYZ"], "unknown country"),
            (["days", "propose", "--year", "1990"], "1995"),
            (["days", "propose", "--year", "99999"], "2024"),
            (["days", "propose", "--as-of", "2020-01-01"], "too early; expected a day in or after 2024"),
            (["days", "explain", "--mineral", "gold"], "mineral"),
            (["review", "--out", "out", "--importer", "NOWHERE"], "unknown country"),
            (["review", "--out", "out", "--year", "0"], "1995"),
            (["review", "--out", "out", "--language", "fr"], "language"),
            (["risk", "backtest", "--importer", "??"], "unknown country"),
            (["risk", "hazards", "--as-of", "2024-13-01"], "is no date"),
            (["risk", "hazards", "--as-of", "1995-06-30"], "too early; expected 1999-12-31 or later"),
            (["risk", "hazards", "--as-of", "1990-01-01"], "too early; expected 1999-12-31 or later"),
            (["risk", "hazards", "--as-of", "2999-01-01"], "lies ahead; expected a day up to"),
            (["days", "propose", "--mineral", "W", "--as-of", "9999-12-31"], "lies ahead; expected a day up to"),
            (["risk", "backtest", "--first", "2090"], "there is no year to forecast"),
            (["days", "propose", "--scenarios", "100000000", "--no-intervals"], "GB of memory; expected"),
        ],
    )
    def test_it_is_one_sentence_with_what_was_expected(
        self, sonae: Sonae, words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert said in one_sentence(sonae(*words))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("year", range(1995, 2000))
    @pytest.mark.slow
    def test_a_year_with_too_little_of_the_log_before_it_names_the_first_that_has_enough(
        self, sonae: Sonae, year: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for words in (["days", "propose"], ["days", "explain", "--mineral", "W"], ["review", "--out", "out"]):
            said = one_sentence(sonae(*words, "--year", year))
            assert f"the reference date {year}-12-31 is too early; expected a day in or after 2000." in said
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("words", [("--year", "2000"), ("--year", "1997", "--as-of", "2000-01-01")])
    @pytest.mark.slow
    def test_the_first_day_that_is_named_is_taken(self, sonae: Sonae, words: tuple[str, ...]) -> None:
        ran = sonae("days", "propose", "--mineral", "W", "--no-intervals", "--scenarios", "500", *words)
        assert ran.code == 0, ran

    def test_a_folder_that_cannot_be_written_is_named(self, sonae: Sonae, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        ran = sonae("risk", "score", "--no-bands", "--format", "csv", "--out", tmp_path / "file" / "out.csv")
        assert "a part of the path is a file" in ran.err
        assert "Traceback" not in ran.err
        assert ran.code == 2

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
    @pytest.mark.slow
    def test_a_full_disk_on_the_output_is_one_sentence(self) -> None:
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = subprocess.run(
                [sys.executable, "-m", "sonae", "risk", "score", "--no-bands"], stdout=full, stderr=subprocess.PIPE, text=True,
                check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr == "sonae: the operating system refused the output: no space left on device.\n"

    @pytest.mark.slow
    def test_a_reader_that_goes_away_is_no_error(self) -> None:
        first = subprocess.Popen(
            [sys.executable, "-m", "sonae", "risk", "score", "--no-bands", "--year", "2000-2024", "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert first.stdout is not None
        assert first.stderr is not None
        first.stdout.read(100)
        first.stdout.close()
        assert first.stderr.read() == ""
        first.stderr.close()
        assert first.wait() == 0

    def test_without_a_pack_the_user_is_told_how_to_get_one(
        self, sonae: Sonae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SONAE_CACHE", str(tmp_path / "empty"))
        ran = sonae("risk", "score")
        assert "sonae data pull" in ran.err
        assert ran.code == 2
        assert not (tmp_path / "empty").exists()


@pytest.mark.pack
@pytest.mark.slow
class TestScore:
    def test_json_rows_hold_what_is_promised(self, sonae: Sonae) -> None:
        ran = sonae("risk", "score", "--importer", "JPN", "--year", "2024", "--mineral", "W,REE", "--format", "json")
        rows = json.loads(ran.out)
        assert [row["mineral"] for row in rows] == ["REE", "W"] or [row["mineral"] for row in rows] == ["W", "REE"]
        for row in rows:
            assert row["status"] == "assessed"
            assert 0 <= row["score"] <= 100
            assert row["rank_low"] <= row["rank"] <= row["rank_high"]

    @pytest.mark.slow
    def test_formats_hold_the_same(self, sonae: Sonae, tmp_path: Path) -> None:
        words = ("risk", "score", "--no-bands", "--format")
        rows = json.loads(sonae(*words, "json").out)
        table = list(csv.DictReader(io.StringIO(sonae(*words, "csv").out)))
        ran = sonae(*words, "parquet", "--out", tmp_path / "scores.parquet")
        assert "35 rows written" in ran.err
        frame = pl.read_parquet(tmp_path / "scores.parquet")
        assert [row["mineral"] for row in rows] == [row["mineral"] for row in table] == frame["mineral"].to_list()
        assert [row["score"] for row in rows] == frame["score"].to_list()
        assert json.loads(table[0]["components"]) == rows[0]["components"]

    def test_exactly_six_cannot_be_assessed(self, sonae: Sonae) -> None:
        rows = json.loads(sonae("risk", "score", "--no-bands", "--format", "json").out)
        assert {row["mineral"] for row in rows if row["status"] == "not_assessable"} == NOT_ASSESSABLE
        assert len(rows) == 35

    def test_phosphorus_joined_in_november_2022(self, sonae: Sonae) -> None:
        rows = json.loads(sonae("risk", "score", "--no-bands", "--year", "2021,2023", "--format", "json").out)
        of_year = {year: {row["mineral"] for row in rows if row["year"] == year} for year in (2021, 2023)}
        assert of_year[2023] - of_year[2021] == {"P"}
        assert (len(of_year[2021]), len(of_year[2023])) == (34, 35)
        assert {row["rank"] for row in rows if row["year"] == 2021} - {None} == set(range(1, 29))

    @pytest.mark.slow
    def test_a_mineral_named_before_its_designation_says_so(self, sonae: Sonae) -> None:
        words = ("risk", "score", "--no-bands", "--year", "2021", "--format", "json")
        (row,) = json.loads(sonae(*words, "--mineral", "P").out)
        assert row["status"] == "assessed"
        assert row["reasons"][0] == "not yet designated on 2021-12-31: it joined the list on 2022-11-14"
        words = (*words, "--as-of", "2022-11-14")
        (row,) = json.loads(sonae(*words, "--mineral", "P").out)
        assert not any("designated" in reason for reason in row["reasons"])

    @pytest.mark.slow
    def test_the_panel_prints_correlations(self, sonae: Sonae) -> None:
        ran = sonae("risk", "score", "--method", "panel", "--format", "json")
        document = json.loads(ran.out)
        assert len(document["rows"]) == 35
        assert {(c["first"], c["second"]) for c in document["correlations"]}
        text = sonae("risk", "score", "--method", "panel").out
        assert "rank correlations" in text

    @pytest.mark.slow
    @pytest.mark.parametrize("form", ["csv", "parquet"])
    def test_correlations_stand_in_a_file_beside_a_flat_one(self, sonae: Sonae, tmp_path: Path, form: str) -> None:
        words = ("risk", "score", "--method", "panel", "--no-bands", "--year", "2023-2024", "--format")
        wanted = json.loads(sonae(*words, "json").out)["correlations"]
        ran = sonae(*words, form, "--out", tmp_path / f"panel.{form}")
        assert ran.code == 0, ran
        assert {path.name for path in tmp_path.iterdir()} >= {f"panel.{form}", "panel.correlations.csv"}
        assert f"12 rows written to {tmp_path / 'panel.correlations.csv'}" in ran.err
        assert pl.read_csv(tmp_path / "panel.correlations.csv").to_dicts() == wanted
        assert [(row["importer"], row["year"]) for row in wanted] == [("JPN", 2023)] * 6 + [("JPN", 2024)] * 6

    @pytest.mark.slow
    def test_a_csv_on_the_screen_says_that_it_leaves_correlations_out(self, sonae: Sonae) -> None:
        ran = sonae("risk", "score", "--method", "panel", "--no-bands", "--format", "csv")
        assert len(list(csv.DictReader(io.StringIO(ran.out)))) == 35
        assert "correlations are not in this format" in ran.err

    def test_a_supply_table_of_the_user_is_scored(self, sonae: Sonae, tmp_path: Path) -> None:
        path = tmp_path / "supply.csv"
        path.write_text(
            "material,stage,scope,country,share,wgi,t,ir,eol_rir,si\n"
            "X,E,GS,A,0.5,5,1,1,0.1,0.9\nX,E,GS,B,0.5,5,1,1,0.1,0.9\nX,E,EU,A,1.0,5,1,1,0.1,0.9\n",
            encoding="utf-8",
        )
        rows = json.loads(sonae("risk", "score", "--method", "eu-crm", "--supply", path, "--format", "json").out)
        hhi_global, hhi_sourcing = 0.5 * 0.5 * 5 * 2, 5.0
        assert rows[0]["value"] == pytest.approx((hhi_global * 0.5 + hhi_sourcing * 0.5) * 0.9 * 0.9)

    @pytest.mark.slow
    def test_all_importers_of_geopolrisk(self, sonae: Sonae) -> None:
        ran = sonae(
            "risk", "score", "--importer", "ALL", "--year", "2022", "--method", "geopolrisk", "--variant", "as-published",
            "--format", "csv",
        )  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(ran.out)))
        assert len({row["importer"] for row in rows}) > 150

    @pytest.mark.slow
    def test_the_backtest_prints_every_auc(self, sonae: Sonae) -> None:
        document = json.loads(sonae("risk", "backtest", "--format", "json").out)
        levels = {(row["level"], row["ranking"], row["months"]) for row in document["auc"]}
        for months in (12, 24):
            assert ("pair", "hazard", months) in levels
            assert {ranking for level, ranking, m in levels if m == months} >= {
                "hazard",
                "share",
                "recency",
                "hhi",
                "geopolrisk",
            }
        assert all(row["low"] <= row["auc"] <= row["high"] for row in document["auc"])
        assert document["forecasts"]


SMALL = """simulation:
  draws: {value: 20, source: test}
  draw_scenarios: {value: 1000, source: test}
"""


@pytest.mark.pack
class TestDays:
    @pytest.mark.slow
    def test_propose_and_explain_agree(self, sonae: Sonae) -> None:
        words = ("--mineral", "W,REE,Si", "--scenarios", "3000", "--format", "json")
        proposed = {row["mineral"]: row for row in json.loads(sonae("days", "propose", "--no-intervals", *words).out)}
        explained = {row["mineral"]: row for row in json.loads(sonae("days", "explain", *words).out)}
        assert set(proposed) == set(explained) == {"W", "REE", "Si"}
        for symbol in ("W", "REE"):
            assert proposed[symbol]["statistic"] == explained[symbol]["statistic"]
            assert proposed[symbol]["proposal"] == explained[symbol]["proposal"]
            assert explained[symbol]["residual"] == 0
        assert proposed["Si"]["status"] == "not_assessable"

    @pytest.mark.slow
    def test_phosphorus_has_no_days_before_its_designation_unless_it_is_named(self, sonae: Sonae) -> None:
        words = ("days", "propose", "--no-intervals", "--scenarios", "500", "--year", "2021", "--format", "json")
        rows = {row["mineral"]: row for row in json.loads(sonae(*words).out)}
        assert len(rows) == 34
        assert "P" not in rows
        named = {row["mineral"]: row for row in json.loads(sonae(*words, "--mineral", "P,W").out)}
        assert named["P"]["proposal"] >= 30
        assert named["P"]["reasons"][0] == "not yet designated on 2021-12-31: it joined the list on 2022-11-14"
        assert named["W"] == rows["W"]

    @pytest.mark.slow
    def test_the_table_shows_intervals_and_stages(self, sonae: Sonae, tmp_path: Path) -> None:
        policy = tmp_path / "small.yaml"
        policy.write_text(SMALL, encoding="utf-8")
        text = sonae("days", "propose", "--mineral", "REE", "--scenarios", "2000", "--policy", policy).out
        assert "not the State's figures" in text
        assert "governing line" in text
        text = sonae("days", "explain", "--mineral", "REE", "--scenarios", "2000").out
        assert "①" in text
        assert "governs" in text

    @pytest.mark.slow
    def test_threads_do_not_show(self, sonae: Sonae) -> None:
        words = ("days", "propose", "--no-intervals", "--scenarios", "3000", "--format", "json", "--threads")
        assert sonae(*words, "1").out == sonae(*words, "2").out


@pytest.mark.pack
@pytest.mark.slow
class TestSecret:
    """With an agency's input no days, rank or order of minerals reach the screen, in any format or error."""

    @pytest.fixture
    def agency(self, sonae: Sonae, tmp_path: Path) -> Path:
        table = tmp_path / "private.csv"
        table.write_text("mineral,date,days,source\nW,2024-03-31,44,survey\n", encoding="utf-8")
        ran = sonae("data", "import", "private-stocks", table)
        assert ran.code == 0, ran
        return table

    @pytest.fixture
    def secret_policy(self, tmp_path: Path) -> Path:
        path = tmp_path / "secret.yaml"
        path.write_text("classification: {value: secret, source: test}\n" + SMALL, encoding="utf-8")
        return path

    @pytest.mark.usefixtures("agency")
    @pytest.mark.parametrize("form", ["table", "json", "csv"])
    @pytest.mark.parametrize(
        "words",
        [
            ("days", "propose", "--no-intervals", "--scenarios", "500"),
            ("days", "explain", "--mineral", "W", "--scenarios", "500"),
            ("risk", "score", "--no-bands"),
        ],
    )
    def test_nothing_reaches_the_screen(self, sonae: Sonae, words: tuple[str, ...], form: str) -> None:
        said = one_sentence(sonae(*words, "--format", form))
        assert "SECRET" in said
        assert "tungsten" not in said.lower()

    @pytest.mark.usefixtures("agency")
    def test_a_file_is_for_its_owner_alone(self, sonae: Sonae, tmp_path: Path) -> None:
        out = tmp_path / "days.json"
        ran = sonae("days", "propose", "--no-intervals", "--scenarios", "500", "--format", "json", "--out", out)
        assert ran.code == 0
        assert ran.out == ""
        assert "SECRET" in ran.err
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        rows = json.loads(out.read_text(encoding="utf-8"))
        assert {row["classification"] for row in rows} == {"SECRET"}

    @pytest.mark.usefixtures("agency")
    def test_public_only_leaves_the_agency_out(self, sonae: Sonae) -> None:
        words = ("days", "propose", "--no-intervals", "--scenarios", "500", "--mineral", "W", "--format", "json")
        row = json.loads(sonae(*words, "--public-only").out)[0]
        assert row["classification"] == "PUBLIC"

    def test_a_policy_marked_secret_is_enough(self, sonae: Sonae, secret_policy: Path) -> None:
        words = ("--policy", secret_policy, "--scenarios", "500")
        assert "SECRET" in one_sentence(sonae("days", "propose", "--no-intervals", *words))
        assert "SECRET" in one_sentence(sonae("risk", "score", "--no-bands", "--policy", secret_policy))
        assert "SECRET" in one_sentence(sonae("risk", "hazards", "--policy", secret_policy))
        assert "SECRET" in one_sentence(sonae("risk", "backtest", "--policy", secret_policy))

    @pytest.mark.soak  # the library's form of it stands in tests/documents/test_files.py
    @pytest.mark.xdist_group("review")
    def test_a_secret_review_prints_its_path_and_no_mineral(
        self, sonae: Sonae, secret_policy: Path, tmp_path: Path
    ) -> None:
        ran = sonae("review", "--out", tmp_path / "out", "--scenarios", "1000", "--policy", secret_policy)
        assert ran.code == 0, ran
        lines = ran.out.splitlines()
        assert lines[0] == str(tmp_path / "out" / "review.html")
        assert len(lines) == 2
        assert lines[1].startswith("SECRET")
        assert ran.err == ""


@pytest.mark.pack
@pytest.mark.slow
@pytest.mark.xdist_group("review")
class TestReview:
    @pytest.mark.soak  # the run of README.md prints the same of another importer
    def test_it_ends_with_the_path_and_ten_lines(self, tmp_path: Path) -> None:
        policy = tmp_path / "small.yaml"
        policy.write_text(SMALL, encoding="utf-8")
        env = os.environ | {"SONAE_NOW": "2026-11-21T00:00:00+00:00"}
        ran = run_alone(
            "review", "--importer", "KOR", "--year", "2023", "--out", "out", "--scenarios", "1000", "--policy", policy,
            "--language", "en", env=env, cwd=tmp_path,
        )  # fmt: skip
        assert ran.code == 0, ran.err
        lines = ran.out.splitlines()
        assert lines[0] == "out/review.html"
        assert "not the State's figures" in lines[1]
        assert [line.split(".")[0].strip() for line in lines[2:]] == [str(i) for i in range(1, 11)]
        manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
        assert (manifest["importer"], manifest["year"]) == ("KOR", 2023)
        assert manifest["made_at"] == "2026-11-21T00:00:00+00:00"
        assert manifest["policy"]["changed"] == ["simulation.draw_scenarios", "simulation.draws"]
        assert manifest["command"].startswith("sonae review --importer KOR")

    def test_an_interrupt_leaves_nothing(self, tmp_path: Path) -> None:
        import signal
        import time

        running = subprocess.Popen(
            [sys.executable, "-m", "sonae", "review", "--out", str(tmp_path / "out")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(6)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
        assert running.returncode == 130
        assert out == ""
        assert err == "sonae: stopped; nothing was written.\n"
        assert not (tmp_path / "out").exists()
