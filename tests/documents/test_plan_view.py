"""What the plan document says: every figure is the plan's, both languages say the same, nothing stays untranslated."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from sonae.documents import Language, plan_figures, plan_key_lines, plan_said, plan_view
from sonae.documents.plan_charts import plan_specs
from sonae.documents.plan_numbers import amount
from sonae.documents.words import LANGUAGES
from sonae.stockpile.plan import (
    LeftOut,
    budget_rows,
    certificate_rows,
    gap_rows,
    holding_rows,
    mineral_rows,
    tender_rows,
    trade_rows,
)
from tests.documents.plan_shared import CLOCK, COMMAND, figures, renamed, small
from tests.documents.test_plan_words import JAPANESE, TYPED

pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("plan")]

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
SECTIONS = [
    "plan", "holdings", "tenders", "trade", "budget", "storage", "gap", "shortage", "curve", "compared", "certificate", "misfit",
    "standins", "left_out", "parameters", "provenance",
]  # fmt: skip


def section(language: Language, key: str) -> list[dict[str, Any]]:
    view = plan_view(figures(), language)
    blocks: list[dict[str, Any]] = next(one for one in view["sections"] if one["key"] == key)["blocks"]
    return blocks


def tables(language: Language, key: str) -> list[dict[str, Any]]:
    return [block for block in section(language, key) if block["kind"] == "table"]


def number(text: str) -> float:
    found = re.search(r"-?[\d,]+(\.\d+)?", text)
    assert found, text
    return float(found[0].replace(",", ""))


def texts(view: dict[str, Any]) -> list[str]:
    """Every piece of text that the house writes itself: no names of data sets, sources and commands."""
    found = [view["title"], view["banner"], view["what"], *(name for name, _ in view["meta"])]
    for part in view["sections"]:
        found.append(part["title"])
        if part["key"] == "provenance":
            found += [row[0] for row in part["blocks"][0]["rows"]]
            continue
        for block in part["blocks"]:
            found += [block[key] for key in ("text", "title", "caption", "legend") if key in block]
            found += block.get("lines", [])
            found += block.get("head", [])
            if block["kind"] == "charts":
                found += [one[key] for one in block["charts"] for key in ("caption", "legend")]
            for row in block.get("rows", []):
                # Of the settings the path is typed and the source quoted; of the stand-ins a setting's source is quoted.
                cells = row[1:3] if part["key"] == "parameters" and len(row) == 4 else row
                found += [re.sub(r"設定の値：.*", "設定の値", cell) for cell in cells]
    return [text for text in found if text]


class TestLanguages:
    @EACH_LANGUAGE
    def test_sections_stand_in_the_order_of_the_reader(self, language: Language) -> None:
        assert [one["key"] for one in plan_view(figures(), language)["sections"]] == SECTIONS

    def test_both_say_the_same_in_the_same_places(self) -> None:
        japanese, english = (plan_view(figures(), language) for language in LANGUAGES)
        assert len(japanese["meta"]) == len(english["meta"])
        assert set(japanese["w"]) == set(english["w"])
        for one, other in zip(japanese["sections"], english["sections"], strict=True):
            kinds = [[block["kind"] for block in part["blocks"]] for part in (one, other)]
            assert kinds[0] == kinds[1], one["key"]
            for left, right in zip(one["blocks"], other["blocks"], strict=True):
                if left["kind"] == "table":
                    assert [len(row) for row in left["rows"]] == [len(row) for row in right["rows"]]
                    assert len(left["head"]) == len(right["head"]) == len(left["rows"][0])
                    assert all(len(row) == len(left["head"]) for row in left["rows"])
                    assert (left["right"], left["tinted"]) == (right["right"], right["tinted"])

    def test_japanese_keeps_no_english_word(self) -> None:
        for text in texts(plan_view(figures(), "ja")):
            left = TYPED.sub("", text).replace(figures().plan.file.name, "").replace("small.yaml", "")
            assert re.findall(r"\b[A-Za-z]{4,}\b", left.replace("Sonae", "")) == [], text

    def test_english_keeps_no_japanese_word(self) -> None:
        view = plan_view(figures(), "en")
        for text in texts(view):
            if text != view["banner"]:
                assert not JAPANESE.search(text.replace(figures().plan.file.name, "")), text

    @EACH_LANGUAGE
    def test_no_bracket_is_left_unfilled(self, language: Language) -> None:
        for text in texts(plan_view(figures(), language)):
            assert not re.search(r"[{}]|\bnan\b|\binf\b|None", text), text

    def test_every_chart_of_the_text_is_drawn(self) -> None:
        specs = plan_specs(figures())
        for language in LANGUAGES:
            for part in plan_view(figures(), language)["sections"]:
                for block in part["blocks"]:
                    if block["kind"] == "charts":
                        assert all(f"{language}/{one['key']}" in specs for one in block["charts"])
                    if block["kind"] == "multiples":
                        assert [key for key, _ in block["charts"]] == [
                            f"held-{symbol}" for symbol in figures().plan.case.symbols
                        ]


class TestFigures:
    def test_the_certificate_is_said_in_one_sentence(self) -> None:
        row = certificate_rows(small().plan)[0]
        lines = plan_key_lines(figures(), "en")
        told = next(line for line in lines if line.startswith("At most"))
        assert number(told.removeprefix("At most ")) == pytest.approx(100 * row["gap"], abs=0.06)
        assert "of what the plan can save" in told
        assert "95 %" in told
        japanese = plan_key_lines(figures(), "ja")[2]
        assert f"{100 * row['gap']:.1f}" in japanese

    def test_without_room_to_save_there_is_no_percentage(self) -> None:
        row = figures().certificate["planning"] | {"gap": float("inf")}
        changed = replace(figures(), certificate={**figures().certificate, "planning": row})
        assert "no percentage" in "\n".join(plan_key_lines(changed, "en"))
        block = next(b for b in plan_view(changed, "en")["sections"] if b["key"] == "certificate")["blocks"][1]
        assert next(line for line in block["rows"] if line[0] == "Gap, share")[1] == "–"

    @EACH_LANGUAGE
    def test_budget_and_storage_are_the_plan_s(self, language: Language) -> None:
        rows = budget_rows(small().plan)
        budget, storage = tables(language, "budget")[0], tables(language, "storage")[0]
        assert len(budget["rows"]) == len(rows) + 1
        for line, place, row in zip(budget["rows"], storage["rows"], rows, strict=False):
            assert line[1] == amount(row["budget_million_yen"], language)
            assert line[2] == amount(row["spend_mean"], language)
            assert amount(row["spend_95"], language) in line[3]
            assert number(line[5]) == pytest.approx(row["value_of_a_yen"], abs=0.005)
            assert number(place[2]) == pytest.approx(row["space_m2_95"], abs=0.5)
        assert budget["rows"][-1][1] == amount(sum(row["budget_million_yen"] for row in rows), language)

    def test_holdings_at_the_end_of_each_year(self) -> None:
        held = {(row["mineral"], row["month"]): row for row in holding_rows(small().plan)}
        for line in tables("en", "holdings")[0]["rows"]:
            symbol = line[0].split()[0]
            for cell, month in zip(line[6:], ("2026-03", "2027-03", "2028-03"), strict=True):
                row = held[symbol, month]
                assert [number(part) for part in re.findall(r"\d+", cell)] == pytest.approx(
                    [row["days"], row["days_10"], row["days_90"]], abs=0.5
                )

    def test_a_target_that_must_be_reached_is_marked(self) -> None:
        first, *rest = small().plan.case.minerals
        case = replace(small().plan.case, minerals=(replace(first, required=True), *rest))
        for language, told in (("ja", "2028年3月（必達）"), ("en", "Mar 2028 (must)")):
            view = plan_view(plan_figures(replace(small().plan, case=case), clock=CLOCK), language)  # type: ignore[arg-type]
            rows = next(one for one in view["sections"] if one["key"] == "holdings")["blocks"][1]["rows"]
            assert [row[4] == told for row in rows] == [True, False, False, False]

    def test_the_tender_calendar_adds_up(self) -> None:
        rows, block = tender_rows(small().plan), tables("en", "tenders")[0]
        assert rows
        lines, count = block["rows"][:-2], block["rows"][-2]
        assert sum(cell != "" for line in lines for cell in line[1:13]) == len(rows) == int(count[13])
        for line in lines:
            mine = [row for row in rows if row["mineral"] == line[0].split()[0]]
            assert number(line[13]) == pytest.approx(sum(row["tonnes"] for row in mine), rel=0.006)
        assert block["rows"][-1][14] == amount(sum(row["bill_million_yen"] for row in rows), "en")
        assert block["head"][1] == "Apr"
        assert block["head"][12] == "Mar"

    def test_most_to_trade_is_told_for_every_year(self) -> None:
        rows = trade_rows(small().plan)
        first, every = tables("en", "trade")
        assert len(every["rows"]) == len(rows)
        assert len(first["rows"]) == len({row["mineral"] for row in rows})
        for line, row in zip(every["rows"], rows, strict=True):
            assert number(line[3]) == pytest.approx(row["most_buy_t"], rel=0.006, abs=0.5)
        cobalt = [line for line in every["rows"] if line[0].startswith("Co")]
        assert all(number(line[8]) > 0 for line in cobalt)  # its shelf life makes it rotate

    def test_gaps_with_their_causes_and_measures(self) -> None:
        rows = gap_rows(small().plan)
        gaps, measures = tables("en", "gap")
        for line, row in zip(gaps["rows"], rows, strict=True):
            assert number(line[3]) == pytest.approx(row["gap_now_days"], abs=0.5)
            assert number(line[6]) == pytest.approx(row["gap_by_days"], abs=0.5)
            if row["main_cause"]:
                assert line[8].startswith(f"{plan_said.cause(row['main_cause'], 'en')} ")
        assert gaps["rows"][2][4] == "Mar 2027"
        shares = [number(line[1].lstrip("<")) for line in measures["rows"]]
        assert shares == sorted(shares, reverse=True)
        assert sum(figures().cause_share(name) for name in rows[0]["causes"]) == pytest.approx(1.0)
        assert all("person decides" in measures["head"][3] and line[3] for line in measures["rows"])

    def test_shortage_with_and_without_the_plan(self) -> None:
        for line, row in zip(tables("ja", "shortage")[0]["rows"], mineral_rows(small().plan), strict=True):
            assert number(line[1]) == pytest.approx(row["short_days_without"], abs=0.06)
            assert number(line[2]) == pytest.approx(row["short_days"], abs=0.06)
            assert line[0] == f"{row['mineral']} {row['name_ja']}"

    def test_what_if_shows_both_plans(self) -> None:
        minerals, years = tables("ja", "compared")
        nickel = next(line for line in minerals["rows"] if line[0] == "Ni")
        assert nickel[-1] == "外れた"
        assert nickel[2] == "–"
        assert [line[2] for line in years["rows"]] == ["40.0"] * 3
        assert [line[3] for line in years["rows"]] == ["60.0"] * 3

    def test_stand_ins_are_flagged(self) -> None:
        lines = {line[0].split()[0]: line for line in tables("ja", "standins")[0]["rows"]}
        assert lines["W"][3].startswith("▲ 代用：世界生産")
        assert not lines["Co"][3].startswith("▲")
        assert all(line[5].startswith("▲") for line in lines.values())

    def test_every_setting_has_its_source(self) -> None:
        settings = tables("en", "parameters")[1]
        assert len(settings["rows"]) == len(small().plan.file.settings.sources)
        assert all(line[3] for line in settings["rows"])
        changed = {settings["rows"][at][0] for at in settings["tinted"]}
        sizes = ("fit_scenarios", "search_paths", "planning_paths", "event_paths")
        assert changed == {f"solver.{name}" for name in sizes}

    def test_provenance_tells_how_to_make_it_again(self) -> None:
        facts, sources = tables("en", "provenance")
        told = dict(facts["rows"])
        assert told["Command that makes this plan again"] == COMMAND
        assert small().plan.file.sha256 in told["Plan file"]
        assert len(sources["rows"]) == len(small().plan.case.provenance.sources)


class TestVariants:
    def test_what_was_not_asked_for_is_not_there(self) -> None:
        bare = plan_figures(small().plan, clock=CLOCK)
        keys = [one["key"] for one in plan_view(bare, "ja")["sections"]]
        assert keys == [key for key in SECTIONS if key not in ("curve", "compared")]
        assert "ja/curve" not in plan_specs(bare)

    def test_a_mineral_left_out_is_named_with_its_ground(self) -> None:
        plan = small().plan
        silicon = LeftOut("Si", "no price: no trade of any form is recorded; state price_yen_a_t")
        thallium = LeftOut("Tl", str(plan.days.of("Tl").reasons[0]))
        case = replace(plan.case, left_out=(silicon, thallium))
        view = plan_view(plan_figures(replace(plan, case=case), clock=CLOCK), "ja")
        lines = next(one for one in view["sections"] if one["key"] == "left_out")["blocks"][0]["lines"]
        assert lines[0].startswith("Si シリコン: 単価がない")
        assert lines[1].startswith("Tl タリウム: ")
        assert JAPANESE.search(lines[1].split(": ")[1])

    def test_no_tenders_no_table(self) -> None:
        view = plan_view(replace(figures(), tenders=()), "en")
        blocks = next(one for one in view["sections"] if one["key"] == "tenders")["blocks"]
        assert [block["kind"] for block in blocks] == ["text"]

    @EACH_LANGUAGE
    def test_limits_that_are_not_set_are_called_so(self, language: Language) -> None:
        plan = small().plan
        file = plan.file.model_copy(update={"floor_space_m2": None, "tenders_a_month": None, "only": None})
        view = plan_view(plan_figures(replace(plan, case=replace(plan.case, file=file)), clock=CLOCK), language)
        storage = next(one for one in view["sections"] if one["key"] == "storage")["blocks"][1]
        assert storage["rows"][0][3] == ("上限なし" if language == "ja" else "no limit")

    def test_a_secret_plan_says_so(self) -> None:
        view = plan_view(plan_figures(renamed("x", secret=True), clock=CLOCK), "ja")
        assert view["secret"]
        assert view["banner"].startswith("秘")
        assert "試算" not in view["banner"]
