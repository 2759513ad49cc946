"""What METHOD wants shown is shown: doubtful flows, suppliers of every stage, bases, and the vintage compared with."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pypdf
import pytest

from sonae.data import CURRENT, PREVIOUS, sha256_of
from sonae.data.pack import pack_directory
from sonae.documents import ReviewModel, review_view
from sonae.documents.review_files import _manifest
from sonae.documents.review_pdf import review_pdf

pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("review")]


@pytest.fixture(scope="module")
def minerals(review: ReviewModel) -> dict[str, dict[str, Any]]:
    """The Japanese page of every mineral."""
    return {item["symbol"]: item for item in review_view(review, "ja")["minerals"]}


@pytest.fixture(scope="module")
def sheets(written: Path) -> dict[str, pl.DataFrame]:
    """The sheets of the workbook."""
    book = openpyxl.load_workbook(written / "minerals.xlsx", read_only=True)
    out = {}
    for name in ("flows", "suppliers", "sources"):
        _, head, *rows = book[name].iter_rows(values_only=True)
        out[name] = pl.DataFrame([row[: len(head)] for row in rows], schema=list(head), orient="row", strict=False)
    return out


@pytest.fixture(scope="module")
def pages(written: Path, review: ReviewModel) -> dict[str, str]:
    """The printed text of every mineral, without blanks."""
    return by_mineral(pypdf.PdfReader(written / "review.pdf"), review, "name_ja")


def by_mineral(pdf: pypdf.PdfReader, review: ReviewModel, name: str) -> dict[str, str]:
    texts = [page.extract_text() for page in pdf.pages]
    first = next(
        i for i, text in enumerate(texts) if i > 0 and f"Li {getattr(review.pages[0].mineral, name)}" in text[:140]
    )
    found = dict(zip((page.mineral.symbol for page in review.pages), texts[first:], strict=False))
    for page in review.pages:  # one page each, none that runs over into the next
        assert f"{page.mineral.symbol} {getattr(page.mineral, name)}"[:24] in found[page.mineral.symbol][:160]
    return {symbol: re.sub(r"\s", "", text) for symbol, text in found.items()}


class TestFlows:
    def test_every_doubtful_flow_is_in_the_workbook(self, review: ReviewModel, sheets: dict[str, pl.DataFrame]) -> None:
        held = sum(len(item.flows) for item in review.situation.picture.materials.values())
        table = sheets["flows"]
        assert table.height == held > 100
        assert set(table["kind"]) == {"imputed", "overstated", "dear"}
        beryllium = table.filter((pl.col("mineral") == "Be") & (pl.col("exporter") == "PHL"))
        assert beryllium["recorded_t"].sum() > 25
        assert beryllium["used_t"].sum() < 1
        dear = table.filter(pl.col("kind") == "dear")
        assert dear["unit_value_over_median"].min() > review.policy.window.unit_value_high  # type: ignore[operator]
        assert dear["recorded_t"].to_list() == pytest.approx(dear["used_t"].to_list())

    def test_the_page_shows_the_largest_and_counts_the_rest(
        self, review: ReviewModel, minerals: dict[str, dict[str, Any]], written: Path
    ) -> None:
        for page in review.pages:
            shown = minerals[page.mineral.symbol]
            assert len(shown["flows"]) == min(12, len(page.flows))
            assert len(shown["flows"]) + shown["more_flows"] == len(page.flows)
            stake = [max(note.recorded_t or 0.0, note.used_t) for _, note in page.flows]
            assert stake == sorted(stake, reverse=True)
        assert minerals["REE"]["more_flows"] > 20
        first = minerals["REE"]["flows"][0]
        assert first[:3] == ["2023", "284610", "インド"]
        assert "金額÷世界中央値" in first[-1]
        text = (written / "review.html").read_text(encoding="utf-8")
        assert text.count("数量を補正・注意した貿易フロー") == sum(bool(page.flows) for page in review.pages)
        assert f"ほか {minerals['REE']['more_flows']} 件" in text

    def test_paper_counts_them(self, pages: dict[str, str], review: ReviewModel) -> None:
        for page in review.pages:
            count = f"数量を補正・注意した貿易フロー{len(page.flows)}件"
            assert (count in pages[page.mineral.symbol]) == bool(page.flows), page.mineral.symbol


class TestSuppliers:
    def test_a_stage_that_is_shown_only_names_its_suppliers(
        self, minerals: dict[str, dict[str, Any]], pages: dict[str, str]
    ) -> None:
        """Japan's tungsten compounds cannot be seen, its metal and ore can."""
        lines = {row[0]: row[1] for row in minerals["W"]["lines"]}
        assert lines["W 化合物"] == "–"
        assert re.fullmatch(r"中国 \d+ %、\S+ \d+ %、\S+ \d+ %", lines["W 地金・合金"])
        assert len(lines["W 鉱石"]) > 5
        for said in lines.values():
            assert said.replace(" ", "") in pages["W"]
        assert "輸入の主な供給国" in pages["W"]

    def test_shares_are_those_of_the_picture_largest_first(self, review: ReviewModel) -> None:
        for page in review.assessed:
            for row in review.situation.picture.materials_of(page.mineral):
                for line in row.lines:
                    told = {s.land.iso3: s.import_share for s in page.suppliers_by_line[line.name]}
                    for land, share in line.import_shares.items():
                        if share >= 0.005:
                            assert told[land] == share

    def test_the_workbook_holds_every_line(self, review: ReviewModel, sheets: dict[str, pl.DataFrame]) -> None:
        lines = {line.name for line in review.situation.picture.lines()}
        assert set(sheets["suppliers"]["line"]) == lines
        governing = {page.days.governing for page in review.assessed}
        assert set(sheets["suppliers"].filter(pl.col("governs"))["line"]) == governing
        assert len(lines) > len(governing)

    def test_the_years_show_imports_of_another_stage_before_world_production(self, review: ReviewModel) -> None:
        shown = {page.mineral.symbol: page for page in review.assessed}
        for page in review.assessed:
            seen = [line.line for line in page.days.lines if line.observed]
            governed = page.days.governing in seen
            expected = {"imports"} if governed else ({"imports_other"} if seen else {"production", "exports"})
            assert page.series_basis in expected, page.mineral.symbol
            if seen:
                assert page.series_line in seen
                assert page.series[0][0] == 1995
            assert page.series[-1][0] == 2024
        assert (shown["W"].series_basis, shown["W"].series_line) == ("imports_other", "W metal")
        assert shown["Ga"].series_basis == "production"
        for language, words in (("ja", ("W 地金・合金", "観測できない")), ("en", ("W metal", "cannot be seen"))):
            view = review_view(review, language)  # type: ignore[arg-type]
            caption = next(item["series_basis"] for item in view["minerals"] if item["symbol"] == "W")
            assert all(word in caption for word in words)


