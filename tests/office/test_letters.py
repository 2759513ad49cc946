"""Letters of a case: in both languages and all forms, from the record, with who took them out in the log."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import docx
import pypdf
import pytest

from sonae.core import FixedClock, InputError
from sonae.documents import LANGUAGES
from sonae.documents.letters import LETTER_KINDS, letter_docx, letter_html, letter_pdf, shipped_wording
from sonae.office.letters import FORMS, Form, issue, letter_for, writable
from sonae.office.models import Case, Event
from sonae.office.seed.cast import Cast
from tests.office.conftest import NOW, Give

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]
CLOCK = FixedClock(NOW)
OF_CASE = {
    "Toshio oil": "rejection", "Yunagi gas field": "adoption", "Misaki LNG": "monthly_report", "Todai offshore oil": "consultation",
    "Ruri copper": "case_file", "Ukishima oil": "conditions",
}  # fmt: skip


def text_of(content: bytes, form: Form) -> str:
    if form == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if form == "docx":
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join(
            [*(one.text for one in document.paragraphs), *cells, document.sections[0].header.paragraphs[0].text]
        )
    return content.decode()


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize("title", OF_CASE)
def test_every_letter_is_written_in_every_form(case_named: CaseNamed, cast: Cast, title: str, form: Form) -> None:
    case = case_named(title)
    made = issue(case, OF_CASE[title], form, "ja", cast["review"], CLOCK)
    text = text_of(made, form).replace("\n", "")
    assert case.number in text
    assert "架空" in text
    event = Event.objects.order_by("-sequence")[0]
    body = json.loads(event.line)["body"]
    assert (event.kind, event.actor, body["sha256"]) == ("letter.issued", "review", hashlib.sha256(made).hexdigest())


def test_together_they_are_all_kinds() -> None:
    assert set(OF_CASE.values()) == set(LETTER_KINDS)
    assert set(FORMS) == set(get_args(Form))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rejection_states_its_reasons_and_an_adoption_its_conditions(case_named: CaseNamed, language: str) -> None:
    rejected = letter_html(letter_for(case_named("Toshio oil"), "rejection", language, clock=CLOCK))  # type: ignore[arg-type]
    assert "埋蔵量の評価が不足している" in rejected
    adopted = letter_html(letter_for(case_named("Yunagi gas field"), "adoption", language, clock=CLOCK))  # type: ignore[arg-type]
    assert "架空の権利取得" in adopted
    assert ("第10条第2項" if language == "ja" else "art. 10, para. 2") in adopted


def test_a_letter_that_the_record_does_not_hold_all_for_is_refused(case_named: CaseNamed) -> None:
    with pytest.raises(InputError, match="cannot be written of this case yet"):
        letter_for(case_named("Hinokuma offshore oil"), "adoption", "ja", clock=CLOCK)
    with pytest.raises(InputError, match="unknown letter"):
        letter_for(case_named("Hinokuma offshore oil"), "invoice", "ja", clock=CLOCK)
    assert writable(case_named("Hinokuma offshore oil")) == ("case_file",)


def test_the_case_file_tells_every_event_with_its_provision(case_named: CaseNamed) -> None:
    case = case_named("Kurose oil")
    letter = letter_for(case, "case_file", "en", clock=CLOCK)
    table = next(block for block in letter.blocks if block.kind == "table")
    assert len(table.rows) == Event.objects.filter(subject=f"case/{case.number}").count()  # type: ignore[union-attr]
    assert any("art. 14, para. 1" in row[3] for row in table.rows)  # type: ignore[union-attr]


def test_hostile_words_are_shown_and_do_nothing(case_named: CaseNamed, give: Give) -> None:
    case = case_named("Yunagi gas field")
    case.title_ja = '<script>alert(1)</script>{{ agency.__class__ }} #import "x" ${{7*7}} =1+1'
    case.save()
    letter = letter_for(case, "adoption", "ja", clock=CLOCK)
    page = letter_html(letter)
    assert "<script>alert" not in page
    assert "{{ agency.__class__ }}" in page
    assert "49" not in text_of(letter_pdf(letter), "pdf")
    assert case.title_ja in text_of(letter_docx(letter), "docx")


def test_the_agency_s_own_wording_goes_before_the_shipped_one(case_named: CaseNamed, tmp_path: Path) -> None:
    case = case_named("Yunagi gas field")
    own = shipped_wording("adoption").replace("title: 採択の決定について", "title: 採択通知書")
    (tmp_path / "adoption.yaml").write_text(own, encoding="utf-8")
    assert letter_for(case, "adoption", "ja", clock=CLOCK, folder=tmp_path).title == "採択通知書"
    (tmp_path / "adoption.yaml").write_text(own.replace("{{ case }}", "{{ nothing }}"), encoding="utf-8")
    with pytest.raises(InputError, match=r"adoption\.yaml, field «ja.blocks.0.paragraph»: .*'nothing' is undefined"):
        letter_for(case, "adoption", "ja", clock=CLOCK, folder=tmp_path)
    (tmp_path / "adoption.yaml").write_text(
        "ja: {title: x, blocks: [{paragraph: a, heading: b}]}\nen: {}", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"adoption\.yaml, field «ja\.blocks\.0»"):
        letter_for(case, "adoption", "ja", clock=CLOCK, folder=tmp_path)
    (tmp_path / "adoption.yaml").write_text(own.replace("{{ case }}", "{{ case.__class__.__mro__ }}"), encoding="utf-8")
    with pytest.raises(InputError, match="the wording cannot be filled in"):
        letter_for(case, "adoption", "ja", clock=CLOCK, folder=tmp_path)


def test_word_names_a_japanese_font_for_japanese(case_named: CaseNamed) -> None:
    document = docx.Document(
        io.BytesIO(letter_docx(letter_for(case_named("Yunagi gas field"), "adoption", "ja", clock=CLOCK)))
    )
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert "Noto Sans JP" in fonts.values()
    assert all("Theme" not in key for key in fonts.keys())  # noqa: SIM118 - an lxml element
