"""The workbook of a ledger: its formulas, worked out apart from Sonae, give the ledger, also when a number is changed."""

from __future__ import annotations

import copy
import dataclasses
import stat
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from sonae.core import InputError, SonaeError
from sonae.documents import write_ledger_workbook
from sonae.economics.ledger import Ledger, evaluate_case
from sonae.economics.regimes import Regime, load_regime, regimes
from tests.documents.ledger_cases import case_of, case_tree, conditions_for, every_instrument, ledger_of
from tests.documents.workbook_evaluator import Cell, Evaluator

pytestmark = pytest.mark.slow

FIRST = 7
"""Column of the first period, from 1."""
BY_YEAR = [regime.id for regime in regimes() if regime.period == "year"]
QUICK = ("imf-fari-psc", "irq-tsc-2009", "nor-shelf-2022")
FORMULA = ("=", "+", "-", "@", "\t")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger")


def opened(path: Path, **options: bool) -> Any:
    """Open a workbook with what its formulas say, or with ``data_only`` the values beside them."""
    return openpyxl.load_workbook(path, **options)


@cache
def rows_of(path: Path) -> dict[str, tuple[str, int]]:
    """Sheet and row of every line, by the name in the first column of the sheets that hold lines."""
    book = opened(path)
    return {
        str(row[0].value): (name, row[0].row)
        for name in ("inputs", "ledger", "balance")
        for row in book[name].iter_rows(min_row=5)
        if row[0].value is not None
    }


def terms_of(path: Path) -> dict[str, Cell]:
    """Cells of the terms that may be changed, by name."""
    sheet = opened(path)["terms"]
    return {
        str(name.value): (sheet.title, name.row, 2)
        for name, value, *_ in sheet.iter_rows(min_row=5)
        if isinstance(value.value, int | float)
    }


def lines_of(book: Evaluator, path: Path, ledger: Ledger) -> Iterator[tuple[str, list[float]]]:
    """Every line of the ledger as the workbook works it out."""
    for name in ledger.values:
        sheet, row = rows_of(path)[name]
        yield name, [book.value((sheet, row, FIRST + t)) for t in range(ledger.grid.count)]


def assert_same(book: Evaluator, path: Path, ledger: Ledger) -> None:
    for name, values in lines_of(book, path, ledger):
        scale = np.maximum(1.0, np.abs(ledger.values[name]))
        assert (np.abs(np.asarray(values) - ledger.values[name]) <= 1e-9 * scale).all(), name


@pytest.fixture(scope="module")
def every(folder: Path) -> tuple[Ledger, Path]:
    ledger, path = ledger_of(every_instrument(), folder), folder / "every.xlsx"
    write_ledger_workbook(ledger, path)
    return ledger, path


# Worked out from inputs and terms alone


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in BY_YEAR],
)
def test_a_workbook_recomputes_the_ledger_of_every_regime(name: str, tmp_path: Path) -> None:
    ledger, path = ledger_of(load_regime(name), tmp_path), tmp_path / f"{name}.xlsx"
    write_ledger_workbook(ledger, path)
    book = Evaluator(path)
    assert_same(book, path, ledger)
    assert book.value(("balance", 3, 2)).startswith("balances")
    written = {cell[0] for cell in book.cells if book.is_formula(cell)}
    assert written >= {"ledger", "balance", "card"}
    given = [cell for cell in book.cells if cell[0] == "inputs" and cell[2] >= FIRST and cell[1] > 4]
    assert given
    assert not any(book.is_formula(cell) for cell in given)


def test_most_regimes_go_by_the_year() -> None:
    assert len(BY_YEAR) >= 20


def test_a_workbook_recomputes_every_instrument(every: tuple[Ledger, Path]) -> None:
    ledger, path = every
    book = Evaluator(path)
    assert_same(book, path, ledger)
    for line in ledger.program.lines:
        sheet, row = rows_of(path)[line.name]
        assert all(book.is_formula((sheet, row, FIRST + t)) for t in range(ledger.grid.count)), line.name


def test_values_beside_formulas_are_ours(every: tuple[Ledger, Path]) -> None:
    """For readers that do not work formulas out; every number that is no line, too: totals, factors, present values."""
    ledger, path = every
    shown = opened(path, data_only=True)
    for name, values in ledger.values.items():
        sheet, row = rows_of(path)[name]
        cells = [shown[sheet].cell(row, FIRST + t).value for t in range(ledger.grid.count)]
        assert cells == pytest.approx(values.tolist(), rel=1e-15, abs=0), name
    book, counted = Evaluator(path), 0
    for cell in [cell for cell in book.cells if book.is_formula(cell)]:
        cached, worked = shown[cell[0]].cell(cell[1], cell[2]).value, book.value(cell)
        if isinstance(worked, str):
            assert cached == worked
        else:
            assert cached == pytest.approx(worked, rel=1e-9, abs=1e-9), cell
        counted += 1
    assert counted > 2_000


