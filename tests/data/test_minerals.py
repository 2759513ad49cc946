"""The register of minerals; contents recomputed from the formulas with atomic weights of our own copying."""

import datetime as dt
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import UnknownChoiceError
from sonae.data import STAGES, Minerals, read_package_table

REGISTER = Minerals.of_package()

# IUPAC (CIAAW) standard atomic weights 2021, abridged to five figures.
WEIGHTS = {
    "H": 1.0080, "Li": 6.94, "Be": 9.0122, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990,
    "Mg": 24.305, "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Ti": 47.867,
    "V": 50.942, "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Ga": 69.723, "Ge": 72.630, "Se": 78.971,
    "Rb": 85.468, "Sr": 87.62, "Zr": 91.224, "Nb": 92.906, "Mo": 95.95, "Rh": 102.91, "Pd": 106.42, "In": 114.82, "Sb": 121.76,
    "Te": 127.60, "I": 126.90, "Cs": 132.91, "Ba": 137.33, "Hf": 178.49, "Ta": 180.95, "W": 183.84, "Re": 186.21, "Pt": 195.08,
    "Tl": 204.38, "Bi": 208.98,
}  # fmt: skip
TOKEN = re.compile(r"([A-Z][a-z]?)|(\d+)|(\()|(\))")


def atoms(formula: str) -> Counter[str]:
    """Count the atoms of a formula such as «(NH4)10H2W12O42.4H2O»."""
    total: Counter[str] = Counter()
    for part in formula.split("."):
        times = re.match(r"\d*", part)[0]  # type: ignore[index]
        stack: list[Counter[str]] = [Counter()]
        last: Counter[str] = Counter()
        place = len(times)
        while place < len(part):
            match = TOKEN.match(part, place)
            assert match, (formula, part[place:])
            element, number, opened, closed = match.groups()
            if element:
                last = Counter({element: 1})
                stack[-1].update(last)
            elif number:
                stack[-1].update({name: count * (int(number) - 1) for name, count in last.items()})
            elif opened:
                stack.append(Counter())
            elif closed:
                last = stack.pop()
                stack[-1].update(last)
            place = match.end()
        assert len(stack) == 1, formula
        total.update({name: count * int(times or 1) for name, count in stack[0].items()})
    return total


def content_of(element: str, formula: str) -> float:
    counted = atoms(formula)
    return WEIGHTS[element] * counted[element] / sum(WEIGHTS[name] * count for name, count in counted.items())


def test_the_parser_of_formulas() -> None:
    assert atoms("(NH4)10H2W12O42.4H2O") == {"N": 10, "H": 50, "W": 12, "O": 46}
    assert atoms("Bi(NO3)3.5H2O") == {"Bi": 1, "N": 3, "O": 14, "H": 10}
    assert content_of("O", "H2O") == pytest.approx(15.999 / 18.015, abs=1e-5)


FORMULAS = [row for row in read_package_table("stages.csv") if row["basis"] == "stoichiometric"]


@pytest.mark.parametrize("row", FORMULAS, ids=[f"{row['material']}-{row['code']}" for row in FORMULAS])
def test_contents_follow_from_the_formula(row: dict[str, str]) -> None:
    formula = re.search(r"formula ([A-Z(][A-Za-z0-9().]*[A-Za-z0-9)])", row["note"])
    assert formula, "a stoichiometric content names its formula"
    assert float(row["content"]) == pytest.approx(content_of(row["material"], formula[1]), abs=1e-4)


def test_there_are_many_formulas() -> None:
    assert len(FORMULAS) >= 79


@pytest.mark.parametrize("row", [row for row in read_package_table("sheets.csv") if row["basis"] == "stoichiometric"])
def test_contents_of_sheets_follow_from_their_formula(row: dict[str, str]) -> None:
    formula = re.search(r"formula (\S+)", row["source"])[1]  # type: ignore[index]
    assert float(row["content"]) == pytest.approx(content_of(row["material"], formula), abs=1e-4)


def test_contents_are_possible_and_lie_within_their_range() -> None:
    for form in REGISTER.forms:
        assert 0 < form.content_low <= form.content <= form.content_high <= 1, (form.symbol, form.code)
        assert form.source, (form.symbol, form.code)
        assert form.stage in STAGES
        assert 100_000 <= form.code <= 999_999
    for sheet in REGISTER.sheets.values():
        assert 0 < sheet.content <= 1
        assert sheet.unit_to_tonnes in (1.0, 0.001)
        assert sheet.link in ("same", "upstream", "other")


