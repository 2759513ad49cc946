"""The way in by the provider in a real browser, from one site to another and back: policies of pages and cookies let it through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from sonae.office.seed import DEMO_PASSWORD
from tests.architecture.tree import ROOT
from tests.conftest import CHROMIUM
from tests.office.access.oidc_provider import CLIENT, SECRET, Key, SmallProvider
from tests.office.conftest import NOW
from tests.office.pages.test_browser import FLAGS, faults, shot, with_font

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office-browser")]


def test_a_person_goes_to_the_provider_and_comes_back(playwright: Playwright, tmp_path: Path) -> None:
    """The office is «localhost», the provider another site; what goes between them is as on two machines."""
    house = SmallProvider(Key(), NOW.timestamp)
    env = {
        **os.environ, "SONAE_OFFICE_HOME": str(tmp_path), "SONAE_NOW": NOW.isoformat(), "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "SONAE_OFFICE_OIDC_ISSUER": house.issuer, "SONAE_OFFICE_OIDC_CLIENT_ID": CLIENT, "SONAE_OFFICE_OIDC_CLIENT_SECRET": SECRET,
    }  # fmt: skip
    env.pop("SONAE_OFFICE_DATABASE_URL", None)
    words = [sys.executable, "-m", "tests.office.pages.served"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=env, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
        try:
            assert process.stdout is not None
            address = f"http://localhost:{json.loads(process.stdout.readline())['port']}"
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), env=with_font(tmp_path))
            page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP").new_page()
            complaints: list[str] = []
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            _walked(page, address, house)
            assert [said for said in complaints if "403" not in said] == []
            browser.close()
        finally:
            process.terminate()
            house.stop()


def _walked(page: Page, address: str, house: SmallProvider) -> None:
    page.goto(f"{address}/cases/")
    assert faults(page) == []
    shot(page, "login-provider")
    page.click("main a.access-button")
    assert "「subject-1」" in page.inner_text("main")
    assert "code=" not in page.content().replace(page.url, "")
    assert faults(page) == []
    shot(page, "login-provider-refused")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.click("main form button.access-button")
    page.goto(f"{address}/administration/accounts/of/finance/")
    page.click("summary:has-text('外部認証を結び付ける')")
    page.fill("[name=identity]", "subject-1")
    page.click("button:has-text('外部認証を結び付ける')")
    assert "subject-1" in page.inner_text("main")
    page.context.clear_cookies()
    page.goto(f"{address}/cases/?stage=under_way")
    page.click("main a.access-button")
    assert page.url == f"{address}/cases/?stage=under_way"
    assert house.asked.count("/authorize") == 2
    page.goto(f"{address}/account/")
    assert "架空 財美" in page.inner_text("body")
    page.locator("form[action='/logout/'] button").first.click()
    page.wait_for_url(f"{address}/login/?left=provider")
    assert faults(page) == []
    page.click("a:has-text('組織の認証基盤からもログアウトする')")
    assert page.url.startswith(f"{house.issuer}/leave?client_id={CLIENT}")
