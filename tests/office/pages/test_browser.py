"""The pages in a real browser: an application from draft to its first drawdown, a gate that does not open, axe, narrow screens.

``SONAE_SHOTS=FOLDER`` keeps what the pages look like.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from sonae.office.seed import DEMO_PASSWORD
from tests.architecture.tree import ROOT
from tests.conftest import CHROMIUM
from tests.office.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office-browser")]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Office:
    """An office in a process of its own, and a browser that looks at it."""

    process: subprocess.Popen[str]
    port: int
    browser: Browser
    windows: dict[tuple[str, str, bool], Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def tell(self, moment: dt.datetime) -> None:
        """Set the clock of the office."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(moment.isoformat() + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "told\n"

    def page(
        self, login: str, path: str = "/", *, language: str = "ja", phone: bool = False, scripts: bool = True
    ) -> Page:
        """Open a page as an account; every account has a window of its own."""
        key = (login, language + str(scripts), phone)
        if key not in self.windows:
            context = self.browser.new_context(
                viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}, locale="ja-JP",
                java_script_enabled=scripts,
            )  # fmt: skip
            page = context.new_page()
            page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            self.windows[key] = page
        page = self.windows[key]
        page.goto(f"http://127.0.0.1:{self.port}{path}", wait_until="domcontentloaded")
        if "/login/" in page.url:  # at first, and again when days have gone by
            page.fill("[name=login]", login)
            page.fill("[name=password]", DEMO_PASSWORD)
            page.click("main button:not(.plain)")
            assert "/login/" not in page.url, page.inner_text("main")
        wanted = page.locator(f"button[name=language][value={language}]")
        if wanted.count():
            wanted.click()
        return page