# A number changed


def stated(regime: Regime, path: str, value: float) -> Regime:
    """The regime with one field changed, named as on the sheet of terms."""
    tree = copy.deepcopy(regime.model_dump())
    clause, *steps = path.split(".")
    owner: Any = next(one for one in tree["instruments"] if one["id"] == clause)
    *steps, last = steps
    for step in steps:
        if isinstance(owner, list | tuple):
            owner = owner[int(step) - 1] if step.isdigit() else next(x for x in owner if x["name"] == step)
        else:
            if step == "bands":
                owner["bands"] = [list(band) for band in owner["bands"]]
            owner = owner[step]
    place = {"upper": 0, "rate": 1}[last] if isinstance(owner, list) else last
    owner[place] = value
    return Regime.model_validate(tree)


def changed(value: float) -> float:
    if value in (2.0, 3.0, 2027.0):  # periods and years are whole
        return value + 1
    return value * 0.9 if value else 0.05


@pytest.mark.slow
def test_a_changed_term_changes_the_ledger_as_the_engine_does(every: tuple[Ledger, Path], folder: Path) -> None:
    """Every stated number of every instrument in turn."""
    ledger, path = every
    book, moved, refused = Evaluator(path), set(), set()
    terms = {name: cell for name, cell in terms_of(path).items() if ".share_of_period." not in name}
    for name, cell in terms.items():
        new = changed(float(book.cells[cell]))
        try:
            other = ledger_of(stated(ledger.regime, name, new), folder)
        except (InputError, SonaeError, ValueError):
            refused.add(name)
            continue
        book.change({cell: new})
        assert_same(book, path, other)
        assert book.value(("balance", 3, 2)).startswith("balances")
        if any(not np.array_equal(other.values[line], values) for line, values in ledger.values.items()):
            moved.add(name)
    # A pool whose costs expire and a party that carries nothing bear no interest: the engine refuses these.
    assert refused == {
        "cost_oil.classes.fast.interest", "cost_oil.classes.slow.interest", "late.carry_interest", "late.repaid_from",
    }  # fmt: skip
    assert len(terms) > 60
    assert terms.keys() - refused == moved


def test_a_royalty_moves_what_follows_from_it_and_nothing_else(tmp_path: Path) -> None:
    ledger, path = ledger_of(load_regime("wbg-psc-example"), tmp_path), tmp_path / "a.xlsx"
    write_ledger_workbook(ledger, path)
    book = Evaluator(path)
    before = dict(lines_of(book, path, ledger))
    book.change({terms_of(path)["royalty.rate"]: 0.2})
    after = dict(lines_of(book, path, ledger))
    moved = {name for name in before if before[name] != after[name]}
    assert moved >= {"royalty", "profit_oil", "profit_oil_contractor", "tax", "net_contractor", "net_government"}
    assert not moved & {"revenue", "costs", "royalty_base", "cost_oil", "cost_oil_unrecovered", "price_oil"}
    assert after["royalty"] == pytest.approx(0.2 * ledger.line("revenue"), rel=1e-12)


def test_a_changed_input_changes_the_ledger_as_the_engine_does(every: tuple[Ledger, Path], folder: Path) -> None:
    """Also what volumes say of the life of the field: first production, the share of the rest, the share produced."""
    ledger, path = every
    tree = case_tree(ledger.regime, "regime.yaml")
    changes: Mapping[tuple[str, int], float] = {("volume_oil", 1): 0.5, ("volume_oil", 6): 11.0, ("capex", 2): 99.0}
    tree["products"]["oil"]["volume"] |= {2027: 0.5, 2032: 11.0}
    tree["costs"]["capex"]["values"][2028] = 99.0
    ledger_of(ledger.regime, folder)  # leaves the file of the regime
    other = evaluate_case(case_of(tree), conditions_for("USD"), folder=folder)
    rows = rows_of(path)
    book = Evaluator(path, {(rows[name][0], rows[name][1], FIRST + t): value for (name, t), value in changes.items()})
    assert_same(book, path, other)
    assert other.line("periods_of_production")[1] == 1.0


def test_a_term_by_year_is_an_input(every: tuple[Ledger, Path]) -> None:
    ledger, path = every
    sheet, row = rows_of(path)["tax_rate"]
    assert sheet == "inputs"
    book = Evaluator(path)
    tax = [book.value((*rows_of(path)["tax"], FIRST + t)) for t in range(ledger.grid.count)]
    book.change({(sheet, row, FIRST + t): 0.0 for t in range(ledger.grid.count)})
    least = [book.value((*rows_of(path)["tax"], FIRST + t)) for t in range(ledger.grid.count)]
    assert least == pytest.approx(ledger.line("tax_minimum").tolist())
    assert sum(tax) > sum(least)


