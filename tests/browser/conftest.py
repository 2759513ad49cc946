"""The review in Debian's Chromium without a head and without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from sonae.documents import LANGUAGES, ReviewModel, review_view
from sonae.documents.review_files import draw_charts
from sonae.documents.review_html import review_html
from tests.conftest import CHROMIUM

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
ASSESSED = ("Li", "Be", "Mg", "Ga", "REE", "W", "Bi")
NOT_ASSESSABLE = {"Si", "Hf", "Tl"}
SHOWN = {*ASSESSED, *NOT_ASSESSABLE}


@dataclass
class Opened:
    """A page with everything it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def switch(self, language: str) -> None:
        """Choose a language as a reader with a mouse does."""
        self.page.click(f"label[for=to-{language}]")

    def sized(self, width: int) -> None:
        """Change the window's width, with every folded part open."""
        self.page.set_viewport_size({"width": width, "height": 844})
        self.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")

    def each(self, selector: str, look: str) -> list[Any]:
        """What the expression «look» gives for every visible element «e»."""
        found: list[Any] = self.page.evaluate(
            f"s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).map(e => {look})", selector
        )
        return found


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def address(review: ReviewModel, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where a reader opens the review: a file on his own disk. It holds few minerals, which a browser lays out quickly."""
    pages = tuple(page for page in review.pages if page.mineral.symbol in SHOWN)
    few = replace(review, pages=pages)
    page = review_html({language: review_view(few, language) for language in LANGUAGES}, draw_charts(few))
    path = tmp_path_factory.mktemp("browser") / "review.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def open_review(chromium: Browser, address: str) -> Iterator[Open]:
    """Open the review in a window of its own; the network is off."""
    contexts = []

    def opened(address: str = address, *, scripts: bool = True) -> Opened:
        context = chromium.new_context(
            offline=True, viewport={"width": 1280, "height": 900}, java_script_enabled=scripts, locale="en-GB"
        )
        contexts.append(context)
        made = Opened(context.new_page())
        made.page.on("request", lambda request: made.asked.append(request.url))
        made.page.on("console", lambda message: made.said.append(f"{message.type}: {message.text}"))
        made.page.on("pageerror", lambda error: made.said.append(str(error)))
        made.page.goto(address)
        return made

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def window(open_review: Open) -> Opened:
    """One window for all tests that can put back what they change: opening the page costs a second."""
    opened = open_review()
    opened.page.evaluate("document.querySelectorAll('details[open]').forEach(e => { e.dataset.open = ''; })")
    return opened


@pytest.fixture
def desktop(window: Opened) -> Opened:
    """A window as a reader first sees it: Japanese, wide, nothing sorted, filtered or unfolded."""
    window.page.evaluate(
        """() => {
        for (const e of document.querySelectorAll("details")) e.open = "open" in e.dataset;
        for (const e of document.querySelectorAll(".find")) { e.value = ""; e.dispatchEvent(new Event("input")); }
        for (let i = 0; i < 2; i++) document.querySelectorAll("[aria-sort$=scending] button").forEach(e => e.click());
        document.activeElement.blur(); history.replaceState(null, "", location.pathname); scrollTo(0, 0); }"""
    )
    window.page.set_viewport_size({"width": 1280, "height": 900})
    window.switch("ja")
    return window


@pytest.fixture(scope="module")
def plain(open_review: Open) -> Opened:
    """A window in which no script runs."""
    return open_review(scripts=False)