@pytest.fixture(scope="module")
def office(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    env = {
        **os.environ, "SONAE_OFFICE_HOME": str(home), "SONAE_NOW": NOW.isoformat(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    env.pop("SONAE_OFFICE_DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.office.pages.served"],
        env=env,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), env=with_font(home))
    yield Office(process, told["port"], browser)
    browser.close()
    process.terminate()
    process.communicate(timeout=10)


def with_font(folder: Path) -> dict[str, str | float | bool]:
    """The environment of a browser whose system has a Japanese font, as that of a reader has."""
    fonts = Path(pylopdf_fonts_jp.sans_path()).parent
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{fonts}</dir></fontconfig>",
        encoding="utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(file)}


def number_of(page: Page, title: str) -> str:
    """The number of a case by its title, found in the list."""
    return page.locator("table.list tr", has_text=title).locator("a").first.inner_text()


def shot(page: Page, name: str) -> None:
    """Keep what a page looks like, where somebody asked for it."""
    folder = os.environ.get("SONAE_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


AXE = Axe()


def faults(page: Page) -> list[Any]:
    """What axe finds wrong with a page, in short."""
    found = AXE.run(page).response["violations"]
    return [(one["id"], one["help"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found]


def tabs(number: str) -> dict[str, str]:
    return {
        "home": "/", "inbox": "/inbox/", "calendar": "/calendar/?whose=all", "cases": "/cases/", "open": "/cases/new/",
        **{f"case-{tab or 'overview'}": f"/cases/{number}/{tab and tab + '/'}" for tab in (
            "", "life", "facts", "findings", "duties", "papers")},
        "command-investee": f"/cases/{number}/do/facts.investee/", "command-costs": f"/cases/{number}/do/facts.costs/",
        "refused": f"/cases/{number}/do/drawdown.pay/", "missing": "/nowhere/",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_clean_to_axe_and_fits_a_telephone(office: Office, language: str) -> None:
    number = number_of(office.page("promotion", "/cases/"), "架空黒瀬石油") if language == "ja" else number_of(
        office.page("promotion", "/cases/", language="en"), "Kurose oil")  # fmt: skip
    wrong: dict[str, Any] = {}
    for name, path in tabs(number).items():
        if (
            language == "en"
            and name not in ("home", "calendar", "case-overview", "command-costs")
            and not os.environ.get("SONAE_SHOTS")
        ):
            continue  # what differs between the languages is the length of words
        page = office.page("promotion", path, language=language)
        shot(page, f"{name}-{language}-1280")
        if found := faults(page):
            wrong[name] = found
        assert page.get_attribute("html", "lang") == language
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 390:
            wrong[f"{name} wide"] = wide
        shot(page, f"{name}-{language}-390")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == {}


class Walk:
    """A case brought forward by its people, each at his own window, by mouse and keyboard."""

    def __init__(self, office: Office, number: str, day: dt.date) -> None:
        self.office, self.number, self.now = office, number, dt.datetime.combine(day, dt.time(3), dt.UTC)

    def on(self, days: int) -> None:
        """Let days go by."""
        self.now += dt.timedelta(days)
        self.office.tell(self.now)

    def form(self, login: str, kind: str) -> Page:
        """Come to the form of a command as a reader does, from the page of the case."""
        page = self.office.page(login, f"/cases/{self.number}/")
        page.locator(f"main a[href^='/cases/{self.number}/do/{kind}/']").first.click()
        return page

    def give(self, login: str, kind: str, **answers: Any) -> Page:
        """Fill in a form and give the command."""
        page = self.office.page(login, f"/cases/{self.number}/do/{kind}/?n=0")
        self.fill(page, **answers)
        page.click("button.main")
        assert page.locator("#receipt").count() == 1, (kind, page.inner_text("main")[:1500])
        return page

    def fill(self, page: Page, **answers: Any) -> None:
        """Answer fields by path; dots are written as two underscores."""
        for path, answer in answers.items():
            field = page.locator(f"[name='{path.replace('__', '.')}']")
            if isinstance(answer, bool):
                page.check(f"[name='{path.replace('__', '.')}'][value={'yes' if answer else 'no'}]")
            elif field.first.evaluate("e => e.type") == "checkbox":
                for one in answer:
                    page.check(f"[name='{path.replace('__', '.')}'][value='{one}']")
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(answer)
            else:
                field.fill(answer)


def apply(walk: Walk) -> None:
    """From the draft to the review."""
    walk.give("applicant", "application.submit")
    walk.give("promotion", "case.promote")
    for _ in range(2):
        walk.give("applicant", "application.add_paper")
    walk.give("review", "judgement.record", holds=False, reason="申込書と契約の写しで足りる", evidence="架空の受付票")
    walk.give("review", "review.begin")
    shot(walk.office.page("review", f"/cases/{walk.number}/"), "review-overview-1280")


def decide_too_early(walk: Walk) -> None:
    """The gate of article 6 does not open before the minister has answered."""
    refused = walk.office.page("executive", f"/cases/{walk.number}/do/decision.make/")
    walk.fill(refused, adopted=True, conditions="架空の条件")
    refused.click("button.main")
    assert refused.locator("h2", has_text="受け付けられませんでした").count() == 1
    assert "第6条第2項" in refused.inner_text("section.note.wrong")
    assert refused.input_value("[name=conditions]") == "架空の条件"
    shot(refused, "gate-shut-1280")
    assert faults(refused) == []


def adopt(walk: Walk) -> None:
    """From the evaluations to the approved plan."""
    for _ in range(6):
        walk.give("review", "review.evaluate", result="架空の評価である")
    walk.give("review", "application.premises", settled="架空の前提")
    walk.give("review", "review.consult")
    walk.on(14)
    walk.give("ministry", "review.answer", consents=True, record="架空の同意書")
    walk.on(5)
    walk.give("executive", "decision.make", adopted=True)
    walk.give("review", "decision.notify")
    judged = walk.office.page("review", f"/cases/{walk.number}/do/judgement.record/")
    walk.fill(
        judged,
        point="agreement.other_matters_needed",
        holds=False,
        reason="ほかに定める事項はない",
        evidence="架空の契約案",
    )
    judged.click("button.main")
    walk.give("executive", "agreement.sign", contains=["area", "term", "a11", "a12", "a15", "a16", "a17"])
    walk.give("applicant", "plan.file", year="2027", money="１，８００，０００，０００")
    walk.give(
        "review",
        "plan.approve",
        criteria_met=True,
        ground_to_stop=False,
        reason="実績と見通しに沿う",
        evidence="架空の計画書",
    )


def draw(walk: Walk) -> None:
    """From the work item to the request that is checked."""
    walk.on(45)
    given = {
        "name": "架空の初年作業",
        "year": "2027",
        "in_annex": True,
        "certain_on": "2027-01-10",
        "budget": "2,000,000,000",
    }
    walk.give("applicant", "work.file", **given, expected_equity="1000000000")
    walk.give("review", "work.approve")
    cost = {"name": "架空の初年費用", "kind": "geophysics", "money": "exploration", "resource": "oil", "shared": True,
            "needed": True, "joint_amount": "6,000,000,000", "percent": "30", "amount": "1,800,000,000"}  # fmt: skip
    walk.give("applicant", "facts.costs", **{f"costs__0__{name}": value for name, value in cost.items()})
    money = walk.form("finance", "facts.funding")
    walk.fill(money, funding__0__money="exploration", funding__0__source="special_account", funding__0__under_proviso=False,
              funding__0__equity="900000000", funding__0__project_money="1800000000", funding__0__agency_stake="600",
              funding__0__other_stakes__0__holder="架空霞資源", funding__0__other_stakes__0__size="600")  # fmt: skip
    money.click("button[name=add][value='funding.0.other_stakes']")
    assert money.input_value("[name='funding.0.equity']") == "900000000"
    walk.fill(money, funding__0__other_stakes__1__holder="架空九段商事", funding__0__other_stakes__1__size="400")
    money.click("button.main")
    assert money.locator("#receipt").count() == 1
    walk.give(
        "applicant",
        "drawdown.request",
        name="第1回出資",
        work="架空の初年作業",
        cost="1,800,000,000",
        pays="架空の初年費用",
    )
    walk.give("review", "drawdown.check", eligible=True, in_line=True, terms_met=True)


def test_an_application_is_brought_from_its_draft_to_its_first_drawdown(office: Office) -> None:
    listed = office.page("applicant", "/cases/")
    walk = Walk(office, number_of(listed, "架空日隈沖石油"), dt.date(2026, 11, 20))
    apply(walk)
    decide_too_early(walk)
    adopt(walk)
    draw(walk)
    pay = walk.form("finance", "drawdown.pay")
    pay.locator("button[name=act][value=weigh]").last.click()
    pay.wait_for_selector("#weighed .note.done")
    shot(pay, "drawdown-weighed-1280")
    pay.click("button.main")
    assert "第14条第1項" in pay.inner_text("section.note.done")
    shot(pay, "drawdown-paid-1280")
    notice = office.page("auditor", f"/cases/{walk.number}/letters/adoption.html")
    assert notice.evaluate("document.styleSheets.length") == 1  # its own style is let through, by its hash
    life = office.page("auditor", f"/cases/{walk.number}/life/")
    assert life.locator("ol.life > li").count() == 34
    assert life.locator("ol.life > li.refused").count() == 1
    walk.office.tell(NOW)
    assert [one for one in office.complaints if "status of 40" not in one] == []


def posted(office: Office, login: str, number: str, kind: str, **fields: str) -> None:
    """Give a command by its form without drawing the page: what many people would do one after another."""
    page = office.windows.get((login, "jaTrue", False)) or office.page(login, "/account/")
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "sonae-csrf")
    key = f"{kind}-{'-'.join(fields.values())}"[:80]
    told = {"csrfmiddlewaretoken": token, "key": key, "act": "give", **fields}
    address = f"http://127.0.0.1:{office.port}/books/{number}/do/{kind}/"
    answer = page.context.request.post(address, form=told, headers={"Referer": address}, max_redirects=0)
    assert answer.status == 302, (kind, fields, answer.text()[:4000])


def evaluated(office: Office, number: str, values: dict[str, str], gates: list[str]) -> None:
    """Everything of a year but item I-4: its values, results and self-evaluations."""
    for name, value in values.items():
        share = {"numerator": "9", "denominator": "10"} if name == "5-1" else {"value": value}
        posted(office, "planning", number, "indicator.state", indicator=name, **share)
    for one in gates:
        posted(
            office, "planning", number, "gate.result", gate=one, passed="yes", by="架空の外部有識者", on="2027-04-20"
        )
    for item, letter in {"I-1": "B", "I-2": "B", "I-3": "B", "I-5": "B", "II": "B", "III": "B", "IV": "B"}.items():
        posted(office, "planning", number, "item.evaluate", item=item, letter=letter, reason="架空の理由")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_evaluation_desk_is_clean_to_axe_and_fits_a_telephone(office: Office, language: str) -> None:
    wrong: dict[str, Any] = {}
    pages = {
        "desk": "V2026-01/", "item": "V2026-01/items/I-4/", "indicator": "V2026-01/indicators/1-2/", "remarks": "V2023-01/remarks/",
        "evidence": "V2023-01/evidence/", "import": "V2026-01/evidence/import/", "forms": "V2023-01/forms/", "list": "",
    }  # fmt: skip
    if language == "en":
        pages = {name: pages[name] for name in ("desk", "item")}
    paths = {f"evaluation-{name}": f"/evaluation/{path}" for name, path in pages.items()}
    paths |= {} if language == "en" else {
        "evaluation-record": "/books/V2026-01/do/evidence.record/?of=drill", "evaluation-life": "/books/V2026-01/life/",
    }  # fmt: skip
    for name, path in paths.items():
        page = office.page("planning", path, language=language)
        shot(page, f"{name}-{language}-1280")
        if found := faults(page):
            wrong[name] = found
        page.set_viewport_size({"width": 390, "height": 844})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wrong[f"{name} wide"] = wide
        shot(page, f"{name}-{language}-390")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == {}


def test_a_year_is_brought_from_its_evidence_to_the_rating_of_the_minister(office: Office, tmp_path: Path) -> None:
    number = "V2026-01"
    office.tell(dt.datetime(2027, 5, 10, 3, tzinfo=dt.UTC))
    walk = Walk(office, number, dt.date(2027, 5, 10))
    record = office.page("planning", f"/books/{number}/do/evidence.record/?of=drill&counts_for=4-1")
    walk.fill(record, title="架空の緊急放出訓練（秋）", day="2026-11-25", sections=["e1_4.p1.i1"], amount="2")
    record.click("button.main")
    assert record.locator("#receipt").count() == 1, record.inner_text("main")[:1500]
    desk = office.page("stockpile", f"/evaluation/{number}/")
    desk.locator("ul.todo a[href*='indicator=4-1']").click()
    walk.fill(desk, value="３")
    desk.locator("button[name=act][value=weigh]").last.click()
    desk.wait_for_selector("#weighed .note.done")
    desk.click("button.main")
    assert "指標の実績を記載した" in desk.inner_text("section.note.done")
    for name, value in {"4-2": "5", "4-3": "3", "4-4": "4"}.items():
        reason = {"reason": "確定値", "value": value} if name == "4-2" else {"value": value}
        posted(office, "stockpile", number, "indicator.state", indicator=name, **reason)
    for one in ("drill-evaluation", "metals-drill-evaluation"):
        posted(office, "stockpile", number, "gate.result", gate=one, passed="yes", by="架空の外部有識者")
    own = office.page("stockpile", f"/books/{number}/do/item.evaluate/?item=I-4")
    walk.fill(own, letter="A", reason="")
    own.click("button.main")
    assert "理由が必要である" in own.inner_text("section.note.wrong")
    walk.fill(own, reason="架空の訓練が目標を上回った")
    own.click("button.main")
    assert own.locator("#receipt").count() == 1, own.inner_text("main")[:1500]
    others = {"1-1": "104", "1-2": "8", "1-3": "6", "1-4": "40", "2-1": "1", "2-2": "1", "2-3": "48", "2-4": "26", "2-5": "6",
              "3-1": "9", "3-2": "1", "3-3": "11", "3-4": "5", "3-5": "150", "5-1": "", "5-2": "3", "5-3": "25",
              "II-d": "1.2"}  # fmt: skip
    evaluated(office, number, others, ["matsuo-no-accident", "matsuo-effluent"])
    submit = office.page("executive", f"/books/{number}/do/year.submit/")
    assert submit.locator("#weighed-head").count() == 1
    submit.click("button.main")
    assert "主務大臣に提出済み" in submit.inner_text(".case-head")
    rate = office.page("ministry", f"/evaluation/{number}/items/I-4/")
    rate.locator("a[href*='minister.rate']").click()
    walk.fill(rate, letter="A", reason="訓練の実効性を認める")
    rate.click("button.main")
    assert rate.locator("#receipt").count() == 1
    item = office.page("ministry", f"/evaluation/{number}/items/I-4/")
    assert item.locator(".side .letter").all_inner_texts() == ["A", "A"]
    shot(item, "evaluation-rated-1280")
    forms = office.page("ministry", f"/evaluation/{number}/forms/")
    with forms.expect_download() as download:
        forms.locator("a[href$='ja.pdf']").click()
    download.value.save_as(tmp_path / "forms.pdf")
    assert (tmp_path / "forms.pdf").read_bytes()[:5] == b"%PDF-"
    preview = office.page("ministry", f"/evaluation/{number}/forms/ja.html")
    assert preview.evaluate("document.styleSheets.length") == 1  # its own style is let through, by its hash
    assert "訓練の実効性を認める" in preview.inner_text("body")
    office.tell(NOW)
    assert [one for one in office.complaints if "status of 40" not in one] == []
