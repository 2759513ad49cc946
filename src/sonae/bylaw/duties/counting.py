"""How due days are settled that fall on closed days, and what is said of it."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.clock import is_closed, settled
from sonae.bylaw.duties.events import Events
from sonae.bylaw.kernel import Words

__all__ = ["DAY", "NO_DAY_SET", "closed_day", "settled_day"]

DAY = dt.timedelta(1)

NO_DAY_SET = Words("期限の日は定められていない。", "The bylaw sets no day.")


def settled_day(events: Events, due: dt.date, setting: str = "due_on_closed_day") -> tuple[dt.date, tuple[Words, ...]]:
    """Return a due day as the agency's setting settles it where it is a closed day, and what is to be said of that.

    Without the setting the day stays as it falls, and that is said.

    Raises:
        UnknownChoiceError: for a setting that is none.

    """
    if not is_closed(due):
        return due, ()
    chosen = events.setting(setting)
    moved = due if chosen is None else settled(due, str(chosen))
    ja, en = (f"設定{setting}: {chosen}", f"setting {setting}: {chosen}") if chosen is not None else (
        f"設定{setting}は未選択。日はそのままとする", f"the setting {setting} is not chosen, and the day stays as it falls"
    )  # fmt: skip
    return moved, (
        Words(
            f"{due}は閉庁日であり、その扱いは本細則に定めがない（{ja}）。",
            f"{due} is a closed day; the bylaw does not rule on that ({en}).",
        ),
    )


def closed_day(due: dt.date) -> tuple[Words, ...]:
    """Return what is to be said of a due day that no setting moves, where it is a closed day: events are compared by the day."""
    if not is_closed(due):
        return ()
    return (
        Words(
            f"{due}は閉庁日であり、その扱いは本細則に定めがない。日はそのままとする。",
            f"{due} is a closed day; the bylaw does not rule on that, and the day stays as it falls.",
        ),
    )
