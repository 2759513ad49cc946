"""The words of the review in Japanese and English. Grounds of the engines are said again by their code."""

from __future__ import annotations

from typing import Any, Literal

from sonae.core import Reason
from sonae.documents.words_days import DAY_REASONS_JA, day_parts
from sonae.documents.words_valuation import VALUATION_REASONS_JA, valuation_parts

__all__ = [
    "LANGUAGES",
    "Language",
    "cause",
    "factor",
    "flow_done",
    "method",
    "reason",
    "series_basis",
    "stage",
    "step",
    "word",
]

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("供給リスクと備蓄目標日数の年次点検", "Yearly review of supply risk and target days"),
    "minerals35": ("指定金属鉱産物 {n} 鉱種", "{n} designated minerals"),
    "demo_banner": (
        "公開データによる試算 — not the State's figures（国の数値ではない）",
        "公開データによる試算 — not the State's figures (an estimate from public data)",
    ),
    "secret_banner": ("秘 — 基本方針2(5)により非公開", "SECRET — not for publication, basic policy 2(5)"),
    "importer": ("輸入国", "Importer"),
    "year": ("対象年", "Year"),
    "as_of": ("基準日", "Reference date"),
    "made": ("作成", "Made"),
    "window": ("期間", "Window"),
    "scenarios": ("シナリオ数", "Scenarios"),
    "seed": ("乱数シード", "Seed"),
    "left_out": ("基準日より後の途絶", "Acts after that day"),
    "left_out_count": ("{n}件（算入しない）", "{n}, left out"),
    "policy": ("方針ファイル", "Policy file"),
    "summary": ("要約", "Summary"),
    "key_lines": ("主な結果", "What matters most"),
    "mineral": ("鉱種", "Mineral"),
    "score": ("得点", "Score"),
    "rank": ("順位", "Rank"),
    "band": ("順位の幅", "Rank band"),
    "days": ("提案日数", "Proposed days"),
    "es90": ("ES90", "ES90"),
    "se": ("標準誤差", "Std. error"),
    "parameters": ("パラメータ区間", "Parameter interval"),
    "sampling": ("標本誤差区間", "Sampling interval"),
    "change": ("前年との差", "Change on the year"),
    "real_change": ("実質変化", "Real change"),
    "revision": ("データ改訂", "Data revision"),
    "governing": ("支配段階", "Governing stage"),
    "not_assessable": ("評価不能", "Not assessable"),
    "not_assessable_list": ("評価できなかった鉱種とその理由", "What could not be assessed, and why"),
    "why": ("理由", "Grounds"),
    "factors": ("五つの要素の得点", "Scores of the five factors"),
    "factor_note": (
        "0＝低リスク、100＝高リスク。方針ファイルの固定基準による。",
        "0 = low risk, 100 = high risk, on the fixed anchors of the policy file.",
    ),
    "days_chart": ("提案日数・ES90・パラメータ区間", "Proposed days, ES90 and parameter interval"),
    "factor_chart": ("要素別得点", "Scores by factor"),
    "change_chart": ("前年からの変化の内訳（ES90）", "Change on the year, in its parts (ES90)"),
    "auc_chart": ("事後検証：AUC（5–95 %）", "Backtest: AUC (5–95 %)"),
    "dependence_chart": ("供給国の推移", "Suppliers over the years"),
    "waterfall_chart": ("日数の根拠", "Why this many days"),
    "suppliers_chart": ("供給国：輸入と世界", "Suppliers: imports and world"),
    "suppliers": ("供給国・統治指標・途絶頻度", "Suppliers, governance, frequency of acts"),
    "country": ("国", "Country"),
    "import_share": ("輸入比率", "Import share"),
    "world_share": ("世界比率", "World share"),
    "governance": ("統治指標 (±標準誤差)", "Governance (± se)"),
    "acts_on_record": ("過去の途絶", "Acts on record"),
    "rate": ("年間期待回数", "Expected a year"),
    "acts": ("供給途絶の記録", "Acts on record"),
    "acts_more": ("ほか {n} 件", "and {n} more"),
    "no_acts": ("記録なし（途絶がないという意味ではない）", "None on record (which is not «none ever»)"),
    "date": ("日付", "Date"),
    "end": ("終了", "End"),
    "place": ("場所", "Place"),
    "cause": ("原因", "Cause"),
    "instrument": ("手段", "Instrument"),
    "source": ("出典", "Source"),
    "ongoing": ("継続中", "in force"),
    "lines": ("段階別の日数", "Days by stage"),
    "line": ("段階", "Stage"),
    "line_suppliers": ("輸入の主な供給国", "Main import suppliers"),
    "channel": ("輸入経路", "Direct channel"),
    "role": ("扱い", "Role"),
    "flows": ("数量を補正・注意した貿易フロー", "Trade flows with corrected or doubtful quantities"),
    "flows_count": (
        "数量を補正・注意した貿易フロー{n}件（数量なし{imputed}、過大{overstated}、高単価{dear}）",
        "trade flows with corrected or doubtful quantities: {n} ({imputed} without tonnes, {overstated} overstated, "
        "{dear} dear)",
    ),
    "flows_note": (
        "対象年までの5か年の輸入。トン数の大きい順",
        "imports of the five years to the year of the review; most tonnes first",
    ),
    "flow_year": ("年", "Year"),
    "code": ("品目番号", "Code"),
    "exporter": ("輸出国", "Exporter"),
    "recorded_t": ("記録（t）", "Recorded, t"),
    "used_t": ("使用（t）", "Used, t"),
    "unit_ratio": ("単価÷世界中央値", "Unit value ÷ world median"),
    "done": ("処理", "What was done"),
    "observed": ("輸入を観測", "imports observed"),
    "unobserved": ("直接輸入経路は観測できない", "direct channel not observed"),
    "governs": ("支配", "governs"),
    "may_govern": ("支配しうる", "may govern"),
    "shown_only": ("参考", "shown only"),
    "kappa": ("世界経路の重み κ", "World channel κ"),
    "statistics": ("統計量", "Statistics"),
    "methods": ("評価手法の比較", "Panel of methods"),
    "method": ("手法", "Method"),
    "value": ("値", "Value"),
    "correlations": ("手法間の順位相関", "Rank correlations between methods"),
    "sensitivity": ("感度（ES90の変化、日）", "Sensitivity (change of ES90, days)"),
    "sensitivity_note": ("変化の大きい順に8件", "the eight largest"),
    "other_numbers": ("参考値", "Other numbers"),
    "marginal": ("もう1日の限界価値（避けられる不足日数）", "Value of one more day (days of need avoided)"),
    "newsvendor": ("途絶付き新聞売り子モデル（定常、日）", "Newsvendor with disruptions (stationary, days)"),
    "tonnes_a_day": ("1日分の数量（純分t）", "One day, t contained"),
    "consumption": ("国内基準消費量（純分t/年）", "Reference consumption, t contained a year"),
    "growth": ("輸入の5か年平均の増減", "Five-year mean of imports, change"),
    "short": ("不足が生じる確率", "Probability of any need"),
    "mean": ("平均", "Mean"),
    "method_section": ("方法", "Method"),
    "sources_section": ("出典とライセンス", "Sources and licences"),
    "dataset": ("データ", "Dataset"),
    "vintage": ("版", "Vintage"),
    "licence": ("ライセンス", "Licence"),
    "backtest": ("事後検証", "Backtest"),
    "forecast": (
        "2014年までの記録による2015–24年の予測と実際",
        "Acts of 2015–24 predicted from the record to 2014, and as they came",
    ),
    "predicted": ("予測（5–95 %）", "Predicted (5–95 %)"),
    "came": ("実際", "Came"),
    "near_step": ("＊刻みから標準誤差以内", "* within one standard error of a step of the grid"),
    "no_comparison": ("前年の版が取得されていないため比較なし", "no comparison: last year's vintage is not cached"),
    "contents": ("鉱種一覧", "Minerals"),
    "top": ("先頭へ", "Back to top"),
    "policy_table": ("方針ファイルのパラメータ", "Parameters of the policy file"),
    "parameter": ("項目", "Parameter"),
    "unknown": ("不明", "unknown"),
    "other": ("その他", "other"),
    "language": ("言語", "Language"),
    "cap": ("上限", "cap"),
    "floor": ("下限", "floor"),
    "grid": ("刻み", "grid"),
    "component": ("構成指標", "Component"),
    "missing": ("欠測", "missing"),
    "days_unit": ("日", "days"),
    "share_axis": ("比率", "Share"),
    "statistic_axis": ("日", "days"),
    "assessed_of": ("{n}鉱種のうち{a}鉱種を評価", "{a} of {n} minerals assessed"),
    "days_legend": (
        "●ES90　□提案日数　線：パラメータ区間（右端で切る）",
        "● ES90   □ proposed days   line: parameter interval (cut at the right edge)",
    ),
    "k_assessed": (
        "{n}鉱種のうち{a}鉱種を評価。評価不能：{names}",
        "{a} of {n} minerals assessed; not assessable: {names}",
    ),
    "k_highest": ("提案日数が大きい鉱種：{names}", "Most days: {names}"),
    "k_floor": ("下限{floor}日の鉱種：{names}", "At the floor of {floor} days: {names}"),
    "k_score": ("五要素の得点が高い鉱種：{names}", "Highest scores of the five factors: {names}"),
    "k_rise": ("前年からの実質上昇：{names}", "Real rise on the year: {names}"),
    "k_fall": ("前年からの実質低下：{names}", "Real fall on the year: {names}"),
    "k_revision": ("データ改訂による変化が最大：{names}", "Largest data revisions: {names}"),
    "k_unseen": (
        "直接輸入経路を観測できず世界経路で算出（{n}鉱種）：{names}",
        "Direct channel not observed, days through the world channel ({n}): {names}",
    ),
    "k_near": ("刻みから標準誤差以内：{names}", "Within one standard error of a step: {names}"),
    "k_backtest": (
        "事後検証（{first}–{last}年、12か月、国×鉱種）のAUC：途絶頻度モデル {hazard:.2f}、"
        "供給比率 {share:.2f}、最近の途絶 {recency:.2f}",
        "Backtest {first}–{last}, 12 months, country × mineral: AUC hazard {hazard:.2f}, share {share:.2f}, "
        "recency {recency:.2f}",
    ),
    "k_forecast": (
        "2014年までの記録は2015–24年の途絶を{median:.0f}件（{low:.0f}–{high:.0f}）と予測し、実際は{came}件",
        "The record to 2014 predicted {median:.0f} acts ({low:.0f}–{high:.0f}) for 2015–24; {came} came",
    ),
    "none": ("なし", "none"),
    "level": ("対象", "Level"),
    "ranking": ("順位付け", "Ranking"),
    "horizon": ("期間", "Horizon"),
    "months": ("{n}か月", "{n} months"),
    "cases": ("件数", "Cases"),
    "hits": ("途絶件数", "Hits"),
}

