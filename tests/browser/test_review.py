"""``review.html`` as its readers use it: by mouse, by keyboard, on a telephone, on paper, and without scripts."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from sonae.documents import LANGUAGES, MineralPage, ReviewModel
from tests.browser.conftest import ASSESSED, NOT_ASSESSABLE, SHOWN, Open, Opened

pytestmark = [pytest.mark.browser, pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("review")]

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def table(language: str) -> str:
    return f"main.in-{language} table.summary"


def column(opened: Opened, language: str, place: int) -> list[tuple[str, str]]:
    """The symbols and the texts of one column of the summary, in the order in which they stand; «» where a row has none."""
    return [
        tuple(pair)
        for pair in opened.page.evaluate(
            """([table, place]) => [...document.querySelector(table).tBodies[0].rows].filter(row => !row.hidden).map(row =>
            [row.cells[0].querySelector('b').textContent, row.cells.length > 2 ? row.cells[place].textContent : ''])""",
            [table(language), place],
        )
    ]


class TestOpening:
    def test_it_asks_for_nothing_and_complains_of_nothing(self, open_review: Open) -> None:
        opened = open_review()
        opened.page.mouse.wheel(0, 20_000)
        opened.switch("en")
        opened.page.wait_for_load_state("networkidle")
        assert [url for url in opened.asked if not url.startswith("data:")] == [opened.page.url]
        assert opened.page.url.startswith("file:///")
        assert opened.said == []

    def test_the_whole_review_opens_as_quietly(self, open_review: Open, written: Path) -> None:
        opened = open_review((written / "review.html").as_uri())
        assert len(column(opened, "ja", 1)) == 35
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 1280
        opened.page.click(f"{table('ja')} a[href='#ja-Tl']")
        assert opened.page.locator("#ja-Tl").bounding_box()["y"] < 140  # type: ignore[index]
        assert [url for url in opened.asked if not url.startswith("data:")] == [opened.page.url.split("#")[0]]
        assert opened.said == []

    def test_the_page_may_not_reach_out_even_if_a_script_wanted_to(self, desktop: Opened) -> None:
        refused = desktop.page.evaluate(
            """() => new Promise(done => {
            document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective), {once: true});
            const image = document.createElement('img'); image.src = 'https://example.org/x.png'; document.body.append(image);
            image.remove(); setTimeout(() => done('nothing refused it'), 2000); })"""
        )
        assert refused == "img-src"
        desktop.said.clear()

    def test_its_own_font_is_used_for_both_languages(self, desktop: Opened) -> None:
        desktop.page.evaluate("document.fonts.ready")
        loaded = desktop.page.evaluate("[...document.fonts].map(face => [face.family, face.status])")
        assert loaded
        assert all(status == "loaded" for _, status in loaded)
        family = loaded[0][0].strip("\"'")
        assert desktop.page.evaluate("getComputedStyle(document.body).fontFamily").lstrip("\"'").startswith(family)

    def test_the_first_screen_says_what_this_is(self, desktop: Opened) -> None:
        assert (
            desktop.page.title() == "供給リスクと備蓄目標日数の年次点検 — 日本・2024" or "2024" in desktop.page.title()
        )
        assert "公開データによる試算" in desktop.page.inner_text("main.in-ja .banner")
        assert desktop.page.locator("main.in-ja .banner").bounding_box()["y"] < 200  # type: ignore[index]


class TestLanguages:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_the_switch_shows_one_language_at_a_time(self, desktop: Opened, plain: Opened, scripts: bool) -> None:
        opened = desktop if scripts else plain
        for language, other in (("en", "ja"), ("ja", "en")):
            opened.switch(language)
            assert opened.page.is_visible(f"main.in-{language} h1")
            assert not opened.page.is_visible(f"main.in-{other} h1")
            assert opened.page.get_attribute(f"main.in-{language}", "lang") == language
            assert opened.page.locator(f"#to-{language}").is_checked()

    def test_a_link_to_a_mineral_opens_its_language(self, open_review: Open, address: str) -> None:
        opened = open_review(f"{address}#en-W")
        assert opened.page.is_visible("main.in-en h1")
        assert opened.page.locator("#en-W").bounding_box()["y"] < 140  # type: ignore[index]
        opened.page.evaluate("location.hash = '#ja-Li'")
        opened.page.wait_for_function("document.getElementById('to-ja').checked")
        assert opened.page.locator("#ja-Li").bounding_box()["y"] < 140  # type: ignore[index]
        opened.page.evaluate("location.hash = '#xx-none'")
        assert opened.said == []

    def test_an_english_reader_sees_no_japanese_word(self, desktop: Opened) -> None:
        desktop.switch("en")
        text = desktop.page.inner_text("main.in-en")
        desktop.switch("ja")
        left = {line for line in text.splitlines() if re.search(r"[぀-ヿ一-鿿]", line)}
        assert {line for line in left if "試算" not in line} == set()  # the banner says it in both

    def test_without_scripts_there_is_no_dead_control(self, plain: Opened) -> None:
        assert plain.page.locator("main.in-ja table.summary thead button").count() == 0
        assert not plain.page.is_visible("main.in-ja .filter")
        assert len(column(plain, "ja", 1)) == len(SHOWN)
        plain.page.click("main.in-ja table.summary a[href='#ja-W']")
        assert plain.page.locator("#ja-W").bounding_box()["y"] < 200  # type: ignore[index]
        plain.page.click("#ja-W summary >> nth=-1")
        assert plain.page.locator("#ja-W details").last.get_attribute("open") is not None


def squeezed(text: str) -> str:
    """Text without its spaces and line breaks, which a printer sets where it likes."""
    return re.sub(r"\s", "", text)


def number(text: str) -> float:
    match = re.search(r"-?\d+(\.\d+)?", text.replace(",", "").replace("−", "-"))
    assert match, text
    return float(match[0])


class TestSummary:
    @EACH_LANGUAGE
    def test_a_click_sorts_down_a_second_up_and_a_third_puts_back(self, desktop: Opened, language: str) -> None:
        desktop.switch(language)
        heads = desktop.page.locator(f"{table(language)} thead th")
        start = column(desktop, language, 1)
        assert [symbol for symbol, _ in start][:3] == ["Li", "Be", "Mg"]
        for place in (1, 2, 4, 5, 7):
            button, head = heads.nth(place).locator("button"), heads.nth(place)
            for turn, sign in (("descending", -1), ("ascending", 1)):
                button.click()
                assert head.get_attribute("aria-sort") == turn
                rows = column(desktop, language, place)
                values = [number(text) for _, text in rows if text]
                assert values == sorted(values, key=lambda value, sign=sign: sign * value)
                assert len(values) == len(ASSESSED)
                assert {
                    symbol for symbol, _ in rows[-len(NOT_ASSESSABLE) :]
                } == NOT_ASSESSABLE  # neither the safest nor the worst
            button.click()
            assert head.get_attribute("aria-sort") == "none"
            assert column(desktop, language, 1) == start

    def test_names_are_sorted_as_text(self, desktop: Opened) -> None:
        desktop.switch("en")
        button = desktop.page.locator(f"{table('en')} thead th >> nth=0").locator("button")
        button.click()
        button.click()
        names = [symbol for symbol, _ in column(desktop, "en", 1)]
        assert names == sorted(names, key=str.lower)
        assert len(names) == len(SHOWN)

    def test_only_one_column_says_that_it_is_sorted_and_shows_it(self, desktop: Opened) -> None:
        heads = desktop.page.locator(f"{table('ja')} thead th")
        heads.nth(1).locator("button").click()
        heads.nth(6).locator("button").click()
        sorts = [heads.nth(i).get_attribute("aria-sort") for i in range(heads.count())]
        assert [i for i, sort in enumerate(sorts) if sort not in (None, "none")] == [6]
        signs = desktop.each(f"{table('ja')} thead button", "getComputedStyle(e, '::after').content")
        assert [i for i, sign in enumerate(signs) if sign not in ("none", "normal")] == [6]
        heads.nth(1).locator("button").click()  # a column that was left begins anew
        assert heads.nth(1).get_attribute("aria-sort") == "descending"

    @EACH_LANGUAGE
    def test_the_filter_finds_by_symbol_and_by_name(self, desktop: Opened, language: str) -> None:
        desktop.switch(language)
        field = desktop.page.locator(f"main.in-{language} .find")
        for text, found in {"タング" if language == "ja" else "TUNGS": "W", "ree": "REE", "  mg ": "Mg"}.items():
            field.fill(text)
            shown = [symbol for symbol, _ in column(desktop, language, 1)]
            assert found in shown
            assert len(shown) < 4
        field.fill("no such mineral")
        assert column(desktop, language, 1) == []
        field.fill("")
        assert len(column(desktop, language, 1)) == len(SHOWN)

    def test_sorting_keeps_the_filter(self, desktop: Opened) -> None:
        desktop.page.fill("main.in-ja .find", "ム")
        shown = {symbol for symbol, _ in column(desktop, "ja", 1)}
        assert 5 < len(shown) < len(SHOWN)
        desktop.page.locator(f"{table('ja')} thead button").nth(1).click()
        assert {symbol for symbol, _ in column(desktop, "ja", 1)} == shown


class TestMinerals:
    def test_every_mineral_is_one_click_away_and_leads_back(self, desktop: Opened) -> None:
        links = desktop.each(f"{table('ja')} tbody th a", "e.getAttribute('href')")
        assert len(links) == len(SHOWN)
        for link in links:
            assert link.removeprefix("#ja-") in desktop.page.locator(f"article{link} h2").inner_text()
        for link in links[::3]:
            desktop.page.click(f"{table('ja')} a[href='{link}']")
            assert 40 <= desktop.page.locator(link).bounding_box()["y"] < 140, link  # type: ignore[index]  # below the bar
        desktop.page.click("#ja-Bi .up a")
        assert desktop.page.url.endswith("#ja-top")
        assert desktop.page.locator("#ja-top").bounding_box()["y"] < 140  # type: ignore[index]

    def test_days_of_the_summary_are_those_of_the_page(self, desktop: Opened) -> None:
        for symbol, days in column(desktop, "ja", 1):
            heading = desktop.page.inner_text(f"#ja-{symbol} h2")
            if symbol in NOT_ASSESSABLE:
                assert "日" not in heading
            else:
                assert f"{days.rstrip('*')} 日" in heading

    def test_what_could_not_be_assessed_says_why(self, desktop: Opened) -> None:
        for symbol in NOT_ASSESSABLE:
            row = desktop.page.inner_text(f"{table('ja')} tr:has(a[href='#ja-{symbol}'])")
            reason = row.split("評価不能:")[1].strip()
            assert len(reason) > 8
            assert reason in desktop.page.inner_text(f"#ja-{symbol}")


class TestLayout:
    @EACH_LANGUAGE
    @pytest.mark.parametrize("width", [1280, 390, 320])
    def test_the_page_never_scrolls_sideways(self, desktop: Opened, width: int, language: str) -> None:
        desktop.sized(width)
        desktop.switch(language)
        wide = desktop.each(
            f"main.in-{language} *",
            f"e.closest('.scroll table, svg') || e.getBoundingClientRect().right < {width + 1} ? '' : e.outerHTML.slice(0, 80)",
        )
        assert [start for start in wide if start] == []
        assert desktop.page.evaluate("document.documentElement.scrollWidth") <= width

    def test_a_wide_table_scrolls_in_its_own_frame_to_what_has_the_focus(self, desktop: Opened) -> None:
        desktop.sized(390)
        frame = desktop.page.locator("main.in-ja .scroll").first
        assert frame.evaluate("e => e.scrollWidth > e.clientWidth")
        frame.evaluate("e => { e.scrollLeft = 0; e.querySelector('thead tr th:last-child button').focus(); }")
        assert frame.evaluate("e => e.scrollLeft") > 100

    def test_on_a_telephone_text_is_readable_without_zooming(self, desktop: Opened) -> None:
        desktop.sized(390)
        sizes = desktop.each("main.in-ja p, main.in-ja td, main.in-ja li", "parseFloat(getComputedStyle(e).fontSize)")
        assert min(sizes) >= 12
        assert desktop.page.get_attribute("meta[name=viewport]", "content") == "width=device-width, initial-scale=1"


class TestKeyboard:
    def test_every_control_is_reached_in_reading_order_and_shows_that_it_is(self, open_review: Open) -> None:
        opened = open_review()
        seen = []
        for _ in range(18):
            opened.page.keyboard.press("Tab")
            tag, name, text, style, width = opened.page.evaluate(
                """() => { const e = document.activeElement, shown = e.matches('.switch') ? document.querySelector(
                `label[for=${e.id}]`) : e, style = getComputedStyle(shown);
                return [e.tagName, e.id || e.className || e.getAttribute('href'), e.textContent.trim(), style.outlineStyle,
                parseFloat(style.outlineWidth)]; }"""
            )
            seen.append((tag, name, text))
            assert (style != "none", width >= 1) == (True, True), seen
        assert seen[0][:2] == ("INPUT", "to-ja")
        assert seen[1][:2] == ("INPUT", "find")
        heads = opened.each(f"{table('ja')} thead button", "e.textContent")
        assert [text for tag, _, text in seen if tag == "BUTTON"] == heads
        assert seen[2 + len(heads)][:2] == ("A", "#ja-Li")

    def test_keys_alone_switch_sort_filter_open_and_follow(self, open_review: Open) -> None:
        opened = open_review()
        press = opened.page.keyboard.press
        press("Tab")
        press("ArrowRight")
        assert opened.page.is_visible("main.in-en h1")
        press("Tab")
        opened.page.keyboard.type("tungsten")
        assert [symbol for symbol, _ in column(opened, "en", 1)] == ["W"]
        press("Tab")
        press("Tab")
        press("Enter")
        assert opened.page.get_attribute(f"{table('en')} thead th >> nth=1", "aria-sort") == "descending"
        opened.page.focus(f"{table('en')} a[href='#en-W']")
        press("Enter")
        assert opened.page.url.endswith("#en-W")
        summary = opened.page.locator("#en-W details:not([open]) summary").first
        closed = summary.evaluate_handle("e => e.parentElement")
        summary.focus()
        press("Enter")
        assert closed.evaluate("e => e.open")


# Contrast as WCAG 2 counts it, over the background that is really behind the text.
CONTRAST = """
const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const light = ([r, g, b]) => { const f = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const behind = e => { let stack = []; for (; e; e = e.parentElement) stack.push(parse(getComputedStyle(e).backgroundColor));
  return stack.reduceRight((below, top) => over(top, below), [255, 255, 255]); };
"""


class TestSeeing:
    @EACH_LANGUAGE
    def test_every_figure_says_in_words_what_it_shows(self, desktop: Opened, language: str) -> None:
        desktop.switch(language)
        charts = desktop.each(
            f"main.in-{language} .chart", "[e.getAttribute('role'), e.ariaLabel, e.parentElement.tagName]"
        )
        captions = desktop.each(f"main.in-{language} figcaption", "e.textContent.trim()")
        pictures = "[...document.querySelectorAll('img, svg, canvas, object, video')]"
        assert desktop.page.evaluate(f"{pictures}.filter(e => !e.closest('[role=img][aria-label]')).length") == 0
        assert len(charts) == len(captions) == 6 + 3 * len(ASSESSED)
        for (role, label, parent), caption in zip(charts, captions, strict=True):
            assert (role, parent) == ("img", "FIGURE")
            assert len(label) > 3
            assert caption.startswith(label)

    @EACH_LANGUAGE
    def test_text_stands_out_from_its_ground(self, desktop: Opened, language: str) -> None:
        desktop.switch(language)
        faint = desktop.page.evaluate(
            f"""main => {{ {CONTRAST}
            const found = {{}};
            for (const e of document.querySelectorAll(`${{main}} *, nav *`)) {{
              const says = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
              if (!says || e.closest('svg') || !e.checkVisibility()) continue;
              const r = ratio(parse(getComputedStyle(e).color), behind(e));
              if (r < 4.5) found[`${{e.tagName}}.${{e.className}}`] = r;
            }}
            return found; }}""",
            f"main.in-{language}",
        )
        assert faint == {}

    def test_text_of_charts_stands_out_from_what_is_painted_behind_it(self, desktop: Opened) -> None:
        measured = desktop.page.evaluate(
            f"""() => {{ {CONTRAST}
            const out = [];
            for (const text of document.querySelectorAll('main.in-ja .charts svg text, #ja-W svg text')) {{
              text.scrollIntoView({{block: 'center'}});
              const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
              const below = document.elementsFromPoint(x, y).find(e => e.closest('svg') && !e.closest('text') &&
                getComputedStyle(e).fill !== 'none' && parse(getComputedStyle(e).fill)[3] > 0);
              const ground = below ? over(parse(getComputedStyle(below).fill), [255, 255, 255]) : [255, 255, 255];
              out.push([text.textContent, ratio(parse(getComputedStyle(text).fill), ground)]);
            }}
            return out; }}"""
        )
        assert len(measured) > 150
        assert [(text, round(ratio, 1)) for text, ratio in measured if ratio < 4.5] == []

    def test_no_sign_is_colour_alone(self, desktop: Opened) -> None:
        """Bands are numbers, tints carry their score, marks are letters and are explained, changed figures have a sign."""
        bands = [text for _, text in column(desktop, "ja", 5) if text]
        assert all(re.fullmatch(r"\d+ \d+–\d+", text.strip()) for text in bands)
        assert all(re.match(r"[+−-]|0\.0", text) for _, text in column(desktop, "ja", 4) if text)
        tints = desktop.page.locator("main.in-ja .charts .chart").nth(1)
        numbers = [text for text in tints.locator("svg text").all_text_contents() if text.isdigit()]
        assert len(numbers) == len(ASSESSED) * 6
        marks = desktop.each(f"{table('ja')} .mark", "[e.textContent, e.title]")
        assert marks
        assert all(sign == "▲" and title for sign, title in marks)
        legend = desktop.page.inner_text("main.in-ja .scroll + p.muted >> nth=0")
        assert "▲" in legend
        assert "＊" in legend

    def test_tables_have_headers_and_the_page_has_an_outline(self, desktop: Opened) -> None:
        assert desktop.page.locator("main.in-ja h1").count() == 1
        levels = desktop.each("main.in-ja h1, main.in-ja h2, main.in-ja h3", "+e.tagName[1]")
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert all(desktop.each("main.in-ja table", "e.tHead !== null && e.querySelectorAll('th').length > 0"))
        controls = desktop.each(
            "main.in-ja input, main.in-ja button", "[...e.labels, e].map(n => n.textContent).join('').trim()"
        )
        assert len(controls) == 14
        assert all(controls)


def sheets_of(sheets: list[str], item: MineralPage) -> list[int]:
    """The sheets that begin with the heading of a mineral: its name with its days, where it has any."""
    name = re.escape(squeezed(f"{item.mineral.symbol}{item.mineral.name_ja}"))
    heading = re.compile(rf"\d+日\*?{name}|{name}\d+日" if item.assessed else name)
    return [i for i, sheet in enumerate(sheets) if heading.match(squeezed(sheet))]


@pytest.fixture(scope="module")
def sheets(window: Opened) -> list[str]:
    """The text of every sheet that a reader of Japanese prints."""
    window.switch("ja")
    printed = window.page.pdf(prefer_css_page_size=True)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]


class TestPaper:
    def test_every_mineral_begins_a_sheet(self, sheets: list[str], review: ReviewModel) -> None:
        for item in (page for page in review.pages if page.mineral.symbol in SHOWN):
            assert len(sheets_of(sheets, item)) == 1, item.mineral.symbol

    def test_nothing_of_the_summary_is_cut_off(self, sheets: list[str], desktop: Opened) -> None:
        front = squeezed("".join(sheets[:4]))
        rows = desktop.each(f"{table('ja')} tbody tr:not(.no)", "[...e.cells].map(cell => cell.textContent).join('')")
        assert len(rows) == len(ASSESSED)
        assert [row for row in rows if squeezed(row).rstrip("▲") not in front] == []

    def test_what_is_folded_on_the_screen_is_printed(
        self, sheets: list[str], desktop: Opened, review: ReviewModel
    ) -> None:
        start = next(at for page in review.pages if page.mineral.symbol == "W" for at in sheets_of(sheets, page))
        printed = squeezed("".join(sheets[start : start + 4]))
        folded = desktop.each(
            "#ja-W details:not([open])", "[...e.querySelectorAll('td')].map(cell => cell.textContent)"
        )
        assert [len(cells) > 8 for cells in folded] == [True] * 4
        for cells in folded:
            assert [cell for cell in cells if squeezed(cell) not in printed] == []

    def test_controls_and_the_other_language_are_not_printed(self, sheets: list[str]) -> None:
        whole = "".join(sheets)
        assert "供給リスク" in whole
        for words in ("English", "Governing", "先頭へ", "Annual review"):
            assert words not in whole
