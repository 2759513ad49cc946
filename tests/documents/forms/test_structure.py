"""What the forms hold, counted from the data by another walk: heads, rows, columns, every figure once, nothing lost."""

from __future__ import annotations

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.documents.forms.shared import Tables, columns_covered, raw, tables

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("forms")]

YEARS = ["令和5年度", "令和6年度", "令和7年度", "令和8年度"]
SERVICES = ["I-1", "I-2", "I-3", "I-4", "I-5"]
OPERATIONS = ["II", "III", "IV"]
LANGUAGES = ("ja", "en")


@pytest.fixture(scope="module")
def page() -> Tables:
    return tables()


def form_of(item: str) -> str:
    return f"{'1-1-4-1' if item in SERVICES else '1-1-4-2'}.{item}"


def texts(table: list[list[tuple[str, int, int]]]) -> list[str]:
    return [text for row in table for text, _, _ in row]


def own(kind: str, item: str) -> list[dict[str, Any]]:
    return [one for one in raw()[kind] if one["item"] == item]


def exact(value: object) -> Fraction:
    return Fraction(str(value))


def test_every_form_stands_in_order_in_both_languages(page: Tables) -> None:
    wanted = ["1-1-1", "1-1-2", "1-1-3", *map(form_of, SERVICES + OPERATIONS), "annex", "remarks"]
    sections = list(dict.fromkeys(section for section, _ in page.heads))
    assert sections == [f"{language}-{name}" for language in LANGUAGES for name in wanted]


def test_every_table_is_whole_and_the_same_in_both_languages(page: Tables) -> None:
    for section, key in page.heads:
        for table in (page.heads[section, key], page.rows[section, key]):
            assert len(set(columns_covered(table))) <= 1, (section, key)
        if section.startswith("ja-"):
            for part in (page.heads, page.rows):
                mine, theirs = part[section, key], part[f"en-{section[3:]}", key]
                assert [[cell[1:] for cell in row] for row in mine] == [[cell[1:] for cell in row] for row in theirs]
                assert [[bool(cell[0]) for cell in row] for row in mine] == [
                    [bool(cell[0]) for cell in row] for row in theirs
                ], (section, key)


class TestOverview:
    def test_form_1_1_1(self, page: Tables) -> None:
        conduct = raw()["conduct"]
        assert [row[0][0] for row in page.rows["ja-1-1-1", "agency"]] == ["法人名", "評価対象事業年度", "中期目標期間"]
        evaluators = page.rows["ja-1-1-1", "evaluators"]
        assert [row[0][0] for row in evaluators] == [
            "主務大臣", *(one["role"]["ja"] for one in conduct["departments"]),
        ]  # fmt: skip
        assert all(row[2][0] == "担当課、責任者" for row in evaluators[1:])
        steps = page.rows["ja-1-1-1", "procedure"][0][1][0].split("\n")
        assert [step.partition("　")[2] for step in steps] == [one["what"]["ja"] for one in conduct["procedure"]]
        assert steps[0].startswith("令和6年6月13日")

    def test_form_1_1_2_shows_all_five_years(self, page: Tables) -> None:
        rows = page.rows["ja-1-1-2", "overall"]
        assert [cell[0] for cell in rows[1]] == [*YEARS, "令和9年度"]
        assert [cell[0] for cell in rows[2]] == ["A", "", "", "", ""]
        assert rows[0][1][0].startswith("A：")
        overall = next(one for one in raw()["ratings"] if one["item"] == "overall")
        assert overall["reason"]["ja"] in rows[3][1][0]
        opinions = page.rows["ja-1-1-2", "further"][0][1][0].split("\n")
        assert opinions == [one["words"]["ja"] for one in raw()["narrative"] if one["item"] == "overall"]
        labels = [row[0][0] for key in ("whole", "problems", "further") for row in page.rows["ja-1-1-2", key]]
        assert len(labels) == 7

    def test_form_1_1_3_has_two_panels_four_years_and_the_marks(self, page: Tables) -> None:
        head = page.heads["ja-1-1-3", "summary"]
        panel = ["中期計画（中期目標）", "年度評価", "項目別調書No", "備考"]
        assert texts(head) == [*panel, "", *panel, *YEARS, *YEARS]
        rows = page.rows["ja-1-1-3", "summary"]
        assert len(rows) == 1 + len(SERVICES)
        letters = {one["item"]: one for one in raw()["ratings"] if one["by"] == "minister"}
        items = {one["id"]: one for one in raw()["items"]}
        left = {row[0][0]: row[1][0] for row in rows[1:]}
        # The chapter's row is one cell; the panel on the right begins after the gap, wherever that stands.
        right = {row[-7][0]: row[-6][0] for row in rows if row[-7][0]}
        for item in items.values():
            shown = (left if item["id"] in SERVICES else right)[f"{item['number']}　{item['name']['ja']}"]
            assert shown == letters[item["id"]]["letter"] + ("○" if item["importance"] == "high" else "")
        hard = sum(item["difficulty"] == "high" for item in items.values())
        assert Counter(page.underlined) == {(f"{one}-1-1-3", "summary"): hard for one in LANGUAGES}


