"""The words of the portfolio's document in Japanese and English."""

from __future__ import annotations

from typing import Any

from sonae.documents.portfolio.risk_words import RISK_SAID
from sonae.documents.words import LANGUAGES, Language

__all__ = ["SAID", "labels", "say"]

_HEAD: dict[str, tuple[str, str]] = {
    "title": ("案件の経済性評価とポートフォリオ審査", "Portfolio review"),
    "demonstration_name": ("架空の12案件（例示）", "Twelve fictional projects (demonstration)"),
    "what": (
        "すべての案件を同じ条件で評価し、A・B・Cに順位付けし、機構の財務への影響を示す。金額は断りのない限り百万円、"
        "条文は石油等出資細則。数値を選ぶと、その式と基になるものが末尾の一覧で示される。",
        "Every project is valued under the same conditions and ranked A, B or C, with what that means for the agency's finances. "
        "Amounts are million yen unless said otherwise. Choose a figure to see its formula and what it rests on at the end.",
    ),
    "not_public": ("取扱注意：所有者のみ閲覧可", "for its owner alone; do not pass on"),
    "all_fictional": ("すべて架空の案件", "all projects are fictional"),
    "some_fictional": ("{of}案件のうち{n}件は架空", "{n} of {of} projects are fictional"),
    "fictional_tag": ("架空", "fictional"),
    "contents": ("目次", "Contents"),
    "top": ("先頭へ", "Back to top"),
    "case_pages": ("案件別", "Projects"),
    "as_of": ("審査の基準日", "As of"),
    "period_end": ("直近の決算日", "Books closed"),
    "conditions": ("条件セット", "Condition set"),
    "made": ("作成", "Made"),
    "facts_hash": ("事実のSHA-256", "SHA-256 of the facts"),
    "comma": ("、", ", "),
    "stop": ("。", ". "),
    "colon": ("：", ": "),
    "none": ("なし", "none"),
    "fiscal_year": ("{y}年度", "FY{y}"),
    "half_1": ("上期", "H1"),
    "half_2": ("下期", "H2"),
    "million": ("百万", "million"),
    "total": ("計", "Total"),
    "yes_near": ("境に近い", "near"),
    "yes_watched": ("注視", "watched"),
    "ended": ("終結", "ended"),
    "years_of": ("{n}年", "{n} years"),
}
_SUMMARY: dict[str, tuple[str, str]] = {
    "summary": ("要約", "Summary"),
    "k_ranks": (
        "{projects}案件の評価：A {a}件、B {b}件、C {c}件。評価の対象でないもの（債務保証・融資）{none}件。",
        "{projects} projects: {a} of rank A, {b} of rank B, {c} of rank C; {none} not ranked (guarantees, loans).",
    ),
    "k_pdr": (
        "PDRは{ratio}（見込まれる損益{profit}÷繰越欠損金{deficit}）、割引後は{discounted}。目標1に対し{goal}。",
        "Profit-deficit ratio {ratio} (expected profit {profit} over a "
        "deficit of {deficit}), discounted {discounted}; goal of 1: {goal}.",
    ),
    "k_deficit": (
        "繰越欠損金は{opening}から{closing}へ。最も増やした要因は{worst}（{worst_yen}）、最も減らした要因は{best}（"
        "{best_yen}）。",
        "Carried-forward deficit from {opening} to {closing}. Added "
        "most: {worst} ({worst_yen}); took most off: {best} ({best_yen}).",
    ),
    "k_deficit_none": ("繰越欠損金は{closing}。", "Carried-forward deficit: {closing}."),
    "k_watch": ("要注視は{of}件のうち{n}件：{names}。", "On the watch list {n} of {of}: {names}."),
    "k_charge": ("今回の評価損の計上額は計{charge}。", "Write-downs of this review: {charge} in all."),
    "k_limits": ("集中の上限を超えるものは{n}：{names}。", "Limits of concentration that are broken: {n} ({names})."),
    "k_limits_none": ("集中の上限を超えるものはない（{n}件）。", "No limit of concentration is broken ({n})."),
    "k_limit_part": ("{dimension}（最大は{group}）", "{dimension} (largest: {group})"),
    "k_stress": (
        "{year}末の繰越欠損金の見通しは{base}。最も悪いシナリオ（{scenario}）では{worst}。",
        "Deficit forecast for the end of {year}: {base}; in the worst scenario ({scenario}) {worst}. A surplus is negative.",
    ),
    "k_sale": (
        "株式処分の候補（第24条）は{n}件：{names}。決定は人が行う。",
        "Candidates for a share sale (article 24): {n} ({names}). People decide.",
    ),
    "k_funding": (
        "借入れ・債券{of}件のうち{n}件で借換えが必要。残高の最大は「{name}」の{peak}。",
        "{n} of {of} borrowings need refinancing; most outstanding: {peak} for «{name}».",
    ),
    "k_funding_none": (
        "借入れ・債券{of}件のうち借換えが必要なものは{n}件。",
        "{n} of {of} borrowings need refinancing.",
    ),
    "profit_chart": ("投資期間全体の損益（採択時の価値）", "Profit over the life of the investment, at adoption"),
    "profit_legend": (
        "■損益　◇将来分の価値（参考）　行頭の文字は評価",
        "■ profit · ◇ forward value (decides nothing) · letter: rank",
    ),
    "deficit_chart": ("繰越欠損金の増減", "Carried-forward deficit by cause"),
    "deficit_legend": (
        "期首から要因ごとに期末へ。＋は欠損の増加",
        "from opening by cause to closing; + adds to the deficit",
    ),
    "ranks_title": ("評価別の件数", "Cases by rank"),
    "rank": ("評価", "Rank"),
    "meaning": ("意味", "What it means"),
    "count": ("件数", "Count"),
    "projects": ("案件", "Projects"),
    "rank_A": ("成否確定、投資期間全体の損益が0以上", "outcome established, profit over life 0 or more"),
    "rank_B": ("開発移行も不成功も確定していない", "neither transition to development nor failure established"),
    "rank_C": (
        "成否確定、投資期間全体の損益が負。回復の検討が必要",
        "outcome established, profit over life below 0; recovery is to be examined",
    ),
    "rank_none": ("株式のない支援（債務保証・融資）", "support without shares (guarantee, loan)"),
    "watch_title": ("要注視の案件", "Watch list"),
    "watch_none": ("要注視の案件はない", "No project is on the watch list"),
    "why_watched": ("理由", "Why"),
    "project": ("案件", "Project"),
}
_PERFORMANCE: dict[str, tuple[str, str]] = {
    "performance": ("全案件の業績審査", "Performance review of all cases"),
    "performance_lead": (
        "評価は規則による。成否が確定するまでB、その後は投資期間全体の損益（採択時の価値、調達金利で割引）が0以上ならA、負ならC。"
        "将来分の価値は並べて示すだけで、評価を決めない。",
        "Ranks follow the rule: B until the outcome is established, then A where the profit over the life of the investment (at "
        "adoption, discounted at the funding rate) is 0 or more, else C. The forward value stands beside and decides nothing.",
    ),
    "performance_note": (
        "「境に近い」はマージンが拠出の1 %以内。「–」は値がないことを示し、理由は一覧にある。回収率は受取の累計÷拠出の累計。",
        "«near»: the margin is within 1 % of contributions. «–»: no "
        "value; the reason stands with its origin. Recovered: received to "
        "date over contributed to date.",
    ),
    "stage": ("段階", "Stage"),
    "previous": ("前回", "Last rank"),
    "life_profit": ("全期間損益（百万円）", "Profit over life, million yen"),
    "margin": ("マージン", "Margin"),
    "near": ("境", "Line"),
    "forward": ("将来分（百万円）", "Forward value, million yen"),
    "recovered": ("回収率", "Recovered"),
    "probability": ("Aの確率", "Chance of A"),
    "watched": ("注視", "Watch"),
    "grounds": ("根拠", "Grounds"),
    "evidence": ("根拠（成否）", "Evidence of the outcome"),
    "provision_of": ("条項（石油等出資細則）", "Provision (equity bylaw)"),
    "provision": ("条項", "Provision"),
}
_CASE: dict[str, tuple[str, str]] = {
    "country": ("国", "Country"),
    "region": ("地域", "Region"),
    "commodity": ("資源", "Commodity"),
    "instruments": ("支援の種類", "Instruments"),
    "adopted": ("採択", "Adopted"),
    "regime": ("財務条件", "Fiscal terms"),
    "label": ("区分", "Classification"),
    "investee_share": ("出資先の持分", "Share of the investee"),
    "agency_share": ("機構の持株比率", "Agency's share of it"),
    "illustrative": (
        "財務条件には出典を確かめていない仮定の値が含まれる（例示）。",
        "Some values of the fiscal terms are assumed: the regime is illustrative.",
    ),
    "ended_note": ("機構の関与は終結している。", "The agency's part has ended."),
    "rank_title": ("評価", "Rank"),
    "as_case": ("審査の単位", "Reviewed as"),
    "computed": ("規則による評価", "Rank by the rules"),
    "history_title": ("評価の履歴", "Ranks to date"),
    "day": ("日付", "Day"),
    "by_whom": ("決定", "By"),
    "measures_title": ("経済性の指標", "Measures"),
    "measures_lead": (
        "案件全体（当事者の収支、100 %）の指標。割引率は「{rate_name}」{rate}、通貨は条件セットの名目額。",
        "Of the whole project (cash of the party, 100 %), at the rate "
        "«{rate_name}» of {rate}, in nominal money of the condition set.",
    ),
    "measure": ("指標", "Measure"),
    "figure": ("値", "Figure"),
    "how": ("読み方・式", "How it is counted"),
    "m_npv": ("正味現在価値（NPV）", "Net present value (NPV)"),
    "m_total": ("収支の計（割引なし）", "Cash, undiscounted"),
    "m_irr": ("内部収益率", "Internal rate of return"),
    "irr_one": ("内部収益率", "Internal rate of return"),
    "irr_of": ("NPVが0となる率 {n}／{all}", "Rate at which the NPV is 0, {n} of {all}"),
    "m_payback": ("回収期間", "Payback"),
    "m_break_even": ("損益分岐（価格の倍率）", "Break-even (factor on prices)"),
    "m_take_net": ("政府取分（正味収支に対し）", "Government take of net cash"),
    "m_take_gross": ("政府取分（支出を足し戻し）", "Government take, outlays added back"),
    "m_unit_cost": ("権益1単位当たりの拠出", "Yen an equity barrel or unit"),
    "no_single_rate": (
        "NPVが0となる率が{n}個あるため、単一の内部収益率は示さない。判断にはNPVを用いる。",
        "The NPV is 0 at {n} rates: there is no single internal rate of return. Judge by the NPV.",
    ),
    "card": ("前提カード", "Convention card"),
    "views_title": (
        "出資・保証・融資の並列（第21条第2項）",
        "Shares, guarantees and loans side by side (article 21(2))",
    ),
    "views_lead": (
        "同じ出資先の収支から、機構の受取−支払を年度別に示す（百万円）。",
        "Received less paid by the agency, by fiscal year, on the same cash of the investee (million yen).",
    ),
    "views_table": ("年度別の数値", "Figures by fiscal year"),
    "cash_chart": ("機構の収支と累計", "The agency's cash and its running sum"),
    "cash_legend": (
        "棒：年度の受取−支払（塗り：出資、白抜き：債務保証、破線枠：融資）　線：累計　縦線：審査の年度",
        "bars: received − paid (filled: shares, open: guarantee, dashed: loan) · line: running sum · vertical: year of "
        "the review",
    ),
    "cash_axis": ("百万円", "million yen"),
    "running": ("累計", "running sum"),
    "no_view": (
        "機構の関与が終結しているため、見込みの収支はない。",
        "The agency's part has ended: no cash is expected.",
    ),
    "year": ("年度", "Fiscal year"),
    "v_equity": ("出資", "Shares"),
    "v_guarantee": ("債務保証", "Guarantee"),
    "v_loan": ("融資", "Loan"),
    "v_guaranteed": ("保証残高", "Guaranteed balance"),
    "v_lent": ("融資残高", "Loans outstanding"),
    "figures_title": ("計画と実績", "Plan and actual"),
    "key_figure": ("指標", "Key figure"),
    "unit": ("単位", "Unit"),
    "planned": ("計画", "Planned"),
    "actual": ("実績", "Actual"),
    "deviation": ("差", "Deviation"),
    "milestones_title": ("工程の節目", "Milestones"),
    "milestone": ("節目", "Milestone"),
    "expected_now": ("現在の見込み", "Expected now"),
    "behind": ("遅れ（月）", "Months behind"),
    "rules_title": ("注視の規則と答え", "Watch rules and their answers"),
    "rule": ("規則", "Rule"),
    "answer": ("答え", "Answer"),
}
_PORTFOLIO: dict[str, tuple[str, str]] = {
    "exposure": ("エクスポージャーと集中", "Exposure and concentration"),
    "exposure_lead": (
        "出資の簿価、債務保証の残高、融資の残高を直近の決算日で数える。未記入は独立の区分として残し、上限は最も不利な埋め方でも"
        "守られるときだけ範囲内とする。",
        "Carrying amount of shares, guaranteed balance and loans outstanding at the last period end. What is not stated "
        "is a group "
        "of its own; a limit is kept only where it is kept in the worse case.",
    ),
    "limits_title": ("集中の上限", "Limits of concentration"),
    "by": ("区分", "By"),
    "largest": ("最大", "Largest"),
    "share": ("比率", "Share"),
    "limit": ("上限", "Limit"),
    "kept": ("判定", "Verdict"),
    "hhi": ("集中度", "Index Σs²"),
    "group": ("区分", "Group"),
    "exposure_yen": ("残高（百万円）", "Exposure, million yen"),
    "receipts_yen": ("見込収入（百万円）", "Expected receipts, million yen"),
    "exposure_chart": ("{by}別の比率", "Share by {by}"),
    "exposure_legend": (
        "棒と数字：比率　破線：最大比率の上限",
        "bar and figure: share · dashed: limit of the largest share",
    ),
    "share_axis": ("比率", "share"),
    "forecast": ("価格ストレス下の損益見通し", "Profit and loss under stressed prices"),
    "forecast_lead": (
        "継続中の案件の収益・費用を足し上げたもの。繰越欠損金は他に何も起きない場合の年度末の額（負は剰余）。",
        "Income and expense of the live projects added up. Deficit: at the "
        "end of the year if nothing else happens; a surplus is negative.",
    ),
    "no_forecast": ("見通しは与えられていない。", "No forecast is given."),
    "forecast_legend": ("線の種類と記号でシナリオを区別", "scenarios by dash and mark"),
    "forecast_profit_chart": ("損益の見通し", "Profit by scenario"),
    "forecast_deficit_chart": ("繰越欠損金の見通し", "Deficit by scenario"),
    "forecast_income": ("収益（百万円）", "Income, million yen"),
    "forecast_expense": ("費用（百万円）", "Expense, million yen"),
    "forecast_profit": ("損益（百万円）", "Profit, million yen"),
    "forecast_against_base": ("基準との差（百万円）", "Against the base scenario, million yen"),
    "forecast_deficit": ("繰越欠損金（百万円）", "Deficit at the end of the year, million yen"),
    "forecast_projects": ("案件別の損益、全年度（百万円）", "Profit by project over all years, million yen"),
    "scenario": ("シナリオ", "Scenario"),
    "turned": ("{scenario}で損失に転じる案件：{names}", "Projects that turn to a loss under «{scenario}»: {names}"),
    "write_downs": ("評価損", "Write-downs"),
    "write_down_lead": (
        "成否未確定の間は探鉱出資の{share}を評価損とする。成否確定後は実質価額が取得原価を{fall}以上下回れば著しい下落とし、"
        "{years}年以内に{near}まで回復する計画がなければ確定減額する。金額は百万円。",
        "While the outcome is not known, {share} of exploration equity "
        "is carried as a loss. Later a net worth {fall} or more below "
        "the cost is a marked fall: written down for good unless a plan recovers to {near} within {years} years. Million yen.",
    ),
    "way": ("規則", "Rule"),
    "before": ("審査前", "Before"),
    "final": ("確定減額", "Final"),
    "allowance": ("引当・評価損", "Allowance"),
    "charge": ("計上額", "Charge"),
    "after": ("審査後", "After"),
    "ratio": ("繰越欠損金とPDR", "Deficit and profit-deficit ratio"),
    "pdr_formula": (
        "PDR＝Σ（w・見込収入−簿価−v・見込支出）÷リスクマネー事業の繰越欠損金。"
        "継続中の案件について、割引なし。探鉱案件のwは成功確率。"
        "目標・計画に算式の定めはなく、次の項目はすべて名前のある設定である。",
        "PDR = Σ (w · expected receipts − carrying amount − v · expected "
        "outlays) ÷ carried-forward deficit of the risk-money business, over "
        "live projects, undiscounted; in exploration w is the chance of "
        "success. The sources give no formula: its parts are named settings.",
    ),
    "pdr_parameters": ("設定", "Parameters"),
    "pdr_w": ("成功確率を掛けるもの", "what the chance weighs"),
    "pdr_goal": ("目標", "goal"),
    "pdr_reached": ("達成の条件", "reached when"),
    "pdr_discount": ("割引変種の率", "rate of the discounted variant"),
    "pdr_cadence": ("年間の算定回数", "calculations a year"),
    "quantity": ("項目", "Quantity"),
    "pdr_ratio": ("PDR", "Profit-deficit ratio (PDR)"),
    "pdr_discounted": ("PDR（割引後）", "PDR, discounted"),
    "pdr_profit": ("見込まれる損益（百万円）", "Expected profit, million yen"),
    "pdr_deficit": ("繰越欠損金（百万円）", "Deficit, million yen"),
    "pdr_late": ("割引後（百万円）", "Discounted, million yen"),
    "pdr_part": ("PDRへの寄与", "Part of the PDR"),
    "pdr_projects": ("案件別の寄与", "Parts by project"),
    "pdr_chart": ("案件別の見込損益", "Expected profit by project"),
    "pdr_legend": ("棒と数字：百万円（負は左）", "bar and figure: million yen (a loss to the left)"),
    "pdr_no_change": (
        "前回の算定の記録がないため、変化の内訳はない。",
        "No earlier ratio is on record: there is no change to explain.",
    ),
    "pdr_change": ("前回からの変化", "Change since the ratio before"),
    "pdr_before": ("{day}のPDR", "PDR of {day}"),
    "pdr_by_deficit": ("繰越欠損金の変化", "change of the deficit"),
    "parameter": ("項目", "Parameter"),
    "name": ("名前", "Name"),
    "cause": ("要因", "Cause"),
    "opening": ("期首", "Opening"),
    "closing": ("期末", "Closing"),
    "deficit_title": (
        "繰越欠損金の要因別の増減（百万円、＋は増加）",
        "Carried-forward deficit by cause, million yen (+ adds to it)",
    ),
    "sale": ("株式処分の候補（第24条）", "Candidates for a share sale (article 24)"),
    "sale_lead": (
        "株式を合理的な根拠で評価できることを前提に、数える基準を一つでも満たせば候補とする。点数は付けない。処分は人が決める。",
        "Where the shares can be valued on reasonable grounds, one counted "
        "criterion makes a candidate. No score is made up; a person "
        "decides whether to sell.",
    ),
    "candidate": ("候補", "Candidate"),
    "gate": ("評価の可否", "Can they be valued?"),
    "met": ("満たす基準", "Criteria met"),
    "waiting": ("未確定の基準", "Open criteria"),
    "decision": ("決定", "Decision"),
    "duties": ("処分の前に必要なこと", "Before a sale"),
}
_FUNDING: dict[str, tuple[str, str]] = {
    "funding": ("資金調達と償還計画（第9条の2）", "Funding and repayment plans (article 9-2)"),
    "no_funding": (
        "フォルダに funding.yaml がないため、償還計画はない。",
        "There is no funding.yaml in the folder: no repayment plan is made.",
    ),
    "funding_lead": (
        "借入れ・債券ごとに、充てる案件の見込収入と元利払いを日ごとに突き合わせる。賄えない元利払いは借換え、後の資金で返す。"
        "金額は各通貨の百万単位。",
        "Each borrowing beside the predicted receipts of the projects that "
        "serve it, day by day. Service that cash does not meet is refinanced "
        "and repaid by later cash. Amounts in millions of each currency.",
    ),
    "funding_predicted": (
        "収入は条件セットの下での案件の見込みによる。",
        "Receipts are those that the projects are predicted to bring under the conditions.",
    ),
    "funding_listed": ("収入は funding.yaml の記載による。", "Receipts are those that funding.yaml lists."),
    "borrowing": ("借入れ・債券", "Borrowing or bond"),
    "currency": ("通貨", "Currency"),
    "amount": ("金額", "Amount"),
    "least_coverage": ("最小の倍率", "Least coverage"),
    "mean_coverage": ("平均の倍率", "Mean coverage"),
    "refinancing_peak": ("借換え残高の最大", "Most refinanced"),
    "refinancing_total": ("借換えの計", "Refinanced in all"),
    "refinancing_open": ("返せない借換え", "Never repaid"),
    "drawn": ("実行日", "Drawn"),
    "last_payment": ("最終償還日", "Last payment"),
    "profile": ("償還方法", "Repayment"),
    "served_by": ("充てる収入", "Served by"),
    "funding_chart": ("収入と元利払い、借換え残高", "Receipts, debt service and refinancing"),
    "funding_legend": (
        "塗り：収入　白抜き：元利払い　線：借換え残高（百万{currency}）",
        "filled: receipts · open: debt service · line: refinancing outstanding (million {currency})",
    ),
    "s_receipts": ("収入", "receipts"),
    "s_service": ("元利払い", "debt service"),
    "s_refinanced": ("借換え残高", "refinancing"),
    "plan_cut": (
        "最終償還の後の収入（{n}期）は portfolio.xlsx にある。",
        "Receipts after the last payment ({n} periods) stand in portfolio.xlsx.",
    ),
    "plan_title": (
        "償還計画（百万{currency}、網掛けは不足のある期）",
        "Repayment plan, million {currency} (tinted: periods with a gap)",
    ),
    "period": ("期", "Period"),
    "f_receipts": ("収入", "Receipts"),
    "f_service": ("元利払い", "Service"),
    "f_coverage": ("倍率", "Coverage"),
    "f_gap": ("不足", "Gap"),
    "f_surplus": ("繰越資金", "Surplus"),
    "f_refinanced": ("借換え残高", "Refinanced"),
    "f_mismatch": ("通貨不一致", "FX mismatch"),
    "refinancing_days": ("借換えが必要な日", "Days on which service has to be refinanced"),
    "refinanced_on": ("{day}：{amount}", "{day}: {amount}"),
    "positions_head": ("通貨の不一致", "Mismatch of currencies"),
    "positions_lead": (
        "通貨ごとの収入−元利払い（換算なし）。収入の通貨と債務の通貨が異なる分は為替に左右される。",
        "Receipts less debt service by currency, unconverted. What comes "
        "in one currency and is owed in another hangs on the exchange rate.",
    ),
    "positions_title": ("通貨別の収入−元利払い", "Receipts less service by currency"),
}
_APPENDIX: dict[str, tuple[str, str]] = {
    "settings": ("設定と出典", "Thresholds and their sources"),
    "settings_lead": (
        "規程と目標は義務を定めるが、しきい値はほとんど公表していない。仮定はすべて仮定と記す。",
        "Bylaw and goals set duties and publish hardly a threshold. What is assumed is called so.",
    ),
    "settings_table": ("すべての設定", "All settings"),
    "source": ("出典", "Source"),
    "origins": ("数値の由来", "How each figure came about"),
    "origins_lead": (
        "この文書と portfolio.json の{n}の数値について、場所、値、式、基になるものを示す。",
        "Place, value, formula and inputs of the {n} figures of this document and of portfolio.json.",
    ),
    "origins_note": (
        "facts: は案件ファイルに記された事実と条件から計算した収支、settings: は設定、ledger: は案件の計算表（ledgers/ のExcelと "
        "sonae project explain で式まで追える）、conditions: は条件セット。",
        "facts: what project files state and cash worked out under the conditions; settings: thresholds; ledger: the "
        "project's ledger "
        "(formulas in ledgers/ and by sonae project explain); conditions: the condition set.",
    ),
    "origins_table": ("すべての数値", "All figures"),
    "kinds_table": (
        "数値の種類と式（すべての数値は portfolio.html と portfolio.json にある）",
        "Kinds of figures (every single one stands in portfolio.html and portfolio.json)",
    ),
    "kind_of_figure": ("数値の種類", "Kind of figure"),
    "place": ("場所", "Place"),
    "formula": ("式", "Formula"),
    "from": ("基になるもの", "From"),
    "unit_yen": ("円", "yen"),
    "unit_share": ("割合", "share"),
    "unit_ratio": ("比", "ratio"),
    "unit_index": ("指数", "index"),
    "unit_months": ("月", "months"),
    "unit_count": ("件", "count"),
    "unit_years": ("年", "years"),
    "unit_factor": ("倍率", "factor"),
    "unit_rank": ("評価", "rank"),
}
SAID: dict[str, tuple[str, str]] = {
    **_HEAD, **_SUMMARY, **_PERFORMANCE, **_CASE, **_PORTFOLIO, **_FUNDING, **_APPENDIX, **RISK_SAID,
}  # fmt: skip
"""Every word and sentence, Japanese and English, by its key."""


def say(key: str, language: Language, **parts: Any) -> str:
    """Return a word or sentence of the portfolio's document."""
    return SAID[key][LANGUAGES.index(language)].format(**parts)


def labels(language: Language) -> dict[str, str]:
    """Return every word that takes no parts, for templates."""
    at = LANGUAGES.index(language)
    return {key: pair[at] for key, pair in SAID.items() if "{" not in pair[at]}
