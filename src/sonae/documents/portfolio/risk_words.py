"""Words of comparisons, decision trees and scenarios in the portfolio's document, Japanese and English."""

from __future__ import annotations

__all__ = ["RISK_SAID"]

RISK_SAID: dict[str, tuple[str, str]] = {
    "case_id": ("識別名", "Id"),
    "comparison_title": (
        "採択時・前年との比較（第9条の2、第20条）",
        "Compared with adoption and last year (articles 9-2 and 20)",
    ),
    "comparison_lead": (
        "機構の持分の現在価値を、採択時・前年・今回の評価で比べる。要因を定めた順に一つずつ置き換えた差と、全ての順序で平均した差"
        "（シャープレイ値）を並べる。百万円。",
        "Present value of the agency's share as evaluated at adoption, last year and now. What each factor changes: "
        "replaced one after "
        "the other in a fixed order, and averaged over all orders (Shapley). Million yen.",
    ),
    "bridge_title": ("価値の変化：{old}→{new}", "Change of value: {old} → {new}"),
    "bridge_legend": (
        "要因を上から順に置換（平均の図は charts フォルダ）",
        "factors replaced from the top (averaged: folder charts)",
    ),
    "bridge_fixed": ("順に置換", "in fixed order"),
    "bridge_averaged": ("全順序の平均", "order-averaged"),
    "comparison_table": ("要因別の増減（百万円）", "Change by factor, million yen"),
    "factor": ("要因", "Factor"),
    "old": ("前の評価", "earlier value"),
    "new": ("今回の評価", "value now"),
    "residual": ("説明されない残り：{n}円（正確な分数で計算）。", "Unexplained residual: {n} yen, in exact fractions."),
    "tree_title": ("探鉱の意思決定の木", "Decision tree of the exploration"),
    "tree_lead": (
        "機構の持分の今後の収支の価値（百万円、割引率「{rate_name}」、{how}）。各決定では価値の大きい選択肢をとる。"
        "過去の支出は含まない。",
        "Value of the agency's share of cash to come (million yen, rate «{rate_name}», {how}). Every decision takes the "
        "best option; "
        "what is already spent does not count.",
    ),
    "tree_scenarios": ("{n}シナリオの平均、乱数の種{seed}", "mean of {n} scenarios, seed {seed}"),
    "tree_decks": ("価格の前提のみ", "under the price decks alone"),
    "tree_emv": ("期待価値EMV（百万円）", "EMV, million yen"),
    "tree_risk_capital": ("リスク資本（百万円）", "Risk capital, million yen"),
    "tree_going_on": ("常に進める場合（百万円）", "Always going on, million yen"),
    "tree_value_of_stopping": ("止める権利の価値（百万円）", "Value of stopping, million yen"),
    "tree_success": ("開発に至る確率", "Chance of development"),
    "tree_chart": ("意思決定の木", "Decision tree"),
    "tree_legend": (
        "■決定　●偶然　▶終わり　白抜き・破線：最善の決定では至らない",
        "■ decision · ● chance · ▶ end · open, dashed: not reached under the best decisions",
    ),
    "tree_axis": ("選択肢・結果：価値（百万円）", "option or outcome: value, million yen"),
    "tree_table": ("節点", "Nodes"),
    "tree_way": ("選択肢・結果（確率）", "Option or outcome (chance)"),
    "tree_kind": ("種類", "Kind"),
    "tree_chance": ("至る確率", "Chance reached"),
    "tree_value": ("価値（百万円）", "Value, million yen"),
    "tree_choice": ("最善", "Best"),
    "risk": ("シナリオでみた全案件と探鉱", "All projects by scenario, and exploration"),
    "no_scenarios": (
        "シナリオが作られていないため、確率と分位は示さない。",
        "No scenarios were made: no chances and quantiles are shown.",
    ),
    "risk_lead": (
        "共通の価格・為替と案件ごとのリスクによる{n}シナリオ（乱数の種{seed}）。将来分の価値を審査の年度まで割り引いて合計する。"
        "P90は90 %の確率で上回る値。",
        "{n} scenarios (seed {seed}) of shared prices and exchange and of the risks of each project. Forward values, "
        "discounted to the "
        "year of the review, are added up. P90 is exceeded with a chance of 90 %.",
    ),
    "together_chart": ("全案件の合計の分位", "Quantiles of all projects together"),
    "together_legend": (
        "●全案件の合計の分位　◆案件ごとの分位の合計（百万円）",
        "● quantile of the sum · ◆ sum of the projects' own quantiles (million yen)",
    ),
    "tail_chart": ("最悪の場合の案件別の損失", "Loss by project in the worst scenarios"),
    "tail_legend": (
        "右：損失、左：利益（百万円、最悪の{level}の平均）",
        "right: loss, left: gain (million yen, mean of the worst {level})",
    ),
    "quantiles_title": ("将来分の価値の分位（百万円）", "Quantiles of forward values, million yen"),
    "quantile": ("{name}", "{name}"),
    "tail_loss": ("裾の損失（百万円）", "Loss in the tail, million yen"),
    "sum_alone": ("案件ごとの分位の合計", "Sum of the projects' own"),
    "portfolio_sum": ("全案件の合計の分位", "Quantile of the sum"),
    "together_effect": ("分散の効果（差）", "Effect of holding all (difference)"),
    "together_note": (
        "裾の損失：全案件の合計が最も低い{level}のシナリオでの平均の損失（負は利益）。案件別の値を足すと合計になる。",
        "Loss in the tail: mean over the {level} of scenarios in which the sum is lowest (a gain is negative); projects "
        "add up to it.",
    ),
    "exploration_title": ("探鉱案件の期待価値", "What exploration is worth"),
    "scenarios_note": (
        "「Aの確率」は{n}シナリオ（乱数の種{seed}）のうち投資期間全体の損益が0以上となる割合。",
        "Chance of A: share of {n} scenarios (seed {seed}) in which the profit over life is 0 or more.",
    ),
    "typed": (
        "場所は portfolio.json の道筋で、sonae portfolio explain DIR 場所 と打つと、その数値の式・条文・"
        "基になる値が案件ファイルの項目"
        "や計算表の行まで示される（DIRは案件のフォルダ。審査と同じ --conditions・--scenarios・--seed を添える）。"
        "「*」には年度・要因"
        "などの名前を入れる。頭に facts: などの付くものは記載された値やこの文書が数えた値で、打つ道筋はない。",
        "A place is a path in portfolio.json: sonae portfolio explain DIR PLACE shows its formula, provision and inputs "
        "down to the field "
        "of a file or the line of a ledger (DIR: the folder of projects; give the --conditions, --scenarios and --seed "
        "of the review). "
        "Put the name of a year, a factor and so on for «*». What begins with facts: and the like is stated or counted "
        "here and has no path to type.",
    ),
    "example": ("例（そのまま打てる場所）", "Example of a place to type"),
}
