"""The forms as a Word document that can be edited: tables with merged cells, heads that stand again on every page."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sonae.documents.fonts import FONT_FAMILY
from sonae.documents.forms.sheet import Cell, Form, Forms, Grid, Heading, Line, Row, Run

__all__ = ["forms_docx"]

_WIDE_MM = 273.0
_TWIPS_PER_MM = 56.6929
_STYLES = (("Normal", 9.0), ("Heading 1", 13.0), ("Heading 2", 10.5), ("Header", 8.0), ("Footer", 8.0))
_TINT = "EEF1F4"
_DENSE = 9
"""A table of more columns than this is set smaller."""


def forms_docx(view: Forms, made: dt.datetime) -> bytes:
    """Set the forms as Word on A4 across, each form beginning on a page of its own.

    Args:
        view: :func:`~sonae.documents.forms.forms_view`.
        made: when they are made; the same view at the same time gives the same bytes.

    """
    document: Any = Document()
    _prepare(document, view, made)
    for at, form in enumerate(view.forms):
        _form(document, form, first=at == 0)
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue(), made)


def _prepare(document: Any, view: Forms, made: dt.datetime) -> None:
    """Set page, fonts, and what stands above and below every page."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin, section.bottom_margin = Mm(16), Mm(13)
    section.header_distance = section.footer_distance = Mm(7)
    for name, size in _STYLES:
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT_FAMILY, Pt(size), RGBColor(0x22, 0x22, 0x22)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:eastAsia", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), FONT_FAMILY)
        for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_before = Pt(6 if name == "Heading 2" else 0)
        style.paragraph_format.space_after = Pt(3 if name.startswith("Heading") else 0)
    above = section.header.paragraphs[0]
    above.text = "　".join(part for part in (view.mark, view.reading_aid, view.title) if part)
    if view.secret:
        above.runs[0].font.color.rgb = RGBColor(0xA0, 0, 0)
    below = section.footer.paragraphs[0]
    below.add_run(f"{view.source}　")
    _field(below, "PAGE")
    below.add_run(" / ")
    _field(below, "NUMPAGES")
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = view.title, "Sonae", "", "Sonae"
    core.created = core.modified = made.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    core.language = view.language


def _field(paragraph: Any, code: str) -> None:
    field = _element("w:fldSimple", {"w:instr": code})
    run = _element("w:r")
    run.append(_text("1"))
    field.append(run)
    paragraph._p.append(field)


def _form(document: Any, form: Form, *, first: bool) -> None:
    head = document.add_heading(f"{form.number}　{form.subject}".strip("　"), 1)
    head.paragraph_format.page_break_before = not first
    document.add_paragraph(form.title).paragraph_format.keep_with_next = True
    for block in form.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, 2)
        elif isinstance(block, Grid):
            # The last paragraph of the body stands before its section's properties; the table goes before these as well.
            document.element.body.insert_element_before(_table(block), "w:sectPr")
            document.add_paragraph().paragraph_format.line_spacing = Pt(4)
        else:
            for text in block.lines:
                document.add_paragraph(text)


def _table(grid: Grid) -> Any:
    widths = [round(width * _WIDE_MM * _TWIPS_PER_MM / sum(grid.widths)) for width in grid.widths]
    table = _element("w:tbl")
    about = _element("w:tblPr")
    about.append(_element("w:tblStyle", {"w:val": "TableGrid"}))
    about.append(_element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}))
    about.append(_element("w:tblLayout", {"w:type": "fixed"}))
    margins = _element("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margins.append(_element(side, {"w:w": "60", "w:type": "dxa"}))
    about.append(margins)
    columns = _element("w:tblGrid")
    for width in widths:
        columns.append(_element("w:gridCol", {"w:w": str(width)}))
    table.append(about)
    table.append(columns)
    size = 7.0 if len(widths) > _DENSE else 8.0
    _rows(table, grid.head, widths, size, head=True)
    _rows(table, grid.rows, widths, size, head=False)
    return table


def _rows(table: Any, rows: tuple[Row, ...], widths: list[int], size: float, *, head: bool) -> None:
    """Append rows; a place that a cell above covers holds an empty cell that is merged upward."""
    covered: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        made = _element("w:tr")
        about = _element("w:trPr")
        about.append(_element("w:cantSplit"))
        if head:
            about.append(_element("w:tblHeader"))
        made.append(about)
        cells, at = iter(row), 0
        while at < len(widths):
            left, cell = covered.get(at, (0, None))
            if cell is None:
                cell = next(cells)
                made.append(
                    _cell(cell, sum(widths[at : at + cell.across]), size, merge="restart" if cell.down > 1 else "")
                )
                left = cell.down
            else:
                made.append(_cell(cell, sum(widths[at : at + cell.across]), size, merge="continue"))
            covered[at] = (left - 1, cell)
            if left <= 1:
                del covered[at]
            at += cell.across
        table.append(made)


def _cell(cell: Cell, width: int, size: float, *, merge: str) -> Any:
    made, about = _element("w:tc"), _element("w:tcPr")
    about.append(_element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    if cell.across > 1:
        about.append(_element("w:gridSpan", {"w:val": str(cell.across)}))
    if merge:
        about.append(_element("w:vMerge", {"w:val": merge}))
    if cell.role == "gap":
        borders = _element("w:tcBorders")
        for side in ("w:top", "w:bottom"):
            borders.append(_element(side, {"w:val": "nil"}))
        about.append(borders)
    if cell.role in ("head", "label"):
        about.append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _TINT}))
    if cell.upright:
        # Japanese stands letter below letter; Latin words are turned as a whole and read upwards.
        about.append(_element("w:textDirection", {"w:val": "btLr" if cell.text.isascii() else "tbRlV"}))
    if cell.role == "head" or cell.upright:
        about.append(_element("w:vAlign", {"w:val": "center"}))
    made.append(about)
    lines = cell.lines if merge != "continue" else ()
    align = {"start": "left", "center": "center", "end": "right"}[cell.align]
    for one in lines or (Line(()),):
        made.append(_paragraph(one, align, size))
    return made


def _paragraph(one: Line, align: str, size: float) -> Any:
    made, about = _element("w:p"), _element("w:pPr")
    if one.point:
        about.append(_element("w:ind", {"w:left": str(round(size * 20)), "w:hanging": str(round(size * 20))}))
    about.append(_element("w:jc", {"w:val": align}))
    made.append(about)
    for run in ((Run("・"),) if one.point else ()) + one.runs:
        made.append(_run(run, size))
    return made


def _run(run: Run, size: float) -> Any:
    made, about = _element("w:r"), _element("w:rPr")
    if run.strong:
        about.append(_element("w:b"))
    about.append(_element("w:sz", {"w:val": str(round(size * 2))}))
    about.append(_element("w:szCs", {"w:val": str(round(size * 2))}))
    if run.underlined:
        about.append(_element("w:u", {"w:val": "single"}))
    if run.raised:
        about.append(_element("w:vertAlign", {"w:val": "superscript"}))
    made.append(about)
    made.append(_text(run.text))
    return made


def _text(text: str) -> Any:
    made = _element("w:t", {"xml:space": "preserve"})
    made.text = text
    return made


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    made: Any = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made


def _dated(content: bytes, made: dt.datetime) -> bytes:
    """Pack a document again with one date for all its parts, so that the same document has the same bytes."""
    out = io.BytesIO()
    moment = (max(made.year, 1980), made.month, made.day, made.hour, made.minute, made.second)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, moment), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
