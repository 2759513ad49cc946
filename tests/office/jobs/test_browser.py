"""Valuations and work in a real browser: a file handed in, a valuation asked for, progress, a cancellation; axe; a telephone.

The worker is a process of its own, as the server keeps one. ``SONAE_SHOTS=FOLDER`` keeps what the pages look like.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.architecture.tree import ROOT
from tests.conftest import CHROMIUM
from tests.office.conftest import NOW
from tests.office.jobs.conftest import TEXT
from tests.office.pages.test_browser import FLAGS, Office, faults, number_of, shot, with_font

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office-browser")]


@pytest.fixture(scope="module")
def office(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, str]]]:
    home = tmp_path_factory.mktemp("office")
    env = {
        **os.environ, "SONAE_OFFICE_HOME": str(home), "SONAE_NOW": NOW.isoformat(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    for name in ("SONAE_OFFICE_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.office.pages.served"], env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), env=with_font(home))
    yield Office(process, told["port"], browser), env
    browser.close()
    process.terminate()
    process.communicate(timeout=10)


def look(page: Page, name: str) -> dict[str, Any]:
    """What axe and a narrow screen find wrong with a page."""
    wrong: dict[str, Any] = {}
    shot(page, f"{name}-1280")
    if found := faults(page):
        wrong[name] = found
    page.set_viewport_size({"width": 390, "height": 844})
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > 390:
        wrong[f"{name} wide"] = wide
    shot(page, f"{name}-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


def ask(page: Page, number: str, scenarios: int) -> None:
    """Ask for a valuation by the form."""
    page.goto(f"http://{page.url.split('/')[2]}/cases/{number}/do/economics.run/")
    page.select_option("[name=project]", "oil.yaml")
    page.select_option("[name=conditions]", "demonstration")
    page.select_option("[name=rate]", "appraisal")
    page.fill("[name=share]", "30")
    page.fill("[name=scenarios]", str(scenarios))
    page.click("button.main")


def test_a_project_is_valued_while_the_page_shows_how_it_goes(
    office: tuple[Office, dict[str, str]], tmp_path: Path
) -> None:
    served, env = office
    file = tmp_path / "oil.yaml"
    file.write_text(TEXT, encoding="utf-8")
    number = number_of(served.page("review", "/cases/"), "架空白鬚沖石油")
    page = served.page("review", f"/cases/{number}/economics/")
    wrong = look(page, "economics-none")
    page.select_option("[name=kind]", "project")
    page.set_input_files("[name=file]", file)
    page.click("form.sheet button")
    expect(page.locator("p.note.done")).to_contain_text("oil.yaml")
    ask(page, number, 1000)
    page.locator("#under-way a").first.click()
    expect(page.locator("#job .state")).to_contain_text("待機中")
    page.click("#job button")
    expect(page.locator("#job .state")).to_contain_text("取消し")
    wrong |= look(page, "job-cancelled")
    ask(page, number, 1000)
    wrong |= look(page, "economics-waiting")
    worker = subprocess.Popen([sys.executable, "-m", "sonae", "office", "work"], env=env, cwd=ROOT)
    try:
        expect(page.locator("#under-way li.open")).to_have_count(0, timeout=60_000)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    page = served.page("review", f"/cases/{number}/economics/")
    expect(page.locator("#run")).to_contain_text("第1号")
    for name, path in {
        "economics": f"/cases/{number}/economics/", "economic-run": f"/cases/{number}/economics/1/", "jobs": "/jobs/",
        "case-valued": f"/cases/{number}/", "evaluate-valued": f"/cases/{number}/do/review.evaluate/",
        "economics-form": f"/cases/{number}/do/economics.run/",
    }.items():  # fmt: skip
        wrong |= look(served.page("review", path), name)
    wrong |= look(served.page("executive", f"/cases/{number}/economics/1/", language="en"), "economic-run-en")
    plain = served.page("review", f"/cases/{number}/economics/", scripts=False)
    assert plain.locator("svg").count() == 2
    assert wrong == {}
    assert served.complaints == []
