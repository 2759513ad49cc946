"""Blocks of the document: text, tables and charts whose figures each lead to their origin."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sonae.documents.portfolio.origins import Origin, Origins, path_of
from sonae.documents.portfolio.said import said
from sonae.documents.portfolio.words import say
from sonae.documents.words import Language

__all__ = [
    "Block", "Cell", "Pen", "charts", "columns", "heading", "items", "millions", "note", "pairs", "percent", "plain", "signed",
    "table", "text",
]  # fmt: skip

Block = dict[str, Any]
Cell = dict[str, str]
_LONG = 24
"""Characters of a cell that may need more than one line."""
_MINUS = "\N{MINUS SIGN}"
_LOOSE_MINUS = re.compile(r"(?<![\w\-])-(?=\d)")


def signed(written: str) -> str:
    """Write a minus as typesetters do."""
    return written.replace("-", _MINUS)


def millions(yen: float | Fraction | None) -> str:
    """Write an amount for a column of million yen; a dash where there is none, a digit more where it is small."""
    if yen is None:
        return "–"
    value = float(yen) / 1e6
    return signed(f"{value:z,.0f}" if abs(value) >= 10 or value == 0 else f"{value:z,.1f}")


def percent(value: float | Fraction | None, digits: int = 1) -> str:
    """Write a share in percent; a dash where there is none."""
    return "–" if value is None else signed(f"{float(value) * 100:z,.{digits}f}\N{NO-BREAK SPACE}%")


def plain(written: str | Cell) -> Cell:
    """Return a cell without an origin, or the cell that is given."""
    return {"t": written, "o": "", "h": "", "c": ""} if isinstance(written, str) else written


class Pen:
    """Writes in one language: figures with their origins, and sentences of the engines."""

    def __init__(self, language: Language, origins: Origins) -> None:
        self.language, self.origins = language, origins

    def say(self, key: str, **parts: object) -> str:
        """Return a word or a sentence of the document."""
        return say(key, self.language, **parts)

    def said(self, sentence: str) -> str:
        """Return a sentence of an engine in the language of the pen."""
        return _LOOSE_MINUS.sub(_MINUS, said(sentence, self.language))

    def sentence(self, sentence: str) -> str:
        """Return a sentence of an engine as one of its own, with a capital where the language has them."""
        written = self.said(sentence)
        return written[:1].upper() + written[1:]

    def figure(self, place: str, written: str, kind: str = "") -> Cell:
        """Return a cell that leads to the origin of the figure at a place.

        Args:
            place: in ``portfolio.json``, such as «review:pdr.ratio».
            written: the figure as it is shown.
            kind: class of the cell, such as «A» for a rank.

        """
        return self._cell(self.origins.at(place), written, kind, path_of(place))

    def stated(self, place: str, written: str, unit: str, file: str) -> Cell:
        """Return a cell with what the agency states in a file."""
        return self._cell(self.origins.stated(place, written, unit, file), written, "")

    def counted(self, place: str, number: int, formula: str, *inputs: str) -> Cell:
        """Return a cell with a number that the document itself counts."""
        return self._cell(self.origins.derived(place, number, "count", formula, inputs), f"{number:,}", "")

    def link(self, target: str, written: str) -> Cell:
        """Return a cell that leads to another section of the document."""
        return {"t": written, "o": target, "h": "", "c": "link"}

    def money(self, place: str) -> Cell:
        """Return the yen at a place for a column of million yen."""
        value = self.origins.at(place).value
        return self.figure(place, millions(None if value is None else float(value)))

    def share(self, place: str, digits: int = 1) -> Cell:
        """Return the share at a place in percent."""
        value = self.origins.at(place).value
        return self.figure(place, percent(None if value is None else float(value), digits))

    def number(self, place: str, digits: int = 3) -> Cell:
        """Return the ratio or index at a place."""
        value = self.origins.at(place).value
        return self.figure(place, "–" if value is None else signed(f"{float(value):z,.{digits}f}"))

    def _cell(self, origin: Origin, written: str, kind: str, path: str = "") -> Cell:
        told = f"{self.said(origin.formula)}  ←  {', '.join(path_of(one) or one for one in origin.inputs)}"
        if origin.reason:
            told = f"{self.said(origin.reason)}. {told}"
        if path:
            told = f"{path}  =  {told}"
        return {"t": written, "o": origin.anchor, "h": told, "c": kind}

    def line(self, key: str, **parts: str | Cell) -> list[Cell]:
        """Return a sentence of the document in pieces, figures among them."""
        out: list[Cell] = []
        for words, name, _, _ in string.Formatter().parse(self._template(key)):
            if words:
                out.append(plain(words))
            if name is not None:
                out.append(plain(parts[name]))
        return out

    def _template(self, key: str) -> str:
        from sonae.documents.portfolio.words import SAID

        return SAID[key][0 if self.language == "ja" else 1]


def text(written: str) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": written}


def note(written: str) -> Block:
    """Return a remark in small letters."""
    return {"kind": "note", "text": written}


def heading(written: str) -> Block:
    """Return a heading inside a section."""
    return {"kind": "heading", "text": written}


def items(lines: Sequence[Sequence[Cell]], *, numbered: bool = False) -> Block:
    """Return a list of sentences in pieces."""
    return {"kind": "items", "lines": [list(line) for line in lines], "numbered": numbered}


def pairs(rows: Mapping[str, str | Cell] | Sequence[tuple[str, str | Cell]], title: str = "") -> Block:
    """Return names with what they are."""
    given = rows.items() if isinstance(rows, Mapping) else rows
    return {"kind": "pairs", "title": title, "rows": [[name, plain(value)] for name, value in given]}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    right: Sequence[int] = (),
    title: str = "",
    fold: bool = False,
    wide: bool = False,
    sortable: bool = False,
    fill: Sequence[int] = (),
    tinted: Sequence[int] = (),
) -> Block:
    """Return a table; the first cell of a row names it.

    Args:
        head: names of the columns.
        rows: cells.
        right: columns of numbers.
        title: heading above it.
        fold: folded at first on the page, where a reader opens it.
        wide: never narrower than its text on a telephone; it scrolls there.
        sortable: a click on a head sorts it.
        fill: columns that share the room left in print; those of long text do so too.
        tinted: rows that stand out.

    """
    cells = [[plain(cell) for cell in row] for row in rows]
    long = {at for row in cells for at, cell in enumerate(row) if len(cell["t"]) > _LONG and at not in right}
    return {
        "kind": "table", "head": list(head), "rows": cells, "right": list(right), "title": title, "fold": fold, "wide": wide,
        "sortable": sortable, "fill": sorted({*fill, *long}), "tinted": list(tinted),
    }  # fmt: skip


def columns(*blocks: Block) -> Block:
    """Return blocks side by side where there is room."""
    return {"kind": "columns", "blocks": list(blocks)}


def charts(*places: tuple[str, str, str]) -> Block:
    """Return places for charts side by side: key, caption and legend of each."""
    return {"kind": "charts", "charts": [{"key": key, "caption": what, "legend": how} for key, what, how in places]}
