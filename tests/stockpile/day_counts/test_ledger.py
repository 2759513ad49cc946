"""Reading ledgers: YAML and CSV alike, and one sentence for what is wrong."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from sonae.core import Classification, InputError
from sonae.stockpile.day_counts import Period, count_days, read_ledger
from sonae.stockpile.day_counts.ledger import _package_factors

HEAD = "classification: PUBLIC\nas_of: 2023-09-30\nreference: 2022\n"
STOCK = "  - {holder: national, commodity: oil, kind: crude, quantity: 1, unit: kl}\n"


def refused(tmp_path: Path, text: str, name: str = "ledger.yaml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_ledger(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("as_of: x\nreference: 2022\n", "field «as_of»"),
        ("as_of: 2023-09-30\n", "field «reference»: the field is missing"),
        (HEAD.replace("2022", "2022-04"), "the reference is a month"),
        (HEAD.replace("PUBLIC", "OPEN"), "not PUBLIC, INTERNAL or SECRET"),
        (HEAD + "stok: []\n", "field «stok»: the field is not known; known are"),
        (HEAD + "stocks:\n" + STOCK.replace("quantity", "qty"), "field «stocks.0.qty»: the field is not known"),
        (HEAD + "stocks:\n" + STOCK.replace("1,", "-1,"), "field «stocks.0»: a stock is negative"),
        (HEAD + "stocks:\n" + STOCK.replace("quantity: 1, ", ""), "there is no quantity; give a number, 0"),
        (HEAD + "stocks:\n" + STOCK.replace("1,", "true,"), "«true» or «false» stands where a number belongs"),
        (HEAD + "stocks:\n" + STOCK.replace("1,", ".nan,"), "field «stocks.0.quantity»"),
        (HEAD + "stocks:\n" + STOCK.replace("kl", "gallon"), "the unit is not known; expected one of t, kg"),
        (HEAD + "stocks:\n" + STOCK.replace("crude", "petrol"), "the kind of oil is not known"),
        (HEAD + "stocks:\n" + STOCK.replace("oil", "W"), "not measured by volume"),
        (HEAD + "factors: {iea.product_factor: 1.1}\n", "field «factors.iea.product_factor»"),
        (HEAD + "factors: {iea.fudge: {value: 1, source: x}}\n", "the factor iea.fudge is not known"),
        (HEAD + "stocks: [1, 2\n", "this is no readable YAML"),
        ("- 1\n", "the file holds no parameters"),
    ],
)  # fmt: skip
def test_slips_in_yaml(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)


def test_no_sentence_repeats_a_figure(tmp_path: Path) -> None:
    assert "987654" not in refused(tmp_path, HEAD + "stocks:\n" + STOCK.replace("1,", "-987654,"))


def test_products_are_undivided_or_divided(tmp_path: Path) -> None:
    rows = STOCK.replace("crude", "products") + STOCK.replace("crude", "gasoline")
    assert "cannot stand beside «gasoline»" in refused(tmp_path, HEAD + "stocks:\n" + rows)


def test_years_and_months_do_not_mix(tmp_path: Path) -> None:
    row = "  - {flow: imports, commodity: oil, kind: crude, quantity: 1, unit: kl, period: 2022}\n"
    text = HEAD + "flows:\n" + row + row.replace("2022", "2022-04")
    assert "years stand beside months" in refused(tmp_path, text)


CSV = """row,classification,as_of,reference,holder,flow,commodity,kind,period,per,quantity,unit
stock,PUBLIC,2023-09-30,2022,national,,oil,crude,,,4270,万kl
stock,,,,national,,oil,products,,,143,万kl
flow,,,,,net_imports,oil,crude_equivalent,2022,day,32.9857,万kl
"""


def test_a_csv_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(CSV, encoding="utf-8")
    book = read_ledger(path)
    assert book.classification is Classification.PUBLIC
    count = count_days(book).of("iea")
    assert count.days is not None
    assert round(float(count.days), 2) == 116.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("stock,,,,national", "stok,,,,national", "ledger.csv, row 3, field «row»: the row is neither"),
        ("143", "x", "ledger.csv, row 3, field «quantity»"),
        (",day,", ",week,", "ledger.csv, row 4, field «per»"),
        ("stock,,,,national", "stock,SECRET,,,national", "row 3, field «classification»: the rows do not agree"),
        ("holder", "owner", "the column «owner» is not known"),
        ("143,万kl", "143", "ledger.csv, row 3: 11 cells where the header has 12"),
    ],
)
def test_slips_in_csv(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refused(tmp_path, CSV.replace(old, new), "ledger.csv")


def test_a_csv_without_a_label_is_secret(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(CSV.replace("PUBLIC", ""), encoding="utf-8")
    assert read_ledger(path).classification is Classification.SECRET


def test_periods() -> None:
    assert [Period.parse(text).days for text in ("2024", "FY2023", "2024-02", "2023")] == [366, 366, 29, 365]
    assert [str(month) for month in Period.parse("FY2022").months][::11] == ["2022-04", "2023-03"]
    for wrong in ("22", "FY2022-04", "2022-13", "2022/04"):
        with pytest.raises(ValueError, match="this is no period"):
            Period.parse(wrong)


def test_an_overlaid_factor_is_used_and_sourced(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(CSV, encoding="utf-8")
    plain = read_ledger(path)
    own = plain.model_validate(
        {**plain.model_dump(), "factors": {"iea.unavailable": {"value": 0, "source": "survey of tanks"}}}
    )
    first, second = count_days(plain).of("iea"), count_days(own).of("iea")
    assert first.days is not None
    assert second.days == first.days / 9 * 10
    assert "survey of tanks" in second.sources


def test_the_method_page_holds_every_factor() -> None:
    page = (Path(__file__).parents[3] / "docs/method/day-counts.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `((?:iea|eu|japan|metals)\.\w+)` \| ([\d.]+) \|$", page, re.MULTILINE))
    values, sources = _package_factors()
    assert {name: Fraction(text) for name, text in shown.items()} == values
    assert all(len(source) > 20 for source in sources.values())


def test_oil_by_its_japanese_name(tmp_path: Path) -> None:
    path = tmp_path / "ledger.yaml"
    path.write_text(HEAD + "stocks:\n" + STOCK.replace("oil", "石油"), encoding="utf-8")
    assert read_ledger(path).stocks[0].commodity == "oil"
