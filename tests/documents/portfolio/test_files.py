"""The portfolio's files: readable again, in accord with each other, the same twice, and written whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import stat
from pathlib import Path

import openpyxl
import pypdf
import pytest

from sonae.core import Cancelled, Classification, InputError, SonaeError
from sonae.documents import PORTFOLIO_FILES, write_portfolio
from sonae.documents.portfolio import files
from sonae.documents.portfolio.appendix import shown_value
from sonae.documents.portfolio.origins import Origins, figures_in
from sonae.documents.portfolio.view import SECTIONS
from sonae.documents.words import LANGUAGES
from sonae.portfolio.cases import portfolio_document
from sonae.portfolio.explanation import number_paths
from tests.documents.portfolio.shared import CLOCK, COMMAND, HOSTILE, blank, figures, labelled, written
from tests.documents.test_html import Page
from tests.portfolio.cases.portfolios import demonstration

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("portfolio")]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write portfolios without drawing, with the measures that were worked out once, and ledgers of a few bytes."""
    measured = figures().measures
    monkeypatch.setattr(files, "draw_portfolio", blank)
    monkeypatch.setattr(
        "sonae.portfolio.cases.measures.project_measures", lambda found, rate: measured[found.project.id]
    )
    monkeypatch.setattr(files, "write_ledger_workbook", lambda ledger, path, clock: path.write_bytes(b"a workbook"))


@pytest.fixture(scope="module")
def text() -> str:
    return (written() / "portfolio.html").read_text(encoding="utf-8")


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
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        assert policy
        assert f"'sha256-{base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()}'" in policy[1]

    def test_every_section_and_project_is_there_in_each_language(self, page: Page) -> None:
        for language in LANGUAGES:
            wanted = {f"{language}-{key}" for key in SECTIONS}
            wanted |= {f"{language}-case-{name}" for name in demonstration().projects}
            assert wanted <= set(page.ids)

    def test_every_link_leads_to_something_on_the_page(self, page: Page) -> None:
        assert len(page.links) > 1_000
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)

    def test_every_figure_of_the_data_stands_on_the_page_with_its_value(self, text: str) -> None:
        document = json.loads((written() / "portfolio.json").read_text(encoding="utf-8"))
        origins = Origins(document)
        found = list(figures_in(document))
        assert len(found) > 500
        for place, node in found:
            for one in [place] if "columns" not in node else [f"{place}.{name}" for name in node["columns"]]:
                origin = origins.at(one)
                row = re.search(rf'<tr id="en-{origin.anchor}".*?</tr>', text)
                assert row, one
                assert f">{shown_value(origin)}<" in row[0], one
                assert f">{one.removeprefix('review:')}<" in row[0], one

    def test_every_figure_on_the_page_can_be_typed_as_it_stands(self, text: str) -> None:
        """Paths in the hovers of figures lead to numbers of portfolio.json, and those are the numbers shown."""
        document = json.loads((written() / "portfolio.json").read_text(encoding="utf-8"))
        known = {".".join(path) for path, _ in number_paths(document)}
        known |= {path.removesuffix(".value") for path in known}
        known = {re.sub(r"(^|\.)FY(\d{4})", r"\1\2", path) for path in known}
        typed = {html.unescape(one) for one in re.findall(r'title="([^"]+?)  =  ', text)}
        assert len(typed) > 1_500
        missing = {path for path in typed if re.sub(r"(^|\.)FY(\d{4})", r"\1\2", path) not in known}
        # What has no value in the document shows a dash and says why.
        origins = Origins(document)
        assert {path for path in missing if origins.at(f"review:{path}").value is not None} == set()
        assert len(missing) < 0.1 * len(typed)

    def test_the_document_is_the_one_that_the_command_prints(self) -> None:
        document = json.loads((written() / "portfolio.json").read_text(encoding="utf-8"))
        assert document == json.loads(json.dumps(portfolio_document(demonstration())))

    def test_the_fictional_and_the_label_are_marked_on_every_part(self, text: str) -> None:
        assert text.count("すべて架空の案件") >= 2
        assert text.count("all projects are fictional") >= 2
        for name in demonstration().projects:
            head = re.search(rf'<section id="en-case-{name}".*?</h2>', text, re.DOTALL)
            assert head
            assert ">fictional</span>" in head[0]
            assert ">PUBLIC</span>" in head[0]

    def test_no_single_rate_is_shown_where_there_are_several(self, text: str) -> None:
        for name, found in figures().measures.items():
            section = re.search(rf'<section id="en-case-{name}".*?</section>', text, re.DOTALL)
            assert section
            assert ("there is no single internal rate of return" in section[0]) == found.rates.multiple
            assert ("Internal rate of return" in section[0]) == (not found.rates.multiple)
            assert section[0].count("Rate at which the NPV is 0") == (found.rates.count if found.rates.multiple else 0)


class TestPdf:
    def test_label_and_fiction_stand_on_every_page(self) -> None:
        pdf = pypdf.PdfReader(written() / "portfolio.pdf")
        assert len(pdf.pages) > 20
        metadata = pdf.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
        assert re.search(r"pdfaid:part(>|=\")2", metadata)
        for one in pdf.pages:
            assert "公開" in one.extract_text()
            assert "すべて架空の案件" in one.extract_text()

    def test_every_section_has_a_bookmark(self) -> None:
        pdf = pypdf.PdfReader(written() / "portfolio.pdf")
        named = [item.title for item in pdf.outline if not isinstance(item, list)]
        assert len(named) >= len(SECTIONS) + len(demonstration().projects)
        assert named[0] == "要約"