class TestConsumption:
    def test_the_basis_stands_beside_the_figure(
        self, minerals: dict[str, dict[str, Any]], pages: dict[str, str], written: Path
    ) -> None:
        told = {
            "Ta": "輸出が輸入と生産の計より大きいため輸入で代える",
            "Li": "生産＋輸入−輸出、5か年平均",
            "W": "観測できない",
        }
        for symbol, basis in told.items():
            (row,) = [row for row in minerals[symbol]["figures"] if row[0].startswith("国内基準消費量")]
            assert basis in row[0]
            assert basis in pages[symbol]
        table = pl.read_parquet(written / "minerals.parquet")
        bases = dict(zip(table["mineral"], table["consumption_basis"], strict=True))
        assert bases["Ta"].startswith("imports: exports are larger")
        assert table.filter(pl.col("mineral") == "Ta")["reference_consumption_t"][0] > 0


class TestVintages:
    def test_the_manifest_pins_the_vintage_compared_with(
        self, written: Path, review: ReviewModel, sheets: dict[str, pl.DataFrame]
    ) -> None:
        manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
        assert review.compared
        pinned = {source["sha256"]: source["vintage"] for source in manifest["inputs"] if source["sha256"]}
        assert pinned[CURRENT.sha256] == CURRENT.vintage
        assert pinned[PREVIOUS.sha256] == PREVIOUS.vintage
        for pack in (CURRENT, PREVIOUS):
            folder = pack_directory(pack)
            for path in folder.glob("*.parquet"):
                assert manifest["tables"][f"{folder.name}/{path.name}"] == sha256_of(path)
        assert PREVIOUS.vintage in sheets["sources"]["vintage"].to_list()

    def test_a_review_without_comparison_names_no_previous_vintage(self, review: ReviewModel) -> None:
        manifest = _manifest(replace(review, compared=False), {}, "ja", "")
        assert not [name for name in manifest["tables"] if PREVIOUS.version in name]
        assert [name for name in manifest["tables"] if CURRENT.version in name]


def test_every_column_of_the_acts_has_a_heading(written: Path, pages: dict[str, str]) -> None:
    text = (written / "review.html").read_text(encoding="utf-8")
    assert '<th scope="col">–</th>' not in text
    assert '<th scope="col">日付</th><th scope="col">終了</th><th scope="col">場所</th>' in text
    assert '<th scope="col">Date</th><th scope="col">End</th><th scope="col">Place</th>' in text
    assert "日付終了場所原因" in pages["Co"]


def test_an_english_print_has_one_page_a_mineral_too(review: ReviewModel, written: Path) -> None:
    text = (written / "review.html").read_text(encoding="utf-8")
    drawn = iter(re.findall(r'<div class="chart"[^>]*>(<svg.*?</svg>)', text.split('class="in-en"')[1], re.DOTALL))
    charts: dict[str, Any] = {name: next(drawn) for name in ("days", "factors", "change", "shortage", "budget")}
    charts["minerals"] = {
        page.mineral.symbol: {name: next(drawn) for name in ("dependence", "suppliers", "waterfall")}
        for page in review.assessed
    }
    charts["auc"] = next(drawn)
    pages = by_mineral(pypdf.PdfReader(io.BytesIO(review_pdf(review_view(review, "en"), charts))), review, "name_en")
    assert "Mainimportsuppliers" in pages["W"]
    assert "DateEndPlaceCause" in pages["W"]
    assert "tradeflowswithcorrectedordoubtfulquantities" in pages["REE"]