class TestItems:
    @pytest.mark.parametrize("item", SERVICES + OPERATIONS)
    def test_basics(self, page: Tables, item: str) -> None:
        stated = next(one for one in raw()["items"] if one["id"] == item)
        rows = page.rows[f"ja-{form_of(item)}", "basics"]
        assert len(rows) == (3 if item in SERVICES else 2)
        shown = "\n".join(texts(rows))
        assert f"{stated['number']}　{stated['name']['ja']}" == rows[0][0][0]
        for law in stated.get("legal_basis", []):
            assert law["law"]["ja"] in shown
            assert all(provision in shown for provision in law["provisions"])
        assert all(sheet in shown for sheet in stated.get("review_sheets", []))
        assert ("重要度：高" in shown, "困難度：高" in shown) == (
            stated["importance"] == "high", stated["difficulty"] == "high",
        )  # fmt: skip

    @pytest.mark.parametrize("item", SERVICES)
    def test_outputs_and_inputs_stand_side_by_side(self, page: Tables, item: str) -> None:
        key = (f"ja-{form_of(item)}", "series")
        head = texts(page.heads[key])
        assert head[:3] == [
            "①主要なアウトプット（アウトカム）情報",
            "",
            "②主要なインプット情報（財務情報及び人員に関する情報）",
        ]
        assert head[3:] == ["", "指標等", "達成目標", "基準値", *YEARS, "", *YEARS]
        mine = own("indicators", item)
        assert len(page.rows[key]) == max(len(mine), 6)
        shown = texts(page.rows[key])
        tags = [tag for text in shown for tag in re.findall(r"^【指標(.+?)】", text)]
        assert tags == [one["id"] for one in mine]
        for one in mine:
            cell = next(text for text in shown if text.startswith(f"【指標{one['id']}】"))
            assert one["name"]["ja"] in cell
            assert ("（基幹目標）" in cell) == one.get("core", False)
            assert ("［中期全体］" in cell) == (one["judged"] == "at_period_end")
        figures = own("inputs", item)[0]["figures"]
        for name, one in figures.items():
            number = Decimal(str(one["value"]))
            printed = f"{'▲' if number < 0 else ''}{abs(number):,}"
            assert shown.count(printed) == 1, name

    @pytest.mark.parametrize("item", OPERATIONS)
    def test_operations_have_no_column_of_targets(self, page: Tables, item: str) -> None:
        key = (f"ja-{form_of(item)}", "series")
        assert texts(page.heads[key]) == ["指標等", "基準値", *YEARS, "（参考情報）"]
        mine = own("indicators", item)
        assert [row[0][0] for row in page.rows[key]] == [one["name"]["ja"] for one in mine] or (
            not mine and len(page.rows[key]) == 1
        )

    @pytest.mark.parametrize("item", SERVICES + OPERATIONS)
    def test_results_have_a_row_a_section_and_lose_no_word(self, page: Tables, item: str) -> None:
        key = (f"ja-{form_of(item)}", "results")
        assert texts(page.heads[key])[:-1] == [
            "主な評価指標等", "法人の業務実績・自己評価", "主務大臣による評価", "主な業務実績等", "自己評価", "評定",
        ]  # fmt: skip
        rows = page.rows[key]
        told = own("narrative", item)
        whole = next(one["section"] for one in raw()["items"] if one["id"] == item)
        by_row = [one for one in told if one["column"] not in ("expert", "minister", "issue", "auditor")]
        sections = {one["section"] for one in by_row} | {one["section"] for one in own("results", item)}
        sections |= {one["sections"][0] for one in own("indicators", item) if one["judged"] != "never"}
        assert len(rows) == len(sections - {whole}) + 1
        assert rows[0][-1][1:] == (2, len(rows))
        columns = {"indicator": 0, "result": 1, "grounds": 2, "outstanding": 2}
        for one in by_row:
            column = columns[one["column"]]
            assert sum(one["words"]["ja"] in row[column][0] for row in rows) == 1, one["words"]
        for one in told:
            if one["column"] not in columns:
                assert one["words"]["ja"] in rows[0][-1][0]
        for one in own("results", item):
            amount = f"{Decimal(str(one['value'])):,}{one['unit']}"
            assert sum(f"{one['name']['ja']}：{amount}" in row[1][0].split("\n") for row in rows) == 1, one["id"]

    @pytest.mark.parametrize("item", SERVICES + OPERATIONS)
    def test_self_and_minister_stand_apart_with_their_reasons(self, page: Tables, item: str) -> None:
        key = (f"ja-{form_of(item)}", "results")
        ratings = {one["by"]: one for one in own("ratings", item)}
        own_cell, minister = page.rows[key][0][2][0], page.rows[key][0][3][0]
        assert texts(page.heads[key])[-1] == ratings["minister"]["letter"]
        assert ratings["minister"]["reason"]["ja"] in minister
        if ratings["self"]["letter"] == "not_printed":
            assert own_cell.split("\n")[0] == "＜自己評価の評定＞　（資料に評定の記載がない）"
        else:
            assert own_cell.split("\n")[0] == f"＜自己評価の評定＞　{ratings['self']['letter']}"
            assert ratings["self"]["reason"]["ja"] in own_cell

    def test_why_budget_and_settlement_differ_stands_in_part_4(self, page: Tables) -> None:
        for item in SERVICES:
            text = page.rows[f"ja-{form_of(item)}", "other"][0][0][0]
            variance = own("inputs", item)[0].get("variance")
            assert text == (f"（予算・決算の主な差異理由）{variance['ja']}" if variance else "―")