# Balance and value


def test_present_values_are_those_of_the_condition_set(every: tuple[Ledger, Path]) -> None:
    ledger, path = every
    book, rows = Evaluator(path), rows_of(path)
    applied = [name for name, rate in ledger.conditions.discount.items() if rate.currency == "USD"]
    assert len(applied) == 3
    for purpose in applied:
        factors = ledger.conditions.discount_factors(purpose, ledger.grid, ledger.money)
        for party in ledger.lowered.parties:
            worth = book.value((*rows[f"NPV of {party} at «{purpose}»"], FIRST - 1))
            assert worth == pytest.approx(float(factors @ ledger.net(party)), rel=1e-9, abs=1e-9)
    sheet, row = rows["factor «test_yearly»"]
    book.change({(sheet, row, 3): 0.0})
    worth = book.value((*rows["NPV of government at «test_yearly»"], FIRST - 1))
    assert worth == pytest.approx(ledger.net("government").sum())
    refused = opened(path)["balance"].cell(rows["factor «funding»"][1], 4).value
    assert "not applied" in refused
    assert "JPY" in refused


def test_a_cell_typed_over_shows_where_the_balance_breaks(every: tuple[Ledger, Path]) -> None:
    ledger, path = every
    book, (sheet, row) = Evaluator(path), rows_of(path)["net_government"]
    book.changed[sheet, row, FIRST + 4] = 1.0
    assert "DOES NOT BALANCE" in book.value(("balance", 3, 2))
    assert "DOES NOT BALANCE" in book.value(("card", *card_cell(path, "balance")))
    fails = rows_of(path)["a check fails: 1"][1]
    assert [book.value(("balance", fails, FIRST + t)) for t in range(ledger.grid.count)].index(1) == 4
    marked = opened(path)["balance"].conditional_formatting
    assert {f"G7:{'V'}{6 + len(ledger.lowered.checks)}", f"F{fails}:V{fails}", "B3"} <= {str(x.sqref) for x in marked}


def card_cell(path: Path, label: str) -> tuple[int, int]:
    """Row and column of the English value of a label on the card."""
    for row in opened(path)["card"].iter_rows(min_row=5):
        if row[2].value == label:
            return row[3].row, 4
    raise AssertionError(label)


# What else it says


