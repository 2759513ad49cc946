"""PDF, tables and manifest: that they can be read again, agree with each other, and are written together or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pypdf
import pytest

from sonae.core import Cancelled, Classification, SonaeError
from sonae.documents import FILES, ReviewModel, key_lines, review_files, write_review
from sonae.documents.review_tables import mineral_table, write_workbook
from sonae.supply_risk import FACTORS

pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("review")]


@pytest.fixture(scope="module")
def pdf(written: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(written / "review.pdf")


def test_six_files_are_written_and_nothing_else(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(FILES)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o644 for path in written.iterdir())


class TestPdf:
    def test_it_says_that_it_is_an_archive_document(self, pdf: pypdf.PdfReader) -> None:
        metadata = pdf.root_object["/Metadata"].get_object().get_data().decode()
        assert re.search(r"pdfaid:part(>|=\")2", metadata)
        assert re.search(r"pdfaid:conformance(>|=\")B", metadata)
        assert "/OutputIntents" in pdf.root_object
        assert not pdf.is_encrypted

    def test_all_fonts_are_embedded(self, pdf: pypdf.PdfReader) -> None:
        seen = 0
        for page in pdf.pages:
            for font in page["/Resources"].get_object().get("/Font", {}).values():  # type: ignore[union-attr]
                for child in font.get_object().get("/DescendantFonts", [font]):
                    descriptor = child.get_object()["/FontDescriptor"]
                    assert {"/FontFile2", "/FontFile3"} & set(descriptor)
                    seen += 1
        assert seen > 20

    def test_every_mineral_has_a_page(self, pdf: pypdf.PdfReader, review: ReviewModel) -> None:
        texts = [page.extract_text() for page in pdf.pages]
        assert len(texts) > 35
        whole = "\n".join(texts)
        for item in review.pages:
            assert item.mineral.name_ja in whole
        assert "公開データによる試算" in texts[0]
        # A page a mineral, one after the other, none that runs over into the next.
        first = next(i for i, text in enumerate(texts) if i > 0 and "Li リチウム" in text[:120])
        for item, text in zip(review.pages, texts[first:], strict=False):
            assert f"{item.mineral.symbol} {item.mineral.name_ja}" in text[:120]
        assert "方法" in texts[first + len(review.pages)][:120]

    def test_it_has_an_outline_and_a_language(self, pdf: pypdf.PdfReader) -> None:
        assert pdf.root_object.get("/Lang") == "ja"
        assert len(pdf.outline) > 3


class TestTables:
    def test_csv_parquet_and_workbook_agree(self, written: Path, review: ReviewModel) -> None:
        table = pl.read_parquet(written / "minerals.parquet")
        assert table.height == 35
        with (written / "minerals.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert list(rows[0]) == table.columns
        for row, item in zip(rows, table.iter_rows(named=True), strict=True):
            assert row["mineral"] == item["mineral"]
            assert (row["proposed_days"] or None) == (
                None if item["proposed_days"] is None else str(item["proposed_days"])
            )
        sheet = openpyxl.load_workbook(written / "minerals.xlsx", read_only=True)["minerals"]
        lines = list(sheet.iter_rows(values_only=True))
        assert "公開データによる試算" in str(lines[0][0])
        assert list(lines[1]) == table.columns
        assert [line[0] for line in lines[2:]] == table["mineral"].to_list()
        at = table.columns.index("es90")
        for line, value in zip(lines[2:], table["es90"], strict=True):
            assert line[at] == (None if value is None else pytest.approx(value))

    def test_parts_of_the_explanation_add_up_in_the_table(self, written: Path) -> None:
        table = pl.read_parquet(written / "minerals.parquet").filter(pl.col("status") == "assessed")
        assert table.height == 29
        for row in table.iter_rows(named=True):
            parts = sum(row[f"shapley_{name}"] for name in FACTORS)
            assert row["method_base"] + parts == pytest.approx(row["es90"], abs=1e-6)

    def test_a_name_like_a_formula_stays_text(self, review: ReviewModel, tmp_path: Path) -> None:
        bad = '=HYPERLINK("http://x","y")'
        first = replace(review.pages[0], mineral=replace(review.pages[0].mineral, name_en=bad))
        model = replace(review, pages=(first, *review.pages[1:]))
        write_workbook(model, tmp_path / "book.xlsx")
        cell = openpyxl.load_workbook(tmp_path / "book.xlsx")["minerals"]["B3"]
        assert cell.value == bad
        assert cell.data_type == "s"

    def test_the_workbook_holds_what_the_review_shows(self, written: Path) -> None:
        book = openpyxl.load_workbook(written / "minerals.xlsx", read_only=True)
        assert book.sheetnames == [
            "minerals", "lines", "components", "suppliers", "flows", "methods", "sensitivities", "acts", "sources", "policy",
            "stock", "budget_curve", "stock_settings",
        ]  # fmt: skip
        for sheet in book:
            assert sum(1 for _ in sheet.iter_rows()) > (4 if sheet.title == "budget_curve" else 8), sheet.title


class TestManifest:
    def test_hashes_are_those_of_the_files(self, written: Path) -> None:
        manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
        assert set(manifest["files"]) == set(FILES) - {"manifest.json"}
        for name, told in manifest["files"].items():
            content = (written / name).read_bytes()
            assert told == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}

    def test_it_says_all_that_a_replay_needs(self, written: Path, review: ReviewModel) -> None:
        manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["seed"] == review.days.seed
        assert manifest["scenarios"] == 5_000
        assert manifest["policy"]["sha256"] == review.policy.sha256
        assert manifest["policy"]["values"]["days"]["floor"] == 30
        assert manifest["made_at"] == "2026-11-21T09:00:00+00:00"
        assert {"numpy", "numba", "polars", "typst"} <= set(manifest["libraries"])
        assert "unknown" not in manifest["libraries"].values()
        assert all(source["licence"] for source in manifest["inputs"])
        pinned = [source["sha256"] for source in manifest["inputs"] if source["sha256"]]
        assert pinned
        assert any(name.endswith("trade.parquet") for name in manifest["tables"])
        assert all(re.fullmatch("[0-9a-f]{64}", value) for value in manifest["tables"].values())

    def test_the_same_model_gives_the_same_files(self, review: ReviewModel, written: Path, tmp_path: Path) -> None:
        write_review(review, tmp_path / "again", command="sonae review --importer JPN --year 2024 --out out")
        for name in FILES:
            if name != "minerals.xlsx":
                assert (tmp_path / "again" / name).read_bytes() == (written / name).read_bytes(), name


class TestWriting:
    def test_an_error_on_the_way_changes_nothing(
        self, review: ReviewModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "out"
        folder.mkdir()
        for name in FILES:
            (folder / name).write_text("old", encoding="utf-8")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(review_files, "write_workbook", full)
        monkeypatch.setattr(review_files, "draw_charts", lambda *_: blank_charts(review))
        with pytest.raises(SonaeError, match="the disk is full; nothing was changed"):
            write_review(review, folder)
        assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == dict.fromkeys(FILES, "old")

    def test_a_cancelled_review_writes_nothing(self, review: ReviewModel, tmp_path: Path) -> None:
        class Stop:
            def stage(self, name: str, total: int) -> None: ...
            def advance(self, steps: int) -> None: ...
            def check(self) -> None:
                raise Cancelled("stopped")

        with pytest.raises(Cancelled):
            write_review(review, tmp_path / "out", progress=Stop())
        assert not (tmp_path / "out").exists()

    def test_a_secret_review_is_for_its_owner_alone_and_says_so(
        self, review: ReviewModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(review_files, "draw_charts", lambda *_: blank_charts(review))
        secret = replace(review, classification=Classification.SECRET)
        write_review(secret, tmp_path / "out")
        assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
        for path in (tmp_path / "out").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
        page = (tmp_path / "out" / "review.html").read_text(encoding="utf-8")
        assert 'class="banner secret"' in page
        assert "公開データによる試算" not in page
        assert "秘" in pypdf.PdfReader(tmp_path / "out" / "review.pdf").pages[0].extract_text()
        assert set(mineral_table(secret)["classification"]) == {"SECRET"}
        assert (
            json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["classification"] == "SECRET"
        )


BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"></svg>'


def blank_charts(review: ReviewModel) -> dict[str, dict[str, object]]:
    own = dict.fromkeys(("dependence", "waterfall", "suppliers"), BLANK)
    whole = dict.fromkeys(("days", "factors", "change", "auc", "shortage", "budget"), BLANK)
    return {
        language: {**whole, "minerals": {page.mineral.symbol: own for page in review.assessed}}
        for language in ("ja", "en")
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_ten_lines_say_what_matters_most(review: ReviewModel, language: str) -> None:
    lines = key_lines(review, language)  # type: ignore[arg-type]
    assert len(lines) == 10
    first = review.by_days[0]
    assert f"{first.mineral.symbol} {first.days.proposal}" in "\n".join(lines)
    for symbol in ("Si", "Rb", "Sr", "Cs", "Hf", "Tl"):
        assert symbol in lines[0]