class TestAttainments:
    def test_every_published_attainment_stands_in_the_forms(self, page: Tables) -> None:
        claims = [one for one in raw()["claims"] if one["kind"] == "attainment"]
        assert len(claims) == 23
        indicators = {one["id"]: one for one in raw()["indicators"]}
        for claim in claims:
            stated = indicators[claim["indicator"]]
            yearly = stated["judged"] == "yearly"
            actual = stated["actuals"]["FY2023"]["value"]
            target = (stated["year_targets"]["FY2023"] if yearly else stated["period_target"])["value"]
            ratio = exact(actual) / exact(target)
            places = len(str(claim["printed"]).partition(".")[2])
            computed = (Decimal(ratio.numerator) / Decimal(ratio.denominator) * 100).quantize(
                Decimal(1).scaleb(-places), ROUND_HALF_UP
            )
            section = f"ja-{form_of(stated['item'])}"
            shown = texts(page.rows[section, "results" if yearly else "series"])
            word = f"達成率：{computed}％" if yearly else f"達成度{computed}％"
            tag = f"【指標{stated['id']}】"
            lines = [line for text in shown for line in text.split("\n") if word in line]
            assert [line for line in lines if not yearly or line.startswith(tag)], claim
            if claim["indicator"] == "5-2":
                assert str(claim["printed"]) != str(computed)
                assert any(tag in note and f"{claim['printed']}％は整合しない" in note for note in page.notes[section])
            else:
                assert str(claim["printed"]) == str(computed)

    def test_only_what_is_inconsistent_has_a_note_on_it(self, page: Tables) -> None:
        noted = [note for section, notes in page.notes.items() if section.startswith("ja-1-1-4") for note in notes
                 if "整合しない" in note]  # fmt: skip
        assert len(noted) == 1
        assert noted[0].startswith("※1　【指標5-2】4 ÷ 3＝133％であり")

    def test_where_no_way_of_computing_is_stated_none_is_shown(self, page: Tables) -> None:
        section = "ja-1-1-4-1.I-1"
        row = next(row for row in page.rows[section, "series"] if any("【指標1-1】" in cell[0] for cell in row))
        text = next(cell[0] for cell in row if cell[0].startswith("参考値"))
        assert text == "参考値：令和5年度末時点で103.4万バレル/日※1"
        assert any(note.startswith("※1　【指標1-1】達成度の算定方法が") for note in page.notes[section])

    def test_a_provisional_value_says_so(self, page: Tables) -> None:
        marked = [text for text in texts(page.rows["ja-1-1-4-1.I-1", "series"]) if "【暫定値】" in text]
        assert len(marked) == 1
        assert "達成度10％【暫定値】" in marked[0]


