"""Oil in days: published figures, a hand case, the naphtha cases, the directive and the statute."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import Outcome
from sonae.stockpile.day_counts import DayCount, Ledger, count_days
from tests.stockpile.day_counts.ledgers import METI_STOCKS, flow, hand, ledger, meti, oil, whole


def days(book: Ledger, convention: str, holder: str = "total") -> Fraction:
    count = count_days(book).of(convention, holder)
    assert count.days is not None, count.reasons
    return count.days


def reason(book: Ledger, convention: str, holder: str = "total") -> str:
    count = count_days(book).of(convention, holder)
    assert count.days is None
    assert count.finding().outcome is Outcome.OPEN
    return str(count.reasons[0])


class TestPublished:
    """METI 15 November 2023 and earlier notices; the hand case of the research notes."""

    def test_iea_days_of_the_notice_hold_under_one_daily_figure(self) -> None:
        national = Fraction(9, 10) * (Fraction(96, 100) * 4270 + Fraction("1.065") * 143)
        book = meti(str(float(national / 116)))
        found = {holder: float(days(book, "iea", holder)) for holder in METI_STOCKS}
        assert found == pytest.approx({"national": 116.0, "private": 82.04, "joint": 7.15}, abs=0.005)
        assert {holder: round(value) for holder, value in found.items()} == {"national": 116, "private": 82, "joint": 7}

    @pytest.mark.parametrize(
        ("crude", "products", "published"),
        [
            (4270, 143, 4200),
            (1266, 1682, 2885),
            (5011, 13, 4773),
            (1745, 2000, 3658),
            (4811, 143, 4713),
            (1466, 1517, 2910),
        ],
    )
    def test_product_equivalent(self, crude: int, products: int, published: int) -> None:
        """Notices of 2023, 2011 and 2017, 10⁴ kl; published after rounding crude and products to 1."""
        book = ledger(
            [oil("national", "crude", crude), oil("national", "products", products)],
            [flow("consumption", "products", 1, "万kl", per="day")],
        )
        count = count_days(book).of("japan-statutory", "national")
        assert count.stock is not None
        assert abs(count.stock / 10_000 - published) <= 1

    def test_statutory_days_of_the_notice_hold_within_its_rounding(self) -> None:
        """One daily consumption gives 137, 94 and 9 days, with stocks anywhere within half a unit of print."""
        daily = Fraction("30.55")
        published = {"national": 137, "private": 94, "joint": 9}
        for holder, (crude, made) in METI_STOCKS.items():
            low = days(meti(daily_consumption=str(float(daily))), "japan-statutory", holder)
            slack = Fraction("0.5") * (Fraction("0.95") + (made is not None)) / daily
            assert abs(low - published[holder]) <= Fraction(1, 2) + slack, (holder, crude)

    def test_lpg_of_march_2017(self) -> None:
        """1,347 kt are 49.4 days and 1,508 kt are 55.3 days of the same daily imports."""
        book = ledger(
            [oil("national", "lpg", 1347, "kt"), oil("private", "lpg", 1508, "kt")],
            [flow("imports", "lpg", "27.27", "kt", per="day")],
            lpg_counts_as_oil=False,
        )
        assert round(float(days(book, "japan-lpg", "national")), 1) == 49.4
        assert round(float(days(book, "japan-lpg", "private")), 1) == 55.3

    def test_the_hand_case(self) -> None:
        count = count_days(hand()).of("iea")
        assert count.daily == Fraction(155_700_000, 365)
        assert round(float(count.daily / 1000), 4) == 426.5753
        assert round(float(90 * count.daily / 1000), 2) == 38_391.78
        assert count.days == Fraction(33_588, 1) / Fraction(155_700, 365)
        assert round(float(count.days), 4) == 78.7387
        assert count.finding().outcome is Outcome.NO
        assert (
            count.formula
            == "[0.9 × (30,000,000 × 0.96 + 1.065 × 8,000,000)] ÷ [(140,000,000 × 0.96 + 1.065 × 20,000,000) / 365]"
        )

    def test_half_of_the_joint_stock_counts_towards_the_target(self) -> None:
        book = meti()
        half = days(book, "iea", "national") + days(book, "iea", "joint") / 2
        assert days(book, "japan-target", "national + joint") == half


class TestIea:
    def test_every_case_by_a_plain_sum(self) -> None:
        book = whole()
        primary, products = Fraction(140_000 - 1_000 + 500), Fraction(5 * (3_000 - 1_000 - 100) - 400)
        crude, every, main = Fraction(42_000), Fraction(5_000), Fraction(4_000)
        shares = {
            "": Fraction("0.04"),
            "-naphtha-yield": Fraction(15_000, 150_000),
            "-naphtha-consumption": Fraction(35_000) / primary,
        }
        for case, share in shares.items():
            daily = (primary * (1 - share) + Fraction("1.065") * products) / 365
            for name, factor, made in (("iea", Fraction("1.065"), every), ("iea-1.2", Fraction("1.2"), main)):
                stock = Fraction("0.9") * (crude * (1 - share) + factor * made)
                assert days(book, name + case) == stock / daily, (name, case)

    def test_a_low_naphtha_yield_leaves_the_flat_deduction(self) -> None:
        book = whole(naphtha_yield={"value": "0.07", "source": "survey"})
        assert "not above 7 %" in reason(book, "iea-naphtha-yield")
        assert "not above 7 %" in reason(book, "iea-naphtha-consumption")
        assert days(book, "eu-naphtha-yield-net-imports") > 0  # since 2018 the directive leaves the choice

    def test_a_flow_that_is_not_there_is_not_nought(self) -> None:
        rows = [row for row in hand().model_dump(mode="json")["flows"] if row["flow"] != "exports"]
        book = ledger([oil("national", "crude", 1), oil("national", "products", 1)], rows)
        assert "no exports of crude for 2022" in reason(book, "iea")

    def test_bunkers_left_out_are_flagged_and_never_add_days(self) -> None:
        with_bunkers = whole()
        without = with_bunkers.model_copy(update={"flows": tuple(f for f in with_bunkers.flows if f.flow != "bunkers")})
        assert days(without, "iea") < days(with_bunkers, "iea")
        assert any("bunkers" in flag for flag in count_days(without).of("iea").flags)

    def test_places_that_do_not_count(self) -> None:
        book = hand()
        more = ledger(
            [
                *(row.model_dump(mode="json") for row in book.stocks),
                oil("national", "crude", 5_000, "kt", place="tanker_at_sea"),
            ],
            [row.model_dump(mode="json") for row in book.flows],
        )
        assert days(more, "iea") == days(book, "iea")
        assert "left out: crude in tankers at sea" in count_days(more).of("iea").flags

    def test_tonnes_and_kilolitres_meet_only_with_a_density(self) -> None:
        mixed = [oil("national", "crude", 1_000, "kl"), oil("national", "products", 0, "kt")]
        flows = [row.model_dump(mode="json") for row in hand().flows]
        assert "states no density" in reason(ledger(mixed, flows), "iea")
        dense = [{**mixed[0], "density_t_a_kl": "0.85"}, mixed[1]]
        tonnes = [oil("national", "crude", 850, "t"), mixed[1]]
        assert days(ledger(dense, flows), "iea") == days(ledger(tonnes, flows), "iea")

    def test_lpg_waits_for_a_word(self) -> None:
        rows = [row.model_dump(mode="json") for row in hand().stocks]
        flows = [row.model_dump(mode="json") for row in hand().flows]
        stocks = [*rows, oil("private", "lpg", 1_000, "kt")]
        assert "does not say whether it counts" in reason(ledger(stocks, flows), "iea")
        assert days(ledger(stocks, flows, lpg_counts_as_oil=False), "iea") == days(hand(), "iea")

    def test_months_make_a_year_only_when_there_are_twelve(self) -> None:
        def book(months: int) -> Ledger:
            stocks = [oil("national", "crude", 100, "kt")]
            flows = [flow("consumption", "gasoline", 31, period=f"2022-{m:02d}") for m in range(1, months + 1)]
            return ledger(stocks, flows)

        assert days(book(12), "japan-statutory") == Fraction(95_000) / Fraction(12 * 31_000, 365)
        assert "11 of 12 months" in reason(book(11), "japan-statutory")


class TestEu:
    def test_the_greater_obligation_decides(self) -> None:
        book = whole()
        counted = count_days(book)
        pair = [counted.of("eu-net-imports"), counted.of("eu-consumption")]
        assert [count.required for count in pair] == [90, 61]
        owed = {count.convention: (count.required or 0) * (count.daily or 0) for count in pair}
        assert pair[1].daily == Fraction("1.2") * 100_000_000 / 365
        greater = max(pair, key=lambda count: owed[count.convention])
        assert counted.of("eu").days == greater.days
        assert counted.of("eu").flags[0] == "the obligation rests on net-imports"

    def test_consumption_decides_for_a_country_that_imports_little(self) -> None:
        book = whole()
        flows = tuple(
            f.model_copy(update={"quantity": f.quantity // 10}) if f.flow == "imports" and f.quantity else f
            for f in book.flows
        )
        assert (
            count_days(book.model_copy(update={"flows": flows})).of("eu").flags[0]
            == "the obligation rests on consumption"
        )

    def test_the_first_half_of_a_year_looks_two_years_back(self) -> None:
        spring = whole(as_of="2023-06-30")
        assert any("takes calendar year 2021" in flag for flag in count_days(spring).of("eu-net-imports").flags)
        assert not any("takes calendar year" in flag for flag in count_days(whole()).of("eu-net-imports").flags)


amounts = st.integers(0, 10**6)


@pytest.mark.slow
class TestLaws:
    @settings(max_examples=12)
    @given(amounts, amounts, st.integers(1, 50))
    def test_days_are_linear_in_the_stock(self, crude: int, made: int, times: int) -> None:
        def counted(factor: int) -> list[DayCount]:
            stocks = [oil("national", "crude", crude * factor, "kt"), oil("national", "gasoline", made * factor, "kt")]
            return [c for c in count_days(ledger(stocks, self.flows())).counts if c.days is not None]

        once, often = counted(1), counted(times)
        assert len(once) == len(often) >= 8
        assert all(b.days == a.days * times for a, b in zip(once, often, strict=True) if a.days is not None)

    @settings(max_examples=12)
    @given(amounts, amounts, st.integers(0, 10**6))
    def test_more_stock_is_never_fewer_days(self, crude: int, made: int, more: int) -> None:
        def counted(extra: int) -> dict[tuple[str, str], Any]:
            stocks = [oil("national", "crude", crude, "kt"), oil("national", "gasoline", made + extra, "kt")]
            return {(c.convention, c.holder): c.days for c in count_days(ledger(stocks, self.flows())).counts}

        less, greater = counted(0), counted(more)
        assert all(greater[key] >= value for key, value in less.items() if value is not None)

    @given(st.integers(0, 9))
    def test_what_is_missing_never_reads_as_nought(self, place: int) -> None:
        book = whole()
        stock = book.stocks[place % len(book.stocks)]
        gone = stock.model_copy(update={"quantity": None, "reason": "not reported"})
        stocks = tuple(gone if row is stock else row for row in book.stocks)
        before, after = count_days(book), count_days(book.model_copy(update={"stocks": stocks}))
        for count, lost in zip(before.counts, after.counts, strict=True):
            assert lost.days in (None, count.days)
            if lost.days is None and count.days is not None:
                assert "not reported" in lost.reasons[0]
        if stock.kind == "crude":
            assert after.of("iea").days is None

    def flows(self) -> list[dict[str, Any]]:
        return [row.model_dump(mode="json") for row in whole().flows]
