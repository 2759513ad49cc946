"""Words and numbers of the plan document: whole in both languages, and written as a reader expects."""

from __future__ import annotations

import re
import string

import pytest

from sonae.documents import plan_numbers, plan_said, plan_words
from sonae.documents.words import LANGUAGES
from sonae.stockpile.plan import CAUSES_OF_GAP, MineralEntry, demonstration_text, plan_from_text

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
# What a Japanese reader meets in Latin letters: files, fields and commands as they are typed, and the banner.
TYPED = re.compile(
    r"not the State's figures|plan\.xlsx|holdings|tables/holdings\.csv|manifest\.json|METHOD|SHA-256|target_weight|"
    r"price_yen_a_t|sonae stock restore"
)
SAID = sorted(plan_words._SAID)


def parts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", SAID)
def test_a_word_is_there_in_both_languages_and_takes_the_same_parts(key: str) -> None:
    japanese, english = plan_words._SAID[key]
    assert japanese
    assert english
    assert parts(japanese) == parts(english)
    bare = re.sub(r"\{.*?\}", "", japanese)
    assert JAPANESE.search(bare) or not re.search(r"[A-Za-z]", bare), japanese
    assert re.findall(r"[A-Za-z]{3,}", TYPED.sub("", bare)) == [], japanese
    if key not in ("public_banner", "secret_banner"):
        assert not JAPANESE.search(english), english


def test_every_cause_has_a_name_and_a_measure() -> None:
    for name in CAUSES_OF_GAP:
        for language in LANGUAGES:
            for text in (plan_said.cause(name, language), plan_said.measure(name, language)):
                assert bool(JAPANESE.search(text)) == (language == "ja"), text


def test_every_setting_and_field_has_a_name() -> None:
    settings = plan_from_text(demonstration_text(), "demonstration.yaml").settings
    for path in [*settings.sources, *MineralEntry.model_fields]:
        for language in LANGUAGES:
            said = plan_said.parameter(path, language)
            assert said != path, path
            assert bool(JAPANESE.search(said)) == (language == "ja"), said


@pytest.mark.parametrize(
    "text",
    [
        "production + imports − exports, five-year mean",
        "imports: exports are larger than imports and production",
        "stated in the plan",
        "stand-in: net imports of the forms that can be seen",
        "stand-in: imports of the forms that can be seen",
        "stand-in: 3.3% of world production, the importer's median share of the other minerals",
        "unit value of imports, metal, mean of 3 years (stand-in for a quotation)",
        "unit value of world trade, ore, mean of 3 years (stand-in for a quotation)",
        "unit value of imports, another stage, mean of 3 years (stand-in for a quotation)",
        "unit value of world trade, another stage, mean of 3 years (stand-in for a quotation)",
        "unit value of a code that holds other goods too, mean of 3 years (stand-in for a quotation)",
        "nothing stands in for its consumption: neither imports nor world production can be seen",
        "no price: no trade of any form is recorded; state price_yen_a_t",
        "3505 rows and 2465 columns hold, largest violation 8.9e-12",
        "objective counted again: 77,535.550 million yen",
        "bill of the lots 39,999.2 of 40,000.0 million yen; at most 10 tenders in a month",
    ],
)
def test_sentences_of_the_engine_are_said_in_japanese(text: str) -> None:
    said = plan_said.basis(text, "ja")
    assert JAPANESE.search(said), said
    assert re.findall(r"[A-Za-z]{3,}", TYPED.sub("", said)) == [], said
    for figure in re.findall(r"\d[\d,.]*", text):
        assert figure in said
    assert plan_said.basis(text, "en") == text


def test_a_sentence_nobody_translated_stays_as_it_is() -> None:
    assert plan_said.basis("a new ground", "ja") == "a new ground"


@pytest.mark.parametrize(
    ("million", "japanese", "english"),
    [
        (40_000, "400億円", "40.0 billion yen"),
        (5_653.08, "56.5億円", "5.65 billion yen"),
        (350, "3.50億円", "350 million yen"),
        (99.4, "99.4百万円", "99.4 million yen"),
        (0.2, "0.20百万円", "0.20 million yen"),
        (1_234_567, "1.23兆円", "1,235 billion yen"),
        (-5_653.08, "-56.5億円", "-5.65 billion yen"),
        (0, "0.00百万円", "0.00 million yen"),
    ],
)
def test_money_is_written_in_the_reader_s_units(million: float, japanese: str, english: str) -> None:
    assert plan_numbers.money(million, "ja") == japanese
    assert plan_numbers.money(million, "en") == english


def test_columns_of_money_hold_one_unit() -> None:
    assert plan_numbers.amount(40_000, "ja") == "400.0"
    assert plan_numbers.amount(40_000, "en") == "40.00"
    assert plan_numbers.amount(-0.001, "ja") == "0.0"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0 %"), (0.001, 0, "<0.5 %"), (0.999, 0, ">99.5 %"), (1, 0, "100 %"), (0.0671, 1, "6.7 %"), (0.0001, 1, "<0.05 %"),
    ],
)  # fmt: skip
def test_a_trace_is_no_zero_and_nearly_all_is_not_all(value: float, digits: int, text: str) -> None:
    assert plan_numbers.share(value, digits).replace("\N{NO-BREAK SPACE}", " ") == text


def test_months_and_years() -> None:
    assert plan_numbers.month("2030-03", "ja") == "2030年3月"
    assert plan_numbers.month("2030-03", "en") == "Mar 2030"
    assert plan_numbers.column_month("2025-12", "ja") == "12月"
    assert plan_numbers.column_month("2025-12", "en") == "Dec"
    assert plan_numbers.year(2025, "ja") == "2025年度"
    assert plan_numbers.year(2025, "en") == "FY2025"


def test_long_text_gives_way_in_print() -> None:
    block = plan_numbers.table(["a", "b", "c"], [["x", "y" * 60, "1"]], right=(2,), fill=(0,))
    assert block["fill"] == [0, 1]
    assert plan_numbers.table(["a", "b"], [["x", "9" * 60]], right=(1,))["fill"] == []
