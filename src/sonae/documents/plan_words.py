"""The words of the plan document in Japanese and English."""

from __future__ import annotations

from typing import Any

from sonae.documents.words import LANGUAGES, Language

__all__ = ["labels", "say"]

_SAID: dict[str, tuple[str, str]] = {
    "title": ("備蓄計画", "Stock plan"),
    "what": (
        "この文書は、計画ファイルに書かれた予算・床面積・入札件数の範囲で、鉱種ごとにいつ何をどれだけ買い、放出するかを示す計画案である。"
        "数値はすべて計算機の模擬による見込みで、決定は人が行う。",
        "This document proposes what to buy and release, when and how much, mineral by mineral, within the budgets, floor space "
        "and tenders that the plan file states. All figures are expectations from simulation; people decide.",
    ),
    "public_banner": (
        "公開データによる試算 — not the State's figures（国の数値ではない）",
        "公開データによる試算 — not the State's figures (an estimate from public data)",
    ),
    "secret_banner": ("秘 — 基本方針2(5)により非公開", "SECRET — not for publication, basic policy 2(5)"),
    "contents": ("目次", "Contents"),
    "top": ("先頭へ", "Back to top"),
    "importer": ("輸入国", "Importer"),
    "span": ("計画期間", "Years of the plan"),
    "data_year": ("データの年", "Data year"),
    "as_of": ("基準日", "Reference date"),
    "made": ("作成", "Made"),
    "seed": ("乱数シード", "Seed"),
    "plan_hash": ("計画ファイル", "Plan file"),
    "paths": ("経路数", "Paths"),
    "paths_of": ("計画モデル {planning:,}・事象モデル {events:,}", "planning model {planning:,} · event model {events:,}"),
    "fiscal_year": ("{y}年度", "FY{y}"),
    "year": ("年度", "Fiscal year"),
    "mineral": ("鉱種", "Mineral"),
    "month": ("月", "Month"),
    "total": ("計", "Total"),
    "none": ("なし", "none"),
    "no_limit": ("上限なし", "no limit"),
    "days_unit": ("日", "days"),
    # one page
    "one_page": ("計画の要点", "The plan on one page"),
    "k_budget": (
        "予算要求は{first}–{last}年度の{years}か年で計{budget}。見込まれる支出は平均{spend}（{share}）。",
        "Budget request for FY{first}–{last}: {budget} over {years} years. Expected spending: {spend} ({share}).",
    ),
    "k_worth": (
        "目標の備蓄は{target}に相当する（単価は代用値を含む）。開始時に{start}、計画の末に平均{end}を保有する見込み。",
        "The target stock is worth {target} (some prices are stand-ins). Held at the start: {start}; at the end: {end} on average.",
    ),
    "k_certificate": (
        "この計画と、同じモデル上で考えうる最良の計画との差は、計画が節約できる額の高々{gap}、{yen}である（95 %の信頼度）。",
        "At most {gap} of what the plan can save, {yen}, lies between it and the best possible plan on the same model "
        "(95 % confidence).",
    ),
    "k_no_room": (
        "この計画モデルでは、何もしない場合の費用が下界を上回らず、差を割合で示せない（差は{yen}以下）。",
        "On the planning model doing nothing costs no more than the bound, so that the gap has no percentage (at most {yen}).",
    ),
    "k_reached": (
        "期限の月に目標へ達する経路が半分以上の鉱種は{all}鉱種中{n}：{names}。",
        "Minerals that reach their target by their month on at least half of the paths: {n} of {all}: {names}.",
    ),
    "k_gap": (
        "期限の月に目標から最も離れている鉱種（見込み／目標、日）：{names}。",
        "Furthest from their target in their month (expected/target, days): {names}.",
    ),
    "k_first": (
        "初年度（{year}年度）の入札は{n}件・{minerals}鉱種、平均価格で{bill}。",
        "Tenders of the first fiscal year ({year}): {n} for {minerals} minerals, {bill} at mean prices.",
    ),
    "k_short": (
        "計画により不足日数が最も減る鉱種（なし→あり、{years}か年の平均）：{names}。",
        "Shortage falls most for (days over {years} years, without → with the plan): {names}.",
    ),
    "k_limit": (
        "予算が上限に達する経路が最も多いのは{year}年度（{share}）。予算を1円増やす価値が最も高いのは{best}年度で、正味{worth}円の節約。",
        "The budget is used up most often in FY{year} ({share} of paths). One more yen is worth most in FY{best}: it saves {worth} "
        "yen net.",
    ),
    "k_space": (
        "床面積は{year}年度に最大{area} m²（95 %の経路）。上限は{limit}。",
        "Floor space is largest in FY{year}: {area} m² (95 % of paths). Limit: {limit}.",
    ),
    "k_data": (
        "価格は{prices}鉱種、消費量は{consumption}鉱種で代用値による。計画に入らない鉱種（{n}）：{names}。",
        "Prices of {prices} minerals and consumption of {consumption} are stand-ins. Not in the plan ({n}): {names}.",
    ),
    "days_chart": ("備蓄日数：現在・期限の月・目標", "Days of stock: now, in the month of the target, target"),
    "days_legend": (
        "○現在　●期限の月の見込み（平均）　□目標（数字は目標日数）",
        "○ now · ● expected in the month of the target (mean) · □ target (figure: target days)",
    ),
    "now": ("現在", "now"),
    "by_date": ("期限の月", "by its month"),
    "target": ("目標", "target"),
    "spend_chart": ("年度別の支出と予算", "Spending and budget by fiscal year"),
    "spend_legend": (
        "棒：平均の支出　縦線：経路の5–95 %　横線：予算（数字は平均の支出）",
        "bar: mean spending · vertical line: 5–95 % of paths · tick: budget (figure: mean spending)",
    ),
    "money_axis": ("億円", "billion yen"),
    # targets and holdings
    "holdings": ("目標と保有案", "Targets and proposed holdings"),
    "holdings_lead": (
        "各年度末に保有する日数の見込み（平均、括弧内は経路の10–90 %）。"
        "月別の全数値は plan.xlsx の holdings と tables/holdings.csv にある。",
        "Expected days held at the end of each fiscal year (mean; 10–90 % of paths in brackets). All months stand in plan.xlsx "
        "(holdings) and tables/holdings.csv.",
    ),
    "target_days": ("目標日数", "Target, days"),
    "basis": ("根拠", "Basis"),
    "stated": ("計画に明記", "stated"),
    "proposal": ("提案日数", "proposal"),
    "by": ("期限", "By"),
    "by_required": ("{month}（必達）", "{month} (must)"),
    "start_days": ("現在（日）", "Now, days"),
    "year_end": ("{y}年度末", "End FY{y}"),
    "grid_note": (
        "提案日数は供給途絶の模擬（METHOD §5）による。国が定める日数は計画ファイルに書く。"
        "保有案は計画の刻みの整数倍で、現在の保有の端数は切り捨ててある。",
        "Proposals come from the simulation of disruptions (METHOD §5). Days set by the State are written in the plan file. "
        "Holdings are whole steps of the plan's grid; what is held now is rounded down to a step.",
    ),
    "small_multiples": ("月別の保有案（日）", "Proposed holdings by month, days"),
    "small_note": (
        "線：平均　帯：経路の10–90 %　破線：目標　横軸：{first}–{last}年度",
        "line: mean · band: 10–90 % of paths · dashed: target · across: FY{first}–{last}",
    ),
    # tenders
    "tenders": ("初年度の入札予定", "Tender calendar of the first fiscal year"),
    "tenders_lead": (
        "{year}年度の月別・鉱種別の入札量（純分t）。供給に途絶がなく価格が平均のときの予定で、途絶の月には買わない。",
        "Tonnes (contained) to tender by month and mineral in FY{year}, for months in which supply is calm; nothing is bought in a "
        "month of disruption.",
    ),
    "no_tenders": ("初年度に入札はない。", "There are no tenders in the first fiscal year."),
    "tender_count": ("入札件数", "Tenders"),
    "bill": ("支払見込み（億円）", "Bill, billion yen"),
    "never_tendered": ("初年度に入札のない鉱種：{names}", "No tender in the first fiscal year: {names}"),
    # trade
    "trade": ("買入れ・放出・売却・交換の上限", "Most to buy, release, sell and exchange"),
    "trade_lead": (
        "「上限」は経路の95 %で足りる量（純分t）で、年度ごとに承認を求める最大量の案。"
        "放出は供給途絶時の逼迫放出、売却は目標を超える分の調整放出、"
        "交換は保管期限による入替え。",
        "«Most» covers 95 % of the paths (t contained): the amount to ask approval for in a fiscal year. Release: tight supply; "
        "sale: adjustment release of what lies above the target; exchange: rotation by shelf life.",
    ),
    "trade_note": (
        "放出の上限が0でも平均が0でない鉱種は、放出が必要になる経路が5 %未満である。",
        "Where the most to release is 0 and the mean is not, fewer than 5 % of the paths call for a release.",
    ),
    "trade_first": ("{year}年度", "FY{year}"),
    "trade_all": ("全年度", "All fiscal years"),
    "buy": ("買入れ", "Buy"),
    "release": ("放出", "Release"),
    "sell": ("売却", "Sell"),
    "exchange": ("交換", "Exchange"),
    "mean": ("平均", "mean"),
    "most": ("上限", "most"),
    # budget
    "budget": ("予算要求", "Budget request"),
    "budget_lead": (
        "金額は億円（{usd} 円/米ドル換算の単価による）。「上限に達する経路」は支出が予算の99 %以上となる割合。"
        "「1円の価値」は予算を1円増やしたときに減る費用の現在価値（支払う1円を差し引いた正味）。",
        "Billion yen (unit values at {usd} yen a US dollar). «At the limit»: share of paths that spend 99 % of the budget or more. "
        "«Worth of a yen»: present value of the cost that one more yen saves, net of that yen.",
    ),
    "request": ("予算要求（億円）", "Budget, billion yen"),
    "spend_mean": ("平均支出", "Mean spending"),
    "spend_band": ("5–50–95 %", "5–50–95 %"),
    "at_limit": ("上限に達する経路", "Paths at the limit"),
    "yen_worth": ("1円の価値（円）", "Worth of a yen, yen"),
    "tenders_mean": ("入札件数（平均）", "Tenders (mean)"),
    # storage
    "storage": ("保管の必要量", "Storage need"),
    "storage_lead": (
        "年度内で最大となる月の床面積（m²）。鉱種ごとの1 t当たり面積は設定または計画ファイルによる。",
        "Floor space (m²) in the month of the year that needs most. The area of a tonne comes from the settings or the plan file.",
    ),
    "space_mean": ("平均（m²）", "Mean, m²"),
    "space_95": ("95 %の経路（m²）", "95 % of paths, m²"),
    "space_limit": ("上限（m²）", "Limit, m²"),
    "space_worth": ("1 m²の価値（円／年）", "Worth of a m², yen a year"),
    # gap
    "gap": ("目標との差と対応", "Gap analysis"),
    "gap_lead": (
        "目標日数と実際の日数の差、期限までに差が残った月の原因の割合（最も多い三つ）。",
        "Target days against actual days, and what kept the gap open in the months before the target's month (the three largest "
        "causes).",
    ),
    "gap_now": ("現在の差", "Gap now"),
    "days_by": ("期限の月（日）", "In its month, days"),
    "gap_by": ("そのときの差", "Gap then"),
    "reached_by": ("達する経路", "Paths that reach it"),
    "causes": ("原因", "Causes"),
    "measures": ("原因と対応の案", "Causes and suggested measures"),
    "measures_lead": (
        "対応は計算から導いた提案であり、採否は人が決める。",
        "Measures are suggestions that follow from the cause; a person decides whether to take them.",
    ),
    "cause": ("原因", "Cause"),
    "cause_share": ("割合（鉱種の平均）", "Share (mean of minerals)"),
    "main_for": ("主な原因である鉱種", "Main cause for"),
    "p_all_planned": ("すべての鉱種", "all minerals"),
    "measure": ("対応の案（人が決める）", "Suggested measure (a person decides)"),
    # shortage
    "shortage": ("計画の効果：不足日数", "What the plan does: days of shortage"),
    "shortage_lead": (
        "{years}か年に満たせない需要の合計（基準消費の日数、経路の平均）。「なし」は何も買わず、いま保有する分だけを放出する場合。",
        "Demand that is not met over {years} years (days of reference consumption, mean of the paths). «Without»: "
        "nothing is bought and only what is held now is released.",
    ),
    "shortage_note": (
        "不足の生じる確率は計画ありのほうが高いことがある。放出は格子の刻みごとで端数が残り、また厳しい月に備えて備蓄を残すためである。"
        "平均の不足日数と併せて読むこと。",
        "The chance of any shortage can be higher with the plan: releases are whole steps of the grid, and stock is kept for worse "
        "months. Read it beside the mean days.",
    ),
    "with": ("計画あり", "with the plan"),
    "without": ("計画なし", "without"),
    "short_with": ("あり（日）", "With, days"),
    "short_without": ("なし（日）", "Without, days"),
    "short_less": ("減少（日）", "Less, days"),
    "chance_with": ("確率：あり", "Chance, with"),
    "chance_without": ("確率：なし", "Chance, without"),
    "short_axis": ("不足（日）", "shortage, days"),
    # curve
    "curve": ("予算の価値", "Value against budget"),
    "curve_lead": (
        "毎年度の予算を計画の何倍にしたら費用（現在価値）と不足の額（平均単価、割引なし）がどう変わるか。同じ事象の経路で比べる。"
        "証明より少ない経路によるため、水準ではなく差を読むこと。",
        "Cost (present value) and shortage (at mean prices, undiscounted) when every yearly budget is a multiple of the plan's, on "
        "the same event paths. They are fewer than those of the certificate: read differences, not levels.",
    ),
    "curve_chart": ("予算と費用・不足", "Cost and shortage against budget"),
    "part": ("予算の倍率", "Part of the budget"),
    "budget_a_year": ("年予算（億円）", "Budget a year, billion yen"),
    "cost": ("費用（億円）", "Cost, billion yen"),
    "short_value": ("不足の額（億円）", "Shortage, billion yen"),
    # comparison
    "compared": ("前の計画との比較", "What if: against last year's plan"),
    "compared_lead": (
        "同じデータ・事象・価格で前の計画を作り直して並べた。",
        "Last year's plan, made again on the same data, events and prices.",
    ),
    "cost_change": (
        "事象モデルの費用の変化は平均{mean}（95 %区間 {low}～{high}）。",
        "Cost on the event model changes by {mean} on average (95 %: {low} to {high}).",
    ),
    "no_cost_change": (
        "経路の数が異なるため、費用の変化は示せない。",
        "The plans were judged on different numbers of paths: the change of cost cannot be shown.",
    ),
    "compared_years": ("予算と支出（億円）", "Budget and spending, billion yen"),
    "before": ("前", "before"),
    "after": ("今回", "now"),
    "days_end": ("末の日数", "Days at the end"),
    "short_days": ("不足（日）", "Shortage, days"),
    "bought_t": ("買入れ（t）", "Bought, t"),
    "changed": ("変わった点", "What changed"),
    "spend": ("支出", "Spending"),
    "budget_word": ("予算", "Budget"),
    "start": ("開始", "Start"),
    # certificate
    "certificate": ("計画の証明", "The certificate"),
    "certificate_lead": (
        "計画がどれだけ良いかを、計画自身が示す。(i) は計画に使ったモデルの上で、(ii) は事象をすべて模擬するモデルの上での判定。"
        "差＝（計画の費用の95 %上限－下界）÷（何もしない費用－下界）。",
        "The plan says itself how good it is: (i) on the model it was made on, (ii) on the model that simulates every event. "
        "Gap = (upper 95 % limit of the plan's cost − bound) ÷ (cost of doing nothing − bound).",
    ),
    "quantity": ("項目", "Quantity"),
    "planning": ("(i) 計画モデル", "(i) planning model"),
    "events": ("(ii) 事象モデル", "(ii) event model"),
    "meaning": ("意味", "What it means"),
    "c_bound": ("下界（億円）", "Lower bound, billion yen"),
    "c_bound_means": (
        "(i) この費用を下回る計画はない。(ii) 未来をすべて知っていてもこれを下回れない",
        "(i) no plan costs less; (ii) not even one that had known every event",
    ),
    "c_policy": ("計画の費用（億円）", "Cost of the plan, billion yen"),
    "c_policy_means": ("平均と95 %区間、現在価値", "mean and 95 % interval, present value"),
    "c_nothing": ("何もしない費用（億円）", "Cost of doing nothing, billion yen"),
    "c_nothing_means": (
        "買わず、いまある分を放出する",
        "nothing is bought; what is held is released",
    ),
    "c_largest": ("差の大きい順に買う規則（億円）", "Largest-gap rule, billion yen"),
    "c_largest_means": (
        "目標との差が大きい鉱種から、同じ制約で買えるだけ買う",
        "buys for the largest gap first, as fast as it may, under the same limits",
    ),
    "c_unpriced": ("価格を付けない規則（億円）", "Unpriced rule, billion yen"),
    "c_unpriced_means": (
        "予算と入札枠に価格を付けず、同じ評価で買う",
        "the same values without a price on budget and tenders",
    ),
    "c_over_largest": ("計画－差の大きい順（億円）", "Plan less largest-gap rule, billion yen"),
    "c_over_unpriced": ("計画－価格なし（億円）", "Plan less unpriced rule, billion yen"),
    "c_over_means": (
        "同じ経路での平均と95 %上限。0未満なら計画が優る",
        "mean and upper 95 % limit on the same paths; below 0 the plan is better",
    ),
    "c_gap": ("差（割合）", "Gap, share"),
    "c_gap_means": ("節約できる額のうち届かない部分の上限", "at most this part of what can be saved is missed"),
    "c_yen": ("差（億円）", "Gap, billion yen"),
    "c_yen_means": ("計画の費用の95 %上限－下界", "upper 95 % limit of the plan's cost less the bound"),
    "c_paths": ("経路数", "Paths"),
    "c_paths_means": (
        "計画を選んだ経路とは別の経路",
        "not the paths on which the plan was chosen",
    ),
    "c_events_note": (
        "(ii) の下界は未来を知る計画のものなので、差には予知の価値が含まれる。計画の改善の余地はこれより小さい。",
        "The bound of (ii) knows the future, so that its gap holds the value of foresight; what a better plan could gain is less.",
    ),
    "lots_check": ("入札量の検算（解法の外で行う）", "Tender lots checked again outside the solver"),
    "lots_gap": (
        "入札量の目的関数と解法の下界との差：{gap}",
        "gap between the objective of the tender lots and the solver's bound: {gap}",
    ),
    "steering": ("計画を動かす数", "What steers the plan"),
    "steering_text": (
        "予算の価格に掛ける倍率 {scale}、残額に応じる指数 {bend}（別の経路で試して選んだ）。下界の評価回数 {n}。",
        "Scale on the price of budget {scale}, power of what is left {bend} (chosen on paths of their own). The bound took {n} "
        "evaluations.",
    ),
    "price_budget": ("予算1円", "a yen of budget, yen"),
    "price_tender": ("入札1件（百万円）", "a tender, million yen"),
    "price_space": ("1 m²を1か月（円）", "a m² in a month, yen"),
    "prices": ("下界を与える制約の価格（現在価値）", "Prices on the limits that give the bound (present value)"),
    # misfit
    "misfit": ("途絶の状態モデルの当てはまり", "How well the states of disruption fit"),
    "misfit_lead": (
        "最適化は途絶を鉱種ごとの有限個の状態で近似する。元の事象と並べると次のとおり（基準消費の日数、計画期間の計）。"
        "差が大きい鉱種では (i) より (ii) を重く見ること。",
        "The optimiser replaces events by a chain of few states a mineral. Here is what that costs (days of reference consumption "
        "over the plan). Where the two differ much, trust (ii) more than (i).",
    ),
    "called_events": ("必要量・事象", "Need, events"),
    "called_chain": ("必要量・状態", "Need, chain"),
    "tail_events": ("最悪1割・事象", "Worst tenth, events"),
    "tail_chain": ("最悪1割・状態", "Worst tenth, chain"),
    "struck_events": ("生じる割合・事象", "Struck, events"),
    "struck_chain": ("生じる割合・状態", "Struck, chain"),
    # stand-ins
    "standins": ("足りないデータの代わりに使ったもの", "What stands in for missing data"),
    "standins_lead": (
        "▲は代用値。計画ファイルに機構の数値を書けば置き換わる。",
        "▲ marks a stand-in. A figure in the plan file takes its place.",
    ),
    "line": ("形態", "Form held"),
    "consumption": ("消費量（純分t/年）", "Consumption, t contained a year"),
    "consumption_basis": ("消費量の根拠", "Basis of consumption"),
    "price": ("単価（円/kg）", "Price, yen a kg"),
    "price_basis": ("単価の根拠", "Basis of the price"),
    "worth": ("目標の額（億円）", "Target worth, billion yen"),
    "left_out": ("計画に入らなかった鉱種とその理由", "Minerals left out, and why"),
    "nothing_left": ("すべての鉱種が計画に入った。", "No mineral was left out."),
    # parameters
    "parameters": ("計画ファイルの記載と設定", "What the plan file states, and the settings"),
    "stated_table": ("計画ファイルの記載", "Stated in the plan file"),
    "settings_table": ("設定と出典", "Settings and their sources"),
    "settings_note": (
        "出典は原文のまま。網掛けは計画ファイルで変えた値。",
        "Tinted: changed by the plan file.",
    ),
    "parameter": ("項目", "Parameter"),
    "value": ("値", "Value"),
    "source": ("出典", "Source"),
    "p_name": ("計画の名", "Name of the plan"),
    "p_budgets": ("年度予算（百万円）", "Yearly budgets, million yen"),
    "p_space": ("床面積の上限（m²）", "Most floor space, m²"),
    "p_tenders": ("月の入札件数の上限", "Most tenders a month"),
    "p_only": ("対象の鉱種", "Minerals"),
    "p_all": ("評価できるすべて", "all that can be assessed"),
    "p_defaults": ("全鉱種の既定", "Defaults"),
    # provenance
    "provenance": ("出所と再現", "Provenance and replay"),
    "replay": ("この計画を再現する命令", "Command that makes this plan again"),
    "hash_note": (
        "ファイルとデータのSHA-256は manifest.json にある。",
        "SHA-256 of files and data stand in manifest.json.",
    ),
    "dataset": ("データ", "Dataset"),
    "vintage": ("版", "Vintage"),
    "licence": ("ライセンス", "Licence"),
    "policy_hash": ("方針ファイル", "Policy file"),
    "days_seed": ("提案日数の乱数シード", "Seed of the proposed days"),
}  # fmt: skip


def say(key: str, language: Language, **parts: Any) -> str:
    """Return a word or sentence of the plan document."""
    return _SAID[key][LANGUAGES.index(language)].format(**parts)


def labels(language: Language) -> dict[str, str]:
    """Return every word that takes no parts, for templates."""
    at = LANGUAGES.index(language)
    return {key: pair[at] for key, pair in _SAID.items() if "{" not in pair[at]}
