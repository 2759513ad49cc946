"""The survey of private stocks and the bases in a browser: clean to axe, on a telephone, walked by mouse and keyboard."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.office.pages.test_browser import Office, faults, office, shot

__all__ = ["office"]

pytestmark = [
    pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office-browser")
]  # fmt: skip


PAGES = {
    "bases": ("stockpile", "/bases/B2026-01/"), "release": ("stockpile", "/bases/B2026-01/release/"),
    "plans": ("stockpile", "/bases/B2026-01/plans/"), "safety": ("stockpile", "/bases/B2026-01/safety/"),
    "gas": ("stockpile", "/bases/B2026-01/gas/"), "bases-life": ("stockpile", "/books/B2026-01/life/"),
    "books": ("stockpile", "/bases/"), "drill-form": ("stockpile", "/books/B2026-01/do/base_drill.open/"),
    "surveys": ("stockpile", "/survey/"), "survey": ("stockpile", "/survey/Q2025-01/"),
    "sums": ("ministry", "/survey/sums/U2024-01/"), "gate": ("stockpile", "/survey/Q2024-01/gate/"),
    "own": ("applicant2", "/survey/"),
}  # fmt: skip


def looked(page: Page, name: str) -> list[Any]:
    """What is wrong with a page, wide and on a telephone."""
    wrong: list[Any] = faults(page)
    shot(page, f"{name}-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    shot(page, f"{name}-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    return [*wrong, *([("wide", wide)] if wide > 390 else [])]


def test_every_page_of_the_two_desks_is_clean_and_fits_a_telephone(office: Office) -> None:
    wrong = {}
    for name, (login, path) in PAGES.items():
        for language in ("ja", "en") if name in ("plans", "release") or os.environ.get("SONAE_SHOTS") else ("ja",):
            page = office.page(login, path, language=language)
            assert page.locator("h1").count() == 1, name
            if found := looked(page, f"{name}-{language}"):
                wrong[name] = found
    assert wrong == {}
    assert office.complaints == []


def test_a_company_answers_on_a_telephone_and_the_agency_accepts(office: Office) -> None:
    page = office.page("applicant2", "/survey/", phone=True)
    page.locator("main ul.todo a", has_text="2025").click()
    page.get_by_role("link", name="回答する").click()
    assert page.locator("input.number").first.input_value() == "95", "the draft is there"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
    shot(page, "answer-form-390")
    numbers = page.locator("fieldset.amounts input.number")
    numbers.nth(1).fill("7.25")
    page.get_by_role("button", name="下書きを保存する").click()
    assert "操作を記録しました" in page.locator("main").inner_text()
    page.get_by_role("link", name="回答する").click()
    assert numbers.nth(1).input_value() == "7.25"
    for place in range(numbers.count()):
        numbers.nth(place).fill(str(20 + place))
    page.locator("input[name='minerals.0.stock_total']").fill("99")
    page.get_by_role("button", name="回答する").click()
    assert "合計が内訳の和と一致しません" in page.locator("main").inner_text()
    assert page.locator("[aria-invalid=true]").get_attribute("name") == "minerals.0.stock_total"
    assert numbers.nth(1).input_value() == "21", "what was typed is kept"
    shot(page, "answer-wrong-390")
    page.locator("input[name='minerals.0.stock_total']").fill("41")
    page.get_by_role("button", name="回答する").click()
    assert "操作を記録しました" in page.locator("main").inner_text()
    shot(page, "answer-390")
    address = page.url.partition("?")[0]
    number = address.rstrip("/").rpartition("/")[2]
    desk = office.page("stockpile", "/survey/Q2025-01/")
    desk.get_by_role("link", name="架空風早ガス").click()
    shot(desk, "answer-agency-1280")
    desk.get_by_role("link", name="回答を受理する").click()
    desk.get_by_role("button", name="回答を受理する").click()
    assert "受理済み" in desk.locator("main").inner_text()
    other = office.page("applicant", f"/survey/answers/{number}/")
    assert "見つかりません" in other.locator("main").inner_text(), "another company's answer is not there"


def test_an_incident_is_judged_and_substituted_by_keyboard(office: Office) -> None:
    page = office.page("stockpile", "/bases/B2026-01/")
    page.get_by_role("link", name="放出への影響が不明").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("[name=incident]").input_value() == "incident-2"
    page.get_by_label("はい").check()
    page.locator("[name=impact]").fill("架空のポンプが止まり放出できない")
    page.get_by_role("button", name="放出への影響を判断する").press("Enter")
    page.wait_for_load_state()
    assert "操作を記録しました" in page.locator("main").inner_text()
    page = office.page("stockpile", "/bases/B2026-01/release/")
    assert "放出不可" in page.locator("#incidents").locator("..").inner_text()
    shot(page, "release-after-1280")
