"""``forms.html`` in a browser without a network: nothing runs over or is cut, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.conftest import FLAGS
from tests.conftest import CHROMIUM
from tests.documents.forms.shared import written

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("forms")]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield made
    made.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_runs_over_and_no_figure_is_cut(browser: Browser, width: int) -> None:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((written() / "forms.html").as_uri())
    for language in ("ja", "en"):
        page.click(f"label[for=to-{language}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            "[...document.querySelectorAll('main td, main th')].filter(e => e.checkVisibility())"
            ".filter(e => e.scrollWidth > e.clientWidth + 1)"
            ".map(e => e.textContent)"
        )
        assert cut == []
    assert said == []
    context.close()