class TestWorkbooks:
    def test_sheets_hold_the_label_and_whole_yen(self) -> None:
        book = openpyxl.load_workbook(written() / "portfolio.xlsx", read_only=True)
        assert {"cases", "measures", "views", "exposure", "funding", "origins", "settings"} <= set(book.sheetnames)
        for sheet in book:
            first = str(next(sheet.iter_rows(values_only=True))[0])
            assert "PUBLIC" in first
            assert "fictional" in first
        rows = list(book["cases"].iter_rows(min_row=2, values_only=True))
        profits = dict(zip(rows[0], rows[1], strict=True))
        assert profits["profit_yen"] == figures().review.cases[0].rank.profit.value

    def test_every_project_has_a_ledger_with_formulas(self) -> None:
        for name in demonstration().projects:
            book = openpyxl.load_workbook(written() / "ledgers" / f"{name}.xlsx", read_only=True)
            assert {"card", "inputs", "ledger", "balance"} <= set(book.sheetnames)
            cells = [cell.value for row in book["ledger"].iter_rows(min_row=5, max_row=20) for cell in row]
            assert any(isinstance(value, str) and value.startswith("=") for value in cells)


class TestManifest:
    def test_hashes_are_those_of_the_files(self) -> None:
        manifest = json.loads((written() / "manifest.json").read_text(encoding="utf-8"))
        found = {path.relative_to(written()).as_posix() for path in written().rglob("*") if path.is_file()}
        assert set(manifest["files"]) == found - {"manifest.json"}
        for name, told in manifest["files"].items():
            content = (written() / name).read_bytes()
            assert told == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        assert manifest["command"] == COMMAND
        assert manifest["conditions"]["sha256"] == demonstration().conditions.sha256
        assert len(manifest["fictional"]) == 12

    @pytest.mark.soak  # its numbers are compared with those of the command in every run
    def test_the_same_portfolio_gives_the_same_bytes(self, tmp_path: Path) -> None:
        write_portfolio(demonstration(), tmp_path / "again", command=COMMAND, clock=CLOCK)
        for path in written().rglob("*"):
            if path.is_file():
                assert (tmp_path / "again" / path.relative_to(written())).read_bytes() == path.read_bytes(), path.name


class Stop:
    """A reader who presses Ctrl-C."""

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
        assert sorted(path.name for path in written().iterdir()) == sorted([*PORTFOLIO_FILES, "charts", "ledgers"])
        for path in written().rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path.name
        assert [path.name for path in written().parent.iterdir()] == ["out"]

    def test_a_secret_portfolio_is_for_its_owner_alone_and_says_so(self, tmp_path: Path, quick: None) -> None:
        out = tmp_path / "out"
        shown, _ = write_portfolio(labelled(Classification.SECRET), out, command="", clock=CLOCK)
        assert shown.secret
        for path in (out, *out.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name
        page = (out / "portfolio.html").read_text(encoding="utf-8")
        assert page.count('class="banner secret"') == 2
        assert all("秘" in one.extract_text() for one in pypdf.PdfReader(out / "portfolio.pdf").pages)
        assert "SECRET" in openpyxl.load_workbook(out / "portfolio.xlsx", read_only=True)["cases"]["A1"].value
        assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["classification"] == "SECRET"

    def test_comparisons_trees_and_quantiles_give_charts(self) -> None:
        found = demonstration()
        assert found.comparisons
        assert found.exploration
        names = {f"waterfall-{name}-{kind}-{way}" for name in found.comparisons
                 for kind in ("since_adoption", "over_the_year") for way in ("fixed", "averaged")}  # fmt: skip
        names |= {f"tree-{name}" for name in found.exploration} | {"together", "tail"}
        for language in LANGUAGES:
            assert names <= {path.stem for path in (written() / "charts" / language).iterdir()}

    def test_a_hostile_name_is_shown_and_does_nothing(self, tmp_path: Path, quick: None) -> None:
        write_portfolio(labelled(Classification.PUBLIC, HOSTILE), tmp_path / "out", command=HOSTILE, clock=CLOCK)
        text = (tmp_path / "out" / "portfolio.html").read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text
        assert HOSTILE in pypdf.PdfReader(tmp_path / "out" / "portfolio.pdf").pages[0].extract_text()

    @pytest.mark.parametrize(
        "at",
        [
            pytest.param("measures", marks=pytest.mark.soak),
            pytest.param("charts", marks=pytest.mark.soak),
            pytest.param("ledgers", marks=pytest.mark.soak),
            "documents",
        ],
    )
    def test_stopped_on_the_way_it_leaves_nothing(self, tmp_path: Path, at: str, quick: None) -> None:
        with pytest.raises(Cancelled):
            write_portfolio(
                demonstration(), tmp_path / "out", command="", clock=CLOCK, progress=Stop(at, Cancelled("stopped"))
            )
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.soak  # tests/documents/test_folder.py has the placing itself
    def test_an_error_on_the_way_leaves_the_older_report(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
    ) -> None:
        out = tmp_path / "out"
        out.mkdir()
        (out / "portfolio.html").write_text("old", encoding="utf-8")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, "write_portfolio_workbook", full)
        with pytest.raises(SonaeError, match="the disk is full; nothing was changed"):
            write_portfolio(demonstration(), out, command="", clock=CLOCK)
        assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == {"portfolio.html": "old"}
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    @pytest.mark.parametrize("name", ["letters.txt", "charts/notes.md", "ledgers/mine.csv"])
    def test_a_folder_with_other_files_is_refused(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True)
        path.write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match=f"no portfolio's, such as {name}"):
            write_portfolio(demonstration(), tmp_path / "out", command="")
        assert path.read_text(encoding="utf-8") == "mine"
