"""The page: whole without a network, in two languages, and deaf to hostile names."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sonae.documents import ReviewModel, review_view
from sonae.documents.review_html import review_html

pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("review")]


class Page(HTMLParser):
    """Tags, ids, links and texts of a page."""

    VOID = frozenset({"meta", "input", "br", "img", "link", "hr", "path", "circle", "rect", "line"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.broken: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        if identity := named.get("id"):
            self.ids.append(identity)
        if tag == "a":
            self.links.append(named.get("href") or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)


@pytest.fixture(scope="module")
def text(written: Path) -> str:
    return (written / "review.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_tags_are_closed_and_ids_are_single(page: Page) -> None:
    assert not page.broken
    assert not page.open
    assert len(page.ids) == len(set(page.ids))


def test_nothing_is_loaded_from_anywhere(text: str, page: Page) -> None:
    for tag, attributes in page.tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")
        for name in ("src", "href", "xlink:href", "action", "srcset", "poster"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:")), (tag, value)
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"url\((?!['\"]?(data:|#))", text)
    assert "@import" not in text


def test_the_policy_of_the_page_allows_its_one_script_alone(text: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]


def test_every_mineral_has_an_article_in_each_language(page: Page, review: ReviewModel) -> None:
    for language in ("ja", "en"):
        for item in review.pages:
            assert f"{language}-{item.mineral.symbol}" in page.ids
    assert len(review.pages) == 35


def test_every_link_leads_somewhere(page: Page) -> None:
    assert len(page.links) > 140
    for link in page.links:
        assert link.removeprefix("#") in page.ids


def test_charts_are_drawn_and_named(page: Page) -> None:
    charts = [attributes for tag, attributes in page.tags if tag == "div" and attributes.get("class") == "chart"]
    assert len(charts) == 2 * (6 + 3 * 29)
    assert all(attributes.get("role") == "img" and attributes.get("aria-label") for attributes in charts)
    assert sum(tag == "svg" for tag, _ in page.tags) == len(charts)


def test_the_banner_says_whose_figures_these_are(text: str) -> None:
    assert text.count("公開データによる試算 — not the State") >= 2
    assert 'class="banner secret"' not in text


def stock_sentences(view: dict[str, Any]) -> list[str]:
    """What the stock part says in words: sentences, names of rows, headings, grounds of prices and consumption."""
    stock = view["stock"]
    said = [
        stock["title"],
        stock["lead"],
        *stock["notes"],
        *stock["curve_notes"],
        stock["mineral_note"],
        stock["settings"],
    ]
    said += [row[0] for row in stock["total"]] + [*stock["total_head"], *stock["curve_head"], *stock["mineral_head"]]
    return said + [text for row in stock["bases_rows"] for text in (row[2], row[4])]


def test_japanese_pages_speak_japanese(review: ReviewModel) -> None:
    """A ground, a caption or a bound without a Japanese word was left untranslated."""
    view = review_view(review, "ja")
    said = [note for item in view["minerals"] for note in (item["first_line"], *item["notes"]) if note]
    said += [reason for item in view["not_assessable"] for reason in item["reasons"]]
    said += [*view["key_lines"], *view["method"], view["title"], *stock_sentences(view)]
    assert len(said) > 130
    for sentence in said:
        assert re.search(r"[぀-ヿ一-鿿]", sentence), sentence


def test_english_pages_speak_english(review: ReviewModel) -> None:
    view = review_view(review, "en")
    said = [note for item in view["minerals"] for note in (item["first_line"], *item["notes"]) if note]
    said += [*view["key_lines"], *view["method"], view["title"], *stock_sentences(view)]
    for sentence in said:
        assert not re.search(r"[぀-ヿ一-鿿]", sentence), sentence


def test_hostile_names_stay_text(review: ReviewModel) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"
    first = replace(review.pages[0], mineral=replace(review.pages[0].mineral, name_ja=bad, name_en=bad), notes=(bad,))
    views = {name: review_view(replace(review, pages=(first, *review.pages[1:])), name) for name in ("ja", "en")}
    empty = dict.fromkeys(("days", "factors", "change", "auc", "shortage", "budget"), "")
    blank = {"dependence": "", "waterfall": "", "suppliers": ""}
    drawn = {name: {**empty, "minerals": {p.mineral.symbol: blank for p in review.assessed}} for name in ("ja", "en")}
    text = review_html(views, drawn)  # type: ignore[arg-type]
    assert "alert(1)" in text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "{{7*7}}" in text


def test_the_page_carries_the_letters_it_uses(text: str) -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    packed = re.search(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", text)
    assert packed
    held = TTFont(BytesIO(base64.b64decode(packed[1]))).getBestCmap()
    letters = {ord(letter) for letter in re.sub(r"<style>.*?</style>|<[^>]+>", "", text, flags=re.DOTALL)}
    missing = {chr(letter) for letter in letters if letter not in held and letter > 0x20}
    assert missing <= {"▲"}, missing
