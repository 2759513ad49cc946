"""Japanese for the formulas of figures; ``{}`` is a part that is carried over."""

from __future__ import annotations

__all__ = ["FORMULAS_JA"]

FORMULAS_JA: dict[str, str] = {
    "as stated": "記載のとおり",
    "number of entries": "件数",
    "rule of article 22: B until the outcome is established, then A or C by the profit": (
        "第22条の規則：成否確定までB、その後は損益によりAまたはC"
    ),
    "receipts − service in this currency, unconverted": "この通貨の 収入 − 元利払い（換算なし）",
    "value of the earlier evaluation: Σ cash of the party · exchange · share · discount factor": (
        "前の評価の価値：Σ 当事者の収支・為替・持分・割引係数"
    ),
    "value of the later evaluation: Σ cash of the party · exchange · share · discount factor": (
        "後の評価の価値：Σ 当事者の収支・為替・持分・割引係数"
    ),
    "later value − earlier value": "後の価値 − 前の価値",
    "value with the factor new − value with it old, factors in the fixed order": "要因の置換後の価値 − 置換前の価値（定めた順）",
    "rounded level after the step − rounded level before it, in the fixed order": (
        "置換後の水準 − 置換前の水準（各々円に丸め、定めた順）"
    ),
    "the step of the factor averaged over all orders (Shapley)": "要因の差の全順序の平均（シャープレイ値）",
    "rounded level after the averaged step − rounded level before it": "平均した差の後の水準 − 前の水準（各々円に丸め）",
    "value of the root under the best decisions (EMV)": "最善の決定による根の価値（EMV）",
    "the most that is lost where the project stops": "中止に至る場合の最大の損失",
    "value of going on at every decision": "すべての決定で進める場合の価値",
    "EMV − value of going on": "EMV − 常に進める場合の価値",
    "end: mean over scenarios; chance: Σ probability · value; decision: the best option": (
        "終わり：シナリオの平均、偶然：Σ 確率・価値、決定：最善の選択肢"
    ),
    "Σ ends: chance · received": "Σ 終わり：確率・受取",
    "Σ ends: chance · contributed": "Σ 終わり：確率・拠出",
    "Σ chances of the ends that develop": "Σ 開発に至る終わりの確率",
    "chance that the node is reached under the best decisions": "最善の決定の下で節点に至る確率",
    "Σ projects that is exceeded with the chance": "その確率で上回られる全案件の合計",
    "Σ projects, each at its own quantile": "Σ 案件ごとの分位",
    "quantile of the sum − Σ quantiles of the projects": "合計の分位 − Σ 案件ごとの分位",
    "Σ means of projects over the band": "Σ 帯の中での案件の平均",
    "value of the project alone that is exceeded with the chance": "その確率で上回られる案件だけの価値",
    "mean of the project over scenarios whose sum ranks within the band": "合計が帯の中にあるシナリオでの案件の平均",
    "mean loss over the worst scenarios of the sum": "合計が最も低いシナリオでの平均の損失",
    "mean loss of the project over the worst scenarios of the sum": "合計が最も低いシナリオでの案件の平均の損失",
    "number of the scenario that has the total": "その合計となるシナリオの番号",
    "scenarios whose sum ranks within the band": "合計の順位が帯の中にあるシナリオ",
    "the worst scenarios of the sum": "合計が最も低いシナリオ",
    "receipts that serve no borrowing": "どの借入れにも充てない収入",
    "Σ receipts in this currency, unconverted": "Σ この通貨の収入（換算なし）",
    "Σ service of borrowings in this currency": "Σ この通貨の借入れの元利払い",
    "service of the day that cash does not meet": "その日の資金で賄えない元利払い",
    "(actual − plan) ÷ plan": "（実績 − 計画）÷ 計画",
    "(receipts until the last payment + cash set aside) ÷ service": "（最終償還までの収入 ＋ 引当資金）÷ 元利払い",
    "acquired − written down − allowance": "取得額 − 減額 − 引当金",
    "{}: final part": "{0}：確定分",
    "{}: part computed anew": "{0}：洗替え分",
    "before − after": "審査前 − 審査後",
    "cash carried out of the period": "次期へ繰り越す資金",
    "cash of the state ÷ (cash of the state + cash of the party)": "政府の収支 ÷（政府の収支 ＋ 当事者の収支）",
    "the same with outlays of the party added back below the line": "分母に当事者の支出を足し戻した割合",
    "closing deficit of the last year": "最終年度末の繰越欠損金",
    "closing deficit of the year before": "前年度末の繰越欠損金",
    "cost − final − allowance": "取得原価 − 確定分 − 引当金",
    "deficit before the first year": "最初の年度の前の繰越欠損金",
    "deficit before − profit": "前の繰越欠損金 − 損益",
    "discounted profit ÷ deficit": "割引後の損益 ÷ 繰越欠損金",
    "exposure ÷ total": "残高 ÷ 合計",
    "factor on all prices of «{}» at which the present value is 0": "現在価値が0となる「{0}」の価格の倍率",
    "fees and recourse − payments under the guarantee": "保証料・求償 − 代位弁済",
    "first time at which cumulative cash is 0 or more again, from the first year": (
        "累計収支が再び0以上となる最初の時点（初年から）"
    ),
    "guaranteed balance at the end of the year": "年度末の保証残高",
    "income − expense": "収益 − 費用",
    "interest + principal": "利息 ＋ 元本",
    "interest and principal − drawings of the agency's loans": "利息・元本 − 機構の融資の実行",
    "least receipts ÷ service of a period": "期ごとの 収入 ÷ 元利払い の最小",
    "loans of the agency outstanding at the end of the year": "年度末の融資残高",
    "months begun from planned to now": "計画から現在までの月数（端数切上げ）",
    "most refinancing outstanding on a day": "借換え残高の最大",
    "opening + Σ causes": "期首 ＋ Σ 要因",
    "profit ÷ deficit": "損益 ÷ 繰越欠損金",
    "profit ÷ Σ contributed · (1 + r)^(FY of adoption − FY)": "損益 ÷ Σ 拠出・(1 + r)^(採択年度 − 年度)",
    "profit − profit of the base scenario": "損益 − 基準シナリオの損益",
    "rate at which Σ cash of the party · (1 + rate)^−t is 0": "Σ 当事者の収支・(1 + 率)^−t が0となる率",
    "receipts ÷ service": "収入 ÷ 元利払い",
    "received − contributed for shares": "株式の 受取 − 拠出",
    "refinancing outstanding at the end": "期末の借換え残高",
    "refinancing that receipts never repay": "収入で返せない借換え",
    "scenarios with a profit ≥ 0 ÷ scenarios": "損益が0以上のシナリオ ÷ 全シナリオ",
    "service that cash does not meet": "資金で賄えない元利払い",
    "share of the service that receipts in its own currency do not meet": "同じ通貨の収入で賄えない元利払いの割合",
    "w · Σ expected receipts − carrying amount − v · Σ expected outlays": "w・Σ 見込収入 − 簿価 − v・Σ 見込支出",
    "w · Σ expected receipts − carrying amount − v · Σ expected outlays, both sums discounted to the period end": (
        "w・Σ 見込収入 − 簿価 − v・Σ 見込支出（両方の和を期末まで割り引く）"
    ),
    "Σ (received − contributed) · (1 + r)^(FY of adoption − FY), actual and expected": (
        "Σ（受取 − 拠出）・(1 + r)^(採択年度 − 年度)、実績と見込み"
    ),
    "Σ (received − contributed) · (1 + r)^(FY of review − FY), expected": "Σ（受取 − 拠出）・(1 + r)^(審査年度 − 年度)、見込み",
    "Σ cash of the party": "Σ 当事者の収支",
    "Σ cash of the party · discount factor": "Σ 当事者の収支・割引係数",
    "Σ charges of write-downs": "Σ 評価損の計上額",
    "Σ contributed by the agency for shares ÷ (Σ volume × share of the investee × share of the agency)": (
        "Σ 株式への機構の拠出 ÷（Σ 生産量 × 出資先の持分 × 機構の持分）"
    ),
    "Σ entries of the cause, signed": "Σ 要因ごとの記帳（符号付き）",
    "Σ entries of the project, signed": "Σ 案件ごとの記帳（符号付き）",
    "Σ expected receipts": "Σ 見込収入",
    "Σ expense of projects": "Σ 案件の費用",
    "Σ exposure of its positions": "Σ 残高",
    "Σ exposure of live projects": "Σ 継続中の案件の残高",
    "Σ income of projects": "Σ 案件の収益",
    "Σ income − expense over years": "Σ 収益 − 費用（全年度）",
    "Σ over years": "Σ 全年度",
    "Σ predicted receipts of its projects, converted": "Σ 対象案件の見込収入（換算後）",
    "Σ profit of live projects": "Σ 継続中の案件の損益",
    "Σ discounted profit of live projects": "Σ 継続中の案件の割引後の損益",
    "Σ received to date ÷ Σ contributed to date": "Σ 受取の累計 ÷ Σ 拠出の累計",
    "Σ service that cash does not meet": "Σ 資金で賄えない元利払い",
    "Σ share²": "Σ 比率²",
    "profit ÷ deficit, as recorded": "損益 ÷ 繰越欠損金（記録）",
    "(profit now − profit before) ÷ deficit now": "（今回の損益 − 前回の損益）÷ 今回の繰越欠損金",
    "profit before · (1 ÷ deficit now − 1 ÷ deficit before)": "前回の損益・(1 ÷ 今回の欠損金 − 1 ÷ 前回の欠損金)",
}
"""English → Japanese."""
