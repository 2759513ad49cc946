"""``plan.html`` in a browser without a network: nothing is cut or runs over, on a desk and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from sonae.documents.words import LANGUAGES
from tests.browser.conftest import FLAGS
from tests.conftest import CHROMIUM
from tests.documents.plan_shared import written
from tests.documents.test_plan_view import SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("plan")]

SEEN = [(language, width) for language in LANGUAGES for width in (1280, 390)]
EACH = pytest.mark.parametrize(("language", "width"), SEEN)


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield made
    made.close()


def opened(browser: Browser, width: int, *, scripts: bool = True) -> tuple[Page, list[str], list[str]]:
    """A page with what it asked for and complained about."""
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((written() / "plan.html").as_uri())
    return page, asked, said


def each(page: Page, selector: str, look: str) -> list[Any]:
    found: list[Any] = page.evaluate(
        f"s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).map(e => {look})", selector
    )
    return found


@EACH
def test_nothing_runs_over_and_nothing_is_asked_for(browser: Browser, language: str, width: int) -> None:
    page, asked, said = opened(browser, width)
    page.click(f"label[for=to-{language}]")
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith("data:")] == [page.url]
    assert said == []
    shown = each(page, "main section", "e.id")
    assert shown == [f"{language}-{key}" for key in SECTIONS]
    assert min(each(page, "main .chart svg", "e.getBoundingClientRect().height")) > 40
    # A table that is wider than the page scrolls in its own box.
    wide = each(page, "main table", "[e.getBoundingClientRect().width, getComputedStyle(e.parentElement).overflowX]")
    assert all(size <= width or overflow == "auto" for size, overflow in wide)


@EACH
def test_no_word_of_a_chart_is_cut(browser: Browser, language: str, width: int) -> None:
    page, _, _ = opened(browser, width)
    page.click(f"label[for=to-{language}]")
    cut = """(() => { const box = e.ownerSVGElement.getBoundingClientRect(), own = e.getBoundingClientRect();
        return own.left >= box.left - 1 && own.right <= box.right + 1 && own.top >= box.top - 1 && own.bottom <= box.bottom + 1
            ? "" : e.textContent; })()"""
    assert [text for text in each(page, "main .chart svg text", cut) if text] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_switch_and_the_contents_need_no_script(browser: Browser, scripts: bool) -> None:
    page, _, _ = opened(browser, 1280, scripts=scripts)
    for language, other in (("en", "ja"), ("ja", "en")):
        page.click(f"label[for=to-{language}]")
        assert page.is_visible(f"main.in-{language} h1")
        assert not page.is_visible(f"main.in-{other} h1")
        page.click(f"main.in-{language} .toc a[href='#{language}-certificate']")
        box = page.locator(f"#{language}-certificate").bounding_box()
        assert box
        assert box["y"] < 200
    assert bool(page.locator("main.in-ja table.sortable thead button").count()) is scripts


def test_an_english_reader_meets_no_japanese_word(browser: Browser) -> None:
    page, _, _ = opened(browser, 1280)
    page.click("label[for=to-en]")
    text = page.inner_text("main.in-en")
    left = {line for line in text.splitlines() if re.search(r"[぀-ヿ一-鿿]", line)}
    assert {line for line in left if "試算" not in line and "小さな計画" not in line} == set()


def test_a_click_sorts_minerals_by_their_shortage(browser: Browser) -> None:
    page, _, _ = opened(browser, 1280)
    table = page.locator("#ja-shortage table.sortable")
    before = table.locator("tbody th").all_inner_texts()
    table.locator("thead button").nth(1).click()
    values = [float(text) for text in table.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    assert sorted(before) == sorted(table.locator("tbody th").all_inner_texts())


def test_paper_shows_what_is_folded(browser: Browser) -> None:
    page, _, _ = opened(browser, 1280)
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert each(page, "main.in-ja .toc", "1") == []
