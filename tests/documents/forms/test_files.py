"""The files of the forms: page, print and Word in accord, whole or not at all, for the eyes they are meant for."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import stat
import unicodedata
from collections.abc import Callable
from copy import deepcopy
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import Cancelled, InputError, SonaeError, UnknownChoiceError
from sonae.documents.forms import FORM_FILES, Forms, Grid, Notes, files, forms_docx, forms_pdf, forms_view, write_forms
from sonae.documents.forms.words import LETTER_WORDS, WORDS
from sonae.documents.typeset import printable
from sonae.documents.words import LANGUAGES
from sonae.evaluation import load_evaluation
from tests.documents.forms.shared import CLOCK, COMMAND, raw, tables, word_tables, written
from tests.documents.test_html import Page
from tests.evaluation.small import read, tree

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("forms")]

HOSTILE = '<script>alert(1)</script>& #import "x" $x$ {{ 7*7 }} ]]> *_` 🦊'


def cells(view: Forms) -> list[str]:
    return [
        cell.text
        for form in view.forms
        for block in form.blocks
        if isinstance(block, Grid)
        for row in (*block.head, *block.rows)
        for cell in row
    ]


class FormPage(Page):
    """A page whose tables have columns."""

    VOID = Page.VOID | {"col"}


class TestPage:
    def test_tags_are_closed_ids_are_single_and_links_lead_somewhere(self) -> None:
        page = FormPage((written() / "forms.html").read_text(encoding="utf-8"))
        assert not page.broken
        assert not page.open
        assert len(page.ids) == len(set(page.ids))
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert len(page.links) == 2 * 13

    def test_nothing_is_loaded_from_anywhere(self) -> None:
        text = (written() / "forms.html").read_text(encoding="utf-8")
        for tag, attributes in Page(text).tags:
            assert tag not in ("link", "iframe", "object", "embed", "base", "form", "img")
            for name in ("src", "href", "action"):
                value = attributes.get(name)
                assert value is None or value.startswith("#"), (tag, value)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        assert f"'sha256-{base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()}'" in text


class TestPdf:
    def test_it_is_pdf_a_with_the_label_on_every_page_and_a_bookmark_a_form(self) -> None:
        pdf, shown = pypdf.PdfReader(written() / "forms.pdf"), printed()
        metadata = pdf.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
        assert re.search(r"pdfaid:part(>|=\")2", metadata)
        assert len(pdf.pages) > 15
        for number, (page, text) in enumerate(zip(pdf.pages, shown, strict=True), 1):
            assert "公開" in text
            assert f"{number} / {len(pdf.pages)}" in text
            assert page.mediabox.width > page.mediabox.height
        named = [item.title for item in pdf.outline if not isinstance(item, list)]
        assert len(named) == 13
        assert named[3] == "様式１－１－４－１　Ⅰ-1　エネルギー事業支援"

    def test_the_fonts_hold_every_letter_of_fy2023(self) -> None:
        stated = load_evaluation("FY2023")
        for language in LANGUAGES:
            said = json.dumps([cells(forms_view(stated, language, with_remarks=True))], ensure_ascii=False)
            assert printable(said) == said

    def test_the_head_of_a_long_table_stands_on_each_of_its_pages(self) -> None:
        shown = [folded(text) for text in printed()]
        annex = [text for text in shown if text.startswith("公開別添")]
        assert len(annex) > 2
        assert all("項目別調書No" in text and "対応する年度計画" in text for text in annex)
        reports = [text for text in shown if text.startswith("公開様式1-1-4-")]
        assert len(reports) > 8
        for text in reports:
            assert "主な業務実績等" in text or not ("<顕著な実績>" in text or "<根拠>" in text), text

    def test_every_reason_and_every_narrative_is_printed(self) -> None:
        shown = folded("".join(printed()))
        for one in (*raw()["ratings"], *({"reason": told["words"]} for told in raw()["narrative"])):
            if "reason" in one:
                # A line may break off at the foot of a page: its beginning is looked for.
                assert folded(one["reason"]["ja"])[:16] in shown, one["reason"]


@cache
def printed() -> list[str]:
    """The words of each page of the print."""
    return [page.extract_text() for page in pypdf.PdfReader(written() / "forms.pdf").pages]


def folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("－", "-")


class TestWord:
    def test_it_holds_the_tables_of_the_page_word_by_word(self) -> None:
        page = tables()
        mine = word_tables((written() / "forms.docx").read_bytes())
        theirs = [
            [*page.heads[key], *page.rows[key]] for key in page.heads if key[0].startswith("ja-")
        ]  # fmt: skip
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs, strict=True):
            assert [[cell[:2] for cell in row] for row in one] == [[cell[:2] for cell in row] for row in other]

    def test_fonts_are_set_for_japanese_heads_repeat_and_rows_stay_whole(self) -> None:
        document = docx.Document(io.BytesIO((written() / "forms.docx").read_bytes()))
        for name in ("Normal", "Heading 1", "Heading 2", "Header"):
            fonts: Any = document.styles[name].element.rPr.rFonts
            assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == "Noto Sans JP"
            assert fonts.get(qn("w:eastAsiaTheme")) is None
        section = document.sections[0]
        assert section.page_width > section.page_height
        assert section.header.paragraphs[0].text.startswith("公開　")
        rows = list(document.element.body.iter(qn("w:tr")))
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert len(heads) == sum(len(table) for (section, _), table in tables().heads.items() if section[:3] == "ja-")
        assert next(one.text for one in document.paragraphs if one.style.name == "Heading 1") == "様式１－１－１"

    def test_groups_of_indicators_are_written_from_top_to_bottom(self) -> None:
        stated = load_evaluation("FY2023")
        for language, way in (("ja", "tbRlV"), ("en", "btLr")):
            document = docx.Document(io.BytesIO(forms_docx(forms_view(stated, language), CLOCK.now())))  # type: ignore[arg-type]
            found = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:textDirection"))]
            assert len(found) > 9
            assert set(found) == {way}

    def test_every_row_has_a_cell_for_every_column(self) -> None:
        document = docx.Document(io.BytesIO((written() / "forms.docx").read_bytes()))
        for table in document.element.body.iter(qn("w:tbl")):
            columns = len(list(table.iter(qn("w:gridCol"))))
            for row in table.iter(qn("w:tr")):
                spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.iter(qn("w:tc"))]
                assert sum(1 if one is None else int(one.get(qn("w:val"))) for one in spans) == columns


class TestManifest:
    def test_hashes_are_those_of_the_files(self) -> None:
        manifest = json.loads((written() / "manifest.json").read_text(encoding="utf-8"))
        assert set(manifest["files"]) == set(FORM_FILES) - {"manifest.json"}
        for name, told in manifest["files"].items():
            content = (written() / name).read_bytes()
            assert told == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        assert (manifest["command"], manifest["year"], manifest["classification"]) == (COMMAND, "FY2023", "PUBLIC")
        assert manifest["source"]["sha256"] == raw()["source"]["sha256"]

    @pytest.mark.soak  # nothing but the clock could change it
    def test_the_same_evaluation_gives_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            write_forms(read(tree()), tmp_path / name, command="", clock=CLOCK)
        for name in FORM_FILES:
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


class TestWords:
    def test_every_label_stands_in_both_languages(self) -> None:
        for key, (ja, en) in WORDS.items():
            assert ja or key == "reading_aid", key
            assert en, key
            assert not re.search(r"[぀-ヿ一-鿿]", en), key
            fields = r"\{(\w+)\}"
            assert sorted(re.findall(fields, ja)) == sorted(re.findall(fields, en)), key

    def test_every_label_is_used(self) -> None:
        folder = Path(str(files.__file__)).parent
        text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "words.py")
        text = text.replace("'", '"')
        made = {f"annex_{name}" for name in ("number", "goal", "plan", "annual")}
        made |= {f"same_as_{name}" for name in ("goal", "plan", "annual")} | {"f1141_title", "f1142_title"}
        assert [key for key in WORDS if f'"{key}"' not in text and key not in made] == []
        assert set(LETTER_WORDS) == set("SABCD")

    def test_an_english_form_holds_no_japanese_but_what_the_file_gives(self) -> None:
        given = {"第", "条", "項", "号", "附", "則"}
        for text in cells(forms_view(load_evaluation("FY2023"), "en")):
            stray = set(re.findall(r"[ぁ-ゖ一-鿿]", text)) - given
            assert not stray or "Numbers of review sheets" in text or "第4条" in text, text


class TestUndecided:
    def test_what_nobody_has_decided_is_blank_and_says_why(self) -> None:
        changed = tree() | {"ratings": [], "claims": []}
        view = forms_view(read(changed), "ja")
        forms = {form.key: form for form in view.forms}
        summary = next(block for block in forms["1-1-3"].blocks if isinstance(block, Grid))
        left = summary.rows[1]
        assert left[1].text == ""
        assert left[6].text == "（評定はまだ入力されていない）"
        report = next(
            block for block in forms["1-1-4-1.I-1"].blocks if isinstance(block, Grid) and block.key == "results"
        )
        assert report.head[1][-1].text == ""
        assert report.rows[0][2].text.endswith("（評定はまだ入力されていない）")
        assert "（評定はまだ入力されていない）" in report.rows[0][3].text

    def test_the_last_year_of_a_period_has_its_column(self) -> None:
        changed = tree() | {"year": "FY2027", "ratings": [], "claims": [], "evidence": [], "inputs": [], "goals": []}
        for one in changed["indicators"]:
            one["actuals"] = {}
        view = forms_view(read(changed), "ja")
        summary = next(
            block for form in view.forms if form.key == "1-1-3" for block in form.blocks if isinstance(block, Grid)
        )
        assert [cell.text for cell in summary.head[1]][:5] == [f"令和{n}年度" for n in (5, 6, 7, 8, 9)]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(actual=st.integers(0, 400), target=st.integers(1, 80))
    def test_an_attainment_is_rounded_half_up_and_no_other_way(self, actual: int, target: int) -> None:
        changed = tree() | {"claims": [], "goals": [], "evidence": []}
        first = changed["indicators"][0]
        first["year_targets"]["FY2023"]["value"] = target
        first["actuals"]["FY2023"] = {"value": actual, "lines": 6}
        wanted = (Decimal(actual) * 100 / Decimal(target)).quantize(Decimal(1), ROUND_HALF_UP)
        shown = "\n".join(cells(forms_view(read(changed), "ja")))
        assert re.findall(r"達成率：(\d+)％", shown) == [str(wanted)]


class TestHostile:
    def test_hostile_words_are_shown_and_do_nothing(self, tmp_path: Path) -> None:
        changed = tree()
        changed["agency"] = {"ja": HOSTILE, "en": HOSTILE}
        changed["items"][0]["name"] = {"ja": HOSTILE, "en": HOSTILE}
        changed["ratings"][0]["reason"] = {"ja": HOSTILE, "en": HOSTILE}
        stated = read(changed)
        write_forms(stated, tmp_path / "out", command=HOSTILE, clock=CLOCK)
        text = (tmp_path / "out" / "forms.html").read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text
        assert "{{ 7*7 }}" in text
        shown = pypdf.PdfReader(tmp_path / "out" / "forms.pdf").pages[0].extract_text()
        assert folded(HOSTILE.replace("🦊", "□")) in folded(shown)
        document = docx.Document(io.BytesIO((tmp_path / "out" / "forms.docx").read_bytes()))
        assert any(HOSTILE in cell[0] for table in word_tables((tmp_path / "out" / "forms.docx").read_bytes())
                   for row in table for cell in row)  # fmt: skip
        assert document.core_properties.title.startswith(HOSTILE)


class Stop:
    """A reader who presses Ctrl-C after some files."""

    def __init__(self, after: int) -> None:
        self.left = after

    def stage(self, name: str, total: float) -> None: ...

    def advance(self, amount: float) -> None:
        self.left -= 1

    def check(self) -> None:
        if self.left <= 0:
            raise Cancelled("stopped")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write files of a few bytes: only their placing is looked at."""
    monkeypatch.setattr(files, "forms_html", lambda *_, **__: "page")
    for name in ("forms_pdf", "forms_docx"):
        monkeypatch.setattr(files, name, lambda *_: b"document")


