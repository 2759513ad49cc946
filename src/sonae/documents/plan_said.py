"""Names of causes, settings and entries, measures, and sentences of the stock engine said again in Japanese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sonae.core import Reason
from sonae.documents import words
from sonae.documents.words import LANGUAGES, Language

__all__ = ["basis", "cause", "changed", "check", "grounded", "measure", "parameter"]

_CAUSES: dict[str, tuple[str, str, str, str]] = {
    "disruption": (
        "供給の途絶", "supply was cut",
        "途絶が収まるまで待つ。供給国の分散と、途絶前の前倒しの買入れを検討する",
        "wait until supply is back; weigh other suppliers, and buying earlier in calm months",
    ),
    "no_repurchase": (
        "放出後の買戻し制限", "no repurchase after a release",
        "買戻しを控える期間を短くできるか、復元の日程（sonae stock restore）と併せて見直す",
        "review the window without repurchase beside the schedule of restoration (sonae stock restore)",
    ),
    "failed_tender": (
        "入札の不調", "the tender failed",
        "応札しなかった者から聞き取り、ロット・形態・条件を変えて再入札する",
        "hear those who did not offer; change lots, forms or terms and tender again",
    ),
    "market": (
        "月の買入れ上限（市場）", "most of a month was bought",
        "期限を延ばすか、買入れを早く始めて月に分ける。上限を上げるなら価格への影響を確かめる",
        "start earlier and spread purchases, or move the month of the target; raise the cap only after weighing price impact",
    ),
    "tenders": (
        "入札件数の上限", "no tender was left",
        "月の入札件数の上限を上げるか、件数の少ない月に移す",
        "raise the number of tenders a month, or move tenders to months with fewer",
    ),
    "space": (
        "床面積の不足", "no floor space was left",
        "倉庫を増やすか借りる。かさの大きい鉱種は企業保管か、かさの小さい形態を検討する",
        "add or rent storage; weigh storage at companies, or a denser form, for bulky minerals",
    ),
    "budget": (
        "予算", "the budget",
        "予算の増額を求めるか、目標日数または期限を見直す。1円の価値が高い年度を先にする",
        "ask for more budget, first in the years where a yen is worth most, or review target days or their month",
    ),
    "price": (
        "価格に見合わない", "the price was above the use",
        "価格が下がるまで待つ。国として必要なら目標未達の重み（target_weight）を上げるか、必達とする",
        "wait for a lower price; if the State wants the target all the same, raise target_weight or make it required",
    ),
}  # fmt: skip
"""Cause of a gap: name and suggested measure, Japanese and English by turns."""

_PARAMETERS: dict[str, tuple[str, str]] = {
    "money.yen_per_usd": ("円/米ドル", "yen a US dollar"),
    "prices_usd_a_kg": ("単価（米ドル/kg）", "price, US dollars a kg"),
    "costs.shortage_value": ("不足の最初の1 tの費用（単価の倍）", "cost of the first tonne short, times its price"),
    "costs.shortage_curve": ("不足の費用の増し方", "how the cost of shortage rises"),
    "costs.holding_a_year": ("年の保管費（単価比）", "holding cost a year, share of price"),
    "costs.sale_discount": ("売却時の値引き", "discount of a sale"),
    "costs.rotation": ("入替えの費用", "cost of an exchange"),
    "costs.discount_a_year": ("社会的割引率", "social discount rate"),
    "costs.target_weight": ("目標未達1 tの負担（単価比、年）", "charge for a tonne below target, share of price a year"),
    "costs.terminal_value": ("計画末の価値（単価比）", "worth at the end, share of price"),
    "processes.price_persistence": ("価格の持続", "persistence of prices"),
    "processes.price_sigma": ("価格の月変動", "monthly change of prices"),
    "processes.price_common": ("価格変動の相関", "correlation of prices"),
    "processes.demand_persistence": ("需要の持続", "persistence of demand"),
    "processes.demand_sigma": ("需要の月変動", "monthly change of demand"),
    "processes.scarcity": ("途絶による価格上昇", "rise of price when supply is lost"),
    "processes.failed_tender": ("入札不調の確率", "chance that a tender fails"),
    "steps.market_shares": ("価格が動く買入れの段階（月の世界貿易比）", "steps of a purchase, share of a month's world trade"),
    "steps.premiums": ("各段階の割増し", "premium of each step"),
    "rules.minimum_days": ("調整放出後の最低日数", "least days after an adjustment release"),
    "rules.tight_floor_days": ("逼迫放出後の最低日数", "least days after a tight-supply release"),
    "rules.release_cap_share": ("月の放出の上限（月消費比）", "most release a month, share of consumption"),
    "rules.no_repurchase_months": ("放出後に買わない月数", "months without repurchase"),
    "rules.private_days": ("民間備蓄の日数", "days of private stock"),
    "rules.joint_days": ("共同備蓄の日数", "days of joint stock"),
    "rules.other_refill_months": ("民間・共同備蓄の回復月数", "months to refill private and joint stock"),
    "rules.shelf_life_months": ("保管期限（月）", "shelf life, months"),
    "rules.start_days": ("開始時の日数", "days at the start"),
    "rules.area_m2_a_t": ("1 tの床面積（m²）", "floor space of a tonne, m²"),
    "grid.levels_to_target": ("目標までの刻み数", "steps up to the target"),
    "grid.head_room": ("目標より上の余裕", "room above the target"),
    "grid.most_of_target": ("月の買入れの上限（目標比）", "most of the target in a month"),
    "grid.steps_to_release": ("月の放出の刻み数", "steps of a month's release"),
    "grid.price_states": ("価格の状態数", "states of price"),
    "grid.levels_of_need": ("必要量の区切り（分位）", "quantiles that cut need"),
    "solver.fit_scenarios": ("状態の当てはめのシナリオ数", "scenarios that fit the states"),
    "solver.search_paths": ("方策を選ぶ経路数", "paths that choose the policy"),
    "solver.planning_paths": ("証明の経路数（計画モデル）", "paths of the certificate, planning model"),
    "solver.event_paths": ("証明の経路数（事象モデル）", "paths of the certificate, event model"),
    "solver.seed": ("乱数シード", "seed"),
    "solver.lots_gap": ("入札量の探索を止める差", "gap at which the search for lots stops"),
    "solver.lots_seconds": ("入札量の探索の秒数", "seconds of the search for lots"),
}  # fmt: skip
_ENTRY: dict[str, tuple[str, str]] = {
    "target_days": ("目標日数", "target days"),
    "by": ("期限", "month of the target"),
    "required": ("必達", "target must be reached"),
    "start_days": ("開始時の日数", "days at the start"),
    "start_t": ("開始時のt", "tonnes at the start"),
    "minimum_days": ("調整放出後の最低日数", "least days after an adjustment release"),
    "tight_floor_days": ("逼迫放出後の最低日数", "least days after a tight-supply release"),
    "release_cap_share": ("月の放出の上限", "most release a month"),
    "no_repurchase_months": ("放出後に買わない月数", "months without repurchase"),
    "shelf_life_months": ("保管期限（月）", "shelf life, months"),
    "private_days": ("民間備蓄の日数", "days of private stock"),
    "joint_days": ("共同備蓄の日数", "days of joint stock"),
    "purchase_cap_t": ("月の買入れの上限（t）", "most to buy a month, t"),
    "minimum_lot_t": ("最小の入札量（t）", "least tender, t"),
    "area_m2_a_t": ("1 tの床面積（m²）", "floor space of a tonne, m²"),
    "consumption_t_a_year": ("消費量（t/年）", "consumption, t a year"),
    "price_yen_a_t": ("単価（円/t）", "price, yen a t"),
    "market_t_a_year": ("世界市場（t/年）", "world market, t a year"),
}
_CHANGED: dict[str, tuple[str, str]] = {
    "entered": ("新たに入った", "entered"),
    "left out": ("外れた", "left out"),
    "price_yen_a_kg": ("単価", "price"),
    "consumption_t_a_year": ("消費量", "consumption"),
}
_SENTENCES = (
    (r"production \+ imports − exports, five-year mean", "生産＋輸入－輸出、5か年平均"),
    (r"imports: exports are larger than imports and production", "輸入（輸出が輸入と生産の計を上回るため）"),
    (r"stated in the plan", "計画に明記"),
    (r"stand-in: net imports of the forms that can be seen", "代用：観測できる形態の純輸入"),
    (r"stand-in: imports of the forms that can be seen", "代用：観測できる形態の輸入"),
    (
        r"stand-in: ([\d.]+)% of world production, the importer's median share of the other minerals",
        r"代用：世界生産の\1 %（ほかの鉱種での輸入国の比率の中央値）",
    ),
    (
        r"unit value of imports, another stage, mean of (\d+) years \(stand-in for a quotation\)",
        r"代用：別の段階の輸入単価、\1か年平均",
    ),
    (
        r"unit value of world trade, another stage, mean of (\d+) years \(stand-in for a quotation\)",
        r"代用：別の段階の世界貿易の単価、\1か年平均",
    ),
    (
        r"unit value of a code that holds other goods too, mean of (\d+) years \(stand-in for a quotation\)",
        r"代用：ほかの物も含む貿易符号の単価、\1か年平均",
    ),
    (r"settings: (.*)", r"設定の値：\1"),
    (
        r"nothing stands in for its consumption: neither imports nor world production can be seen",
        "消費量に代わる数値がない：輸入も世界生産も観測できない",
    ),
    (
        r"no price: no trade of any form is recorded; state price_yen_a_t",
        "単価がない：どの形態の貿易も記録がない（計画ファイルの price_yen_a_t に書く）",
    ),
    (
        r"([\d,]+) rows and ([\d,]+) columns hold, largest violation (\S+)",
        r"制約\1行・変数\2列が成り立つ。最大の違反は\3",
    ),
    (r"objective counted again: (\S+) million yen", r"目的関数を数え直した値：\1 百万円"),
    (
        r"bill of the lots (\S+) of (\S+) million yen; at most (\d+) tenders in a month",
        r"入札の支払見込みは予算\2百万円のうち\1百万円、入札は月に最大\3件",
    ),
)  # fmt: skip
_STAGED = re.compile(r"unit value of (imports|world trade), (\w+), mean of (\d+) years \(stand-in for a quotation\)")


def cause(name: str, language: Language) -> str:
    """Name a cause of a gap."""
    return _CAUSES[name][LANGUAGES.index(language)]


def measure(name: str, language: Language) -> str:
    """Suggest a measure for a cause of a gap."""
    return _CAUSES[name][2 + LANGUAGES.index(language)]


def parameter(path: str, language: Language) -> str:
    """Name a setting, or a field of a mineral's entry; its own path where it has no name."""
    group, _, leaf = path.partition(".")
    if group in _PARAMETERS and leaf:
        return f"{leaf} {_PARAMETERS[group][LANGUAGES.index(language)]}"
    pair = _PARAMETERS.get(path) or _ENTRY.get(path)
    return pair[LANGUAGES.index(language)] if pair else path


def changed(name: str, language: Language) -> str:
    """Name what a plan changed for a mineral."""
    pair = _CHANGED.get(name)
    return pair[LANGUAGES.index(language)] if pair else parameter(name, language)


def basis(text: str, language: Language) -> str:
    """Say what a figure rests on; sentences without a translation stay English."""
    if language == "en":
        return text
    staged = _STAGED.fullmatch(text)
    if staged and staged[2] != "another":
        what = "輸入" if staged[1] == "imports" else "世界貿易"
        return f"代用：{words.stage(staged[2], 'ja')}の{what}単価、{staged[3]}か年平均"
    for pattern, said in _SENTENCES:
        found = re.fullmatch(pattern, text)
        if found:
            return found.expand(said)
    return text


def check(text: str, language: Language) -> str:
    """Say what was checked outside the solver."""
    return basis(text, language)


def grounded(text: str, grounds: Sequence[str], language: Language) -> str:
    """Say a sentence of the engine; ``grounds`` are reasons it may have been taken from, which have Japanese sentences."""
    for ground in grounds:
        if isinstance(ground, Reason) and str(ground) == text:
            return words.reason(ground, language)
    return basis(text, language)