_FACTORS = {
    "dependence": ("① 特定国への依存", "① Dependence"),
    "disruption": ("② 途絶の可能性", "② Disruption"),
    "self_sufficiency": ("③ 自給", "③ Self-sufficiency"),
    "demand": ("④ 需要", "④ Demand"),
    "other": ("⑤ その他", "⑤ Others"),
}
_COMPONENTS = {
    "import_hhi": ("輸入集中度 (HHI)", "Concentration of imports (HHI)"),
    "top_share": ("最大供給国の比率", "Share of the largest supplier"),
    "concern_share": ("懸念国の比率", "Share of countries of concern"),
    "loss_days": ("年間期待途絶日数", "Expected days cut a year"),
    "act_rate": ("年間期待途絶回数", "Expected acts a year"),
    "governance": ("供給国の統治指標", "Governance of suppliers"),
    "self_supply": ("自給比率", "Self-supply"),
    "growth": ("輸入の増減", "Growth of imports"),
    "substitution": ("代替指数 SI", "Substitution index SI"),
    "importance": ("経済的重要性", "Economic importance"),
}
_STAGES = {
    "ore": ("鉱石", "ore"),
    "intermediate": ("中間品", "intermediate"),
    "metal": ("地金・合金", "metal"),
    "compound": ("化合物", "compound"),
}
_CAUSES = {
    "policy": ("政策", "policy"),
    "labour": ("労働争議", "labour"),
    "environment": ("環境規制", "environment"),
    "power": ("電力", "power"),
    "weather": ("気象・災害", "weather"),
    "infrastructure": ("インフラ", "infrastructure"),
    "pandemic": ("感染症", "pandemic"),
    "conflict": ("紛争", "conflict"),
    "unrest": ("騒乱", "unrest"),
    "accident": ("事故", "accident"),
    "chokepoint": ("海峡・運河", "chokepoint"),
    "all": ("計", "all"),
}
_STEPS = {
    "base": ("従来の国家備蓄分", "national part of the 60-day standard"),
    "method_base": ("手法の基準値", "method base"),
    "dependence": ("① 特定国への依存", "① dependence"),
    "disruption": ("② 途絶の可能性", "② disruption"),
    "self_sufficiency": ("③ 自給", "③ self-sufficiency"),
    "demand": ("④ 需要", "④ demand"),
    "other": ("⑤ 代替可能性", "⑤ substitutability"),
    "grid": ("刻みへの切上げ", "up to the grid"),
    "floor": ("下限", "floor"),
    "cap": ("上限", "cap"),
}
_METHODS = {
    "five-factor": ("五要素", "Five factors"),
    "geopolrisk": ("GeoPolRisk（修正版）", "GeoPolRisk (corrected)"),
    "eu-crm": ("EU 2023 方式", "EU 2023"),
    "bgs": ("BGS 方式（部分）", "BGS style (partial)"),
}
_RANKINGS = {
    "hazard": ("途絶頻度モデル", "hazard"),
    "share": ("世界比率", "share"),
    "share_governance": ("比率×統治", "share × governance"),
    "recency": ("最近の途絶", "recency"),
    "hhi": ("HHI", "HHI"),
    "geopolrisk": ("GeoPolRisk", "GeoPolRisk"),
}
_LEVELS = {
    "pair": ("国×鉱種", "country × mineral"),
    "mineral": ("鉱種", "mineral"),
    "mineral, GeoPolRisk's years": ("鉱種（GeoPolRisk算出年）", "mineral, years with GeoPolRisk"),
}
_SERIES = {
    "imports": ("輸入（純分）に占める比率", "share of imports, contained metal"),
    "imports_other": (
        "{line}の輸入（純分）に占める比率。支配段階の輸入は観測できない",
        "share of imports of {line}, contained metal; imports of the governing stage cannot be seen",
    ),
    "production": ("世界生産に占める比率（輸入は観測できない）", "share of world production (imports cannot be seen)"),
    "exports": ("世界輸出に占める比率", "share of world exports"),
}
_FLOWS_DONE = {
    "imputed": ("数量なし：金額÷世界中央値で代えた", "no tonnes recorded: value ÷ world median instead"),
    "overstated": ("単価が低すぎる：金額÷世界中央値で代えた", "unit value too low: value ÷ world median instead"),
    "dear": ("単価が高い：記録どおり使用", "unit value high: used as recorded"),
}
_REASONS_JA = (
    {
        "consumption_agency": "機構の数値（{year}年）",
        "consumption_unseen": "主要形態が貿易データにないため観測できない",
        "consumption_apparent": "生産＋輸入−輸出、5か年平均",
        "consumption_imports": "輸出が輸入と生産の計より大きいため輸入で代える",
        "consumption_no_imports": "期間内に輸入の記録がない",
        "no_imports": "期間内に使える形態の輸入の記録がなく、支配段階を決められない",
        "no_imports_of": "主要形態は貿易データにあるが、{first}–{last}年に{material}の輸入の記録がない",
        "main_unseen": "直接輸入経路は観測できない：主要形態（{codes}）が貿易データにない",
        "main_has_no_code": "直接輸入経路は観測できない：主要形態に固有の貿易符号がない",
        "main_partly_seen": "主要形態の一部だけが貿易データにある（ないもの：{codes}）",
        "no_production_yet": "世界生産のデータは{year}年から。それ以前は輸出で代える",
        "world_upstream": "世界比率は主要形態の上流（{sheet}、{stage}）のもの",
        "world_other_chain": "世界比率は別の連鎖（{sheet}）のもの。ほかに適当なデータがない",
        "growth_needs_years": "比較には{years}年分の輸入が必要",
        "growth_unseen": "主要形態の輸入が観測できない",
        "growth_empty_window": "5か年のいずれかに輸入がない",
        "nothing_seen": "輸入も世界生産もデータにない",
        "unseen": "{ja}",
        "dependence_through_world": "主要形態の輸入が観測できないため、世界生産の比率で代える",
        "hubs": "輸入の{share:.0%}は中継国経由",
        "no_governance": "供給の{share:.0%}は統治指標のない国から",
        "not_given": "{lacking}が与えられていないため0とした",
        "stage_move": "減少は他の段階への移行の可能性がある。段階を合わせて読むこと",
        "no_substitution": "代替指数がないため代替不能とみなす",
        "no_importance": "重要性の数値がない",
        "eu_study": "EU調査2023",
        "agency_table": "機構の表",
        "first_year": "5か年平均の比較には{years}年分の輸入が必要。最初の年は{first}年",
        "production_from": "世界生産のデータは{year}年から",
        "no_world": "世界生産がデータにない",
        "indicators": "{all}指標のうち{n}指標",
        "method_unassessed": "この手法の貿易符号に輸入の記録がない、または世界生産がない",
        "no_method_code": "この手法には貿易符号がない",
        "no_si": "代替指数がないため1とした",
        "global_alone": "主要形態の輸入が観測できないため世界供給だけで算出",
        "not_yet_designated": "{day}の時点では未指定（指定は{since}から）",
        "stock_no_mineral": "提案日数のある鉱種がない",
        "stock_horizon": "方針のシミュレーション期間は{months}か月。計画には12か月以上が必要",
        "stock_refused": "備蓄計算が入力を受け付けない（{text}）",
        "stock_fault": "備蓄計算の不具合（{text}）",
        "weakest": "統治指標がないため最弱とした国：{lands}",
    }
    | DAY_REASONS_JA
    | VALUATION_REASONS_JA
)
_LACKING_JA = {"equity": "権益", "recycling": "リサイクル", "equity and recycling": "権益とリサイクル"}