# ---- the list of the ordinance

ORDER = [
    "Li", "Be", "B", "C", "F", "Mg", "Si", "P", "Ti", "V", "Cr", "Mn", "Co", "Ni", "Ga", "Ge", "Se", "Rb", "Sr", "Zr", "Nb", "Mo",
    "PGM", "In", "Sb", "Te", "Cs", "Ba", "REE", "Hf", "Ta", "W", "Re", "Tl", "Bi",
]  # fmt: skip


@given(st.dates(dt.date(2004, 1, 1), dt.date(2030, 12, 31)))
def test_phosphorus_is_the_thirty_fifth_since_14_november_2022(day: dt.date) -> None:
    symbols = [mineral.symbol for mineral in REGISTER.designated(day)]
    if day < dt.date(2022, 11, 14):
        assert symbols == [symbol for symbol in ORDER if symbol != "P"]
        assert len(symbols) == 34
    else:
        assert symbols == ORDER
        assert len(symbols) == 35


def test_the_day_itself_counts() -> None:
    assert len(REGISTER.designated(dt.date(2022, 11, 13))) == 34
    assert len(REGISTER.designated(dt.date(2022, 11, 14))) == 35


def test_every_material_has_exactly_one_main_stage() -> None:
    materials = [material for mineral in REGISTER.register.values() for material in mineral.materials]
    assert len(materials) == len(set(materials)) == 37  # the platinum group is assessed as three
    for material in materials:
        stages = {form.stage for form in REGISTER.forms if form.material == material and form.main_form}
        assert stages == {REGISTER.main_stage(material)}, material


def test_basket_codes_are_never_counted() -> None:
    counted = {
        (form.material, form.code)
        for material in {f.material for f in REGISTER.forms}
        for form in REGISTER.forms_of(material)
    }
    for row in read_package_table("stages.csv"):
        key = (row["material"], int(row["code"]))
        assert (key in counted) == (row["basket"] == "no"), key


def test_one_tonne_is_counted_for_one_mineral_or_the_sharing_is_said() -> None:
    owners: dict[int, set[str]] = {}
    for form in REGISTER.forms:
        if not form.basket:
            owners.setdefault(form.code, set()).add(form.symbol)
    shared = {code: symbols for code, symbols in owners.items() if len(symbols) > 1}
    said = {int(row["code"]): row["shared_with"] for row in read_package_table("stages.csv") if row["shared_with"]}
    assert set(shared) <= set(said)
    assert len({(form.symbol, form.material, form.code) for form in REGISTER.forms}) == len(REGISTER.forms)


def test_what_cannot_be_seen_is_said_in_both_languages() -> None:
    for mineral in REGISTER.register.values():
        assert bool(mineral.unseen) == bool(mineral.unseen_ja), mineral.symbol
    for symbol in ("Ga", "In", "Re", "Hf", "Rb", "Tl", "Cs", "Si", "Sr", "Ge"):
        assert REGISTER.register[symbol].unseen


# ---- finding


@pytest.mark.parametrize("symbol", ORDER)
def test_minerals_are_found_by_symbol_and_by_both_names(symbol: str) -> None:
    mineral = REGISTER.register[symbol]
    for name in (
        symbol,
        symbol.lower(),
        mineral.name_en,
        mineral.name_en.upper(),
        mineral.name_ja,
        f" {mineral.name_ja} ",
    ):
        assert REGISTER.find(name) is mineral, name


def test_a_japanese_name_without_its_brackets() -> None:
    assert REGISTER.find("希土類").symbol == "REE"
    assert REGISTER.find("希土類（レアアース）").symbol == "REE"


@pytest.mark.parametrize(
    ("text", "nearest"), [("Wolfram", ""), ("Tungstan", "Tungsten"), ("Germanum", "Germanium"), ("", ""), ("Au", "")]
)
def test_an_unknown_mineral_offers_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(UnknownChoiceError) as caught:
        REGISTER.find(text)
    assert caught.value.nearest
    assert nearest in ", ".join(caught.value.nearest)


def test_an_unknown_material_has_no_main_stage() -> None:
    with pytest.raises(UnknownChoiceError):
        REGISTER.main_stage("Au")
    assert REGISTER.forms_of("Au") == ()
