"""The plan's files: readable again, in accord with each other, deaf to hostile names, and written whole or not at all."""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import io
import json
import re
import stat
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pypdf
import pytest

from sonae.core import Cancelled, InputError, SonaeError
from sonae.documents import PLAN_FILES, plan_figures, plan_view, write_plan
from sonae.documents import plan_files as files
from sonae.documents.plan_charts import plan_specs
from sonae.documents.plan_html import plan_html
from sonae.documents.plan_pdf import plan_pdf
from sonae.documents.plan_tables import plan_tables, write_plan_csv, write_plan_workbook
from sonae.documents.words import LANGUAGES
from tests.documents.plan_shared import CLOCK, COMMAND, HOSTILE, figures, renamed, small, written
from tests.documents.test_html import Page
from tests.documents.test_plan_view import SECTIONS

pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("plan")]

BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"></svg>'


def blank(specs: dict[str, Any], done: Any = None) -> dict[str, dict[str, str]]:
    """Charts without a worker."""
    return {language: {key.partition("/")[2] or key: BLANK for key in specs} for language in LANGUAGES}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write plans without drawing."""
    monkeypatch.setattr(files, "draw_plan", blank)


@pytest.fixture(scope="module")
def text() -> str:
    return (written() / "plan.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


class TestPage:
    def test_tags_are_closed_and_ids_are_single(self, page: Page) -> None:
        assert not page.broken
        assert not page.open
        assert len(page.ids) == len(set(page.ids))

    def test_nothing_is_loaded_from_anywhere(self, text: str, page: Page) -> None:
        for tag, attributes in page.tags:
            assert tag not in ("link", "iframe", "object", "embed", "base", "form", "img")
            for name in ("src", "href", "xlink:href", "action", "srcset", "poster"):
                value = attributes.get(name)
                assert value is None or value.startswith("#"), (tag, value)
            assert not [name for name in attributes if name.startswith("on")]
        assert not re.search(r"url\((?!['\"]?(data:|#))", text)
        assert "@import" not in text

    def test_the_policy_of_the_page_allows_its_one_script_alone(self, text: str) -> None:
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        assert policy
        assert len(scripts) == 1
        digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in policy[1]
        assert "default-src 'none'" in policy[1]

    def test_every_section_is_there_in_each_language_and_linked(self, page: Page) -> None:
        for language in LANGUAGES:
            assert {f"{language}-{key}" for key in SECTIONS} <= set(page.ids)
        assert len(page.links) == 2 * 2 * len(SECTIONS)
        assert all(link.removeprefix("#") in page.ids for link in page.links)

    def test_charts_are_drawn_and_named(self, page: Page) -> None:
        charts = [attributes for tag, attributes in page.tags if tag == "div" and attributes.get("class") == "chart"]
        assert len(charts) == 2 * (4 + len(small().plan.case.symbols))
        assert all(attributes.get("role") == "img" and attributes.get("aria-label") for attributes in charts)
        assert sum(tag == "svg" for tag, _ in page.tags) == len(charts)

    def test_the_banner_says_whose_figures_these_are(self, text: str) -> None:
        assert text.count("公開データによる試算 — not the State") >= 2
        assert 'class="banner secret"' not in text


class TestPdf:
    def test_it_is_an_archive_document_in_japanese(self) -> None:
        pdf = pypdf.PdfReader(written() / "plan.pdf")
        metadata = pdf.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
        assert re.search(r"pdfaid:part(>|=\")2", metadata)
        assert pdf.root_object.get("/Lang") == "ja"
        texts = [one.extract_text() for one in pdf.pages]
        assert "公開データによる試算" in texts[0]
        assert "小さな計画" in texts[0]
        assert "計画の要点" in texts[0]
        assert "W タングステン" in "\n".join(texts[1:3])
        assert all("公開データによる試算" in one for one in texts)  # on every page, for it may be copied alone

    def test_every_section_has_a_bookmark(self) -> None:
        pdf = pypdf.PdfReader(written() / "plan.pdf")
        named = {item.title for item in pdf.outline if not isinstance(item, list)}
        assert {part["title"] for part in plan_view(figures(), "ja")["sections"]} <= named

    def test_english_can_be_set_too(self) -> None:
        drawn = {key.partition("/")[2] or key: BLANK for key in plan_specs(figures())}
        pdf = pypdf.PdfReader(io.BytesIO(plan_pdf(plan_view(figures(), "en"), drawn)))
        assert "The plan on one page" in pdf.pages[0].extract_text()

    def test_a_character_the_font_lacks_does_not_lose_the_plan(self) -> None:
        drawn = {key.partition("/")[2] or key: BLANK for key in plan_specs(figures())}
        view = plan_view(plan_figures(renamed("計画 🙂"), curve=small().curve, clock=CLOCK), "ja")
        assert "計画 □" in pypdf.PdfReader(io.BytesIO(plan_pdf(view, drawn))).pages[0].extract_text()


class TestTables:
    def test_csv_parquet_and_workbook_agree(self) -> None:
        book = openpyxl.load_workbook(written() / "plan.xlsx", read_only=True)
        tables = plan_tables(figures())
        assert book.sheetnames == list(tables)
        assert {"compared", "compared_years", "curve"} <= set(tables)
        for name, rows in tables.items():
            lines = list(book[name].iter_rows(values_only=True))
            assert "公開データによる試算" in str(lines[0][0])
            if not rows:
                assert not (written() / "tables" / f"{name}.csv").exists()
                continue
            frame = pl.read_parquet(written() / "tables" / f"{name}.parquet")
            with (written() / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                told = list(csv.reader(stream))
            assert told[0] == frame.columns == list(rows[0])
            assert [value for value in lines[1] if value] == frame.columns[1:]
            assert len(told) - 1 == frame.height == len(lines) - 2 == len(rows)
            assert set(frame["classification"]) == {"PUBLIC"}

    def test_all_months_of_all_minerals_stand_in_the_holdings(self) -> None:
        frame = pl.read_parquet(written() / "tables" / "holdings.parquet")
        assert frame.height == 36 * len(small().plan.case.symbols)
        assert frame.group_by("mineral").len()["len"].to_list() == [36] * len(small().plan.case.symbols)

    def test_text_like_a_formula_stays_text(self, tmp_path: Path) -> None:
        hostile = plan_figures(renamed(HOSTILE), clock=CLOCK)
        tables = plan_tables(hostile)
        write_plan_workbook(hostile, tables, tmp_path / "book.xlsx")
        cells = [
            cell
            for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx")
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        ]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
        write_plan_csv(tables["stated"], tmp_path / "stated.csv")
        with (tmp_path / "stated.csv").open(encoding="utf-8", newline="") as stream:
            values = [row["value"] for row in csv.DictReader(stream)]
        assert f"'{HOSTILE}" in values
        assert not [value for value in values if value.startswith(("=", "+", "-", "@"))]


def test_a_hostile_name_is_shown_and_does_nothing(tmp_path: Path, quick: None) -> None:
    write_plan(renamed(HOSTILE), tmp_path / "out", command=HOSTILE, clock=CLOCK)
    text = (tmp_path / "out" / "plan.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text
    assert len(re.findall(r"<script", text)) == 1
    assert HOSTILE in pypdf.PdfReader(tmp_path / "out" / "plan.pdf").pages[0].extract_text()
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["name"] == HOSTILE


class TestManifest:
    def test_hashes_are_those_of_the_files(self) -> None:
        manifest = json.loads((written() / "manifest.json").read_text(encoding="utf-8"))
        found = {path.relative_to(written()).as_posix() for path in written().rglob("*") if path.is_file()}
        assert set(manifest["files"]) == found - {"manifest.json"}
        for name, told in manifest["files"].items():
            content = (written() / name).read_bytes()
            assert told == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}

    def test_it_says_all_that_a_replay_needs(self) -> None:
        manifest = json.loads((written() / "manifest.json").read_text(encoding="utf-8"))
        plan = small().plan
        assert manifest["command"] == COMMAND
        assert manifest["seed"] == plan.file.settings.solver.seed
        assert manifest["plan"]["sha256"] == plan.file.sha256
        assert manifest["plan"]["values"]["minerals"]["REE"]["by"] == "2027-03"
        assert manifest["policy"]["sha256"] == plan.situation.policy.sha256
        assert manifest["made_at"] == "2026-11-21T09:00:00+00:00"
        assert {"numpy", "numba", "highspy", "typst"} <= set(manifest["libraries"])
        assert "unknown" not in manifest["libraries"].values()
        assert [row["model"] for row in manifest["certificate"]] == ["planning", "events"]
        assert any(name.endswith("trade.parquet") for name in manifest["tables"])

    def test_the_same_plan_gives_the_same_files(self, tmp_path: Path) -> None:
        one = small()
        write_plan(one.plan, tmp_path / "again", command=COMMAND, curve=one.curve, compared=one.compared, clock=CLOCK)
        for path in written().rglob("*"):
            if path.is_file() and path.name not in ("plan.xlsx", "manifest.json"):
                again = tmp_path / "again" / path.relative_to(written())
                assert again.read_bytes() == path.read_bytes(), path.name


class Stop:
    """A reader who presses Ctrl-C at the last moment."""

    def __init__(self, at: str, error: BaseException) -> None:
        self.at, self.error, self.now = at, error, ""

    def stage(self, name: str, total: float) -> None:
        self.now = name

    def advance(self, amount: float) -> None: ...

    def check(self) -> None:
        if self.now == self.at:
            raise self.error


class TestWriting:
    def test_the_files_are_there_and_nothing_else(self) -> None:
        assert sorted(path.name for path in written().iterdir()) == sorted([*PLAN_FILES, "tables"])
        for path in written().rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path.name
        assert stat.S_IMODE(written().stat().st_mode) == 0o755
        assert [path.name for path in written().parent.iterdir()] == ["out"]

    def test_an_older_plan_is_replaced_whole(self, tmp_path: Path, quick: None) -> None:
        out = tmp_path / "out"
        first = write_plan(small().plan, out, command="", curve=small().curve, clock=CLOCK)
        assert out / "tables" / "curve.csv" in first
        second = write_plan(small().plan, out, command="", clock=CLOCK)
        assert not (out / "tables" / "curve.csv").exists()
        assert sorted(second) == sorted(path for path in out.rglob("*") if path.is_file())

    def test_a_secret_plan_is_for_its_owner_alone_and_says_so(self, tmp_path: Path, quick: None) -> None:
        out = tmp_path / "out"
        write_plan(renamed("秘密の計画", secret=True), out, command="", clock=CLOCK)
        assert stat.S_IMODE(out.stat().st_mode) == 0o700
        for path in out.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name
        page = (out / "plan.html").read_text(encoding="utf-8")
        assert page.count('class="banner secret"') == 2
        assert "公開データによる試算" not in page
        assert all("秘" in one.extract_text() for one in pypdf.PdfReader(out / "plan.pdf").pages)
        assert set(pl.read_csv(out / "tables" / "holdings.csv")["classification"]) == {"SECRET"}
        with contextlib.closing(openpyxl.load_workbook(out / "plan.xlsx", read_only=True)) as book:
            assert "SECRET" in book["minerals"]["A1"].value
        assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["classification"] == "SECRET"

    @pytest.mark.parametrize("at", ["charts", "documents"])
    @pytest.mark.parametrize("error", [Cancelled("stopped"), KeyboardInterrupt()], ids=["cancelled", "interrupted"])
    def test_stopped_on_the_way_it_leaves_nothing(self, tmp_path: Path, at: str, error: BaseException) -> None:
        with pytest.raises(type(error)):
            write_plan(small().plan, tmp_path / "out", command="", clock=CLOCK, progress=Stop(at, error))
        assert list(tmp_path.iterdir()) == []

    def test_an_error_on_the_way_leaves_the_older_plan(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
    ) -> None:
        out = tmp_path / "out"
        out.mkdir()
        (out / "plan.html").write_text("old", encoding="utf-8")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, "write_plan_workbook", full)
        with pytest.raises(SonaeError, match="the disk is full; nothing was changed"):
            write_plan(small().plan, out, command="", clock=CLOCK)
        assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == {"plan.html": "old"}
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    @pytest.mark.parametrize("name", ["letters.txt", "tables/notes.md"])
    def test_a_folder_with_other_files_is_refused(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True)
        path.write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match=f"no plan's, such as {name}"):
            write_plan(small().plan, tmp_path / "out", command="")
        assert path.read_text(encoding="utf-8") == "mine"

    def test_a_file_in_the_place_of_the_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match="is no folder"):
            write_plan(small().plan, tmp_path / "out", command="")
        assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_the_page_can_open_in_english(text: str) -> None:
    drawn = blank(plan_specs(figures()))
    views = {language: plan_view(figures(), language) for language in LANGUAGES}
    page = plan_html(views, drawn, first="en")  # type: ignore[arg-type]
    assert re.search(r'id="to-en" checked', page)
    assert re.search(r'id="to-ja" checked', text)