def _pick(table: dict[str, tuple[str, str]], key: str, language: Language) -> str:
    pair = table.get(key)
    return key if pair is None else pair[LANGUAGES.index(language)]


def word(key: str, language: Language, **parts: Any) -> str:
    """Return a word or sentence of the review."""
    return _WORDS[key][LANGUAGES.index(language)].format(**parts)


def factor(name: str, language: Language) -> str:
    """Name a factor."""
    return _pick(_FACTORS, name, language)


def component(name: str, language: Language) -> str:
    """Name a component of a factor."""
    return _pick(_COMPONENTS, name, language)


def stage(name: str, language: Language) -> str:
    """Name a stage."""
    return _pick(_STAGES, name, language)


def cause(name: str, language: Language) -> str:
    """Name a cause."""
    return _pick(_CAUSES, name, language)


def step(name: str, language: Language) -> str:
    """Name a step of the waterfall."""
    return _pick(_STEPS, name, language)


def method(name: str, language: Language) -> str:
    """Name a method."""
    return _pick(_METHODS, name, language)


def ranking(name: str, language: Language) -> str:
    """Name a ranking of the backtest."""
    return _pick(_RANKINGS, name, language)


def level(name: str, language: Language) -> str:
    """Name a level of the backtest."""
    return _pick(_LEVELS, name, language)


