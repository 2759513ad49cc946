"""Words of the portfolio's document: whole in both languages; every sentence of the engines is said in Japanese too."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest

from sonae.core import Finding
from sonae.documents.portfolio.blocks import millions, percent
from sonae.documents.portfolio.names import NAMES
from sonae.documents.portfolio.origins import figures_in
from sonae.documents.portfolio.said import said
from sonae.documents.portfolio.settings_said import setting_name, setting_source
from sonae.documents.portfolio.words import SAID
from sonae.documents.words import LANGUAGES
from sonae.portfolio.review import CAUSES, CRITERIA, DIMENSIONS, RULES, WATCH_RULES, PortfolioReview, review_settings
from tests.documents.portfolio.shared import figures, view
from tests.portfolio.review.facts import reviewed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("portfolio")]

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
# What a Japanese reader meets in Latin letters: files, commands, places, formulas of one letter, and names that are stated so.
TYPED = re.compile(
    r"funding\.yaml|portfolio\.\w+|sonae (?:project|portfolio) explain|--\w+|DIR|charts|EMV|ledgers/|Excel|NPV|PDR|SHA-256|LNG|"
    r"facts:|settings:|review:|ledger:|conditions:|none|agency|receipts|above|funding_rate|Ⅲ|ledger"
)


def parts(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("key", sorted(SAID))
def test_a_word_is_there_in_both_languages_and_takes_the_same_parts(key: str) -> None:
    japanese, english = SAID[key]
    assert japanese
    assert english
    assert parts(japanese) == parts(english)
    assert not JAPANESE.search(english)
    bare = TYPED.sub("", re.sub(r"\{.*?\}", "", japanese))
    assert re.findall(r"[A-Za-z]{3,}", bare) == [], japanese


def test_everything_that_can_be_named_has_a_name() -> None:
    wanted = {"cause": CAUSES, "criterion": CRITERIA, "dimension": DIMENSIONS, "written": RULES, "rule": WATCH_RULES}
    for kind, values in wanted.items():
        assert set(values) <= set(NAMES[kind]), kind


def test_every_threshold_has_a_name_and_a_source_in_japanese() -> None:
    for path, source in review_settings().sources.items():
        for language in LANGUAGES:
            assert setting_name(path, language) != path
        assert JAPANESE.search(setting_source(path, source, "ja")), path
    assert setting_source("pdr.goal", "our own memo", "ja") == "our own memo"


def findings(node: Any) -> Iterator[Finding]:
    if isinstance(node, Finding):
        yield node
    elif hasattr(node, "__dataclass_fields__"):
        for name in node.__dataclass_fields__:
            yield from findings(getattr(node, name))
    elif isinstance(node, dict):
        for value in node.values():
            yield from findings(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from findings(value)


def english_left(sentence: str) -> list[str]:
    """Words of an English sentence that nobody has translated; what stands in «» and names of persons are carried over."""
    left = re.sub(r"「.*?」", "", said(sentence, "ja"))
    return re.findall(r"\b(?:the|is|are|of|not|and|that|was|no|has|for|to)\b", left)


@pytest.mark.parametrize("which", ["demonstration", "scenarios"])
def test_every_sentence_of_the_engines_is_said_in_japanese(which: str) -> None:
    review: PortfolioReview = figures().review if which == "demonstration" else reviewed()
    sentences = {one.because for one in findings(review.cases)} | {one.because for one in findings(review.pdr)}
    sentences |= {one.because for one in findings(review.exposure)} | {one.because for one in findings(review.deficit)}
    for found in review.cases:
        sentences |= {*found.rank.evidence, *found.rank.flags}
        if found.write_down:
            sentences.add(found.write_down.reversal)
    assert len(sentences) > 20
    left = {sentence: english_left(sentence) for sentence in sentences}
    assert {sentence: words for sentence, words in left.items() if words} == {}


def test_every_formula_and_reason_is_said_in_japanese() -> None:
    texts = set()
    for _, node in figures_in(figures().document):
        told = node["columns"].values() if "columns" in node else [node]
        texts |= {one["formula"] for one in told} | {node.get("reason", "")}
    untold = sorted(text for text in texts if text and said(text, "ja") == text)
    assert untold == []


def test_a_sentence_keeps_its_figures() -> None:
    for text in ("what is still to come is worth 44,145,717,599 yen", "«opex» is 3.5% above its plan"):
        for figure in re.findall(r"\d[\d,.]*", text):
            assert figure in said(text, "ja")
    assert said("a new ground", "ja") == "a new ground"
    both = "the net worth of 5 yen is below the cost of 6; an allowance is set up"
    assert said(both, "ja") == "実質価額5円は取得原価6円を下回る。引当金を計上する"


def texts_of(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("o", "id", "c", "key", "kind", "only"):
                yield from texts_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts_of(value)
    elif isinstance(node, str):
        yield node


def test_an_english_reader_meets_no_japanese_word() -> None:
    assert {text for text in texts_of(view("en")["sections"]) if JAPANESE.search(text)} == set()


@pytest.mark.parametrize(
    ("yen", "written"),
    [
        (35_783_563_313, "35,784"),
        (-923_798_363, "−924"),
        (250_000, "0.2"),
        (0, "0"),
        (None, "–"),
        (-9_960_000, "−10.0"),
    ],
)
def test_columns_of_money_hold_million_yen(yen: int | None, written: str) -> None:
    assert millions(yen) == written


def test_shares_are_written_with_a_minus_of_typesetters() -> None:
    assert percent(-0.0432) == "−4.3\N{NO-BREAK SPACE}%"
    assert percent(None) == "–"
