"""A letter as a Word document, by a template that the agency may edit in Word."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sonae.core import InputError
from sonae.documents.letters.letter import Letter

__all__ = ["letter_docx", "letter_template"]

_FONT = "Noto Sans JP"


def letter_docx(letter: Letter, template: Path | None = None) -> bytes:
    """Set a letter as Word.

    Args:
        letter: the letter.
        template: the agency's own template; :func:`letter_template` is one to begin with.

    Raises:
        InputError: for a template that asks for what a letter does not have.

    """
    source: Any = io.BytesIO(letter_template()) if template is None else str(template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document = DocxTemplate(source)
    try:
        document.render(
            {"letter": letter, "mark": letter.mark, "blocks": list(letter.blocks)}, environment, autoescape=True
        )
    except TemplateError as error:
        name = template.name if template is not None else "letter.docx"
        raise InputError(f"the template cannot be filled in: {str(error).splitlines()[0]}", file=name) from None
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def letter_template() -> bytes:
    """Return the Word template that is shipped, made anew: page, styles with a Japanese font, and the places to fill in."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    for name, size in (
        ("Normal", 10.5),
        ("Title", 15),
        ("Heading 2", 12),
        ("List Bullet", 10.5),
        ("List Number", 10.5),
    ):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), RGBColor(0x22, 0x22, 0x22)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:eastAsia", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), _FONT)
        for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    section.header.paragraphs[0].text = "{{ mark }}　{{ letter.reference }}"

    def line(text: str, style: str = "Normal", align: WD_ALIGN_PARAGRAPH | None = None) -> None:
        paragraph = document.add_paragraph(text, style=style)
        if align is not None:
            paragraph.alignment = align

    line("{{ letter.date }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    line("{{ letter.addressee }}")
    line("{{ letter.sender }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    line("{{ letter.title }}", "Title", WD_ALIGN_PARAGRAPH.CENTER)
    line("{%p for b in blocks %}")
    for kind, style, text in (
        ("paragraph", "Normal", "{{ b.text }}"),
        ("heading", "Heading 2", "{{ b.text }}"),
    ):
        line(f"{{%p if b.kind == '{kind}' %}}")
        line(text, style)
        line("{%p endif %}")
    for condition, style in (("b.numbered", "List Number"), ("not b.numbered", "List Bullet")):
        line(f"{{%p if b.kind == 'points' and {condition} %}}")
        line("{%p for item in b.items %}")
        line("{{ item }}", style)
        line("{%p endfor %}")
        line("{%p endif %}")
    _table(document, "fields", None)
    _table(document, "table", "{%tc for cell in b.head %}")
    line("{%p endfor %}")
    line("{%p if letter.grounds %}")
    line("{{ letter.grounds | join('、') if letter.language == 'ja' else letter.grounds | join('; ') }}")
    line("{%p endif %}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, kind: str, head: str | None) -> None:
    document.add_paragraph(f"{{%p if b.kind == '{kind}' %}}")
    rows = [[head, "{{ cell }}", "{%tc endfor %}"]] if head else []
    rows += [
        ["{%tr for row in b.rows %}", "", ""],
        ["{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"],
        ["{%tr endfor %}", "", ""],
    ]
    table = document.add_table(rows=len(rows), cols=3)
    table.style = "Table Grid"
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(place, column).text = text
    document.add_paragraph("{%p endif %}")
