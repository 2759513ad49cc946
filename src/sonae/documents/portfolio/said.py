"""Sentences and formulas of the portfolio's engines, said again in Japanese.

A sentence is matched by its pattern: ``{}`` stands for a part that is carried over, and is said again where it is a sentence
itself. What nobody has translated stays English.
"""

from __future__ import annotations

import re
from functools import cache

from sonae.documents.portfolio.formulas_ja import FORMULAS_JA
from sonae.documents.portfolio.sentences_ja import SENTENCES_JA
from sonae.documents.words import Language

__all__ = ["PARTS_JA", "said"]

PARTS_JA = {
    "exploration": "探鉱", "development": "開発", "production": "生産", "country": "国", "region": "地域", "stage": "段階",
    "commodity": "資源", "funding": "財源", "instrument": "支援の種類", "plan": "計画", "actual": "実績", "offer": "提示額",
    "value": "評価額", "sell": "処分", "keep": "保有継続", "above": "上回る", "below": "下回る", "no plan": "どの計画にもない",
    "no single project": "特定の案件によらない", "positive": "正", "negative": "負", "asked_by_shareholders": "他の株主の求め",
    "judged_needed": "処分の必要の判断", "policy_purpose_attained": "政策目的の達成", "offer_above_value": "評価額を上回る提示",
    "private_demand": "民間の需要", "market_window": "市況", "frees_public_funds": "公的資金の早期償還", "market": "市況",
    "political": "政情", "expropriation": "収用", "listed_revaluation": "上場株式の評価替え", "opex": "操業費", "capex": "投資額",
    "receipts": "収入", "the rules of the review": "審査規則", "fell": "低下した", "did not fall": "低下していない",
    "guarantee": "債務保証", "loan": "融資", "equity": "出資",
}  # fmt: skip
"""Words that stand inside sentences."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    out = []
    for english, japanese in {**SENTENCES_JA, **FORMULAS_JA}.items():
        pattern = "(.+?)".join(re.escape(part) for part in english.split("{}"))
        out.append((re.compile(pattern, re.DOTALL), japanese))
    # Two sentences in one are taken apart first; among the others those with more words of their own come before.
    return tuple(sorted(out, key=lambda pair: ("; " not in pair[0].pattern.replace("\\", ""), -len(pair[0].pattern))))


def said(sentence: str, language: Language) -> str:
    """Return a sentence of an engine in a language.

    Args:
        sentence: in English, as the engine gives it.
        language: Japanese sentences are found by pattern; English ones stay.

    """
    return sentence if language == "en" or not sentence else _japanese(sentence)


@cache
def _japanese(sentence: str) -> str:
    if sentence in PARTS_JA:
        return PARTS_JA[sentence]
    for pattern, japanese in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            return japanese.format(*(_part(part) for part in found.groups()))
    return sentence


def _part(part: str) -> str:
    listed = part.split(", ")
    if len(listed) > 1 and all(one in PARTS_JA for one in listed):
        return "、".join(PARTS_JA[one] for one in listed)
    return _japanese(part)
