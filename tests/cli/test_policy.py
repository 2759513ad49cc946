"""``sonae policy …``: what it prints, in which language, how it ends, and what it keeps from a screen."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]

SUPPLIED = """
classification: public
indicators:
  coal-self-development:
    observations:
      2024: {value: "0.45", source: made up}
    terms:
      2023:
        equity_overseas: {value: 70000000, source: made up}
        domestic_production: {value: 600000, source: made up}
"""
OWN = "commodity,year,origin,quantity,unit,source\ncrude,2024,SAU,300,kl,made up\ncrude,2024,AUS,100,kl,made up\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# Without a pack


def test_indicators_are_listed_with_document_and_line(sonae: Sonae) -> None:
    ran = sonae("policy", "indicators")
    assert (ran.code, ran.err) == (0, "")
    assert "実績  2023年度 37.2%  [001:405]" in ran.out
    assert "目標  2040年 60%維持  第7次エネルギー基本計画（2025年2月）  [001:395,397]" in ran.out
    assert "目標  2030年 60%維持  第6次エネルギー基本計画（2021年10月）  [000:12960,13002,13088]" in ran.out
    assert "目標  2050年 100%相当" in ran.out
    assert "001: エネルギー白書の章" in ran.out
    english = sonae("policy", "indicators", "--only", "coal-self-development", "--language", "en").out
    assert "actual  FY2023 43.2%  [001:407]" in english
    assert "target  2030 60% to be kept" in english
    assert "oil and natural gas" not in english


def test_json_holds_every_indicator_and_csv_too(sonae: Sonae) -> None:
    found = json.loads(sonae("policy", "indicators", "--format", "json").out)
    names = [row["indicator"] for row in found["indicators"]]
    assert len(names) == 13
    assert {row["at"].split(":")[0] for one in found["indicators"] for row in one["actuals"]} <= set(found["documents"])
    rows = list(csv.DictReader(io.StringIO(sonae("policy", "indicators", "--format", "csv").out)))
    assert [row["indicator"] for row in rows] == names


def test_budgets_print_lines_and_never_a_zero(sonae: Sonae) -> None:
    ran = sonae("policy", "budgets")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("金額の記載なし（ゼロではない）") == 7
    assert "1,082  [行 447]" in ran.out
    assert "合計に含めない: この額の内数" in ran.out
    found = json.loads(sonae("policy", "budgets", "--format", "json", "--language", "en").out)
    assert len(found["amounts"]) == 19 + 7
    assert found["totals"][0] == {
        "year": 2024, "kind": "initial", "kind_ja": "当初予算", "kind_en": "initial budget", "yen": 157_000_000_000, "amounts": 8,
    }  # fmt: skip


def test_a_path_says_gap_gain_and_pace(sonae: Sonae) -> None:
    out = sonae("policy", "path", "oil-gas-self-development", "--language", "en").out
    assert "gap                            +12.80 points" in out
    assert "gain needed a year             +1.83 points × 7" in out
    assert "(2009–2023, n=15) → 2030 46.27%: falls short" in out
    coal = sonae("policy", "path", "coal-self-development").out
    assert coal.count("実績が一つしかない（すう勢には二つ要る）") == 2
    survey = sonae("policy", "path", "seismic-survey-area", "--language", "en").out
    assert "actual FY2024 about 27,898 km²" in survey
    assert "reaches it" in survey


def test_supplied_actuals_make_a_pace(sonae: Sonae, tmp_path: Path) -> None:
    path = written(tmp_path, "own.yaml", SUPPLIED)
    found = json.loads(sonae("policy", "path", "coal-self-development", "--supplied", path, "--format", "json").out)
    assert {row["last_year"] for row in found["paths"]} == {2024}
    assert [pace["actuals"] for row in found["paths"] for pace in row["paces"]] == [2, 2]


# Refusals


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("indicators", "--only", "coal"), "unknown indicator «coal»; nearest valid: "),
        (("indicators", "--language", "de"), "unknown language «de»"),
        (("path", "crude-middle-east"), "crude-middle-east has no target"),
        (("path", "oil-gas-self-development", "--denominator", "published"), "with a portfolio only"),
        (
            ("path", "seismic-survey-area", "--portfolio", "demonstration"),
            "projects do not bear on seismic-survey-area",
        ),
        (
            ("path", "oil-gas-self-development", "--portfolio", "demonstration"),
            "no denominator is named for the projects",
        ),
        (
            ("path", "oil-gas-self-development", "--portfolio", "demonstration", "--denominator", "much"),
            "«much» is no denominator",
        ),
        (
            ("path", "oil-gas-self-development", "--portfolio", "demonstration", "--denominator", "-3"),
            "«-3» is no denominator",
        ),
        (
            ("path", "coal-self-development", "--portfolio", "demonstration", "--denominator", "published"),
            "no document prints the volume that a target needs",
        ),
        (("dependence", "--commodity", "crude", "--by", "flag"), "unknown way to divide «flag»"),
        (("dependence", "--commodity", "crude", "--year", "soon"), "«soon» is no year"),
        (("dependence", "--commodity", "crude", "--routing", "none.yaml"), "the routing table does not exist"),
        (("indicators", "--supplied", "none.yaml"), "the file of figures does not exist"),
    ],
)
def test_bad_input_is_one_sentence(sonae: Sonae, words: tuple[str, ...], said: str) -> None:
    assert said in one_sentence(sonae("policy", *words))


def test_an_own_table_is_kept_from_the_screen(sonae: Sonae, tmp_path: Path) -> None:
    table = written(tmp_path, "own.csv", OWN)
    words = ("policy", "dependence", "--commodity", "crude", "--imports", table, "--by", "strait")
    assert "is INTERNAL" in one_sentence(sonae(*words))
    out = tmp_path / "found.json"
    assert sonae(*words, "--format", "json", "--out", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    shares = {(row["rule"], row["key"]): row["share"] for row in rows}
    assert shares["sea-only", "hormuz"] == 0.75
    assert shares["japan-first", "hormuz"] == 0.0
    assert "cannot both be the source" in one_sentence(sonae(*words, "--source", "customs"))


def test_internal_figures_are_kept_from_the_screen(sonae: Sonae, tmp_path: Path) -> None:
    path = written(tmp_path, "own.yaml", SUPPLIED.replace("public", "internal"))
    for words in (("indicators",), ("path", "coal-self-development")):
        assert "is INTERNAL" in one_sentence(sonae("policy", *words, "--supplied", path))


# With the pack


@pytest.mark.pack
def test_dependence_by_region_and_strait(sonae: Sonae) -> None:
    ran = sonae("policy", "dependence", "--commodity", "crude", "--year", "2023", "--by", "region", "--language", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "95.19%" in ran.out
    assert "100.00%" in ran.out
    found = json.loads(
        sonae(
            "policy", "dependence", "--commodity", "crude", "--year", "2023", "--by", "strait", "--format", "json"
        ).out
    )
    shares = {(row["rule"], row["key"]): row["share"] for row in found["rows"]}
    assert shares["japan-first", "hormuz"] < shares["pro-rata", "hormuz"] < shares["sea-only", "hormuz"]
    assert len(found["routing"]["sha256"]) == 64
    table = sonae("policy", "dependence", "--commodity", "crude", "--year", "2010", "--by", "strait").out
    assert "pro-rata: 評価できない: SAUの2010年の産油量がデータにない" in table


@pytest.mark.pack
def test_a_year_that_is_not_whole_is_refused_alone_and_named_among_others(sonae: Sonae) -> None:
    words = ("policy", "dependence", "--commodity", "crude", "--by", "region")
    assert "SAU has 33.4% or more in 2014 and 2016" in one_sentence(sonae(*words, "--year", "2015"))
    out = sonae(*words, "--year", "2014-2016").out
    assert out.count("100.00%") == 2
    assert "評価できない: 2015年の原油の輸入は欠落がある: SAUが2014年と2016年に33.4%以上あるのに" in out
    assert "unknown year «1066»" in one_sentence(sonae(*words, "--year", "1066"))
    coal = ("policy", "dependence", "--commodity", "coal", "--year", "2019")
    assert "! MOZ 2019年: 記録された数量が金額と合わないか" in sonae(*coal).out
    assert "! MOZ 2019: 606,359 t stand for" in sonae(*coal, "--language", "en").out


@pytest.mark.pack
def test_ratios_are_worked_out_and_say_what_they_lack(sonae: Sonae, tmp_path: Path) -> None:
    ran = sonae("policy", "indicators", "--year", "2023")
    assert "欠測: 要入力（--supplied）" in ran.out
    assert "貿易データによる値  2023 95.2%" in ran.out
    path = written(tmp_path, "own.yaml", SUPPLIED)
    words = ("policy", "indicators", "--only", "coal-self-development", "--year", "2023", "--supplied", path)
    (row,) = json.loads(sonae(*words, "--format", "json").out)["indicators"]
    worked = row["worked_out"]
    imports = worked["terms"]["imports"]["value"]
    assert worked["ratio"]["value"] == pytest.approx(70_600_000 / (imports + 600_000))
    assert "算出  2023 42." in sonae(*words).out
    missing = sonae("policy", "indicators", "--only", "crude-middle-east", "--year", "2015").out
    assert "欠測: imports of crude oil in 2015 are not whole" in missing


@pytest.mark.pack
def test_trade_gives_a_denominator_and_projects_are_named(sonae: Sonae) -> None:
    words = ("policy", "path", "oil-gas-self-development", "--portfolio", "demonstration", "--denominator")
    out = sonae(*words, "trade:2023").out
    assert "分母 4,180." in out
    assert "nazuna-oil           数えない案件: 探鉱中で、発見に至るかは決まっていない" in out
    assert "架空の案件を含む。実在の見通しではない。" in out
    assert "the denominator is missing" in one_sentence(sonae(*words, "trade:2015"))


@pytest.mark.pack
def test_charts_fill_a_folder_and_spare_a_foreign_one(
    sonae: Sonae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawing itself is tested with the documents."""
    drawn: list[str] = []

    def draw(specs: dict[str, object], *, done: Callable[[], None]) -> dict[str, str]:
        drawn.extend(specs)
        return dict.fromkeys(specs, "<svg/>")

    monkeypatch.setattr("sonae.documents.policy_charts.draw_all", draw)
    out = tmp_path / "charts"
    ran = sonae("policy", "charts", "--out", out)
    assert ran.code == 0
    names = {path.relative_to(out).as_posix() for path in out.rglob("*.svg")}
    assert names == {f"{name}.svg" for name in drawn}
    assert {"ja/hormuz-crude.svg", "en/regions-lng.svg", "ja/budgets.svg", "en/path-coal-self-development.svg"} <= names
    assert f"{2 * len(names)} files written" in ran.err
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    assert "holds files that are no charts of policy's" in one_sentence(sonae("policy", "charts", "--out", out))
