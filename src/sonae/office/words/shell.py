"""Words of the frame of every page, of the first page, and of what went wrong."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, tuple[str, str]] = {
    "shell.name": ("備え Sonae", "Sonae"),
    "shell.skip": ("本文へ移動", "Skip to the content"),
    "shell.main_nav": ("主なページ", "Main pages"),
    "shell.foot": (
        "全ての操作は規定とともに記録されます。",
        "Every act is recorded with the provision it stands under.",
    ),
    "nav.home": ("ホーム", "Home"),
    "nav.inbox": ("受信箱", "Inbox"),
    "nav.cases": ("案件", "Cases"),
    "nav.calendar": ("期限カレンダー", "Calendar"),
    "nav.open_case": ("案件を開く", "Open a case"),
    "nav.logout": ("ログアウト", "Log out"),
    "home.title": ("今日の仕事", "Today"),
    "home.as_of": ("基準日", "as of"),
    "home.no_cases": (
        "閲覧できる案件はありません。",
        "There is no case that you may see.",
    ),
    "home.partly": (
        "{count}件のうち、最近変更された{looked}件を調べました。ほかの案件の期限は各案件のページで確認できます。",
        "Of {count} cases the {looked} changed last were looked through; the duties of the others are on their own pages.",
    ),
    "home.waits": ("あなたを待っている操作", "Waiting for you"),
    "home.more": ("ほか{count}件を受信箱で見る", "{count} more in the inbox"),
    "home.none_waits": ("待っている操作はありません。", "Nothing is waiting."),
    "home.late": ("期限を過ぎたもの", "Overdue"),
    "home.none_late": ("期限を過ぎたものはありません。", "Nothing is overdue."),
    "home.soon": ("31日以内に期限が来るもの", "Due within 31 days"),
    "home.others_late": ("ほかの方の期限超過（{count}）", "Overdue with others ({count})"),
    "home.glance": ("案件の概況", "The cases at a glance"),
    "home.by_stage": ("段階別の案件数（計{total}件）", "Cases by stage ({total} in all)"),
    "home.cases": ("件数", "Cases"),
    "home.bar": ("棒グラフ", "Bar"),
    "home.by_year": (
        "年度別の出資実行（事業費、終了案件を除く）",
        "Equity paid by fiscal year (project cost, open cases)",
    ),
    "home.as_table": ("表で見る", "As a table"),
    "home.year": ("年度", "Fiscal year"),
    "home.yen": ("事業費（円）", "Project cost, yen"),
    "home.none_drawn": ("出資の実行はまだありません。", "No equity has been paid yet."),
    "error.400": ("要求を受け付けられません", "The request cannot be taken"),
    "error.400_more": (
        "送られた内容に不備があります。前のページに戻ってやり直してください。",
        "Something in it does not fit. Please go back and try again.",
    ),
    "error.403": ("許可されていません", "Not allowed"),
    "error.403_more": ("この操作は許可されていません。", "You are not allowed to do this."),
    "error.csrf": (
        "フォームの有効期限が切れたか、確認できませんでした。前のページに戻り、再読み込みしてからやり直してください。",
        "The form is too old or could not be verified. Please go back, load the page again and try once more.",
    ),
    "error.404": ("見つかりません", "Not found"),
    "error.404_more": ("その名前のものはここにありません。", "Nothing of that name is here."),
    "error.500": ("システムに障害が起きました", "The system failed"),
    "error.500_more": (
        "操作は記録されていないか、途中までのものは取り消されています。しばらくしてからやり直してください。",
        "What you did was either recorded whole or not at all. Please try again in a while.",
    ),
    "error.back": ("戻る", "Back"),
    "refused.title": ("この操作は行えません", "This cannot be done"),
    "refused.what": ("求められた操作: {what}", "Asked for: {what}"),
    "refused.of_house": ("本システムの定めによる。", "A rule of the house."),
}
