"""Japanese for the sentences of the portfolio's engines; ``{}`` is a part that is carried over, in its order."""

from __future__ import annotations

__all__ = ["SENTENCES_JA"]

_RANK = {
    "neither the transition to development nor failure is established": "開発移行も不成功も確定していない",
    "the profit over the whole life is not negative": "投資期間全体の損益が負でない",
    "the profit over the whole life is negative": "投資期間全体の損益が負である",
    "{} ({} yen at adoption)": "{0}（採択時の価値で{1}円）",
    "the agency holds no equity in it; the bylaw ranks equity projects": "機構は株式を持たない（細則の評価は出資案件が対象）",
    "nobody has made a forecast": "見通しが作られていない",
    "the rate at which the agency funds it is not known": "機構の調達金利が不明である",
    "a person set the rank": "評価は人が定めた",
    "rank {}: {}": "評価{0}：{1}",
    "no rank: {}": "評価なし：{0}",
    "rank {} set by {} on {}: {}; the rules say {}: {}": "評価{0}（{1}が{2}に決定：{3}）。規則による評価は{4}：{5}",
    "rank {} set by {} on {}: {}; the rules give none: {}": "評価{0}（{1}が{2}に決定：{3}）。規則による評価はない：{4}",
    "adopted on {} in {}": "{0}に{1}段階で採択",
    "transition to development approved on {}": "{0}に開発移行を承認",
    "failure established on {}": "{0}に不成功が確定",
    "near the line": "AとCの境に近い",
    "the exploration term ended on {}; after {} rank B is overdue": "探鉱期限は{0}に終わり、{1}を過ぎた評価Bは期限超過",
    "the end of the exploration term is not known: whether the rank is overdue cannot be said": (
        "探鉱期限が不明のため、期限超過かどうか言えない"
    ),
    "rank C alone bars nothing; article 11(3) asks its own questions": "評価Cだけでは何も妨げない（第11条第3項は別に問う）",
    "rank C asks for an examination of recovery, and none is given": "評価Cには回復の検討が必要だが、示されていない",
    "recovery is examined and carried into {}, not into that of FY{}": (
        "回復の検討は{0}に反映され、{1}年度の計画には反映されていない"
    ),
    "recovery is examined and carried into the annual plan of FY{}": "回復の検討は{0}年度の年度計画に反映されている",
    "the plan of FY{}": "{0}年度の計画",
    "nothing is contributed": "拠出がない",
    "no scenarios are given": "シナリオが与えられていない",
}
_PERFORMANCE = {
    "there is no rank before": "前回の評価がない",
    "the rank before was {}; there is none now": "前回の評価は{0}、今回は評価がない",
    "the rank {}: {} before, {} now": "評価は{0}（前回{1}、今回{2}）",
    "the rank is {}": "評価は{0}",
    "the profit over the whole life is near the line between A and C": "投資期間全体の損益がAとCの境に近い",
    "the profit is not near the line": "損益は境に近くない",
    "the rank is not B": "評価はBでない",
    "rank B: the end of the exploration term is not known": "評価B：探鉱期限が不明",
    "rank B: the exploration term ends on {}": "評価B：探鉱期限は{0}",
    "the forward value is not known: {}": "将来分の価値が不明：{0}",
    "what is still to come is worth {} yen": "将来分の価値は{0}円",
    "no milestone is given": "工程の節目が与えられていない",
    "«{}» is {} months behind the plan": "「{0}」が計画より{1}か月遅れている",
    "it is not known when «{}» comes": "「{0}」の時期が不明",
    "no milestone is {} months behind the plan": "計画より{0}か月以上遅れた節目はない",
    "«{}»: no plan and actual are given": "「{0}」：計画と実績が与えられていない",
    "«{}»: {}": "「{0}」：{1}",
    "«{}» is {} {} its plan": "「{0}」が計画を{1}{2}",
    "no figure is a cost": "費用の指標がない",
    "no stage is stated: whether the project should produce is not known": "段階が示されておらず、生産すべきか分からない",
    "the project does not produce yet": "まだ生産段階でない",
    "the agency holds no shares": "機構は株式を持たない",
    "nothing is charged beyond the half of exploration equity": "探鉱出資の半額のほかに評価損はない",
    "no examination of recovery is asked for": "回復の検討は求められていない",
    "the {} is not given": "{0}が与えられていない",
    "the plan is not above 0": "計画が0以下である",
    "the date is not known": "時期が不明",
}
_WRITE_DOWN = {
    "no plan shows a recovery": "回復を示す計画がない",
    "the plan recovers to {} yen of {} only": "計画による回復は{1}円のうち{0}円にとどまる",
    "the plan recovers by FY{}, later than FY{}": "計画の回復は{0}年度で、{1}年度より遅い",
    "{} judged on {} that the plan recovers to {} yen: {}": "{0}は{1}、計画により{2}円まで回復すると判断した：{3}",
    "what was paid for exploration is not known: the carrying amount stays, and nothing is said of it": (
        "探鉱のための支出が不明：簿価を据え置き、その当否は言えない"
    ),
    "the outcome of exploration is not known: {} of {} yen are a valuation loss": (
        "探鉱の成否が未確定：{1}円のうち{0}円を評価損とする"
    ),
    "the net worth is not below the cost": "実質価額は取得原価を下回らない",
    "the net worth of {} yen is below the cost of {}": "実質価額{0}円は取得原価{1}円を下回る",
    "the net worth of {} yen is markedly below the cost of {}": "実質価額{0}円は取得原価{1}円を著しく下回る",
    "the net worth of {} yen is markedly below the cost of {}; {}": "実質価額{0}円は取得原価{1}円を著しく下回り、{2}",
    "{}; an allowance is set up": "{0}。引当金を計上する",
    "{}; no allowance is set up": "{0}。引当金は計上しない",
    "the share of net assets is not below the cost; what lies above goes to net assets": (
        "純資産持分は取得原価を下回らない（超過分は純資産に計上）"
    ),
    "the share of net assets is {} yen below the cost": "純資産持分は取得原価を{0}円下回る",
    "the net worth is not known: the carrying amount stays, and nothing is said of its soundness": (
        "実質価額が不明：簿価を据え置き、その当否は言えない"
    ),
    "final: the net worth is the new cost, and a later recovery is no income until the shares are sold": (
        "確定：実質価額が新しい取得原価となり、後の回復は処分まで収益としない"
    ),
    "computed anew at each period end: it comes back when the net worth does": "期末ごとに洗替え：実質価額が戻れば戻る",
    "computed anew at each period end; no longer asked for once the outcome is known": (
        "期末ごとに洗替え：成否が確定すれば不要となる"
    ),
    "half of exploration equity while its outcome is not known": "成否未確定の探鉱出資の半額",
    "shares written down to their net worth, for good": "実質価額までの減額（確定）",
    "allowance for investment loss": "投資損失引当金",
    "shares carried at the share of net assets": "純資産持分による計上",
    "nothing to write down": "評価損なし",
    "what the write-down rests on is not known": "評価損の根拠が不明",
    "what the write-down of «{}» rests on is not known": "「{0}」の評価損の根拠が不明",
}
_SALE = {
    "the transition to development was approved on {}": "{0}に開発移行が承認された",
    "no transition to development is approved, and nobody says that the shares can be valued": (
        "開発移行の承認がなく、株式を評価できるとの判断もない"
    ),
    "the shares can be valued on reasonable grounds": "株式を合理的な根拠で評価できる",
    "the shares cannot be valued on reasonable grounds": "株式を合理的な根拠で評価できない",
    "it is not known whether {}": "「{0}」かどうか不明",
    "it is not so that {}": "「{0}」には当たらない",
    "Japanese shareholders of the investee ask for the sale": "出資先の本邦株主が処分を求めている",
    "the purpose of policy is attained": "政策目的が達成されている",
    "nobody has judged that the agency must sell": "処分が必要との判断はない",
    "{} judged on {}: {}": "{0}が{1}に判断：{2}",
    "no {} is given": "{0}が与えられていない",
    "the offer of {} yen is above the value of {}": "提示額{0}円は評価額{1}円を上回る",
    "the offer of {} yen is not above the value of {}": "提示額{0}円は評価額{1}円を上回らない",
    "it is not known who is interested": "関心を示す者が不明",
    "{} buyers are interested": "{0}者が関心を示している",
    "market price and the deck's are not both given": "市場価格と前提価格の両方は与えられていない",
    "the market price is {} of the deck's": "市場価格は前提価格の{0}倍",
    "it is not known whether the proceeds would repay a borrowing early": "代金で借入れを早期償還できるか不明",
    "the proceeds would repay {} yen early": "代金で{0}円を早期償還できる",
    "no borrowing would be repaid early": "早期償還できる借入れはない",
    "no candidate: {}": "候補でない：{0}",
    "no counted criterion is met": "満たされた基準がない",
    "no counted criterion is met; open: {}": "満たされた基準がない（未確定：{0}）",
    "a candidate: {}": "候補：{0}",
    "a person must decide whether to sell": "処分するかは人が決める",
    "there is nothing to decide yet": "まだ決めることがない",
    "{} decided on {} to {}: {}": "{0}が{1}に{2}を決定：{3}",
    "talk with the investee": "出資先との協議",
    "keep the sale in line with energy policy of the State": "国のエネルギー政策との整合",
    "audit the investee": "出資先の監査",
    "set price and terms on the report of the committee of outside experts": "外部有識者の委員会の報告に基づく価格・条件の設定",
}
_PORTFOLIO = {
    "the largest share by {}": "{0}別の最大の比率",
    "the concentration by {}": "{0}別の集中度",
    "{} of {} at most keeps the limit of {}": "{0}は高くても{1}で、上限{2}の範囲内",
    "{} of {} at least breaks the limit of {}": "{0}は少なくとも{1}で、上限{2}を超える",
    "{} lies between {} and {}, by what is not stated; the limit is {}": "{0}は未記入分により{1}から{2}の間（上限は{3}）",
    "nothing is exposed": "リスクを負っているものがない",
    "receipts are of projects, not of their funding or instruments": "収入は案件ごとのもので、財源・種類別には分けられない",
    "nobody has made a forecast for «{}»": "「{0}」の見通しが作られていない",
    "the chance of success is not stated": "成功確率が示されていない",
    "no funding rate is known": "調達金利が不明",
    "a project cannot be counted: {}": "数えられない案件がある：{0}",
    "not applicable: there is no deficit": "該当なし：繰越欠損金がない",
    "not applicable: the business carries no deficit": "該当なし：事業に繰越欠損金がない",
    "not assessable: {} cannot be counted": "判定不能：{0}を数えられない",
    "expected profit of {} yen over a deficit of {} is {}; the goal of at least {} is reached": (
        "見込まれる損益{0}円÷繰越欠損金{1}円＝{2}。目標の{3}以上を達成"
    ),
    "expected profit of {} yen over a deficit of {} is {}; the goal of at least {} is not reached": (
        "見込まれる損益{0}円÷繰越欠損金{1}円＝{2}。目標の{3}以上に届かない"
    ),
    "expected profit of {} yen over a deficit of {} is {}; the goal of more than {} is reached": (
        "見込まれる損益{0}円÷繰越欠損金{1}円＝{2}。目標の{3}超を達成"
    ),
    "expected profit of {} yen over a deficit of {} is {}; the goal of more than {} is not reached": (
        "見込まれる損益{0}円÷繰越欠損金{1}円＝{2}。目標の{3}超に届かない"
    ),
    "computed {} of {} times in FY{} so far, this one included": "{2}年度は今回を含め{1}回のうち{0}回算定",
    "FY{}, {}: a loss by «{}»": "{0}年度、{1}：「{2}」による損失",
    "{} is to be reported to the ministry": "{0}は主務省に報告する",
    "{} is reported where it is held recoverable, which nobody has said": "{0}は回収可能と認める場合に報告する（判断がない）",
    "{} is not held recoverable": "{0}は回収可能と認められない",
    "{} confirmed the repayment plan of «{}» on {}: {}": "{0}が「{1}」の償還計画を{2}に確認：{3}",
    "what was confirmed for «{}» is another plan than this one": "「{0}」について確認されたのは別の計画である",
    "nobody has confirmed the repayment plan of «{}»": "「{0}」の償還計画は確認されていない",
    "there is no debt service": "元利払いがない",
    "the present value does not change its sign between 0 and 10": "倍率0から10の間で現在価値の符号が変わらない",
    "nothing is produced while the agency holds shares": "機構が株式を持つ間に生産がない",
    "no flow has the opposite sign: all are {} or nought": "符号の変化がない：すべての収支が{0}または0",
    "all flows are nought": "すべての収支が0",
    "the NPV is {} at every rate between {} and {}": "{1}から{2}までのどの割引率でもNPVは{0}",
    "the flows so far are never below nought: there is nothing to pay back": "累計収支が負になることがなく、回収すべき支出がない",
    "the flows never make good what was laid out": "支出は回収されない",
    "a share of {} is not defined: the project's net cash is nought or less": "正味の収支が{0}で0以下のため、割合は定まらない",
}
SENTENCES_JA: dict[str, str] = {**_RANK, **_PERFORMANCE, **_WRITE_DOWN, **_SALE, **_PORTFOLIO}
"""English pattern → Japanese with its numbered parts."""
