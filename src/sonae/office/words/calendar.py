"""Words of duties, the inbox and the calendar."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, tuple[str, str]] = {
    "standing.overdue": ("期限超過", "overdue"),
    "standing.due": ("要対応", "to be done"),
    "standing.to_come": ("これから", "to come"),
    "standing.done": ("済", "done"),
    "standing.done_late": ("済（遅れ）", "done late"),
    "bearer.agency": ("機構", "agency"),
    "bearer.investee": ("出資先", "investee"),
    "bearer.future_main_shareholder": ("主要な株主となる者", "future main shareholder"),
    "duty.due": ("期限", "Due"),
    "duty.what": ("すべきこと", "What has to be done"),
    "duty.by": ("担う者", "By"),
    "duty.done": ("済んだ日", "Done on"),
    "duty.no_day": ("期日の定めなし", "no day set"),
    "duty.more": ("ほか同種{count}件", "and {count} more of its kind"),
    "duty.none": ("期限のある義務はありません。", "There are no duties."),
    "duty.none_open": ("該当する期限はありません。", "There is none."),
    "duty.stop": ("期間の進行停止: {first}から{last}まで", "The clock stands still from {first} to {last}"),
    "inbox.duties": ("期限のある義務", "Duties"),
    "inbox.state": ("状況", "Standing"),
    "inbox.state.open": ("要対応（超過を含む）", "To be done, overdue too"),
    "inbox.state.overdue": ("期限超過のみ", "Overdue alone"),
    "inbox.state.to_come": ("これから", "To come"),
    "inbox.state.done": ("済", "Done"),
    "inbox.whose": ("誰の", "Whose"),
    "inbox.mine": ("自分の役割のもの", "My roles'"),
    "inbox.all": ("全て", "Everybody's"),
    "calendar.before": ("前の月", "Month before"),
    "calendar.this": ("今月", "This month"),
    "calendar.after": ("次の月", "Month after"),
    "calendar.today": ("今日", "today"),
    "calendar.more": ("ほか{count}件", "{count} more"),
    "calendar.list": ("日付順の一覧", "By day"),
    "calendar.none": ("この月に期限はありません。", "Nothing is due in this month."),
    "calendar.undated": ("期日の定めがなく、済んでいないもの", "Without a set day, and not done"),
    "calendar.ics": ("iCalendar形式で取り出す", "As iCalendar"),
    "weekday.0": ("月", "Mon"),
    "weekday.1": ("火", "Tue"),
    "weekday.2": ("水", "Wed"),
    "weekday.3": ("木", "Thu"),
    "weekday.4": ("金", "Fri"),
    "weekday.5": ("土", "Sat"),
    "weekday.6": ("日", "Sun"),
}
