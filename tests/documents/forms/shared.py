"""The forms of FY2023 written once, and what stands in them, read back from page and Word by other means than they are made."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.oxml.ns import qn

from sonae.core import FixedClock
from sonae.documents.forms import write_forms
from sonae.evaluation import load_evaluation

CLOCK = FixedClock(dt.datetime(2025, 4, 1, 9, tzinfo=dt.UTC))
COMMAND = "sonae evaluate FY2023 --out out"

Table = list[list[tuple[str, int, int]]]
"""Rows of cells: words, columns covered, rows covered."""


@cache
def written() -> Path:
    """The folder with the forms and the remarks."""
    out = Path(tempfile.mkdtemp(prefix="sonae-forms-test-")) / "out"
    write_forms(load_evaluation("FY2023"), out, command=COMMAND, with_remarks=True, clock=CLOCK)
    return out


@cache
def raw() -> dict[str, Any]:
    """The data of FY2023 as plain YAML, read without the library."""
    whole: dict[str, Any] = {}
    folder = files("sonae.evaluation") / "data" / "FY2023"
    for one in sorted(folder.iterdir(), key=lambda path: path.name):
        for key, value in yaml.safe_load(one.read_text(encoding="utf-8")).items():
            whole[key] = [*whole.get(key, []), *value] if isinstance(value, list) else value
    return whole


class Tables(HTMLParser):
    """Tables of a page by section and name, heads apart, and the notes of each section."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.heads: dict[tuple[str, str], Table] = {}
        self.rows: dict[tuple[str, str], Table] = {}
        self.notes: dict[str, list[str]] = {}
        self.underlined: list[tuple[str, str]] = []
        self._section = ""
        self._at: Table | None = None
        self._words: list[str] | None = None
        self._span = (1, 1)
        self._key = ("", "")
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "section":
            self._section = named.get("id") or ""
        elif tag == "table":
            self._key = (self._section, named.get("data-key") or "")
            self.heads[self._key] = []
        elif tag == "thead":
            self._at = self.heads[self._key]
        elif tag == "tbody":
            self._at = self.rows.setdefault(self._key, [])
        elif tag == "tr" and self._at is not None:
            self._at.append([])
        elif tag in ("td", "th"):
            self._words, self._span = [], (int(named.get("colspan") or 1), int(named.get("rowspan") or 1))
        elif tag == "p" and named.get("class") == "note":
            self._words = []
        elif tag == "p" and self._words:
            self._words.append("\n")
        elif tag == "u":
            self.underlined.append(self._key)

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._at is not None:
            self._at[-1].append(("".join(self._words or []), *self._span))
            self._words = None
        elif tag == "p" and self._at is None and self._words is not None:
            self.notes.setdefault(self._section, []).append("".join(self._words))
            self._words = None
        elif tag in ("thead", "tbody"):
            self._at = None


@cache
def tables() -> Tables:
    """The tables of the page."""
    return Tables((written() / "forms.html").read_text(encoding="utf-8"))


def columns_covered(table: Table) -> list[int]:
    """How many columns each row covers, cells above that reach down counted: one number where a table is whole."""
    open_: list[tuple[int, int]] = []
    widths = []
    for row in table:
        widths.append(sum(across for _, across, _ in row) + sum(across for across, _ in open_))
        open_ = [(across, left - 1) for across, left in open_ if left > 1]
        open_ += [(across, down - 1) for _, across, down in row if down > 1]
    assert not open_, "a cell reaches below the table"
    return widths


def word_tables(content: bytes) -> list[Table]:
    """The tables of a Word document, merged cells once."""
    found = []
    for table in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:tbl")):
        rows: Table = []
        for row in table.iter(qn("w:tr")):
            cells = []
            for cell in row.iter(qn("w:tc")):
                about = cell.find(qn("w:tcPr"))
                span, merge = about.find(qn("w:gridSpan")), about.find(qn("w:vMerge"))
                if merge is not None and merge.get(qn("w:val")) == "continue":
                    continue
                lines = [
                    "".join(text.text or "" for text in paragraph.iter(qn("w:t"))) for paragraph in cell.iter(qn("w:p"))
                ]
                across = 1 if span is None else int(span.get(qn("w:val")))
                cells.append(("\n".join(line.removeprefix("・") for line in lines), across, 1))
            rows.append(cells)
        found.append(rows)
    return found
