"""The words of the review's stock part in Japanese and English."""

from __future__ import annotations

import re
from typing import Any

from sonae.documents.words import LANGUAGES, Language, stage

__all__ = ["basis", "case_name", "stock_word"]

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("備蓄：不足の見通し、費用、予算の価値", "Stock: expected shortage, cost, value of budget"),
    "missing": ("備蓄の部は作成できなかった：{reason}", "The stock part could not be made: {reason}"),
    "lead": (
        "FY{first}–{last}の不足（期待値、平均価格換算）は、国家備蓄がなければ{none}、提案日数を期首に持てば{target}。"
        "不足を設定の価値で数えると、避けられる損失は{avoided}（95 %区間 {low}–{high}）。"
        "備蓄をゼロから満たす費用は{purchase}、保管は{holding}。"
        "放出の代金{proceeds}と期末の備蓄の価値{left}を引いた正味の費用は{net}。",
        "Expected shortage of fiscal years {first}–{last} at mean prices: {none} with no national stock, {target} with the "
        "proposed days held from the start. Valued as the settings do, the loss avoided is {avoided} (95 %: {low}–{high}). "
        "Filling the stock from nothing "
        "costs {purchase}, keeping it {holding}; less {proceeds} from releases and {left} that the stock is worth at the end, "
        "the net cost is {net}.",
    ),
    "how": (
        "三つの備蓄（なし、想定する現在の備蓄、提案日数）が、同じ途絶の経路（{paths:,}通り、60か月以内）に当たる。"
        "途中の購入はなく、差は日数だけの効果である。民間備蓄{private:g}日はどの場合にもある。",
        "Three stocks (none, the stock assumed today, the proposed days) meet the same {paths:,} paths of disruption. Nothing is "
        "bought on the way: what differs is the effect of the days alone. Private stocks of {private:g} days are there in all "
        "three.",
    ),
    "whose": (
        "現在の備蓄{start:g}日と費用は公開資料による仮定で、国の数値ではない（下表に出典）。",
        "The {start:g} days held today and all costs are assumptions from public sources, not the State's figures (table below).",
    ),
    "total": ("全鉱種（{n}鉱種、{years}年間）", "All minerals ({n}, over {years} years)"),
    "none": ("備蓄なし", "No stock"),
    "start": ("現在の想定（{start:g}日）", "Assumed today ({start:g} days)"),
    "target": ("提案日数", "Proposed days"),
    "effect": ("なし → 提案日数", "None → proposed"),
    "worth": ("備蓄の価値", "Worth of the stock"),
    "short_worth": ("期待不足（平均価格）", "Expected shortage at mean prices"),
    "short_t": ("期待不足（純分t）", "Expected shortage, t contained"),
    "short_days": ("期待不足（消費日数、価値加重）", "Expected shortage, days of consumption (weighted by worth)"),
    "any": ("いずれかの鉱種が不足する確率", "Chance that any mineral runs short"),
    "number": ("不足する鉱種数（期待値）", "Minerals that run short, expected"),
    "loss": ("不足の損失（設定の価値で）", "Loss from shortage, as the settings value it"),
    "purchase": (
        "購入費（{years}年均等、価格影響を含む）",
        "Purchase, evenly over {years} years, price impact included",
    ),
    "holding": ("保管・入替え", "Storage and rotation"),
    "proceeds": ("放出の代金", "Proceeds of releases"),
    "left": ("期末の備蓄の価値", "Worth of the stock at the end"),
    "net": ("正味の費用", "Net cost"),
    "unit": ("億円", "¥ bn"),
    "shortage_chart": ("鉱種別の期待不足（日）", "Expected shortage by mineral, days"),
    "shortage_note": (
        "{years}年間の合計を消費日数で示す。多い順。右の数字：備蓄なし → 提案日数",
        "sum over {years} years in days of consumption, most first; figures: no stock → proposed days",
    ),
    "shortage_axis": ("期待不足（消費日数）", "Expected shortage, days of consumption"),
    "budget_chart": ("予算の価値", "Value against budget"),
    "budget_note": (
        "現在の想定の備蓄から始めた計画。予算ゼロとの差の平均（同じ{paths:,}経路）。総費用は現在価値で、目標未達の課金を含む",
        "a plan that starts from the stock assumed today; mean difference from no budget on the same {paths:,} paths. Total cost "
        "is a present value with the charge for being below target",
    ),
    "budget_axis": ("年間予算（億円）", "Budget a year, ¥ bn"),
    "value_axis": ("予算ゼロとの差（億円）", "Saved against no budget, ¥ bn"),
    "saved_cost": ("総費用の減少", "Total cost saved"),
    "saved_short": ("不足の減少（平均価格）", "Shortage avoided at mean prices"),
    "budget": ("年間予算", "Budget a year"),
    "part": ("計画の予算に対する比", "Part of the plan's budget"),
    "cost": ("総費用", "Total cost"),
    "more": ("追加1円当たりの減少", "Saved by one more yen"),
    "curve_home": (
        "予算は試算計画の年{budget}を基準とする。",
        "The budget of the demonstration plan is {budget} a year.",
    ),
    "curve_away": (
        "予算は、想定備蓄と提案日数の差を計画期間に満たす額（年{budget}）を基準とする。床面積の制限はない。",
        "The full budget fills the gap between assumed stock and proposed days in the plan's years ({budget} a year); floor space "
        "has no limit.",
    ),
    "certificate": (
        "小さな規模で計算した計画の証明：計画モデルで最良との差は高々{planning}（事後最適との差は{events}）。"
        "詳細な計画は sonae stock plan で作る。",
        "Certificate of the plan, computed at a small size: at most {planning} from the best on the planning model ({events} "
        "from the best in hindsight on the events). «sonae stock plan» makes it in full.",
    ),
    "by_mineral": ("鉱種別", "By mineral"),
    "mineral": ("鉱種", "Mineral"),
    "days": ("提案日数", "Proposed days"),
    "chance": ("不足の確率", "Chance to run short"),
    "avoided_t": ("避けられる不足t", "Shortage avoided, t"),
    "avoided": ("避けられる損失", "Loss avoided"),
    "fill": ("購入費", "Purchase"),
    "price": ("価格（円/kg）", "Price, ¥/kg"),
    "by_mineral_note": (
        "不足日数と確率は、備蓄なし・現在の想定・提案日数の順。価格◇：BACIの単価などの代用値で、相場ではない。"
        "†：消費量も代用値",
        "days and chances: no stock, assumed today, proposed days. ◇ price: a stand-in, such as a BACI unit value, no quotation. "
        "†: consumption is a stand-in too",
    ),
    "bases": ("価格と消費量の根拠", "What prices and consumption rest on"),
    "price_basis": ("価格の根拠", "Basis of the price"),
    "consumption": ("消費量（純分t/年）", "Consumption, t contained a year"),
    "consumption_basis": ("消費量の根拠", "Basis of consumption"),
    "left_out": ("備蓄の部に入らない鉱種：{names}", "Not in the stock part: {names}"),
    "settings": ("備蓄の設定と出典", "Settings of the stock part, with sources"),
    "setting": ("設定", "Setting"),
    "value": ("値", "Value"),
    "source": ("出典", "Source"),
}

