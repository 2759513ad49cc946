"""The stock part of the review: against a plain second computation, by laws, and where it cannot be made."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pypdf
import pytest

from sonae.compute import ThreadExecutor
from sonae.core import Cancelled, Classification, InputError
from sonae.data import Library
from sonae.documents import ReviewModel, StockMissing, StockPart, review_stock, review_view, write_review
from sonae.documents.review_files import _manifest
from sonae.documents.review_html import review_html
from sonae.documents.review_stock import CASES, review_plan_file, stock_part
from sonae.documents.review_stock_view import shown_money
from sonae.documents.review_stock_words import basis
from sonae.documents.review_tables import mineral_table
from sonae.stockpile import DaysReview, Situation, propose_days, situation_of
from sonae.stockpile.plan import JUDGE
from sonae.stockpile.simulation import draw_paths
from sonae.supply_risk import Policy
from tests.conftest import small_stock

pytestmark = pytest.mark.slow

SIZES = small_stock()
NEEDS_REVIEW = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("review")]
Case = tuple[Situation, DaysReview]


@pytest.fixture(scope="module")
def proposed(tiny: Library, policy: Policy) -> Callable[..., Case]:
    """A situation of the tiny library and its proposed days."""

    def made(importer: str = "JPN", rules: Policy = policy) -> Case:
        situation = situation_of(tiny, importer, 2024, rules)
        return situation, propose_days(situation, scenarios=4_000, intervals=False, explain=False)

    return made


@pytest.fixture(scope="module")
def case(proposed: Callable[..., Case]) -> Case:
    return proposed()


@pytest.fixture(scope="module")
def part(case: Case) -> StockPart:
    made = stock_part(*case, sizes=SIZES)
    assert isinstance(made, StockPart)
    return made


class TestShortage:
    def test_a_second_plain_computation_gives_the_same(self, part: StockPart) -> None:
        """Month by month from the drawn paths: what is asked for, what leaves, what stays uncovered."""
        stock, costs = part.plan.case.model, part.file.settings.costs
        paths = draw_paths(stock, part.file.settings.solver.seed, JUDGE, JUDGE + SIZES.shortage_paths)
        for m, item in enumerate(part.minerals):
            material, rule = stock.materials[m], stock.rules[m]
            month, day = material.consumption_t_a_month, material.consumption_t_a_day
            unit = max(rule.target_days * day / 360, month / 60)
            most = math.floor(month / unit + 1e-9)
            starts = (0, math.floor(rule.start_t / unit + 1e-9), math.ceil(rule.target_days * day / unit - 1e-9))
            for start, held in zip(starts, item.held, strict=True):
                short, loss, left = [], [], []
                for needs in paths.called[:, m].tolist():
                    steps, total, lost = start, 0.0, 0.0
                    for t, need in enumerate(needs):
                        leave = min(steps, most, math.ceil(need / unit - 1e-9)) if need > 0 else 0
                        steps -= leave
                        miss = max(0.0, need - leave * unit)
                        usual = month * (1 + material.growth_a_year) ** (t // 12 + 0.5)
                        total += miss
                        lost += miss * (costs.shortage_value + costs.shortage_curve * miss / usual)
                    short.append(total)
                    loss.append(lost * material.price_yen_a_t / 1e6)
                    left.append(steps * unit * material.price_yen_a_t / 1e6 * costs.terminal_value)
                assert held.days == pytest.approx(start * unit / day)
                assert held.short_t == pytest.approx(np.mean(short), rel=1e-5)
                assert held.short_days == pytest.approx(np.mean(short) / day, rel=1e-5)
                assert held.loss == pytest.approx(np.mean(loss), rel=1e-5)
                assert held.left == pytest.approx(np.mean(left), rel=1e-9)
                assert held.chance == pytest.approx(np.mean(np.asarray(short) > 1e-6 * day), abs=1e-12)

    def test_more_stock_leaves_no_more_shortage(self, part: StockPart) -> None:
        assert_less_with_more(part)

    def test_the_sum_is_the_sum_of_the_minerals(self, part: StockPart) -> None:
        for i, total in enumerate(part.total):
            held = [item.held[i] for item in part.minerals]
            for name in (
                "tonnes",
                "short_t",
                "short_worth",
                "loss",
                "purchase",
                "holding",
                "proceeds",
                "left",
                "net_cost",
            ):
                assert getattr(total, name) == pytest.approx(sum(getattr(one, name) for one in held))
            assert max(one.chance for one in held) <= total.chance <= sum(one.chance for one in held) + 1e-12
            assert total.short_minerals == pytest.approx(sum(one.chance for one in held))
        assert part.avoided.mean == pytest.approx(part.total[0].loss - part.total[2].loss)
        assert part.avoided.low < part.avoided.mean < part.avoided.high

    def test_a_stock_costs_its_price_and_more_where_it_moves_the_market(self, part: StockPart) -> None:
        steps = part.file.settings.steps
        for item in part.minerals:
            none, _, target = item.held
            assert (none.purchase, none.holding, none.proceeds, none.left, none.days) == (0, 0, 0, 0, 0)
            assert target.worth <= target.purchase <= target.worth * (1 + steps.premiums[-1])
            assert target.holding <= target.worth * part.file.settings.costs.holding_a_year * 5

    def test_threads_do_not_change_it(self, case: Case, part: StockPart) -> None:
        again = stock_part(*case, sizes=SIZES, executor=ThreadExecutor(1))
        assert isinstance(again, StockPart)
        assert json.dumps(again.summary()) == json.dumps(part.summary())


class TestCurve:
    def test_budget_lowers_cost_and_shortage(self, part: StockPart) -> None:
        assert_falling(part)

    def test_the_first_point_buys_nothing(self, part: StockPart) -> None:
        assert part.curve[0].budget_a_year == 0
        assert part.curve[-1].budget_a_year == pytest.approx(part.file.budgets_million_yen[0])


class TestPlanFile:
    def test_it_follows_the_review(self, case: Case) -> None:
        situation, days = case
        file = review_plan_file(situation, days, SIZES)
        assert (file.importer, file.data_year, file.first_fiscal_year, file.as_of) == (
            "JPN",
            2024,
            2025,
            situation.as_of,
        )
        assert file.label is Classification.PUBLIC
        assert file.settings.solver.seed == days.seed
        assert file.defaults.by == "2030-03"

    def test_another_year_moves_every_month(self, tiny: Library, policy: Policy) -> None:
        situation = situation_of(tiny, "JPN", 2022, policy)
        days = propose_days(situation, scenarios=1_000, intervals=False, explain=False)
        file = review_plan_file(situation, days, SIZES)
        assert (file.first_fiscal_year, file.defaults.by) == (2023, "2028-03")

    def test_a_shorter_horizon_shortens_the_plan(self, proposed: Callable[..., Case], policy: Policy) -> None:
        situation, days = proposed(rules=policy.with_value("days.horizon_months", 30))
        made = stock_part(situation, days, sizes=SIZES)
        assert isinstance(made, StockPart)
        assert made.file.fiscal_years == 2
        assert made.file.defaults.by == "2027-03"
        assert_less_with_more(made)

    def test_another_importer_gets_budgets_of_its_own(self, proposed: Callable[..., Case]) -> None:
        made = stock_part(*proposed("DEU"), sizes=SIZES)
        assert isinstance(made, StockPart)
        assert not made.home
        gap = sum(item.held[2].worth - item.held[1].worth for item in made.minerals) / 5
        assert made.file.budgets_million_yen[0] == pytest.approx(gap, rel=0.05)
        assert made.file.floor_space_m2 is None
        assert_less_with_more(made)
        assert_falling(made)

    def test_a_secret_policy_makes_it_secret(self, proposed: Callable[..., Case], policy: Policy) -> None:
        situation, days = proposed(rules=policy.with_value("classification", "secret"))
        made = stock_part(situation, days, sizes=SIZES)
        assert isinstance(made, StockPart)
        assert made.classification is Classification.SECRET
        assert made.file.label is Classification.SECRET

    def test_days_below_the_least_stock_do_not_stop_it(self, case: Case) -> None:
        situation, days = case
        low = tuple(replace(one, proposal=5) if one.symbol == "W" else one for one in days.minerals)
        made = stock_part(situation, replace(days, minerals=low), sizes=SIZES)
        assert isinstance(made, StockPart)
        tungsten = made.of("W")
        assert tungsten
        assert tungsten.held[2].days == pytest.approx(5, abs=0.6)


class TestMissing:
    def test_without_proposed_days_there_is_a_reason(self, case: Case) -> None:
        situation, days = case
        none = tuple(replace(one, proposal=None, governing=None) for one in days.minerals)
        made = stock_part(situation, replace(days, minerals=none), sizes=SIZES)
        assert made == StockMissing("no mineral has proposed days")

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (InputError("the price is missing", field="prices"), "the stock engine refused: .*the price is missing"),
            (TypeError("first line\nsecond"), r"a fault in the stock engine \(TypeError: first line\)"),
        ],
    )
    def test_what_goes_wrong_is_told_in_its_place(
        self, case: Case, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
    ) -> None:
        def fails(*_: object, **__: object) -> None:
            raise fault

        monkeypatch.setattr(review_stock, "make_plan", fails)
        made = stock_part(*case, sizes=SIZES)
        assert isinstance(made, StockMissing)
        assert re.fullmatch(f"{said}.*", made.reason)

    def test_who_stops_the_work_stops_the_review(self, case: Case) -> None:
        class Stop:
            def stage(self, name: str, total: int) -> None: ...
            def advance(self, steps: int) -> None: ...
            def check(self) -> None:
                raise Cancelled("stopped")

        with pytest.raises(Cancelled):
            stock_part(*case, sizes=SIZES, progress=Stop())


@pytest.mark.parametrize(
    ("million", "language", "text"),
    [(0, "ja", "0億円"), (123, "ja", "1.23億円"), (3456, "ja", "34.6億円"), (123456, "ja", "1,235億円"),
     (0, "en", "¥0 bn"), (1230, "en", "¥1.23 bn"), (123456, "en", "¥123 bn"), (-41400, "en", "¥-41.4 bn")],
)  # fmt: skip
def test_money_is_written_in_the_readers_unit(million: float, language: Any, text: str) -> None:
    assert shown_money(million, language) == text


def test_what_has_no_japanese_ground_stays_english() -> None:
    assert basis("something new", "ja") == "something new"
    assert basis("unit value of imports, ore, mean of 3 years (stand-in for a quotation)", "ja").startswith(
        "輸入単価（鉱石）、3か年"
    )


class TestReview:
    pytestmark = NEEDS_REVIEW

    def test_every_assessed_mineral_is_in_it_or_told_of(self, review: ReviewModel) -> None:
        part = stock_of(review)
        named = {item.symbol for item in part.minerals} | {symbol for symbol, _ in part.left_out}
        assert named == {page.mineral.symbol for page in review.assessed}
        assert len(part.minerals) >= 25
        for item in part.minerals:
            page = next(page for page in review.pages if page.mineral.symbol == item.symbol)
            assert item.held[2].days == pytest.approx(page.days.proposal, abs=0.6)
            assert item.price_proxy

    def test_laws_hold_on_the_real_minerals(self, review: ReviewModel) -> None:
        assert_less_with_more(stock_of(review))
        assert_falling(stock_of(review))

    def test_page_print_and_tables_show_the_same(self, review: ReviewModel, written: Path) -> None:
        part, text = stock_of(review), (written / "review.html").read_text(encoding="utf-8")
        view = review_view(review, "ja")["stock"]
        assert view["lead"] in text
        assert review_view(review, "en")["stock"]["lead"] in text
        printed = re.sub(
            r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(written / "review.pdf").pages)
        )
        for row in view["total"] + view["minerals"] + view["curve"]:
            assert all(re.sub(r"\s", "", cell) in printed for cell in row), row
        table = pl.read_parquet(written / "minerals.parquet")
        for item in part.minerals:
            [row] = table.filter(pl.col("mineral") == item.symbol).to_dicts()
            for name, held in zip(CASES, item.held, strict=True):
                assert row[f"short_days_{name}"] == held.short_days
                assert row[f"loss_million_yen_{name}"] == held.loss
        missing = table.filter(pl.col("status") != "assessed")
        assert missing["short_days_none"].null_count() == missing.height > 0
        book = openpyxl.load_workbook(written / "minerals.xlsx", read_only=True)
        _, head, *rows = book["stock"].iter_rows(values_only=True)
        assert len(rows) == 3 * (len(part.minerals) + 1)
        assert rows[-1][head.index("loss")] == pytest.approx(part.total[2].loss)
        told = json.loads((written / "manifest.json").read_text(encoding="utf-8"))["stock"]
        assert told == json.loads(json.dumps(part.summary()))
        assert [point["cost"] for point in told["curve"]] == [point.cost for point in part.curve]

    def test_every_setting_stands_with_its_source(self, review: ReviewModel) -> None:
        rows = review_view(review, "en")["stock"]["settings_rows"]
        shown = {path: value for path, value, source in rows if source}
        assert len(shown) == len(rows) > 30
        assert shown["costs.shortage_value"] == "3"
        assert shown["steps.premiums"] == "0, 0.05, 0.15"

    def test_without_it_the_review_is_whole(self, review: ReviewModel) -> None:
        bare = replace(review, stock=None)
        views = {language: review_view(bare, language) for language in ("ja", "en")}  # type: ignore[arg-type]
        page = review_html(views, blank(review))  # type: ignore[arg-type]
        assert "ja-stock" not in page
        assert mineral_table(bare)["short_days_none"].null_count() == 35
        assert _manifest(bare, {}, "ja", "")["stock"] is None

    def test_a_reason_stands_where_it_is_missing(
        self, review: ReviewModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sonae.core import Reason
        from sonae.documents import review_files

        reason = Reason("stock_horizon", "the policy simulates {months} months; a plan needs twelve", months=6)
        gone = replace(review, stock=StockMissing(reason))
        monkeypatch.setattr(review_files, "draw_charts", lambda *_: blank(review))
        write_review(gone, tmp_path / "out")
        page = (tmp_path / "out" / "review.html").read_text(encoding="utf-8")
        assert "方針のシミュレーション期間は6か月" in page
        assert "the policy simulates 6 months" in page
        printed = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "out" / "review.pdf").pages)
        assert "方針のシミュレーション期間は6か月" in re.sub(r"\s", "", printed)
        assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["stock"] == {
            "missing": reason
        }


def stock_of(review: ReviewModel) -> StockPart:
    assert isinstance(review.stock, StockPart)
    return review.stock


def assert_less_with_more(part: StockPart) -> None:
    """On common paths: no mineral is shorter with the assumed stock than with none, or with its days than with that."""
    for held in [item.held for item in part.minerals] + [part.total]:
        for less, more in pairwise(held):
            assert more.tonnes > less.tonnes
            assert more.short_t <= less.short_t
            assert more.chance <= less.chance
            assert more.loss <= less.loss
    assert part.total[2].short_t < part.total[0].short_t


def assert_falling(part: StockPart) -> None:
    for less, more in pairwise(part.curve):
        assert more.budget_a_year > less.budget_a_year
        assert more.cost <= less.cost * (1 + 1e-9)
        assert more.shortage <= less.shortage * (1 + 1e-9)
    assert part.curve[-1].cost < part.curve[0].cost


def blank(review: ReviewModel) -> dict[str, dict[str, object]]:
    from tests.documents.test_files import blank_charts

    return blank_charts(review)
