"""Rate tenders beside brute force and by hand; the rates that were published."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import SonaeError
from sonae.portfolio.funding import RateBid, RateTender, clear_rates, past_rates

UNIT = 100_000_000


def tender(amount: int, **changes: Any) -> RateTender:
    terms: dict[str, Any] = {"ties": "pro rata", "prices": "pay as bid", "ceiling": None}
    return RateTender(amount * UNIT, UNIT, **(terms | changes))


def bid(bank: str, amount: int, percent: str) -> RateBid:
    return RateBid(bank, amount * UNIT, Decimal(percent) / 100)


BIDS = [bid("A", 30, "0.05"), bid("B", 50, "0.02"), bid("C", 40, "0.05"), bid("D", 20, "0.09")]


def test_the_lowest_rates_fill_the_amount() -> None:
    """100: B's 50 at 0.02 %, then 50 of the 70 at 0.05 % pro rata: 21.43 and 28.57, by largest remainders 21 and 29."""
    found = clear_rates(tender(100), BIDS)
    assert {award.bid.bank: award.amount_yen // UNIT for award in found.awards} == {"B": 50, "A": 21, "C": 29, "D": 0}
    assert found.weighted_rate == Fraction(35, 100_000) == found.weighted_bid_rate
    assert (found.marginal_rate, found.missing_yen) == (Decimal("0.0005"), 0)
    assert [award.because for award in found.awards][::3] == ["taken whole", "lower rates fill the amount"]


def test_uniform_rates_are_the_highest_taken() -> None:
    found = clear_rates(tender(100, prices="uniform"), BIDS)
    assert found.weighted_rate == Fraction(5, 10_000)
    assert found.weighted_bid_rate == Fraction(35, 100_000)
    assert {award.rate for award in found.awards if award.amount_yen} == {Decimal("0.0005")}


def test_a_ceiling_leaves_an_amount_missing() -> None:
    assert clear_rates(tender(100, ceiling=Decimal("0.0005")), BIDS).missing_yen == 0
    found = clear_rates(tender(100, ceiling=Decimal("0.0004")), BIDS)
    assert found.missing_yen == 50 * UNIT
    assert sum("ceiling" in award.because for award in found.awards) == 3
    nothing = clear_rates(tender(100), [])
    assert (nothing.weighted_rate, nothing.marginal_rate, nothing.missing_yen) == (None, None, 100 * UNIT)


def test_a_draw_serves_ties_one_after_the_other() -> None:
    winners = set()
    for seed in "abcdefgh":
        found = clear_rates(tender(60, ties="draw", seed=seed), BIDS)
        tied = {award.bid.bank: award.amount_yen // UNIT for award in found.awards if award.bid.bank in "AC"}
        assert sorted(tied.values()) == [0, 10]
        winners.add(max(tied, key=lambda bank: tied[bank]))
    assert winners == {"A", "C"}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_other_fill_costs_less_and_order_changes_nothing(data: st.DataObject) -> None:
    made = [
        bid(f"bank {k}", data.draw(st.integers(1, 4)), f"0.0{data.draw(st.integers(1, 4))}")
        for k in range(data.draw(st.integers(1, 5)))
    ]
    draw = data.draw(st.booleans())
    terms = tender(data.draw(st.integers(1, 12)), **({"ties": "draw", "seed": "s"} if draw else {}))
    found = clear_rates(terms, made)
    lent = found.filled_yen // UNIT
    assert lent == min(terms.amount_yen // UNIT, sum(b.amount_yen for b in made) // UNIT)
    fills = itertools.product(*(range(b.amount_yen // UNIT + 1) for b in made))
    costs = [
        sum(units * Fraction(b.rate) for units, b in zip(fill, made, strict=True))
        for fill in fills
        if sum(fill) == lent
    ]
    assert found.weighted_rate == min(costs) / lent
    assert all(0 <= award.amount_yen <= award.bid.amount_yen for award in found.awards)
    shuffled = data.draw(st.permutations(made))
    assert clear_rates(terms, shuffled) == found


@pytest.mark.parametrize(
    ("bids", "changes", "said"),
    [
        ([RateBid("A", UNIT + 1, Decimal("0.001"))], {}, "no multiple"),
        ([RateBid("A", UNIT, 0.001)], {}, "rate of A is none"),  # type: ignore[arg-type]
        ([RateBid("A", UNIT, Decimal(5))], {}, "rate of A is none"),
        ([RateBid(" ", UNIT, Decimal(0))], {}, "names no bank"),
        ([bid("A", 1, "0.1"), bid("A", 2, "0.10")], {}, "bids twice"),
        ([], {"ties": "first"}, "tie rule"),
        ([], {"prices": "second"}, "price rule"),
        ([], {"seed": "x"}, "a draw needs a seed"),
        ([], {"ties": "draw"}, "a draw needs a seed"),
        ([], {"ceiling": Decimal("NaN")}, "ceiling"),
    ],
)
def test_what_cannot_be_cleared_is_refused(bids: list[RateBid], changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SonaeError, match=said):
        clear_rates(tender(10, **changes), bids)
    for amounts in ((0, 1), (5, 2), (True, 1)):
        with pytest.raises(SonaeError):
            RateTender(*amounts, "pro rata", "uniform", None)


def test_the_published_rates_of_fiscal_2023() -> None:
    """Document 000: April 0.00 %, September 0.002 %, December 0.00818 %, January 0.04156 %, February 0.04999 %."""
    found = [(rate.month, str(rate.rate * 100)) for rate in past_rates()]
    assert found == [
        ("2023-04", "0.0000"), ("2023-09", "0.00200"), ("2023-12", "0.0081800"), ("2024-01", "0.0415600"), ("2024-02", "0.0499900"),
    ]  # fmt: skip
    assert past_rates()[2].rate == Decimal("0.0000818")
    assert [rate.source.locator for rate in past_rates()] == ["lines 8085 and 8115"] * 3 + ["lines 8087 and 8117"] * 2