_REASONS_JA = {
    "nothing stands in for its consumption: neither imports nor world production can be seen": "消費量の代用値がない",
    "no price: no trade of any form is recorded; state price_yen_a_t": "価格がない（貿易の記録がない）",
}
_BASES_JA = (
    (r"stated in the plan", "計画に記載"),
    (r"unit value of imports, another stage", "輸入単価（他の段階）"),
    (r"unit value of world trade, another stage", "世界貿易の単価（他の段階）"),
    (r"unit value of a code that holds other goods too", "他の品も含む符号の単価"),
    (r"unit value of imports, (?P<stage>\w+)", "輸入単価（{stage}）"),
    (r"unit value of world trade, (?P<stage>\w+)", "世界貿易の単価（{stage}）"),
    (r"settings: (?P<text>.+)", "設定値：{text}"),
    (r"stand-in: net imports of the forms that can be seen", "代用：観測できる形態の純輸入"),
    (r"stand-in: imports of the forms that can be seen", "代用：観測できる形態の輸入"),
    (
        r"stand-in: (?P<text>[\d.]+)% of world production, the importer's median share of the other minerals",
        "代用：世界生産の{text} %（他の鉱種の中央値）",
    ),
)  # fmt: skip
_MEAN = re.compile(r", mean of (\d+) years \(stand-in for a quotation\)$")


def stock_word(key: str, language: Language, **parts: Any) -> str:
    """Return a word or sentence of the stock part."""
    return _WORDS[key][LANGUAGES.index(language)].format(**parts)


def case_name(name: str, language: Language, start: float) -> str:
    """Name one of the three stocks; ``start``: days held today."""
    return stock_word(name, language, start=start)


def basis(text: str, language: Language) -> str:
    """Say what a figure of the plan rests on; what has no Japanese sentence stays English."""
    if language == "en":
        return text
    if text in _REASONS_JA:
        return _REASONS_JA[text]
    mean = _MEAN.search(text)
    bare, after = (text[: mean.start()], f"、{mean[1]}か年平均（相場の代用）") if mean else (text, "")
    for pattern, said in _BASES_JA:
        found = re.fullmatch(pattern, bare)
        if found:
            parts = found.groupdict()
            if "stage" in parts:
                parts["stage"] = stage(parts["stage"], "ja")
            return said.format(**parts) + after
    return text
