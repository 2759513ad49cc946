"""The words of the forms in Japanese, which are the official ones, and in English as an aid to reading."""

from __future__ import annotations

from typing import Any, Final

from sonae.core import FiscalYear
from sonae.documents.words import Language

__all__ = ["LETTER_WORDS", "WORDS", "said", "year_label"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    "f111": ("様式１－１－１", "Form 1-1-1"),
    "f111_title": ("中期目標管理法人　年度評価　評価の概要", "Agency under mid-term goals: yearly evaluation, outline"),
    "f112": ("様式１－１－２", "Form 1-1-2"),
    "f112_title": ("中期目標管理法人　年度評価　総合評定", "Agency under mid-term goals: yearly evaluation, overall rating"),
    "f113": ("様式１－１－３", "Form 1-1-3"),
    "f113_title": (
        "中期目標管理法人　年度評価　項目別評定総括表",
        "Agency under mid-term goals: yearly evaluation, table of ratings by item",
    ),
    "f1141": ("様式１－１－４－１", "Form 1-1-4-1"),
    "f1141_title": (
        "中期目標管理法人　年度評価　項目別評定調書（国民に対して提供するサービスその他の業務の質の向上に関する事項）",
        "Agency under mid-term goals: yearly evaluation, report on an item (services to the public and quality of work)",
    ),
    "f1142": ("様式１－１－４－２", "Form 1-1-4-2"),
    "f1142_title": (
        "中期目標管理法人　年度評価　項目別評定調書（業務運営の効率化、財務内容の改善及びその他業務運営に関する重要事項）",
        "Agency under mid-term goals: yearly evaluation, report on an item (efficiency, finances, other matters)",
    ),
    "annex": ("別添", "Annex"),
    "annex_title": ("中期目標、中期計画、年度計画", "Mid-term goals, mid-term plan, annual plan"),
    "remarks": ("付表", "Remarks"),
    "remarks_title": ("整合性の点検（様式の一部ではない）", "Consistency (no part of the official forms)"),
    "title": ("{agency}　{year}　年度評価", "{agency}, yearly evaluation of {year}"),
    "source": ("資料：{title}", "Source: {title}"),
    "reading_aid": ("", "Reading aid in English; the Japanese forms are the official ones."),
    "contents": ("様式の一覧", "Forms"),
    "none": ("―", "―"),
    # 1-1-1
    "about_agency": ("１．評価対象に関する事項", "1. What is evaluated"),
    "agency": ("法人名", "Agency"),
    "year_evaluated": ("評価対象事業年度", "Fiscal year evaluated"),
    "yearly_evaluation": ("年度評価", "Yearly evaluation"),
    "year_of_period": ("{year}（第{number}期）", "{year} (period {number})"),
    "period": ("中期目標期間", "Period of the mid-term goals"),
    "span": ("{first}～{last}", "{first} to {last}"),
    "about_evaluators": ("２．評価の実施者に関する事項", "2. Who evaluates"),
    "minister": ("主務大臣", "Competent minister"),
    "in_charge": ("担当課、責任者", "Division and person in charge"),
    "about_procedure": ("３．評価の実施に関する事項", "3. How it was evaluated"),
    "procedure": ("評価のために行った手続", "Steps taken for the evaluation"),
    "about_other": ("４．その他評価に関する重要事項", "4. Other important matters"),
    "other_matters": ("その他の重要事項", "Other matters"),
    # 1-1-2
    "overall": ("１．全体の評定", "1. Overall rating"),
    "rating": ("評定", "Rating"),
    "rating_scale": ("評定（Ｓ、Ａ、Ｂ、Ｃ、Ｄ）", "Rating (S, A, B, C, D)"),
    "rating_sentence": ("{letter}：{meaning}", "{letter}: {meaning}"),
    "past": ("（参考）本中期目標期間における総合評定", "(For reference) overall ratings of this period"),
    "reason": ("評定に至った理由", "Grounds of the rating"),
    "whole": ("２．法人全体に対する評価", "2. The agency as a whole"),
    "whole_evaluation": ("法人全体の評価", "Evaluation of the whole"),
    "items_of_letter": ("{letter}（{meaning}）：{items}", "{letter} ({meaning}): {items}"),
    "considered": ("全体の評価を行う上で特に考慮すべき事項", "What was specially considered"),
    "problems": ("３．項目別評価における主要な課題、改善事項など", "3. Main problems and improvements of the items"),
    "problems_found": ("項目別評定で指摘した課題、改善事項", "Problems and improvements named in the items"),
    "other_improvements": ("その他改善事項", "Other improvements"),
    "orders": ("主務大臣による改善命令を検討すべき事項", "What may call for an order of the minister"),
    "further": ("４．その他事項", "4. Other"),
    "auditors": ("監事等からの意見", "Opinions of the auditors and others"),
    "special": ("その他特記事項", "Special remarks"),
    # 1-1-3
    "plan_item": ("中期計画（中期目標）", "Mid-term plan (mid-term goals)"),
    "year_rating": ("年度評価", "Yearly evaluation"),
    "report_number": ("項目別調書No", "Report no."),
    "remark": ("備考", "Remarks"),
    "chapter_services": (
        "Ⅰ．国民に対して提供するサービスその他の業務の質の向上に関する事項",
        "I. Services to the public and quality of work",
    ),
    "importance_note": (
        "重要度を「高」とした項目は、評語の横に「○」を付す。",
        "○ beside the letter: the importance of the item is high.",
    ),
    "difficulty_note": (
        "困難度を「高」とした項目は、評語に下線を引く。",
        "An underlined letter: the difficulty of the item is high.",
    ),
    # 1-1-4
    "basics": ("１．当事務及び事業に関する基本事項", "1. Basics"),
    "policies": ("関連する政策・施策", "Policies"),
    "legal_basis": ("当該事業実施に係る根拠（個別法条など）", "Legal basis"),
    "importance_difficulty": ("当該項目の重要度、困難度", "Importance and difficulty"),
    "importance_high": ("重要度：高", "importance: high"),
    "difficulty_high": ("困難度：高", "difficulty: high"),
    "review_sheets": ("関連する政策評価・行政事業レビュー", "Policy evaluation and administrative review"),
    "review_sheet_number": ("行政事業レビューシート番号", "Numbers of review sheets"),
    "series": ("２．主要な経年データ", "2. Figures by year"),
    "outputs": ("①主要なアウトプット（アウトカム）情報", "① Outputs (outcomes)"),
    "inputs": ("②主要なインプット情報（財務情報及び人員に関する情報）", "② Inputs (finances and staff)"),
    "indicator": ("指標等", "Indicator"),
    "indicator_tag": ("【指標{id}】", "[Indicator {id}]"),
    "name_tag": ("【{name}】", "[{name}]"),
    "core": ("（基幹目標）", "(core target)"),
    "whole_period": ("［中期全体］", "[whole period]"),
    "target": ("達成目標", "Target"),
    "base": ("基準値", "Reference value"),
    "references": ("（参考情報）", "(Reference)"),
    "by_period_end": ("中期目標期間末に{amount}", "{amount} by the end of the period"),
    "in_period": ("中期目標期間中に{amount}", "{amount} in the period"),
    "every_year": ("毎年度{amount}", "{amount} every year"),
    "at_most": ("{amount}以下", "at most {amount}"),
    "equal_to": ("（{amount}）", " ({amount})"),
    "base_of": ("（{of}）", "({of})"),
    "share_of": ("{amount} ({part}/{whole})", "{amount} ({part}/{whole})"),
    "as_reference": ("参考値：{year}末時点で{amount}", "For reference: {amount} at the end of {year}"),
    "period_attainment": ("達成度{percent}％", "attainment {percent} %"),
    "provisional": ("【暫定値】", " [provisional]"),
    "year_attainment": ("達成率：{percent}％", "attainment: {percent} %"),
    "reached": ("達成", "reached"),
    "not_reached": ("未達成", "not reached"),
    "results": (
        "３．各事業年度の業務に係る目標、計画、業務実績、年度評価に係る自己評価及び主務大臣による評価",
        "3. Goals, plans, results, self-evaluation and the minister's evaluation",
    ),
    "annex_reference": ("中期目標、中期計画、年度計画は別添に示す。", "Goals and plans stand in the annex."),
    "main_indicators": ("主な評価指標等", "Main indicators"),
    "agency_side": ("法人の業務実績・自己評価", "Results and self-evaluation of the agency"),
    "minister_side": ("主務大臣による評価", "Evaluation by the minister"),
    "main_results": ("主な業務実績等", "Main results"),
    "self": ("自己評価", "Self-evaluation"),
    "quantitative": ("＜主な定量的指標＞", "Main quantitative indicators"),
    "grounds": ("＜根拠＞", "Grounds"),
    "outstanding": ("＜顕著な実績＞", "Outstanding results"),
    "self_rating": ("＜自己評価の評定＞　", "Rating by the agency: "),
    "reason_head": ("＜評定に至った理由＞", "Grounds of the rating"),
    "issues_head": ("＜指摘事項、業務運営上の課題及び改善方策＞", "Problems and improvements"),
    "experts_head": ("＜その他事項（有識者等の意見）＞", "Other: opinions of experts"),
    "decided": ("評定者：{who}、日付：{on}", "by {who}, {on}"),
    "day_not_stated": ("資料に記載なし", "no day is stated"),
    "not_printed": ("（資料に評定の記載がない）", "(the source prints no letter)"),
    "not_decided": ("（評定はまだ入力されていない）", "(no rating has been entered yet)"),
    "no_reason": ("（理由の記載がない）", "(no reason is stated)"),
    "judged_now": ("{year}に判断する指標{n}点", "{n} judged in {year}"),
    "judged_later": ("中期目標期間の終わりに判断する指標{n}点", "{n} judged at the end of the period"),
    "followed": ("目標を置かない指標{n}点", "{n} followed without a target"),
    "no_indicator": ("定量的指標なし", "no quantitative indicator"),
    "figure": ("{name}：{amount}", "{name}: {amount}"),
    "other_information": ("４．その他参考情報", "4. Other information"),
    "variance": ("（予算・決算の主な差異理由）{text}", "(Why budget and settlement differ) {text}"),
    "note_mark": ("※{n}", "*{n}"),
    "definition": ("※{text}", "* {text}"),
    "note_inconsistent": (
        "{tag}{said}。様式には算定した値を記す（資料{place}）。",
        "{tag} {said}. The form states the computed value (source {place}).",
    ),
    "note_no_formula": (
        "{tag}達成度の算定方法が資料に示されていないため、達成度を記さない。",
        "{tag} The source states no way of computing an attainment; none is shown.",
    ),
    # Annex
    "annex_number": ("項目別調書No", "Report no."),
    "annex_goal": ("対応する中期目標", "Mid-term goals"),
    "annex_plan": ("対応する中期計画", "Mid-term plan"),
    "annex_annual": ("対応する年度計画", "Annual plan"),
    "same_as_goal": ("（中期目標に同じ）", "(as the mid-term goals)"),
    "same_as_plan": ("（中期計画に同じ）", "(as the mid-term plan)"),
    "same_as_annual": ("（年度計画に同じ）", "(as the annual plan)"),
    "quantities": ("数値：{list}", "Quantities: {list}"),
    "quantity_of": ("{amount}（指標{id}）", "{amount} (indicator {id})"),
    "version": ("第{n}版", "version {n}"),
    # Remarks
    "bands": ("１．算定した評定の範囲と評定", "1. Computed bands and ratings"),
    "item": ("項目", "Item"),
    "band": ("算定した範囲", "Computed band"),
    "band_ground": ("根拠", "Ground"),
    "self_letter": ("自己評価", "Agency"),
    "minister_letter": ("主務大臣", "Minister"),
    "steps_down": ("{letter}（{n}段階下）", "{letter} ({n} below)"),
    "above": ("{letter}（範囲を上回る）", "{letter} (above the band)"),
    "inconsistent": ("２．データと整合しない記載", "2. What does not agree with the data"),
    "undecided": ("３．確かめるための値が足りない記載", "3. What lacks a value to be checked with"),
    "not_checkable": ("４．データからは確かめられない記載", "4. What data cannot show"),
    "place": ("箇所", "Place"),
    "what": ("内容", "What"),
    "because": ("理由", "Reason"),
    "number": ("番号", "No."),
    # Lines for the screen
    "k_forms": ("{forms}。", "{forms}."),
    "k_count": ("{number}（{n}件）", "{number} ({n})"),
    "k_rows": ("{number}（{n}行）", "{number} ({n} rows)"),
    "k_overall": ("総合評定は{letter}。項目別：{items}。", "Overall rating {letter}. By item: {items}."),
    "k_reproduced": (
        "公表された達成率{n}件のうち{held}件を再現。{wrong}",
        "{held} of {n} published attainments reproduced. {wrong}",
    ),
    "k_wrong": ("整合しないもの：{list}。", "Inconsistent: {list}."),
    "k_lowered": ("自己評価より低い大臣の評定：{list}。", "Rated lower by the minister than by the agency: {list}."),
    "k_equal": ("自己評価より低い大臣の評定はない。", "The minister rated no item lower than the agency."),
    "k_lint": (
        "照合{n}点のうち不整合{wrong}点。付表は --with-remarks で付く。",
        "{n} points checked, {wrong} do not hold; --with-remarks adds them as a sheet.",
    ),
}  # fmt: skip
"""Every label of the forms by key: Japanese, English."""

LETTER_WORDS: Final[dict[str, tuple[str, str]]] = {
    "S": ("目標を量及び質の両面で顕著に上回る", "far above the goals in quantity and quality"),
    "A": ("目標を上回る", "above the goals"),
    "B": ("目標を達成", "at the goals"),
    "C": ("目標を下回り、改善を要する", "below the goals; improvement is needed"),
    "D": ("目標を下回り、抜本的な見直しを要する", "below the goals; a thorough revision is needed"),
}
"""What a letter says, in our own words."""


def said(key: str, language: Language, **given: Any) -> str:
    """Return a label in a language, filled in.

    Args:
        key: its key.
        language: ja or en.
        **given: what it asks for.

    """
    text = WORDS[key][language == "en"]
    return text.format(**given) if given else text


def year_label(year: FiscalYear, language: Language) -> str:
    """Return a fiscal year as the forms print it."""
    return year.label_ja if language == "ja" else year.label_en
