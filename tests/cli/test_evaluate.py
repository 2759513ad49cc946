"""``sonae evaluate …``: check, indicators, lint, goals, forecast, evidence to Excel and back, and how they end."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sonae.evaluation import load_evaluation, write_evidence_workbook
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence
from tests.evaluation.small import text_of, tree, words

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]


def small_file(folder: Path, **changes: object) -> Path:
    path = folder / "small.yaml"
    path.write_text(text_of(tree() | changes), encoding="utf-8")
    return path


def test_the_check_of_fy2023_names_the_one_figure_that_does_not_hold(sonae: Sonae) -> None:
    ran = sonae("evaluate", "check", "FY2023", "--language", "en")
    assert (ran.code, ran.err) == (1, "")
    assert "22/23 published attainments reproduced" in ran.out
    assert "4 ÷ 3 is 133 %; the printed figure 125 % is inconsistent" in ran.out
    assert "band A・S  self A ○  minister B ▼1" in ran.out
    document = json.loads(sonae("evaluate", "check", "FY2023", "--format", "json").out)
    assert [row["minister"]["letter"] for row in document["items"]] == list("AAAABBBB")
    assert document["overall"]["missing"] == ["aggregate"]


def test_a_clean_file_ends_with_nought(sonae: Sonae, tmp_path: Path) -> None:
    path = small_file(tmp_path)
    for command in ("check", "lint", "goals"):
        ran = sonae("evaluate", command, path)
        assert (ran.code, ran.err) == (0, ""), command
    assert "0 inconsistent" in sonae("evaluate", "lint", path, "--language", "en").out


def test_a_rating_above_its_band_ends_with_one(sonae: Sonae, tmp_path: Path) -> None:
    changed = tree()
    changed["indicators"][0]["year_targets"]["FY2023"]["value"] = 5
    ran = sonae("evaluate", "check", small_file(tmp_path, indicators=changed["indicators"], claims=[], goals=[]))
    assert ran.code == 1


def test_the_lint_of_fy2023_in_both_languages_and_as_data(sonae: Sonae, tmp_path: Path) -> None:
    ran = sonae("evaluate", "lint", "FY2023")
    assert ran.code == 1
    assert "不整合32点、未定0点" in ran.out
    assert "データからは確かめられないもの" in ran.out
    out = tmp_path / "lint.json"
    assert sonae("evaluate", "lint", "FY2023", "--all", "--format", "json", "--out", out).code == 1
    document = json.loads(out.read_text(encoding="utf-8"))
    assert (document["anomalies"], len(document["findings"]), len(document["not_checkable"])) == (
        32,
        document["checked"],
        8,
    )


def test_indicators_of_an_item_and_of_a_year_without_values(sonae: Sonae) -> None:
    rows = json.loads(sonae("evaluate", "indicators", "--item", "I-3", "--format", "json").out)
    assert [(row["indicator"], row["percent"]) for row in rows] == [
        ("3-1", "69"), ("3-2", "0"), ("3-3", "209"), ("3-4", "120"), ("3-5", "25"),
    ]  # fmt: skip
    later = json.loads(sonae("evaluate", "indicators", "FY2023", "--year", "R6", "--format", "json").out)
    assert {row["actual"] for row in later} == {None}
    assert sonae("evaluate", "indicators", "--format", "csv").out.count("\n") == 30


def test_goals_of_a_section(sonae: Sonae) -> None:
    ran = sonae("evaluate", "goals", "FY2023", "--section", "e1_2.p1.i2")
    assert "indicator-2-3: 48名以上" in ran.out
    assert "Ⅰ-3" not in ran.out
    english = sonae("evaluate", "goals", "FY2023", "--section", "e1_2.p1.i2", "--language", "en").out
    assert (
        "I-2(1)② annual plan  quantity\n    indicator-2-3: at least 240 persons\n  → indicator-2-3: at least 48 persons\n"
        in english
    )


def test_a_forecast_of_three_years(sonae: Sonae, tmp_path: Path) -> None:
    changed = tree()
    one = changed["indicators"][0]
    for year, value in (("FY2024", 4), ("FY2025", 6)):
        one["year_targets"][year] = {"value": 4, "lines": 5}
        one["actuals"][year] = {"value": value, "lines": 6}
    path = small_file(tmp_path, indicators=changed["indicators"])
    ran = sonae("evaluate", "forecast", path, "1-1", "--year", "FY2025")
    assert ran.code == 0
    assert ran.out.startswith("1-1: 15 (FY2025, n = 3) → FY2027: 25, ")
    row = json.loads(sonae("evaluate", "forecast", path, "1-1", "--year", "FY2025", "--format", "json").out)[0]
    assert row["low"] < row["expected"] < row["high"]


def test_evidence_goes_to_excel_and_back_into_a_folder(sonae: Sonae, tmp_path: Path) -> None:
    folder = tmp_path / "year"
    folder.mkdir()
    rest = tree()
    del rest["evidence"]
    (folder / "1-all.yaml").write_text(text_of(rest), encoding="utf-8")
    book, part = tmp_path / "evidence.xlsx", folder / "2-evidence.yaml"
    assert sonae("evaluate", "evidence", "export", small_file(tmp_path), book).code == 0
    ran = sonae("evaluate", "evidence", "import", book, "--into", part)
    assert ran.code == 0
    assert "2 read, 2 in the register\nFY2023  1-1         5\n" in ran.out
    assert load_evaluation(folder).register == load_evaluation(small_file(tmp_path)).register
    again = sonae("evaluate", "evidence", "import", book, "--beside", folder)
    assert "2 read, 2 in the register" in again.out
    assert sonae("evaluate", "lint", folder).code == 0


def test_a_bad_workbook_writes_nothing(sonae: Sonae, tmp_path: Path) -> None:
    path = tmp_path / "evidence.xlsx"
    write_evidence_workbook(load_evaluation(small_file(tmp_path)).register, path)
    book = openpyxl.load_workbook(path)
    book["drill"]["D3"] = None
    book.save(path)
    ran = sonae("evaluate", "evidence", "import", path, "--into", tmp_path / "part.yaml")
    assert ran.code == 2
    assert ran.out == ""
    assert one_sentence(ran)
    assert "evidence.xlsx, field «drill!D3»: the evidence has no date" in ran.err
    assert not (tmp_path / "part.yaml").exists()


def test_what_is_not_public_is_not_shown(sonae: Sonae, tmp_path: Path) -> None:
    path, out = small_file(tmp_path, classification="secret"), tmp_path / "out.json"
    for command in ("check", "lint", "goals", "indicators"):
        ran = sonae("evaluate", command, path)
        assert (ran.code, ran.out) == (2, ""), command
    assert sonae("evaluate", "lint", path, "--format", "json", "--out", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("check", "FY2022"), "there is no such evaluation; expected a file, a folder, or FY2023"),
        (("check", "FY2023", "--language", "fr"), "unknown language «fr»"),
        (("indicators", "FY2023", "--item", "I-9"), "unknown item «I-9»"),
        (("indicators", "FY2023", "--year", "soon"), "«soon» is no fiscal year"),
        (("forecast", "FY2023", "9-9"), "unknown indicator «9-9»"),
        (("forecast", "FY2023", "1-2"), "has 1 yearly value up to FY2023"),
        (("forecast", "FY2023", "1-2", "--level", "2"), "a level of 2.0 is impossible"),
        (("evidence", "import", "none.xlsx"), "the workbook does not exist"),
    ],
)
def test_bad_input_is_one_sentence(sonae: Sonae, given: tuple[str, ...], said: str) -> None:
    ran = sonae("evaluate", *given)
    assert (ran.code, ran.out) == (2, "")
    assert one_sentence(ran)
    assert said in ran.err


def test_a_folder_without_files_and_a_key_in_two_files_are_refused(sonae: Sonae, tmp_path: Path) -> None:
    assert "the folder holds no YAML file" in sonae("evaluate", "check", tmp_path).err
    small_file(tmp_path)
    (tmp_path / "more.yaml").write_text(text_of({"agency": words("別")}), encoding="utf-8")
    ran = sonae("evaluate", "check", tmp_path)
    assert "small.yaml, field «agency»: «agency» stands in more.yaml as well." in ran.err


class TestForms:
    def test_a_place_alone_prints_its_forms(self, sonae: Sonae, tmp_path: Path) -> None:
        short = sonae("evaluate", "FY2023", "--out", tmp_path / "short")
        assert (short.code, short.err) == (0, f"4 files written to {tmp_path / 'short'}.\n")
        assert short.out.splitlines()[0] == str(tmp_path / "short" / "forms.html")
        assert "指標5-2】4 ÷ 3＝133％であり、記載の125％は整合しない" in short.out
        names = sorted(path.name for path in (tmp_path / "short").iterdir())
        assert names == ["forms.docx", "forms.html", "forms.pdf", "manifest.json"]
        manifest = json.loads((tmp_path / "short" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["command"].startswith("sonae evaluate FY2023 --out")
        assert manifest["with_remarks"] is False

    def test_a_file_prints_as_the_word_print_does(self, sonae: Sonae, tmp_path: Path) -> None:
        path = small_file(tmp_path)
        short = sonae("evaluate", path, "--out", tmp_path / "out", "--language", "en")
        long = sonae("evaluate", "print", path, "--out", tmp_path / "out", "--language", "en", "--with-remarks")
        assert (short.code, long.code) == (0, 0)
        assert short.out == long.out
        assert "Rated lower by the minister than by the agency: Ⅰ-1 A→B." in short.out
        assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["with_remarks"] is True

    def test_a_command_goes_before_a_folder_of_its_name(
        self, sonae: Sonae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "check").mkdir()
        ran = sonae("evaluate", "check")
        assert ran.code == 2
        assert "Missing argument" in ran.err

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("chek", "FY2023"), "No such command 'chek'"),
            (("FY2023",), "Missing option '--out'"),
            (("nothing.yaml", "--out", "out"), "there is no such evaluation"),
            (("FY2023", "--out", "out", "--language", "fr"), "unknown language «fr»"),
        ],
    )
    def test_what_cannot_be_printed_is_said_in_one_sentence(
        self, sonae: Sonae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        ran = sonae("evaluate", *words)
        assert ran.code == 2
        assert says in ran.err
        assert ran.err.count("\n") == 1
        assert list(tmp_path.iterdir()) == []

    def test_of_a_secret_evaluation_nothing_is_shown(self, sonae: Sonae, tmp_path: Path) -> None:
        ran = sonae("evaluate", small_file(tmp_path, classification="secret"), "--out", tmp_path / "out")
        assert ran.code == 0
        assert ran.out.splitlines()[1:] == ["秘 SECRET: an agency's input entered. No item or figure is shown here."]
        assert ran.err == ""
        assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}
