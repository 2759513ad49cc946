"""Names of what a portfolio is sorted by, in both languages; what has no name here is shown as it was stated."""

from __future__ import annotations

from sonae.data import countries
from sonae.documents.words import LANGUAGES, Language
from sonae.portfolio.funding import EQUITY_BYLAW

__all__ = ["NAMES", "country_name", "document_name", "group_name", "name_of"]

NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "dimension": {
        "country": ("国", "Country"), "region": ("地域", "Region"), "stage": ("段階", "Stage"),
        "commodity": ("資源", "Commodity"), "funding": ("財源", "Source of funding"), "instrument": ("支援の種類", "Instrument"),
    },
    "region": {
        "South America": ("南米", "South America"), "North America": ("北米", "North America"), "Japan": ("日本", "Japan"),
        "Africa": ("アフリカ", "Africa"), "Oceania": ("大洋州", "Oceania"), "South-East Asia": ("東南アジア", "South-East Asia"),
        "Middle East": ("中東", "Middle East"), "Central Asia": ("中央アジア", "Central Asia"), "Europe": ("欧州", "Europe"),
        "East Asia": ("東アジア", "East Asia"), "South Asia": ("南アジア", "South Asia"),
    },
    "stage": {
        "exploration": ("探鉱", "exploration"), "development": ("開発", "development"), "production": ("生産", "production"),
        "abandonment": ("廃坑", "abandonment"), "terminated": ("終結", "terminated"),
    },
    "commodity": {
        "oil": ("石油", "oil"), "gas": ("天然ガス", "gas"), "LNG": ("LNG", "LNG"), "geothermal": ("地熱", "geothermal"),
        "hydrogen": ("水素", "hydrogen"), "copper": ("銅", "copper"), "lithium": ("リチウム", "lithium"),
        "rare earths": ("レアアース", "rare earths"), "coal": ("石炭", "coal"), "nickel": ("ニッケル", "nickel"),
        "cobalt": ("コバルト", "cobalt"),
    },
    "funding": {
        "borrowing": ("借入金", "borrowing"), "industrial investment": ("産投出資", "industrial investment"),
        "government-guaranteed bond": ("政府保証債", "government-guaranteed bond"),
        "guarantee fund": ("信用基金", "guarantee fund"), "energy special account": ("エネルギー特会", "energy special account"),
    },
    "instrument": {
        "equity": ("出資", "equity"), "guarantee": ("債務保証", "guarantee"), "loan": ("融資", "loan"),
    },
    "cause": {
        "exploration_loss": ("探鉱の損失", "exploration loss"), "write_down": ("評価損", "write-down"),
        "disposal_loss": ("株式処分損", "loss on disposal"), "guarantee_loss": ("保証の損失", "guarantee loss"),
        "loan_loss": ("貸倒れ", "loan loss"), "funding_cost": ("資金調達費用", "cost of funding"),
        "operating_cost": ("業務費", "operating cost"), "other_loss": ("その他の損失", "other loss"),
        "dividends": ("配当", "dividends"), "interest_income": ("受取利息", "interest income"),
        "guarantee_fees": ("保証料", "guarantee fees"), "disposal_gain": ("株式処分益", "gain on disposal"),
        "write_down_reversal": ("評価損の戻入れ", "reversal of write-downs"), "other_income": ("その他の収益", "other income"),
    },
    "criterion": {
        "asked_by_shareholders": ("他の株主の求め", "asked for by shareholders"),
        "judged_needed": ("処分の必要の判断", "judged to be needed"),
        "policy_purpose_attained": ("政策目的の達成", "purpose of policy attained"),
        "offer_above_value": ("評価額を上回る提示", "offer above the value"),
        "private_demand": ("民間の需要", "private demand"), "market_window": ("市況", "market window"),
        "frees_public_funds": ("公的資金の早期償還", "frees public funds"),
    },
    "rule": {
        "rank_fall": ("評価の低下", "rank fell"), "rank_c": ("評価C", "rank C"), "near_line": ("線上", "near the line"),
        "overdue": ("探鉱期限の超過", "overdue"), "negative_forward_value": ("将来分が負", "negative forward value"),
        "delay": ("遅延", "delay"), "cost_overrun": ("費用の超過", "cost overrun"),
        "receipts_below_plan": ("収入の未達", "receipts below plan"),
        "production_below_plan": ("生産の未達", "production below plan"),
        "written_down": ("評価損", "written down"), "recovery_not_planned": ("回復策の未計上", "recovery not planned"),
    },
    "written": {
        "exploration_half": ("探鉱出資の半額", "half of exploration equity"), "net_worth": ("実質価額まで減額", "to net worth"),
        "allowance": ("投資損失引当金", "allowance"), "share_of_net_assets": ("純資産持分", "share of net assets"),
        "none": ("なし", "none"), "not_assessable": ("判定不能", "not assessable"),
    },
    "outcome": {"yes": ("該当", "yes"), "no": ("非該当", "no"), "open": ("未確定", "open")},
    "candidate": {"yes": ("候補", "candidate"), "no": ("候補でない", "no candidate"), "open": ("未確定", "open")},
    "choice": {
        "receipts_and_outlays": ("収入と支出", "receipts and outlays"), "receipts": ("収入のみ", "receipts alone"),
        "at_least": ("以上", "at least the goal"), "above": ("超", "above the goal"),
        "condition_rate": ("条件セットの率", "rate of the condition set"), "funding_rate": ("調達金利", "funding rate"),
    },
    "goal": {"yes": ("達成", "reached"), "no": ("未達", "not reached"), "open": ("判定できない", "open")},
    "limit": {"yes": ("範囲内", "kept"), "no": ("超過", "broken"), "open": ("未確定", "open")},
    "scenario": {
        "base": ("基準", "base"), "low_prices": ("価格低位", "low prices"), "oil_20_lower": ("油価2割安", "oil 20 % lower"),
        "strong_yen": ("円高", "strong yen"), "more_inflation": ("高インフレ", "more inflation"),
    },
    "figure": {
        "production": ("生産量", "production"), "opex": ("操業費", "opex"), "capex": ("投資額", "capex"),
        "receipts": ("収入", "receipts"),
    },
    "profile": {
        "equal principal": ("元金均等", "equal principal"), "level": ("元利均等", "level"), "bullet": ("満期一括", "bullet"),
        "stated": ("個別", "as stated"),
    },
    "node": {
        "decision": ("決定", "decision"), "chance": ("偶然", "chance"), "develop": ("開発", "develop"), "stop": ("中止", "stop"),
    },
    "direction": {
        "falls": ("率とともにNPVが減る", "NPV falls with the rate"), "rises": ("率とともにNPVが増える", "NPV rises with the rate"),
        "touches": ("NPVが0に接する", "NPV touches 0"),
    },
    "document": {
        "石油等出資細則": ("石油等出資細則", "Equity bylaw"),
        EQUITY_BYLAW: ("石油等出資細則", "Equity bylaw"),
        "JOGMEC第5期中期目標 Ⅲ": ("第5期中期目標Ⅲ", "Mid-term goals 5, part III,"),
        "JOGMEC第5期中期計画 Ⅲ": ("第5期中期計画Ⅲ", "Mid-term plan 5, part III,"),
        "金融商品に関する会計基準": ("金融商品会計基準", "ASBJ Statement 10, para."),
        "金融商品会計に関する実務指針": ("金融商品会計実務指針", "Guidelines on financial instruments, para."),
        "監査委員会報告第71号": ("監査委員会報告第71号", "JICPA report 71, section"),
    },
}  # fmt: skip


def name_of(kind: str, value: str, language: Language) -> str:
    """Return the name of a value of a kind, or the value itself."""
    found = NAMES[kind].get(value)
    return value if found is None else found[LANGUAGES.index(language)]


def country_name(iso3: str, language: Language) -> str:
    """Return the name of a country by its alpha-3 code, or the code."""
    land = countries().get(iso3)
    if land is None:
        return iso3
    return land.name_ja if language == "ja" else land.name_en


def group_name(dimension: str, group: str, language: Language) -> str:
    """Return the name of a group of exposure."""
    if group == "unstated":
        return "未記入" if language == "ja" else "not stated"
    return country_name(group, language) if dimension == "country" else name_of(dimension, group, language)


def document_name(document: str, language: Language) -> str:
    """Return the short name of a document that a rule cites."""
    return name_of("document", document, language)
