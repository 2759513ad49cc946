"""Rate tender of a syndicated loan (シンジケートローンの金利優遇入札): the lowest rates fill the amount.

Bids are whole units of an amount at a rate. They are taken from the lowest rate up until the amount is filled, which gives
the least weighted rate there is: any other fill exchanges a unit for one of a rate as high or higher. At the rate where the
amount runs out, bids are served by the tie rule:

- «pro rata»: in proportion to what they offer, by largest remainders, equal remainders by name of the bank;
- «draw»: one after the other in the order of SHA-256 of seed, bank and rate.

No float enters; rates are decimal fractions a year and the weighted rate is an exact fraction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError, Yen

__all__ = ["PRICE_RULES", "TIE_RULES", "RateAward", "RateBid", "RateTender", "TenderResult", "clear_rates"]

TIE_RULES = ("pro rata", "draw")
PRICE_RULES = ("pay as bid", "uniform")
"""Every bank lends at the rate it bid, or all at the highest rate that was taken."""


@dataclass(frozen=True, slots=True)
class RateBid:
    """What a bank offers to lend at a rate; it may bid at several rates."""

    bank: str
    amount_yen: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class RateTender:
    """An amount that is put out to tender, and its rules."""

    amount_yen: int
    unit_yen: int
    """Amounts are multiples of it."""
    ties: str
    prices: str
    ceiling: Decimal | None
    """Highest rate that is taken; None takes any."""
    seed: str = ""
    """Word of the draw, committed to beforehand and published afterwards; only for «draw»."""

    def __post_init__(self) -> None:
        if self.ties not in TIE_RULES:
            raise UnknownChoiceError("tie rule", self.ties, TIE_RULES)
        if self.prices not in PRICE_RULES:
            raise UnknownChoiceError("price rule", self.prices, PRICE_RULES)
        for name in ("unit_yen", "amount_yen"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
                raise InputError("the amount is no whole number of yen above 0", field=name)
        if self.amount_yen % self.unit_yen:
            raise InputError("the amount is no multiple of its unit", field="amount_yen")
        if (self.ties == "draw") != bool(self.seed):
            raise InputError("a draw needs a seed, and nothing else has one", field="seed")
        if self.ceiling is not None and not self.ceiling.is_finite():
            raise InputError("the ceiling is no number", field="ceiling")


@dataclass(frozen=True, slots=True)
class RateAward:
    """What a bid gets, 0 where it gets nothing, and why it does not get all."""

    bid: RateBid
    amount_yen: int
    rate: Decimal | None
    """Rate at which it lends; None where it gets nothing."""
    because: str


@dataclass(frozen=True, slots=True)
class TenderResult:
    """Awards in the order in which bids were served."""

    tender: RateTender
    awards: tuple[RateAward, ...]

    @property
    def filled_yen(self) -> int:
        """What is lent."""
        return sum(award.amount_yen for award in self.awards)

    @property
    def missing_yen(self) -> int:
        """What no bid fills."""
        return self.tender.amount_yen - self.filled_yen

    @property
    def marginal_rate(self) -> Decimal | None:
        """Highest rate that was taken."""
        return max((award.bid.rate for award in self.awards if award.amount_yen), default=None)

    @property
    def weighted_bid_rate(self) -> Fraction | None:
        """Mean of the rates bid, weighted by what is lent; None where nothing is."""
        return self._mean([(award.amount_yen, award.bid.rate) for award in self.awards])

    @property
    def weighted_rate(self) -> Fraction | None:
        """Mean of the rates at which is lent: what the loan costs."""
        return self._mean([(award.amount_yen, award.rate) for award in self.awards if award.rate is not None])

    def _mean(self, parts: Sequence[tuple[int, Decimal]]) -> Fraction | None:
        if not self.filled_yen:
            return None
        return sum((amount * Fraction(rate) for amount, rate in parts), start=Fraction(0)) / self.filled_yen


def clear_rates(tender: RateTender, bids: Sequence[RateBid]) -> TenderResult:
    """Clear a rate tender; the result does not depend on the order of the bids.

    Raises:
        InputError: for a bid that is no multiple of the unit, has no rate, or stands there twice.

    """
    _check(tender, bids)
    left = tender.amount_yen // tender.unit_yen
    taken: list[tuple[RateBid, int]] = []
    refused = [bid for bid in bids if tender.ceiling is not None and bid.rate > tender.ceiling]
    standing = [bid for bid in bids if bid not in refused]
    for rate in sorted({bid.rate for bid in standing}):
        level = _ordered(tender, [bid for bid in standing if bid.rate == rate])
        units = [bid.amount_yen // tender.unit_yen for bid in level]
        got = _served(tender, left, units)
        left -= sum(got)
        taken += zip(level, got, strict=True)
    paid = max((bid.rate for bid, units in taken if units), default=None)
    awards = [_award(tender, bid, units, paid) for bid, units in taken]
    above = sorted(refused, key=lambda bid: (bid.rate, bid.bank))
    awards += [RateAward(bid, 0, None, "the rate lies above the ceiling") for bid in above]
    return TenderResult(tender, tuple(awards))


def _check(tender: RateTender, bids: Sequence[RateBid]) -> None:
    seen: set[tuple[str, Decimal]] = set()
    for number, bid in enumerate(bids, 1):
        if not bid.bank.strip():
            raise InputError("the bid names no bank", row=number, field="bank")
        whole = isinstance(bid.amount_yen, int) and not isinstance(bid.amount_yen, bool)
        if not whole or bid.amount_yen <= 0 or bid.amount_yen % tender.unit_yen:
            problem = f"the amount of {bid.bank} is no multiple of {tender.unit_yen} yen"
            raise InputError(problem, row=number, field="amount_yen")
        if not isinstance(bid.rate, Decimal) or not bid.rate.is_finite() or not -1 < bid.rate < 1:
            problem = f"the rate of {bid.bank} is none"
            raise InputError(problem, row=number, field="rate", expected="a Decimal fraction a year, 0.0005 for 0.05 %")
        if (bid.bank, bid.rate) in seen:
            raise InputError(f"{bid.bank} bids twice at {bid.rate}", row=number, field="rate")
        seen.add((bid.bank, bid.rate))


def _ordered(tender: RateTender, level: Sequence[RateBid]) -> list[RateBid]:
    if tender.ties == "pro rata":
        return sorted(level, key=lambda bid: bid.bank)

    def place(bid: RateBid) -> str:
        return hashlib.sha256("\x1f".join((tender.seed, bid.bank, str(bid.rate.normalize()))).encode()).hexdigest()

    return sorted(level, key=place)


def _served(tender: RateTender, left: int, units: Sequence[int]) -> list[int]:
    if sum(units) <= left:
        return list(units)
    if tender.ties == "pro rata":
        return [part.amount for part in Yen(left).split(units)]
    out = []
    for asked in units:
        out.append(min(asked, left))
        left -= out[-1]
    return out


def _award(tender: RateTender, bid: RateBid, units: int, paid: Decimal | None) -> RateAward:
    amount = units * tender.unit_yen
    if amount == bid.amount_yen:
        because = "taken whole"
    elif paid is not None and bid.rate > paid:
        because = "lower rates fill the amount"
    else:
        because = f"the amount ran out at this rate; ties by {tender.ties}"
    rate = None if not amount else (paid if tender.prices == "uniform" else bid.rate)
    return RateAward(bid, amount, rate, because)
