"""Yen, always whole numbers. No float ever enters a rule or an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Self

from sonae.core.errors import InputError

__all__ = ["Yen"]


@dataclass(frozen=True, order=True, slots=True)
class Yen:
    """An amount in whole yen; negative amounts are debts. Multiplying by a ratio needs a stated rounding."""

    amount: int

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise InputError(f"«{self.amount!r}» is no whole number of yen", expected="an integer")

    @classmethod
    def thousand(cls, amount: int) -> Self:
        """Read a figure printed in thousand yen (千円), as customs statistics are."""
        return cls(amount * 1_000)

    @classmethod
    def million(cls, amount: int) -> Self:
        """Read a figure printed in million yen (百万円)."""
        return cls(amount * 1_000_000)

    def __add__(self, other: Yen) -> Yen:
        return Yen(self.amount + other.amount)

    def __sub__(self, other: Yen) -> Yen:
        return Yen(self.amount - other.amount)

    def __neg__(self) -> Yen:
        return Yen(-self.amount)

    def __mul__(self, count: int) -> Yen:
        return Yen(self.amount * count)

    __rmul__ = __mul__

    def times(self, ratio: Fraction | Decimal | int, *, rounding: str = ROUND_DOWN) -> Yen:
        """Return the amount times an exact ratio, rounded to whole yen by a ``decimal`` rounding mode.

        Rounding down (切捨て) is the rule of public accounts and the default; ``ROUND_HALF_UP`` is 四捨五入.
        """
        if isinstance(ratio, float):
            raise InputError(f"the ratio {ratio} is a float", expected="an int, a Decimal or a Fraction")
        exact = Fraction(ratio) * self.amount
        whole, rest = divmod(abs(exact), 1)
        up = rest >= Fraction(1, 2) if rounding == ROUND_HALF_UP else False
        if rounding not in (ROUND_DOWN, ROUND_HALF_UP):
            raise InputError(
                f"rounding «{rounding}» is not used in the accounts", expected="ROUND_DOWN or ROUND_HALF_UP"
            )
        size = int(whole) + int(up)
        return Yen(size if exact >= 0 else -size)

    def split(self, weights: Sequence[int]) -> list[Yen]:
        """Divide the amount by whole weights so that the parts add up exactly (largest remainders, ties to the first).

        Raises:
            InputError: when the weights are empty, negative or all zero.

        """
        total = sum(weights)
        if not weights or total <= 0 or min(weights) < 0:
            raise InputError("weights must not be negative and must not all be zero")
        sign = 1 if self.amount >= 0 else -1
        quotas = [divmod(abs(self.amount) * weight, total) for weight in weights]
        parts = [quota for quota, _ in quotas]
        order = sorted(range(len(weights)), key=lambda i: (-quotas[i][1], i))
        for i in order[: abs(self.amount) - sum(parts)]:
            parts[i] += 1
        return [Yen(sign * part) for part in parts]

    def __str__(self) -> str:
        return f"¥{self.amount:,}"