def series_basis(name: str, language: Language, line: str = "") -> str:
    """Say what the chart over the years shows; ``line`` is the line it shows."""
    return _pick(_SERIES, name, language).format(line=line_name(line, language))


def flow_done(kind: str, language: Language) -> str:
    """Say what was done with a doubtful flow."""
    return _pick(_FLOWS_DONE, kind, language)


def line_name(name: str, language: Language) -> str:
    """Name a line: «W metal» → «W 地金・合金»."""
    material, _, stage_name = name.partition(" ")
    return f"{material} {stage(stage_name, language)}" if stage_name else material


def reason(text: str, language: Language) -> str:
    """Say a ground of an engine; without a code or a translation it stays English."""
    if language == "en" or not isinstance(text, Reason):
        return str(text)
    template = _REASONS_JA.get(text.code)
    if template is None:
        return str(text)
    parts = day_parts(text.parts) if text.code in DAY_REASONS_JA else valuation_parts(text.parts)
    if isinstance(inner := parts.get("reason"), Reason):
        parts["reason"] = reason(inner, "ja")
    if "lacking" in parts:
        parts["lacking"] = _LACKING_JA.get(parts["lacking"], parts["lacking"])
    if "stage" in parts:
        parts["stage"] = stage(parts["stage"], "ja")
    return template.format(**parts)


def reason_codes() -> frozenset[str]:
    """Return the codes that have a Japanese sentence."""
    return frozenset(_REASONS_JA)
