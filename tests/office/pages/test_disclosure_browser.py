"""The disclosure desk in a real browser: a release held back, made coarser, approved by two, published, and read by the public.

``SONAE_SHOTS=FOLDER`` keeps what the pages look like.
"""

from __future__ import annotations

import os
import re

import pytest

from tests.office.pages.test_browser import Office, faults, office, shot

__all__ = ["office"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office-browser")]

DESK = "/disclosure/D2026-01/"
TITLE = "二鉱種の備蓄量（記者説明資料）"


def test_a_publication_is_refused_then_passes_when_coarser_and_is_published(office: Office) -> None:
    desk = office.page("stockpile", DESK)
    assert "監査記録と一致します（1件）" in desk.inner_text("main")
    desk.click("text=公表案を出す")
    desk.fill("[name=title_ja]", TITLE)
    desk.fill("[name=title_en]", "Stock of two minerals")
    desk.select_option("[name=form]", "chart")
    desk.fill("[name=readers]", "報道機関")
    desk.fill("[name='figures.0.ja']", "タングステンとモリブデンの備蓄量（t）")
    desk.fill("[name='figures.0.en']", "stock of tungsten and molybdenum, t")
    desk.select_option("[name='figures.0.of']", "stock")
    desk.check("[name='figures.0.minerals'][value=W]")
    desk.check("[name='figures.0.minerals'][value=Mo]")
    desk.fill("[name='figures.0.unit']", "１０")
    shot(desk, "disclosure-propose-1280")
    desk.click("button.main")
    assert "操作を記録しました" in desk.inner_text("main")
    desk.click(f"text={TITLE}")
    assert "公表できない" in desk.inner_text("h1")
    assert "保護が破れる" in desk.inner_text("main")
    shot(desk, "disclosure-refused-1280")
    assert faults(desk) == []
    refused = office.page("executive", "/books/D2026-01/do/publication.approve/?release=4")
    assert refused.locator("select[name=release] option", has_text=TITLE).count() == 0, "it is not offered for approval"
    _coarsen(office)
    for who in ("review", "executive"):
        page = office.page(who, f"{DESK}releases/4/")
        page.click("main >> text=承認する")
        page.click("button.main")
        assert "操作を記録しました" in page.inner_text("main")
    out = office.page("executive", f"{DESK}releases/4/")
    out.click("main >> text=/^公表する$/")
    shot(out, "disclosure-publish-1280")
    out.click("button.main")
    assert "監査記録と一致します（2件）" in out.inner_text("main")
    ledger = office.page("auditor", f"{DESK}ledger/")
    row = ledger.locator("tbody tr", has_text=TITLE).inner_text()
    for said in ("報道機関", "審一", "決也", "備郎", "必要な余地を残す", "封印あり"):
        assert said in row, said
    _read_by_all(office)


def _coarsen(office: Office) -> None:
    page = office.page("stockpile", f"{DESK}releases/4/")
    page.click("text=丸めの単位を粗くする")
    assert "試します" in page.inner_text("section.note")
    page.click("button.main")
    page.goto(f"http://127.0.0.1:{office.port}{DESK}releases/4/")
    assert "承認待ち" in page.inner_text("h1")
    assert re.search(r"(1,000|2,000|5,000|500|100)単位、四捨五入", page.inner_text("main"))
    assert page.locator("a", has_text="承認する").count() == 0, "who proposed it does not approve it"


def _read_by_all(office: Office) -> None:
    public = office.page("public", "/releases/")
    public.click(f"text={TITLE}")
    text = public.inner_text("main")
    assert "タングステンとモリブデン" in text
    assert "保護" not in text
    assert "秘" not in text
    shot(public, "release-1280")
    assert faults(public) == []
    assert office.page("public", DESK).title().startswith("見つかりません") or "見つかりません" in public.inner_text(
        "main"
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_the_desk_is_clean_to_axe_and_fits_a_telephone(office: Office, language: str) -> None:
    paths = {
        "desk": DESK, "held": f"{DESK}releases/3/", "ledger": f"{DESK}ledger/", "freedom": f"{DESK}freedom/",
        "list": "/disclosure/",
        "releases": "/releases/", "release": "/releases/D2026-01-P1/", "report": "/books/D2026-01/do/publication.report/",
        "coarsen": "/books/D2026-01/do/publication.coarsen/?release=3", "state": "/books/D2026-01/do/disclosure.state/",
    }  # fmt: skip
    wrong: dict[str, object] = {}
    for name, path in paths.items():
        if language == "en" and name not in ("desk", "held", "freedom") and not os.environ.get("SONAE_SHOTS"):
            continue  # what differs between the languages is the length of words
        page = office.page("stockpile", path, language=language)
        shot(page, f"disclosure-{name}-{language}-1280")
        if found := faults(page):
            wrong[name] = found
        page.set_viewport_size({"width": 390, "height": 844})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wrong[f"{name} wide"] = wide
        shot(page, f"disclosure-{name}-{language}-390")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == {}
    assert [one for one in office.complaints if "404" not in one] == []