class TestWriting:
    def test_the_files_are_there_and_nothing_else(self) -> None:
        assert sorted(path.name for path in written().iterdir()) == sorted(FORM_FILES)
        assert {stat.S_IMODE(path.stat().st_mode) for path in written().iterdir()} == {0o644}
        assert [path.name for path in written().parent.iterdir()] == ["out"]

    @pytest.mark.parametrize(("label", "mark"), [("secret", "秘"), ("internal", "部内限り")])
    def test_what_is_not_public_is_for_its_owner_alone(
        self, tmp_path: Path, quick: None, label: str, mark: str
    ) -> None:
        stated = read(tree() | {"classification": label})
        out = tmp_path / "out"
        write_forms(stated, out, command="", clock=CLOCK)
        for path in (out, *out.iterdir()):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name
        view = forms_view(stated, "ja")
        assert (view.secret, view.mark) == (True, mark)

    def test_label_and_fiction_stand_on_every_page(self) -> None:
        for language, words in (("ja", ["秘・架空"]), ("en", ["SECRET — fictional", "Reading aid"])):
            view = forms_view(read(tree() | {"classification": "secret", "fictional": True}), language)  # type: ignore[arg-type]
            pdf = pypdf.PdfReader(io.BytesIO(forms_pdf(view, CLOCK.now())))
            assert all(word in page.extract_text() for page in pdf.pages for word in words)
            document = docx.Document(io.BytesIO(forms_docx(view, CLOCK.now())))
            assert all(word in document.sections[0].header.paragraphs[0].text for word in words)
            assert len(document.sections) == 1

    def test_the_remarks_come_only_when_asked_for(self) -> None:
        stated = read(tree())
        with_them = forms_view(stated, "ja", with_remarks=True).forms
        without = forms_view(stated, "ja").forms
        assert [form.key for form in with_them] == [*(form.key for form in without), "remarks"]
        assert [form.official for form in with_them] == [True] * len(without) + [False]
        assert with_them[:-1] == without

    @pytest.mark.parametrize("name", ["letter.txt", "minutes/notes.md"])
    def test_a_folder_with_other_files_is_refused(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True)
        path.write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match=f"no form's, such as {name.partition('/')[0]}"):
            write_forms(read(tree()), tmp_path / "out", command="")
        assert path.read_text(encoding="utf-8") == "mine"

    @pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
    def test_stopped_on_the_way_the_older_folder_stays_whole(self, tmp_path: Path, quick: None, after: int) -> None:
        out = tmp_path / "out"
        write_forms(read(tree()), out, command="older", clock=CLOCK)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        with pytest.raises(Cancelled):
            write_forms(read(tree()), out, command="newer", clock=CLOCK, progress=Stop(after))
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_a_full_disk_leaves_the_older_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
    ) -> None:
        def full(*_: object) -> bytes:
            raise OSError(28, "No space left on device")

        out = tmp_path / "out"
        write_forms(read(tree()), out, command="older", clock=CLOCK)
        monkeypatch.setattr(files, "forms_docx", full)
        with pytest.raises(SonaeError, match="the disk is full; nothing was changed"):
            write_forms(read(tree()), out, command="newer", clock=CLOCK)
        assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["command"] == "older"

    def test_another_language_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownChoiceError, match="unknown language «fr»"):
            write_forms(read(tree()), tmp_path / "out", command="", language="fr")  # type: ignore[arg-type]
        assert list(tmp_path.iterdir()) == []


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda tree: tree.pop("goals"), id="no annex"),
        pytest.param(lambda tree: tree.pop("inputs"), id="no inputs"),
        pytest.param(lambda tree: tree["items"].pop(), id="one item"),
        pytest.param(lambda tree: tree["items"].reverse(), id="items in another order"),
        pytest.param(lambda tree: (tree.pop("indicators"), tree.pop("evidence"), tree.pop("claims")), id="no indicator"),
        pytest.param(
            lambda tree: tree.update(period={"number": 1, "first": "FY2022", "last": "FY2031"}), id="ten years"
        ),
    ],
)  # fmt: skip
def test_sparse_and_odd_evaluations_are_set(change: Change) -> None:
    changed = deepcopy(tree())
    changed["ratings"] = [one for one in changed["ratings"] if one["item"] == "I-1"]
    change(changed)
    if len(changed["items"]) == 1:
        changed["inputs"] = []
    view = forms_view(read(changed), "ja", with_remarks=True)
    assert len(pypdf.PdfReader(io.BytesIO(forms_pdf(view, CLOCK.now()))).pages) >= len(view.forms)
    assert any(isinstance(block, Notes) for form in view.forms for block in form.blocks)
    assert len(word_tables(forms_docx(view, CLOCK.now()))) == sum(
        isinstance(block, Grid) for form in view.forms for block in form.blocks
    )
