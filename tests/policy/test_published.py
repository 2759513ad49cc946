"""Published figures: each stands in the data as document 001 and 000 print it, with its line; bad files are refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.policy import indicator, published_indicators, settings
from sonae.policy.indicators import read_indicators

# From document 001 (white paper) and document 000 (evaluation of FY2023), read by hand: value and line.
ACTUALS = {
    ("oil-gas-self-development", 2023): (Fraction("0.372"), "001:405"),
    ("coal-self-development", 2023): (Fraction("0.432"), "001:407"),
    ("base-metal-self-sufficiency", 2022): (Fraction("0.377"), "001:407,409"),
    ("seismic-survey-area", 2023): (Fraction(20798), "001:731"),
    ("seismic-survey-area", 2024): (Fraction(20798 + 7100), "001:731,733"),
    ("supply-plans-certified", 2024): (Fraction(5), "001:332"),
    ("circular-partners-members", 2024): (Fraction(650), "001:1063,1065"),
}
UNDATED = {
    "crude-middle-east": (Fraction("0.9"), "about", "001:109"),
    "gas-middle-east": (Fraction("0.1"), "under", "001:111"),
    "coal-australia-indonesia": (Fraction("0.8"), "about", "001:222,224"),
    "dissolved-gas-share": (Fraction("0.2"), "about", "001:751"),
    "iodine-world-share": (Fraction("0.3"), "about", "001:753"),
    "minerals-partnership-members": (Fraction(15), "exact", "001:340"),
}
TARGETS = {
    "oil-gas-self-development": {(2030, "0.5", "reach", "000"), (2030, "0.5", "reach", "001"), (2040, "0.6", "reach", "001")},
    "coal-self-development": {(2030, "0.6", "keep", "000"), (2040, "0.6", "keep", "001")},
    "base-metal-self-sufficiency": {(2030, "0.8", "reach", "000"), (2030, "0.8", "reach", "001"), (2050, "1", "equal", "001")},
    "seismic-survey-area": {(2028, "50000", "reach", "001")},
}  # fmt: skip
# Series of METI, FY2009 to FY2022, in per cent.
METI = [23.1, 23.5, 22.6, 22.1, 23.3, 24.7, 27.2, 27.4, 26.6, 29.4, 34.7, 40.6, 40.1, 33.4]


@pytest.mark.parametrize(("place", "printed"), ACTUALS.items())
def test_an_actual_is_what_the_document_prints(place: tuple[str, int], printed: tuple[Fraction, str]) -> None:
    seen = next(one for one in indicator(place[0]).observations if one.year == place[1])
    assert (seen.value, seen.label) == printed


@pytest.mark.parametrize(("name", "printed"), UNDATED.items())
def test_a_rounded_figure_says_how_it_is_rounded(name: str, printed: tuple[Fraction, str, str]) -> None:
    (seen,) = indicator(name).observations
    assert seen.year is None
    assert (seen.value, seen.sense, seen.label) == printed
    assert indicator(name).last is None


@pytest.mark.parametrize(("name", "printed"), TARGETS.items())
def test_targets_are_those_of_both_documents(name: str, printed: set[tuple[int, str, str, str]]) -> None:
    found = {(one.year, one.value, one.aim, one.document) for one in indicator(name).targets}
    assert found == {(year, Fraction(value), aim, paper) for year, value, aim, paper in printed}


def test_only_these_indicators_have_targets_and_every_figure_is_accounted_for() -> None:
    known = published_indicators().indicators
    assert {name for name, one in known.items() if one.targets} == set(TARGETS)
    own = {(name, seen.year) for name, one in known.items() for seen in one.observations if seen.document == "001"}
    assert own == set(ACTUALS) | {(name, None) for name in UNDATED}


def test_the_series_of_the_ministry_is_whole() -> None:
    seen = {one.year: one.value for one in indicator("oil-gas-self-development").observations}
    assert [seen[2009 + i] for i in range(len(METI))] == [Fraction(str(value)) / 100 for value in METI]


def test_the_share_of_multi_year_contracts_is_said_to_be_unpublished() -> None:
    one = indicator("multi-year-coal-contracts")
    assert one.observations == ()
    assert one.last is None
    assert one.unpublished is not None
    assert one.unpublished.label == "001:280,282,284"


def test_words_and_numbers() -> None:
    one = indicator("oil-gas-self-development")
    assert one.text(Fraction("0.372")) == "37.2%"
    assert one.text(Fraction("0.46265")) == "46.27%"  # half up
    assert one.text(Fraction(1, 10), "under", "ja") == "10%弱"
    assert indicator("seismic-survey-area").text(Fraction(20798), "about", "en") == "about 20,798 km²"
    assert (one.year_label(2023, "ja"), one.year_label(2023, "en")) == ("2023年度", "FY2023")
    assert one.year_label(None, "en") == "year not stated"
    assert one.definition is not None
    assert one.definition.formula("en").count("domestic production") == 2


def test_an_unknown_indicator_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownChoiceError, match="oil-gas-self-development"):
        indicator("oil-gas")


GOOD = """
documents: {d: {ja: 文書, en: paper}}
indicators:
  x:
    ja: 指標
    en: indicator
    unit: share
    years: fiscal
    better: higher
    observations: [{year: 2023, value: "0.5", document: d, lines: [1]}]
    targets: [{year: 2030, value: "0.6", aim: reach, document: d, ja: 計画, en: plan}]
"""


@pytest.mark.parametrize(
    ("found", "instead", "said"),
    [
        ('value: "0.5"', 'value: "half"', "indicators.x.observations.0.value»: a number is written as 37.2"),
        ("document: d, lines", "document: e, lines", "x names the document «e», which is not listed"),
        ("aim: reach", "aim: hope", "indicators.x.targets.0.aim"),
        ("better: higher", "better: higher\n    colour: red", "indicators.x.colour»: there is no such field"),
        ("lines: [1]", 'lines: [1], sum: ["0.1", "0.2"]', "the value is not the sum of its parts"),
        ("lines: [1]}]", 'lines: [1]}, {year: 2023, value: "0.4", document: d}]', "x states a year twice"),
        ("year: 2030", "year: 12", "indicators.x.targets.0.year"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(found: str, instead: str, said: str) -> None:
    assert read_indicators(GOOD, "own.yaml").indicators["x"].id == "x"
    assert found in GOOD
    with pytest.raises(InputError) as refused:
        read_indicators(GOOD.replace(found, instead), "own.yaml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("own.yaml")
    assert "\n" not in str(refused.value)


def test_the_page_of_the_files_holds_every_setting_and_term() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "national-indicators.md").read_text(encoding="utf-8")
    for name, setting in settings().items():
        marked = " (assumed)" if setting.assumed else ""
        assert f"| `{name}` | {float(setting.value):.6g} | {setting.source}{marked} |" in page
    for one in published_indicators().indicators.values():
        for term in one.definition.terms if one.definition else ():
            assert f"`{term}`" in next(line for line in page.splitlines() if line.startswith(f"| `{one.id}`"))
