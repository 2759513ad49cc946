"""The calendar of duties of a case."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.duties.adoption import adoption_duties
from sonae.bylaw.duties.approvals import approval_duties
from sonae.bylaw.duties.duty import Duty
from sonae.bylaw.duties.events import Events
from sonae.bylaw.duties.oversight import oversight_duties
from sonae.bylaw.duties.plans import plan_duties
from sonae.bylaw.duties.reports import report_duties
from sonae.bylaw.facts import EquityCase
from sonae.bylaw.kernel.written import LAST_YEAR
from sonae.bylaw.outline import equity_outline
from sonae.core import InputError

__all__ = ["duties_of"]

_GROUPS = (adoption_duties, plan_duties, approval_duties, report_duties, oversight_duties)


def duties_of(case: EquityCase, as_of: dt.date, until: dt.date) -> tuple[Duty, ...]:
    """Return what was, is and will be due in a case, by due day; what has no due day comes last.

    Args:
        case: the facts, judgements and settings.
        as_of: the day on which it is looked at: what is dated later has not been done yet.
        until: the last due day that is asked for.

    Raises:
        InputError: where ``until`` lies before ``as_of`` or after the last year that is counted, or where the text of the day is
            not in hand: an empty calendar would say that nothing is due.
        UnknownChoiceError: for a setting that is none.

    """
    if until < as_of:
        raise InputError(
            f"duties are asked for until {until}, before {as_of}", expected="a day not before that of the check"
        )
    if until.year > LAST_YEAR:
        raise InputError(f"duties are asked for until {until}", expected=f"a day of {LAST_YEAR} or before")
    held = equity_outline().version_on(as_of)
    if not held.text_in_hand:
        first = min(version.date for version in equity_outline().versions if version.text_in_hand)
        raise InputError(
            f"duties are asked for on {as_of}, and the text of the version of {held.date} is not in hand",
            expected=f"{first} or later",
        )
    events = Events(case, as_of, until)
    found = [duty for group in _GROUPS for duty in group(events) if duty.due is None or duty.due <= until]
    return tuple(sorted(found, key=_order))


def _order(duty: Duty) -> tuple[bool, dt.date, dt.date, str, str]:
    none = dt.date.max
    return duty.due is None, duty.due or none, duty.since or none, duty.id, duty.of
