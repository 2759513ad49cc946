"""Japanese sentences for the grounds of valuation (``sonae.economics.valuation``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["VALUATION_REASONS_JA", "valuation_parts"]

VALUATION_REASONS_JA: dict[str, str] = {
    "irr_none": "内部収益率はない（{reason}）。割引率{rate}でのNPVは{npv}",
    "irr_no_change": "符号の変化がない：すべての収支が{sign}または0",
    "irr_no_flow": "すべての収支が0",
    "irr_outside": "{low}から{high}までのどの割引率でもNPVは{sign}",
    "irr_rising": "この収支は年利{irr}の借入れに等しい（割引率とともにNPVが増える）。割引率{rate}でのNPVは{npv}",
    "irr_several": "単一の内部収益率はない：NPVが0となる割引率は{roots}。割引率{rate}でのNPVは{npv}",
    "irr_single": "内部収益率{irr}。割引率{rate}でのNPVは{npv}",
    "payback_never": "支出は回収されない",
    "payback_no_outlay": "累計収支が負になることがなく、回収すべき支出がない",
    "take_no_cash": "正味の収支{cash}が0以下のため、割合は定まらない",
}
_SIGNS = {"positive": "正", "negative": "負"}


def valuation_parts(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a ground with the words for signs in Japanese."""
    return {key: _SIGNS.get(value, value) if key == "sign" else value for key, value in parts.items()}
