"""Japanese sentences for the grounds of the counts of days (``sonae.stockpile.day_counts``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["DAY_REASONS_JA", "day_parts"]

DAY_REASONS_JA: dict[str, str] = {
    "day_abroad": "国外の在庫は、二国間協定で自由に使えるものを算入。これからも{cut}%を差し引く",
    "day_basket": "番号{number}は他の物品も含む。全量を算入",
    "day_consumption_data": "基準消費量はデータによる（{basis}）",
    "day_consumption_given": "基準消費量は台帳の値",
    "day_consumption_stand_in": "消費量は観測されず、代わりの値を用いた",
    "day_content_given": "{form}の純分率は台帳の値（{source}）。登録簿の値ではない",
    "day_counted_share": "{holder}の{kind}は{share}だけ算入（台帳の記載）",
    "day_daily_not_positive": "1日当たりの{what}が0以下のため、日数は定まらない",
    "day_flow_missing": "{year}の{kinds}の{flow}が台帳にない。なければ0と書くこと",
    "day_kinds_not_held": "{holder}の在庫に{kinds}がない。0とした（日数が増えることはない）",
    "day_lpg_apart": "LPGは別に数える（台帳の記載）",
    "day_lpg_unsaid": "台帳にLPGがあるが、石油に数えるか（lpg_counts_as_oil）の記載がない",
    "day_metal_public": "台帳の区分はPUBLICだが、鉱種別の保有量は基本方針2(5)により公表されない",
    "day_months_missing": "{kind}の{flow}：{year}の12か月のうち{have}か月だけが台帳にある",
    "day_naphtha_left_out": "石油化学用ナフサは在庫から除く",
    "day_naphtha_stock_reading": (
        "在庫からはナフサ消費量÷一次油純輸入量を差し引く。在庫についての条文は確認できていない"
    ),
    "day_net_imports_as_given": "純輸入量は台帳の値で、ここでは計算していない",
    "day_net_imports_given": "純輸入量が原油換算で与えられているため、別のナフサ控除は計算できない",
    "day_no_bunkers": "台帳に国際バンカーがない。差し引かない（日数が増えることはない）",
    "day_no_consumption": "{material}の基準消費量がない：台帳になく、データも求められていない",
    "day_no_density": "トンとキロリットルが混在し、{kind}の行に密度がない",
    "day_no_stock": "台帳に{commodity}の{holder}在庫の行がない",
    "day_not_designated": "{kind}は指定石油製品でないため除く",
    "day_obligation": "義務は{basis}による",
    "day_obligation_unknown": "二つの義務の大きい方が定まらない：{reason}",
    "day_place_left_out": "除外：{kind}（{where}）",
    "day_products_undivided": "製品の{what}が三つの主要区分（{groups}）に分けられていない",
    "day_quantity_missing": "{kind}の{flow}の数値がない：{why}",
    "day_reference_year": "IEAは前暦年を基準とする。台帳の基準年は{year}",
    "day_reference_year_eu": "指令はこの日について暦年{right}を基準とする。台帳の基準年は{year}",
    "day_stock_missing": "{holder}の{kind}の在庫の数値がない：{why}",
    "day_stock_change": "{name}の在庫増減を純輸入量から差し引いた",
    "day_yield_not_high": "平均ナフサ得率が{limit}%以下のため、一律控除による",
}

_TERMS: dict[str, str] = {
    "held for another country": "他国のための保有",
    "in tankers at sea": "洋上のタンカー",
    "in pipelines": "パイプライン内",
    "at service stations": "給油所",
    "with end consumers": "最終消費者",
    "military": "軍用",
    "bunkers of ships": "船舶の燃料",
    "net-imports": "純輸入量",
    "net imports of primary oil": "一次油の純輸入量",
    "net imports": "純輸入量",
    "net_imports": "純輸入量",
    "refinery intakes": "製油所投入量",
    "refinery_intake": "製油所投入量",
    "refinery_output": "製油所生産量",
    "primary oil": "一次油",
    "imports less exports": "輸入−輸出",
    "imports": "輸入量",
    "exports": "輸出量",
    "consumption": "消費量",
    "stock_change": "在庫増減",
    "bunkers": "バンカー",
    "stocks": "在庫",
    "stock": "在庫",
    "national": "国家",
    "private": "民間",
    "joint": "産油国共同",
    "crude_equivalent": "原油換算",
    "crude": "原油",
    "ngl": "NGL",
    "feedstock": "原料油",
    "naphtha_for_gasoline": "ガソリン用ナフサ",
    "naphtha": "ナフサ",
    "gasoline": "ガソリン",
    "kerosene": "灯油",
    "gas_oil": "軽油",
    "middle_distillate": "中間留分",
    "fuel_oil": "重油",
    "other_product": "その他製品",
    "products": "製品",
    "lpg": "LPG",
    "oil": "石油",
}
_KNOWN = re.compile(
    "|".join(rf"(?<![\w-]){re.escape(term)}(?![\w-])" for term in sorted(_TERMS, key=len, reverse=True))
)
_NAMED = frozenset(
    {"basis", "commodity", "flow", "groups", "holder", "kind", "kinds", "name", "what", "where"}
)  # what a ledger's user wrote (sources, reasons, forms) stays as written


def day_parts(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a ground with its terms of the ledger in Japanese."""
    return {
        key: _KNOWN.sub(lambda found: _TERMS[found[0]], value) if key in _NAMED and isinstance(value, str) else value
        for key, value in parts.items()
    }
