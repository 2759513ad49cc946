"""``portfolio.html`` in a browser without a network: nothing is cut or runs over, on a desk and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from sonae.documents.words import LANGUAGES
from tests.browser.conftest import FLAGS
from tests.conftest import CHROMIUM
from tests.documents.portfolio.shared import figures, written

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portfolio")]

EACH = pytest.mark.parametrize(("language", "width"), [(one, width) for one in LANGUAGES for width in (1280, 390)])


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield made
    made.close()


def opened(browser: Browser, width: int, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """The page, with what it complained about."""
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((written() / "portfolio.html").as_uri())
    return page, said


def each(page: Page, selector: str, look: str) -> list[Any]:
    found: list[Any] = page.evaluate(
        f"s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).map(e => {look})", selector
    )
    return found


@EACH
def test_nothing_runs_over_and_no_word_of_a_chart_is_cut(browser: Browser, language: str, width: int) -> None:
    page, said = opened(browser, width)
    page.click(f"label[for=to-{language}]")
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    wide = each(page, "main table", "[e.getBoundingClientRect().width, getComputedStyle(e.parentElement).overflowX]")
    assert all(size <= width or overflow == "auto" for size, overflow in wide)
    cut = """(() => { const box = e.ownerSVGElement.getBoundingClientRect(), own = e.getBoundingClientRect();
        return own.left >= box.left - 1 && own.right <= box.right + 1 && own.top >= box.top - 1 && own.bottom <= box.bottom + 1
            ? "" : e.textContent; })()"""
    assert [text for text in each(page, "main .chart svg text", cut) if text] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_figure_leads_to_its_origin(browser: Browser, scripts: bool) -> None:
    page, _ = opened(browser, 1280, scripts=scripts)
    ratio = figures().review.pdr.ratio.value
    assert ratio is not None
    figure = page.locator("#ja-summary a.o", has_text=f"{float(ratio):.3f}").first
    target = str(figure.get_attribute("href"))
    assert "÷" in str(figure.get_attribute("title"))
    figure.click()
    row = page.locator(target)
    assert row.is_visible()
    assert "pdr.ratio" in row.inner_text()
    box = row.bounding_box()
    assert box
    assert 0 < box["y"] < 844


def test_label_and_fiction_stay_in_sight(browser: Browser) -> None:
    page, _ = opened(browser, 390)
    page.locator("#ja-funding").scroll_into_view_if_needed()
    whose = page.locator(".whose")
    assert re.sub(r"\s+", " ", whose.inner_text()) == "公開 · すべて架空の案件"
    box = whose.bounding_box()
    assert box
    assert 0 <= box["y"] < 60
