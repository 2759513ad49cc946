"""The stock desk in a real browser: a drill to its evaluation, a shortage from request to invoice, axe, narrow screens."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.office.conftest import NOW
from tests.office.pages.test_browser import Office, Walk, faults, office, shot

__all__ = ["office"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office-browser")]
NUMBER = "K2025-01"
BUYER = "架空アルファ工業"
_NORTH = "架空北基地"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_stock_desk_is_clean_to_axe_and_fits_a_telephone(office: Office, language: str) -> None:
    wrong: dict[str, Any] = {}
    pages = {
        "desk": "", "decisions": "decisions/", "purchases": "purchases/", "lots": "lots/", "vouchers": "vouchers/",
        "releases": "releases/", "release": "releases/R2025-01/", "drills": "drills/",
    }  # fmt: skip
    if language == "en" and not os.environ.get("SONAE_SHOTS"):
        pages = {name: pages[name] for name in ("desk", "decisions", "release")}
    paths = {f"stock-{name}": f"/stock/{NUMBER}/{path}" for name, path in pages.items()}
    paths |= {} if language == "en" else {
        "stock-list": "/stock/", "stock-form": f"/books/{NUMBER}/do/release.request/", "stock-life": f"/books/{NUMBER}/life/"
    }  # fmt: skip
    for name, path in paths.items():
        page = office.page("stockpile", path, language=language)
        shot(page, f"{name}-{language}-1280")
        if found := faults(page):
            wrong[name] = found
        page.set_viewport_size({"width": 390, "height": 844})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wrong[f"{name} wide"] = wide
        shot(page, f"{name}-{language}-390")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == {}


class Desk(Walk):
    """A release brought forward by the desk, the executive and the goods' keepers, each at his own window."""

    def settle(self, login: str, kind: str, **answers: Any) -> Page:
        """Come to the form of what waits as a reader does, from the desk, and give the command."""
        page = self.office.page(login, f"/stock/{NUMBER}/")
        page.locator(f"ul.todo a[href*='/do/{kind}/']").first.click()
        return self.given(page, kind, **answers)

    def ask(self, login: str, kind: str, query: str = "", **answers: Any) -> Page:
        """Open a form and give the command."""
        return self.given(self.office.page(login, f"/books/{NUMBER}/do/{kind}/{query}"), kind, **answers)

    def given(self, page: Page, kind: str, **answers: Any) -> Page:
        self.fill(page, **answers)
        page.click("button.main")
        assert page.locator("#receipt").count() == 1, (kind, page.inner_text("main")[:2000])
        return page


def released(desk: Desk, name: str, drill: str = "") -> None:
    """From the request to the handover, of the stock or of a drill."""
    more = {"drill": drill} if drill else {}
    desk.ask(
        "stockpile", "release.request", **more, mineral="W", form="APT", request__buyer__name=BUYER,
        request__buyer__japanese=True, request__buyer__registered=True, request__quantity_kg="４，０００",
        request__evidence="供給者の通知\n在庫報告", criterion__name="架空の放出基準", criterion__adopted_on="2023-04-01",
        criterion__points="他に調達先がない",
    )  # fmt: skip
    judge = desk.office.page("executive", f"/stock/{NUMBER}/releases/{name}/")
    judge.locator(f"section.note a[href*='release.judge/?release={name}']").click()
    desk.given(
        judge, "release.judge", needed=True, reason="炉が止まる", evidence="通知", answers__0__answer="7社に照会済み"
    )
    desk.settle("executive", "release.decide")
    shown = desk.office.page("executive", f"/stock/{NUMBER}/releases/{name}/")
    assert "4,000 kg" in shown.inner_text("ol.life")
    form = desk.office.page("stockpile", f"/books/{NUMBER}/do/release.auction/?release={name}")
    lot = {"lot": "W-2016", "site": _NORTH, "quantity_kg": "40000", "begins": "2026-11-20", "ends": "2026-12-31",
           "reserve_yen_a_kg": "4000"}  # fmt: skip
    desk.fill(
        form, format="pay_as_bid", seed="架空の語", **{f"lots__0__{field}": value for field, value in lot.items()}
    )
    form.click("button.main")
    assert "放出の決定数量を超えて" in form.inner_text("section.note.wrong, .mistake, main"), (
        "a release beyond the decision"
    )
    desk.given(form, "release.auction", lots__0__quantity_kg="4000")
    if drill:
        desk.ask("stockpile", "drill.bids", f"?release={name}", bidders="4", seed="7")
    else:
        desk.ask(
            "stockpile",
            "release.bid",
            f"?release={name}",
            buyer=BUYER,
            lot="L1",
            price_yen="5,200",
            quantity_kg="4,000",
        )
    desk.settle("executive", "release.clear")
    again = desk.office.page("executive", f"/books/{NUMBER}/do/release.clear/?release={name}")
    again.click("button.main")
    assert "既に確定しています" in again.inner_text("main"), "a second award"
    for _ in range(6):
        page = desk.office.page("stockpile", f"/stock/{NUMBER}/releases/{name}/")
        links = page.locator("section.note a[href*='release.hand_over']")
        if not links.count():
            break
        links.first.click()
        desk.given(page, "release.hand_over", received_by="架空の運転手")


def test_a_drill_and_then_a_shortage_from_request_to_handover_to_invoice(office: Office) -> None:
    office.tell(NOW)
    desk = Desk(office, NUMBER, dt.date(2026, 11, 20))
    begun = desk.office.page("stockpile", f"/stock/{NUMBER}/drills/")
    begun.locator("a[href*='drill.begin']").first.click()
    desk.given(
        begun, "drill.begin", scenario="架空：輸出の停止", mineral="W", required_days="10", participants="架空備蓄部"
    )
    released(desk, "RD2026-02", "D2026-02")
    drills = desk.office.page("stockpile", f"/stock/{NUMBER}/")
    drills.locator("ul.todo a[href*='drill.evaluate']").click()
    desk.given(
        drills, "drill.evaluate", by="架空物流研究所", met=True, reason="期限内に引き渡した", evidence="架空報告"
    )
    desk.ask(
        "stockpile", "drill.lesson", "?drill=D2026-02", problem="鍵の所在", measure="門衛所に置く", responsible="基地長",
        due="2026-12-20",
    )  # fmt: skip
    over = desk.office.page("auditor", f"/stock/{NUMBER}/drills/")
    assert "架空物流研究所" in over.inner_text("section[aria-labelledby=D2026-02]")
    shot(over, "stock-drilled-1280")
    vouchers = desk.office.page("auditor", f"/stock/{NUMBER}/vouchers/?kind=release")
    assert "RD2026-02" not in vouchers.inner_text("main"), "a drill moves nothing"
    released(desk, "R2026-01")
    desk.settle("stockpile", "release.invoice", due="2026-12-31")
    done = desk.office.page("ministry", f"/stock/{NUMBER}/releases/R2026-01/")
    line = done.inner_text("ol.life")
    assert "20,800,000" in line
    assert "架空の運転手" in line
    assert "請求済み" in done.inner_text("main")
    shot(done, "stock-released-1280")
    vouchers = desk.office.page("auditor", f"/stock/{NUMBER}/vouchers/?kind=release&mineral=W")
    assert "R2026-01/H01" in vouchers.inner_text("#rows")
    held = desk.office.page("ministry", f"/stock/{NUMBER}/")
    assert "46.55" in held.inner_text("section[aria-labelledby=balances]"), "(70.5 − 4) t × 0.7"
    assert [one for one in office.complaints if "status of 40" not in one] == []