def test_the_card_says_what_the_numbers_stand_on(every: tuple[Ledger, Path]) -> None:
    ledger, path = every
    sheet = opened(path)["card"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for language, at in (("ja", 0), ("en", 2)):
        assert [list(pair) for pair in ledger.card.pairs(language)] == [
            row[at : at + 2] for row in cells[1 : 1 + len(ledger.card.pairs(language))]
        ]
    texts = {text for row in cells for text in row if text}
    assert {ledger.case.sha256, ledger.regime.sha256, ledger.conditions.sha256} <= texts
    assert {"cost_oil.classes.fast.eligible", "nothing was opened", "PUBLIC", "公開"} <= texts
    assert any("made up for a test; here (opened 2026-11-22" in text for text in texts)


def test_lines_stand_with_unit_parties_clause_and_formula(every: tuple[Ledger, Path]) -> None:
    _, path = every
    book = opened(path)
    sheet, row = rows_of(path)["ftp_government"]
    cells = [book[sheet].cell(row, column).value for column in range(1, 6)]
    assert cells[:3] == ["ftp_government", "USD", "contractor → government"]
    assert "a tenth" in cells[3]
    assert cells[4] == "ftp − ftp_contractor"
    term = next(row for row in book["terms"].iter_rows(values_only=True) if row[0] == "cost_oil.classes.fast.eligible")
    assert term[1:] == (0.9, "two pools", "made up for a test; here", "nothing was opened")


def test_sheets_are_frozen_grouped_and_print(every: tuple[Ledger, Path]) -> None:
    ledger, path = every
    book = opened(path)
    assert book.sheetnames == ["card", "inputs", "terms", "ledger", "balance"]
    for sheet in book:
        assert sheet.freeze_panes == "B5"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$4:$4"
        assert sheet["A1"].value == "公開データによる試算 — not the State's figures; 架空の事例 — a fictional project"
        assert sheet["A5"].font.name == "Yu Gothic"
    page = book["ledger"]
    assert [cell.value for cell in page[4]][FIRST - 1 :] == ledger.grid.labels()
    assert page.column_dimensions["D"].outlineLevel == 1
    assert page.row_dimensions[rows_of(path)["ftp"][1]].outlineLevel == 1
    assert page.cell(rows_of(path)["revenue"][1], FIRST).number_format.startswith("#,##0;")


# Texts, labels and limits

HOSTILE = ['=HYPERLINK("http://example.test","x")', "+1+1", "-2", "@SUM(A1)", "\t=1+1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str, tmp_path: Path) -> None:
    regime = load_regime("wbg-psc-example")
    tree = regime.model_dump()
    tree["instruments"][0] |= {"clause": text, "assumed": {"rate": text}}
    tree |= {"name_en": text, "notes": [text], "sources": {"note8": {**tree["sources"]["note8"], "title": text}}}
    ledger = ledger_of(Regime.model_validate(tree), tmp_path, name_ja=text, name_en=text, region=text)
    path = tmp_path / "a.xlsx"
    write_ledger_workbook(ledger, path)
    found = 0
    for sheet in opened(path):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and text in cell.value:
                    assert cell.data_type == "s"
                    found += 1
                    if cell.value.startswith(FORMULA):
                        assert cell.quotePrefix
    assert found >= 5
    assert_same(Evaluator(path), path, ledger)


@pytest.mark.parametrize(
    ("label", "mode", "banner"),
    [("public", 0o644, "公開データ"), ("internal", 0o600, "INTERNAL — 部内限り"), ("secret", 0o600, "SECRET — 秘")],
)
def test_what_is_not_public_is_for_its_owner_alone(label: str, mode: int, banner: str, tmp_path: Path) -> None:
    ledger, path = ledger_of(load_regime("wbg-psc-example"), tmp_path, classification=label), tmp_path / "a.xlsx"
    path.write_text("older", encoding="utf-8")
    write_ledger_workbook(ledger, path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    for sheet in opened(path):
        assert banner in sheet["A1"].value
        assert banner in sheet.oddHeader.left.text


def test_a_formula_longer_than_a_cell_is_refused_with_its_line(tmp_path: Path) -> None:
    """Each ratio writes what it divides by twice."""
    tree = load_regime("wbg-psc-example").model_dump()
    long = "revenue"
    for _ in range(20):
        long = f"ratio(1, 1 + {long}, 0)"
    tree["instruments"][0]["base"] = long
    ledger = ledger_of(Regime.model_validate(tree), tmp_path)
    with pytest.raises(InputError, match=r"case.yaml, field «royalty»: the line «royalty_base» of 2026 .* 8,191"):
        write_ledger_workbook(ledger, tmp_path / "a.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["regime.yaml"]


def test_a_formula_nested_deeper_than_excel_reads_is_refused(tmp_path: Path) -> None:
    tree = load_regime("wbg-psc-example").model_dump()
    tree["instruments"][0]["base"] = f"max({', '.join(['revenue'] * 70)})"
    ledger = ledger_of(Regime.model_validate(tree), tmp_path)
    with pytest.raises(InputError, match=r"«royalty_base» of 2026 .* more than 64 deep"):
        write_ledger_workbook(ledger, tmp_path / "a.xlsx")


@pytest.mark.parametrize(("mode", "count"), [("whole", 100), ("linear", 60), ("marginal", 100)])
def test_a_long_scale_fits(mode: str, count: int, tmp_path: Path) -> None:
    tree = load_regime("wbg-psc-example").model_dump()
    bands: list[list[float | None]] = [[60.0 + 25 * k / count, 0.001 * k] for k in range(1, count + 1)]
    if mode != "linear":
        bands[-1][0] = None
    scale = {"driver": "price_oil", "bands": bands, "mode": mode, "lag": 0, "ratchet": False}
    tree["instruments"][0]["rate"] = {"scale": scale}
    ledger, path = ledger_of(Regime.model_validate(tree), tmp_path), tmp_path / "a.xlsx"
    write_ledger_workbook(ledger, path)
    assert_same(Evaluator(path), path, ledger)
    assert len(set(ledger.line("royalty_rate").round(9))) > 10


def test_lines_over_the_life_that_volumes_do_not_give_stay_numbers(tmp_path: Path) -> None:
    """Such as those of a scenario in which reserves turn out otherwise than volumes say."""
    ledger, path = ledger_of(every_instrument(), tmp_path), tmp_path / "a.xlsx"
    given = {name: ledger.values[name] for name in ledger.program.given}
    given["share_of_rest"] = given["share_of_rest"] * 0.5
    other = dataclasses.replace(ledger, values=ledger.program.run(given, ledger.grid.count))
    write_ledger_workbook(other, path)
    assert rows_of(path)["share_of_rest"][0] == "inputs"
    assert_same(Evaluator(path), path, other)


def test_another_ending_is_refused(every: tuple[Ledger, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.xls is no name of a workbook"):
        write_ledger_workbook(every[0], tmp_path / "a.xls")
    assert not list(tmp_path.iterdir())
