"""The factors that a change of value is put down to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from sonae.core import InputError, UnknownChoiceError

__all__ = ["FACTORS", "Factor", "check_order", "factor_meaning", "factor_name", "mask_of", "taken_from_new"]

Factor = Literal[
    "time", "actuals", "deck", "fx", "inflation_discount", "volume", "schedule", "capex", "opex", "fiscal_terms", "share"
]  # fmt: skip
FACTORS: tuple[Factor, ...] = get_args(Factor)
"""All factors, in the order of the year: what passed, then what is thought of the years to come, then whose it is."""
_BITS = {factor: 1 << place for place, factor in enumerate(FACTORS)}

_NAMES = {
    "time": ("Time passed", "時の経過"),
    "actuals": ("Actual figures", "実績"),
    "deck": ("Prices", "価格"),
    "fx": ("Rates of exchange", "為替"),
    "inflation_discount": ("Inflation and discount", "物価・割引率"),
    "volume": ("Volumes", "数量"),
    "schedule": ("Schedule", "工程"),
    "capex": ("Capital costs", "設備投資"),
    "opex": ("Operating costs", "操業費"),
    "fiscal_terms": ("Fiscal terms", "財務条件"),
    "share": ("Share", "持分"),
}
_MEANINGS = {
    "time": ("the base date, and which periods lie before it", "基準日と、それより前に入る期間"),
    "actuals": (
        "all figures of the years that are past in either evaluation: volumes, costs, prices, rates of exchange, inflation",
        "いずれかの評価で実績となった年の全数値（数量、費用、価格、為替、物価）",
    ),
    "deck": ("prices of the years to come, and what the product fetches of them", "将来の価格と、製品の価格条件"),
    "fx": ("rates of exchange of the years to come", "将来の為替"),
    "inflation_discount": ("inflation of the years to come, and the discount rate", "将来の物価と割引率"),
    "volume": ("total volumes of the years to come", "将来の数量の合計"),
    "schedule": ("how volumes and costs to come fall on years", "将来の数量と費用の年割り"),
    "capex": ("total capital costs of the years to come", "将来の設備投資の合計"),
    "opex": ("total operating costs of the years to come", "将来の操業費の合計"),
    "fiscal_terms": ("the regime, and the further lines that it needs", "財務条件と、それが要する項目"),
    "share": ("the party, and the agency's share of its cash", "当事者と、その収支に対する機構の持分"),
}


def _at(language: str) -> int:
    if language not in ("en", "ja"):
        raise UnknownChoiceError("language", language, ("ja", "en"))
    return int(language == "ja")


def factor_name(factor: str, language: str) -> str:
    """Return the name of a factor in Japanese («ja») or English («en»). Raises UnknownChoiceError for another language."""
    return _NAMES[factor][_at(language)]


def factor_meaning(factor: str, language: str) -> str:
    """Return what a factor covers, in a few words. Raises UnknownChoiceError for another language."""
    return _MEANINGS[factor][_at(language)]


def check_order(order: Sequence[str]) -> None:
    """Refuse an order that does not name every factor once.

    Raises:
        UnknownChoiceError: for a factor that there is none of.
        InputError: for one that is left out or stands twice.

    """
    for factor in order:
        if factor not in FACTORS:
            raise UnknownChoiceError("factor", factor, FACTORS)
        if list(order).count(factor) > 1:
            raise InputError(f"the factor «{factor}» stands twice", field="order", expected="every factor once")
    for factor in FACTORS:
        if factor not in order:
            raise InputError(f"the factor «{factor}» is left out", field="order", expected="every factor once")


def mask_of(factors: Iterable[Factor]) -> int:
    """Return the mixture that takes these factors from the new evaluation, the others from the old: bit i is factor i."""
    return sum(_BITS[factor] for factor in factors)


def taken_from_new(mask: int, factor: Factor) -> int:
    """Return 1 where a mixture takes the factor from the new evaluation, 0 where it takes it from the old."""
    return 1 if mask & _BITS[factor] else 0