class TestAnnex:
    def test_three_columns_and_a_row_a_section(self, page: Tables) -> None:
        keys = [("ja-annex", f"annex.{item['id']}") for item in raw()["items"]]
        assert [key for key in page.heads if key[0] == "ja-annex"] == keys
        for key in keys:
            assert texts(page.heads[key]) == [
                "項目別調書No",
                "対応する中期目標",
                "対応する中期計画",
                "対応する年度計画",
            ]
        body = [row for key in keys for row in page.rows[key]]
        assert len(body) == len(raw()["goals"])
        for row, goal in zip(body, raw()["goals"], strict=True):
            assert row[0][0].endswith(goal["name"]["ja"])
            for cell, column in zip(row[1:], ("goal", "plan", "annual"), strict=True):
                stated = goal.get(column)
                if stated is None:
                    assert cell[0] == "―"
                elif "words" in stated:
                    assert cell[0].split("\n")[0] == stated["words"]["ja"]
                else:
                    name = {"goal": "中期目標", "plan": "中期計画", "annual": "年度計画"}[stated["same_as"]]
                    assert cell[0].startswith(f"（{name}に同じ）\n")

    def test_quantities_stand_with_the_indicator_they_are_of(self, page: Tables) -> None:
        shown = "\n".join(text for key, rows in page.rows.items() if key[0] == "ja-annex" for text in texts(rows))
        quantities = [
            quantity for goal in raw()["goals"] for column in ("goal", "plan", "annual")
            for quantity in (goal.get(column) or {}).get("quantities", [])
        ]  # fmt: skip
        named = [one["name"].removeprefix("indicator-") for one in quantities if one["name"].startswith("indicator-")]
        numbered = [name for name in named if name[0].isdigit()]
        assert Counter(re.findall(r"（指標(.+?)）", shown)) == Counter(numbered)
        assert shown.count("（平均効率化率）") == len(named) - len(numbered) == 3


def test_the_remarks_hold_what_the_lint_found(page: Tables) -> None:
    from sonae.evaluation import lint, load_evaluation

    report = lint(load_evaluation("FY2023"))
    assert len(page.rows["ja-remarks", "inconsistent"]) == len(report.anomalies) == 32
    assert len(page.rows["ja-remarks", "not_checkable"]) == len(raw()["not_checkable"])
    assert [row[3][0] for row in page.rows["ja-remarks", "bands"]].count("B（1段階下）") == 1
