"""Sentences of the gates in Japanese and English. None holds a quantity, a price or a number of days."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WORDS", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Japanese and English; parts in braces are filled in."""

    ja: str
    en: str


WORDS = {
    # Plan and consent
    "plan_in_force": Words(
        "国の同意を得た備蓄計画「{plan}」第{version}版が有効である",
        "plan «{plan}», version {version}, has the State's consent",
    ),
    "no_plan_in_force": Words(
        "{day}に国の同意を得た備蓄計画がない", "no plan with the State's consent is in force on {day}"
    ),
    "purchase_in_plan": Words("備蓄計画の買入数量の範囲内である", "the plan leaves room for the purchase"),
    "purchase_not_in_plan": Words(
        "{year}の備蓄計画に{mineral}の買入がない", "the plan has no purchase of {mineral} in {year}"
    ),
    "purchase_above_plan": Words(
        "{year}の{mineral}の買入が備蓄計画の数量を超える",
        "with this purchase {mineral} would exceed the plan of {year}",
    ),
    # State's decisions
    "selected": Words("{count}鉱種を選定した", "{count} minerals were selected among those designated"),
    "proposed": Words("機構がリスク評価{run}に基づき日数を提案した", "the agency proposed days on risk run {run}"),
    "decided": Words(
        "国が第{proposal}版の提案を受けて備蓄目標日数を決定した",
        "the State decided the target days on proposal {proposal}",
    ),
    "drafted": Words(
        "備蓄計画案第{version}版を作成した。国の同意を待つ",
        "plan version {version} was drafted and waits for the State's consent",
    ),
    "consented": Words("国が備蓄計画第{version}版に同意した", "the State consented to plan version {version}"),
    "not_consented": Words(
        "国は備蓄計画第{version}版に同意しなかった", "the State did not consent to plan version {version}"
    ),
    "reviewed": Words(
        "{year}の乖離を確認し、原因と改善策を定めた",
        "the gap of {year} was reviewed, with cause and measure where there is one",
    ),
    "evaluated": Words("{by}が{year}の実績を外部評価した", "{by} evaluated {year} from outside"),
    "next_period": Words(
        "機構が次期の対象鉱種と日数の見直しを提案した", "the agency proposed minerals and days of the next period"
    ),
    # Purchases
    "tender_announced": Words(
        "入札を公告した。市況・流通秩序・公正な取引を判断済み",
        "the tender was announced; market, order of trade and fairness were judged",
    ),
    "bid_received": Words("{bidder}の入札を受け付けた", "the bid of {bidder} was received in time"),
    "awarded": Words("{bidder}を落札者とした", "the award went to {bidder}"),
    "tender_failed": Words("不落とした", "the tender found no acceptable offer"),
    "delivered": Words("契約数量の範囲内で納入を受けた", "goods were delivered within the contract"),
    "inspected": Words("納入{delivery}を検査した", "delivery {delivery} was inspected"),
    "paid": Words("検収した数量の範囲内で支払った", "what was accepted was paid"),
    # Releases
    "requested": Words("{buyer}から根拠を付した要請を受けた", "{buyer} asked for a release and gave evidence"),
    "adjustment_considered": Words("調整放出の検討を始めた", "an adjustment release is considered"),
    "judged": Words("必要性が判断された", "the need was judged"),
    "release_decided": Words("放出の判断が記録された", "the decision on the release was recorded with every step"),
    "auction_announced": Words(
        "放出数量の範囲内で競売を公告した", "the auction was announced within the quantity of the decision"
    ),
    "auction_cleared": Words("競売の落札が証明付きで確定した", "the auction was cleared with a proof of the award"),
    "handed_over": Words("{buyer}に引き渡した", "goods were handed over to {buyer}"),
    "invoiced": Words("引渡し{handover}の請求書を発行した", "handover {handover} was invoiced"),
    "returned": Words("現物の返還を受けた", "goods came back in kind"),
    "restoration_planned": Words("備蓄目標日数の回復計画を定めた", "the way back to the target days was planned"),
    "owed": Words("相手方の現物返還が残っている", "the partner still owes goods in kind"),
    "overdue": Words("相手方の現物返還の期限が過ぎている", "the partner is late with what he owes in kind"),
    "nothing_owed": Words("現物返還は完了した", "what was owed in kind has come back"),
    # Drills
    "drill_in_time": Words(
        "引渡しまでの日数は要求水準を満たした", "the goods were handed over within the days required"
    ),
    "drill_late": Words("引渡しまでの日数は要求水準を満たさなかった", "the handover took longer than is required"),
    "drill_no_handover": Words("引渡しまで至っていない", "no goods have been handed over yet"),
    "drills_enough": Words(
        "{year}の訓練回数は要求を満たす", "as many drills were evaluated in {year} as are asked for"
    ),
    "drills_too_few": Words(
        "{year}に評価済みの訓練が足りない", "fewer drills were evaluated in {year} than are asked for"
    ),
    # Survey
    "answered": Words("{company}の回答を受け付けた", "the answer of {company} was received"),
    "survey_closed": Words("調査を締め切った", "the survey was closed"),
}
"""Every sentence by its code."""
