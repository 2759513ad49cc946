"""Where the lines of a ledger stand in its workbook, and their formulas there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from sonae.core import InputError
from sonae.documents.ledger_book import FIRST, HEAD
from sonae.documents.ledger_terms import Place, Terms, terms_of
from sonae.economics.formula import Banded, Line, Number, Spread, workbook_formula
from sonae.economics.ledger import Ledger, timing_lines

__all__ = ["BALANCE", "FIRST_CHECK", "INPUTS", "LEDGER", "TERMS", "TERM_VALUE", "Layout", "TimingRow", "layout_of"]

INPUTS, TERMS, LEDGER, BALANCE = "inputs", "terms", "ledger", "balance"
FIRST_CHECK = HEAD + 3
"""Row of the first check on the sheet «balance», under the heading and the slack."""
TERM_VALUE = 1
"""Column of values on the sheet of terms."""
_LIVE = ("periods_of_production", "share_of_rest", "produced_share")


@dataclass(frozen=True)
class TimingRow:
    """A row that volumes give: its key, title, what it says, and its value and formula by period."""

    key: str
    title: str
    said: str
    values: tuple[float, ...]
    formulas: tuple[str, ...]


@dataclass
class Layout:
    """Rows of everything.

    Attributes:
        ledger: what is laid out.
        terms: stated numbers of its regime.
        inputs: sections of given lines.
        sections: sections of worked-out lines on the sheet «ledger»; «timing» is empty where volumes do not give it.
        checks: lines that have to be 0.
        rows: sheet and row of every line.
        term_rows: row of every term.

    """

    ledger: Ledger
    terms: Terms
    inputs: dict[str, list[str]]
    sections: dict[str, list[Line]]
    checks: list[Line]
    rows: dict[str, tuple[str, int]]
    term_rows: dict[str, int]
    live_timing: bool

    def address(self, name: str, period: int, sheet: str) -> str:
        """Return the address of a line's period as a formula on ``sheet`` writes it."""
        own, row = self.rows[name]
        cell = str(xl_rowcol_to_cell(row, FIRST + period))
        return cell if own == sheet else f"{own}!{cell}"

    def term_address(self, path: str, sheet: str) -> str:
        """Return the address of a term's value as a formula on ``sheet`` writes it."""
        cell = str(xl_rowcol_to_cell(self.term_rows[path], TERM_VALUE, row_abs=True, col_abs=True))
        return cell if sheet == TERMS else f"{TERMS}!{cell}"

    def formula(self, line: Line, period: int, sheet: str) -> str:
        """Return the formula of a line in a period, without «=».

        Raises:
            InputError: when it is longer or deeper than Excel takes, with the line and the period.

        """

        def cell(name: str, ago: int) -> str:
            return self.address(name, period - ago, sheet) if period >= ago else ""

        def term(node: Number | Banded | Spread, part: str, place: int) -> str:
            key: Place = (node, part, place)
            return self.term_address(self.terms.paths[key], sheet) if key in self.terms.paths else ""

        try:
            return workbook_formula(line.formula, cell, term)
        except InputError as error:
            label = self.ledger.grid.labels()[period]
            raise InputError(
                f"the line «{line.name}» of {label} cannot be a formula of a workbook: {error.problem}",
                file=self.ledger.case.file or None, field=line.clause, expected=error.expected,
            ) from None  # fmt: skip

    def timing_rows(self) -> list[TimingRow]:
        """Return the rows that volumes give, helpers first; none where they are given as numbers."""
        if not self.live_timing:
            return []
        ledger, periods = self.ledger, range(self.ledger.grid.count)
        main = ledger.case.main_product
        counted = ledger.values[f"volume_{main}"]

        def at(name: str, t: int) -> str:
            return self.address(name, t, LEDGER)

        volume = [self.address(f"volume_{main}", t, LEDGER) for t in periods]
        every = [
            "+".join(self.address(f"volume_{product}", t, LEDGER) for product in ledger.case.products) for t in periods
        ]
        last = len(volume) - 1
        rest = [f"{volume[t]}+{at('~rest', t + 1)}" if t < last else volume[t] for t in periods]
        so_far = [f"{at('~so_far', t - 1)}+{volume[t]}" if t else volume[t] for t in periods]
        begun = [f"IF(({every[t]})>0,1,0)" for t in periods]
        produced = "periods_of_production"
        since = [f"{at(produced, t - 1)}+IF({at(produced, t - 1)}>0,1,{begun[t]})" if t else begun[0] for t in periods]
        whole = at("~rest", 0)
        share = [f"IF({at('~rest', t)}>0,{volume[t]}/{at('~rest', t)},0)" for t in periods]
        part = [f"{at('~so_far', t)}/IF({whole}>0,{whole},1)" for t in periods]
        left = np.cumsum(counted[::-1])[::-1]
        return [
            TimingRow("~rest", "still to be produced", f"volume of {main}, this period and later", tuple(left), tuple(rest)),
            TimingRow("~so_far", "produced so far", f"volume of {main}", tuple(np.cumsum(counted)), tuple(so_far)),
            TimingRow(produced, produced, "periods since first production, 1 in the first", self._of(produced), tuple(since)),
            TimingRow("share_of_rest", "share_of_rest", "volume ÷ still to be produced", self._of("share_of_rest"), tuple(share)),
            TimingRow("produced_share", "produced_share", "produced so far ÷ all", self._of("produced_share"), tuple(part)),
        ]  # fmt: skip

    def _of(self, name: str) -> tuple[float, ...]:
        return tuple(self.ledger.values[name])


