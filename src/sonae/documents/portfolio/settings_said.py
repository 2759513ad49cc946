"""Names of the review's thresholds in both languages, and their sources in Japanese."""

from __future__ import annotations

from sonae.documents.words import LANGUAGES, Language

__all__ = ["setting_name", "setting_source"]

_NAMES: dict[str, tuple[str, str]] = {
    "rank.near_line_share": ("「境に近い」とする幅", "width of «near the line»"),
    "rank.overdue_after_months": ("探鉱期限から期限超過までの月数", "months from the end of the term to overdue"),
    "write_down.standard": ("評価損の基準", "standard of write-downs"),
    "write_down.exploration_share": ("探鉱出資の評価損の割合", "share of exploration equity written down"),
    "write_down.rounding": ("端数", "rounding"),
    "write_down.marked_fall": ("著しい下落とする割合", "marked fall"),
    "write_down.near_cost_share": ("取得原価に近いとする割合", "near the cost"),
    "write_down.recovery_years": ("回復計画の年数", "years of a recovery plan"),
    "write_down.allowance": ("引当金", "allowance"),
    "pdr.chance_weighs": ("成功確率を掛けるもの", "what the chance weighs"),
    "pdr.goal": ("PDRの目標", "goal of the ratio"),
    "pdr.goal_reached": ("目標の達成", "when the goal is reached"),
    "pdr.discount": ("割引変種の率", "rate of the discounted variant"),
    "pdr.calculations_a_year": ("年間の算定回数", "calculations a year"),
    "watch.delay_months": ("注視する遅延（月）", "delay that is watched, months"),
    "watch.cost_overrun_share": ("注視する費用超過", "cost overrun that is watched"),
    "watch.receipts_shortfall_share": ("注視する収入未達", "shortfall of receipts that is watched"),
    "watch.production_shortfall_share": ("注視する生産未達", "shortfall of production that is watched"),
    "watch.cost_figures": ("費用の指標", "figures that are costs"),
    "watch.receipts_figure": ("収入の指標", "figure of receipts"),
    "watch.production_figure": ("生産の指標", "figure of production"),
    "sale.counted": ("処分の基準", "criteria of a sale"),
    "sale.offer_premium_share": ("提示額の上乗せ", "premium of an offer"),
    "sale.buyers": ("民間の需要とする者数", "buyers that show demand"),
    "sale.window_price_ratio": ("市況が開いているとする価格比", "price ratio of an open market"),
}
_DIMENSIONS = {
    "country": ("国別", "by country"), "region": ("地域別", "by region"), "stage": ("段階別", "by stage"),
    "commodity": ("資源別", "by commodity"), "funding": ("財源別", "by source of funding"),
    "instrument": ("種類別", "by instrument"),
}  # fmt: skip
_SOURCES: dict[str, str] = {
    "rank.near_line_share": "仮定：割引後の拠出の1 %以内では、損益の符号は見通しの誤差の範囲にある",
    "rank.overdue_after_months": "仮定：探鉱期限の1年後には成否が確定しているべきである",
    "write_down.standard": (
        "仮定：企業会計（50 %基準、確定減額）。agencyは独立行政法人の方法（取得原価と純資産持分の低い方、期末洗替え）"
    ),
    "write_down.exploration_share": "第5期中期目標・中期計画Ⅲ(1)：成否未確定の間、探鉱出資の半額を評価損とする",
    "write_down.rounding": "仮定：公会計と同じく円未満を切り捨てる",
    "write_down.marked_fall": "仮定：実務指針92の一般的な読み方（取得原価の約半分以上の下落）",
    "write_down.near_cost_share": "仮定：実務指針91の「取得原価に近い」（100のうち60までの回復では足りない）",
    "write_down.recovery_years": "仮定：5年を超える計画は回復の十分な根拠とならない",
    "write_down.allowance": "仮定：監査委員会報告第71号により不足額に引当金を計上できる。noneは計上しない",
    "pdr.chance_weighs": "仮定：探鉱案件の見通しは成功した場合のもので、支出も同じ。receiptsは支出を全額数える",
    "pdr.goal": "第5期中期目標Ⅲ(1)：見込まれる損益が繰越欠損金を上回ること",
    "pdr.goal_reached": "仮定：ちょうど1で達成とする。aboveは「上回る」を文字どおりに取る",
    "pdr.discount": "仮定：割引変種は条件セットの率による。funding_rateは案件ごとの調達金利による",
    "pdr.calculations_a_year": "令和5年度業務実績等評価Ⅲ(2)：年2回算定",
    "watch.delay_months": "仮定：計画からの遅れ（月の端数切上げ）をこの月数から注視する",
    "watch.cost_overrun_share": "仮定：計画をこの割合まで超えてよい",
    "watch.receipts_shortfall_share": "仮定：計画をこの割合まで下回ってよい",
    "watch.production_shortfall_share": "仮定：計画をこの割合まで下回ってよい",
    "watch.cost_figures": "仮定：費用である指標の名",
    "watch.receipts_figure": "仮定：収入の指標の名",
    "watch.production_figure": "仮定：生産の指標の名",
    "sale.counted": "石油等出資細則第24条第2項第1号・第2号、第3項。ほかは第2項第2号の仮定の根拠",
    "sale.offer_premium_share": "仮定：評価額をこの割合以上上回る提示を数える",
    "sale.buyers": "仮定：民間の需要を示す関心者の数",
    "sale.window_price_ratio": "仮定：市場価格÷前提価格がこの比以上で市況が開いているとみる",
}
_NO_LIMIT = "仮定：公表された上限はない"
_HHI_COUNTRY = "仮定：2010年の米国合併指針が高度に集中した市場とする線"


def setting_name(path: str, language: Language) -> str:
    """Return the name of a threshold, or its path."""
    at = LANGUAGES.index(language)
    if path in _NAMES:
        return _NAMES[path][at]
    parts = path.split(".")
    if parts[:2] == ["exposure", "limits"] and len(parts) == 4 and parts[2] in _DIMENSIONS:
        what = {"share": ("最大比率の上限", "largest share allowed"), "hhi": ("集中度の上限", "largest index allowed")}
        if parts[3] in what:
            by, limit = _DIMENSIONS[parts[2]][at], what[parts[3]][at]
            return f"{by}{limit}" if language == "ja" else f"{limit} {by}"
    return path


def setting_source(path: str, source: str, language: Language) -> str:
    """Return where a threshold comes from: the product's own in Japanese, an agency's as it was written.

    Args:
        path: of the threshold.
        source: as the settings state it.
        language: of the document.

    """
    if language == "en" or not _is_ours(path, source):
        return source
    if path in _SOURCES:
        return _SOURCES[path]
    return (
        _HHI_COUNTRY if path == "exposure.limits.country.hhi" else _NO_LIMIT if path.startswith("exposure.") else source
    )


def _is_ours(path: str, source: str) -> bool:
    from sonae.portfolio.review import review_settings

    return review_settings().sources.get(path) == source