def layout_of(ledger: Ledger) -> Layout:
    """Lay a ledger out: inputs by kind, worked-out lines by clause in the order of the regime, checks apart."""
    live = _timing_is_of_volumes(ledger)
    inputs = _input_sections(ledger, live)
    checks = [
        line
        for line in ledger.program.lines
        if line.name in {f"check_{k + 1}" for k in range(len(ledger.lowered.checks))}
    ]
    order = ["sales", "costs", *(instrument.id for instrument in ledger.regime.instruments), "parties"]
    lines = [line for line in ledger.program.lines if line not in checks]
    sections: dict[str, list[Line]] = {"timing": []} if live else {}
    for clause in [*order, *(line.clause for line in lines)]:
        found = [line for line in lines if line.clause == clause]
        if found:
            sections.setdefault(clause, found)
    terms = terms_of(ledger)
    layout = Layout(ledger, terms, inputs, sections, checks, {}, {}, live)
    _place_rows(layout)
    return layout


def _place_rows(layout: Layout) -> None:
    row = HEAD + 1
    for names in layout.inputs.values():
        for name in names:
            row += 1
            layout.rows[name] = (INPUTS, row)
        row += 1
    row = HEAD + 1
    for clause, lines in layout.sections.items():
        names = ["~rest", "~so_far", *_LIVE] if clause == "timing" else [line.name for line in lines]
        for name in names:
            row += 1
            layout.rows[name] = (LEDGER, row)
        row += 1
    row, instrument = HEAD, ""
    for path, term in layout.terms.rows.items():
        row += 1 if term.instrument == instrument else 2
        instrument = term.instrument
        layout.term_rows[path] = row
    for k, line in enumerate(layout.checks):
        layout.rows[line.name] = (BALANCE, FIRST_CHECK + k)


def _input_sections(ledger: Ledger, live: bool) -> dict[str, list[str]]:
    case, given = ledger.case, ledger.program.given
    kinds: Mapping[str, list[str]] = {
        "volumes — 数量": [f"volume_{name}" for name in case.products],
        "prices — 価格": [f"price_{name}" for name in case.products],
        "costs — 費用": list(case.costs),
        "further lines of the case — その他": list(case.other),
        "terms by year — 年により異なる条件": list(ledger.lowered.dated),
        "volumes over the life — 生産の進捗": [] if live else list(_LIVE),
    }
    sections = {"calendar — 暦": ["year", "days"]}
    sections |= {title: [name for name in names if name in given] for title, names in kinds.items()}
    stated = {name for names in sections.values() for name in names}
    rest = [name for name in given if name not in stated and not (live and name in _LIVE)]
    return {title: names for title, names in {**sections, "others — 他": rest}.items() if names}


def _timing_is_of_volumes(ledger: Ledger) -> bool:
    """Whether the lines over the life are those that the volumes of this ledger give; else they stay numbers."""
    volumes = {name: ledger.values[f"volume_{name}"] for name in ledger.case.products}
    made = timing_lines(volumes, ledger.case.main_product)
    return all(np.array_equal(made[name], ledger.values[name]) for name in _LIVE)
