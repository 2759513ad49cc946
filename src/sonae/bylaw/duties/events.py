"""A case as dated events: the one place where duties read the facts of a case, under names of their own.

Every duty asks for events by the names of the tables below; where a fact stands in a case is said here alone. A day after that on
which the case is looked at has not come yet: it is a day for which something is planned, and before which something may be due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.kernel import Derivation, Judgement, RuleBook, Words
from sonae.bylaw.supplied import Supplied
from sonae.core import Citation, Finding

__all__ = ["Events", "Record"]

_FACTS: Mapping[str, tuple[str, ...]] = {
    "adopted": ("management.adopted_on", "adoption.adopted.on"),
    "agreement": ("management.agreement.signed_on",),
    "termination approved": ("management.termination_approved_on",),
    "shares disposed": ("management.shares_disposed_on",),
    "year begins": ("project.year_begins",),
    "businesses": ("project.businesses",),
    "incorporated": ("investee.incorporated",),
    "incorporated on": ("investee.incorporated_on",),
    "bylaws discussed": ("adoption.bylaws.discussed_on",),
    "other bylaws": ("adoption.bylaws.other",),
    "works ended": ("oversight.works_ended_on",),
    "joint audit completed": ("oversight.joint_audit_completed_on",),
    "accounts closed": ("oversight.accounts_closed_on",),
    "audit requests": ("oversight.audit_requests",),
    "project ends": ("oversight.termination.ends_project",),
    "rights parted with": ("oversight.termination.effected_on",),
    "investee consulted": ("oversight.disposal.consulted_on",),
    "committee reported": ("oversight.disposal.committee.reported_on",),
    "terms decided": ("oversight.disposal.terms_decided_on",),
    "disposal": ("oversight.disposal",),
    "shares kept because": ("oversight.disposal.kept_because",),
}
"""Where a fact of the case stands; of several places the first that states it."""

_LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "applications": (
        "adoption.applications",
        {
            "number": "number", "review began": "review.began_on", "decided": "decision.on",
            "adopted": "decision.adopted", "told": "decision.notice.given_on",
        },
    ),
    "criteria": (
        "adoption.criteria",
        {"name": "name", "of": "of", "act": "act", "on": "on", "experts heard": "experts_heard_on", "filed": "filed_on"},
    ),
    "adoption changes": (
        "adoption.changes",
        {
            "kind": "kind", "on": "on", "reported": "reported_on", "answered": "consultation.ended_on",
            "consents": "consultation.consents",
        },
    ),
    "borrowings": (
        "repayment.borrowings", {"name": "name", "used": "used_on", "planned": "planned_on", "confirmed": "confirmed_on"},
    ),
    "conditions": ("management.agreement.conditions", {"what": "what", "confirmed": "confirmed_on"}),
    "plans": (
        "management.plans",
        {
            "year": "year", "delay reported": "delay_reported_on", "completion expected": "completion_expected_on",
            "drawn up": "drawn_up_on", "approved": "approved_on", "provisional approved": "provisional_approved_on",
            "reported": "reported_on",
        },
    ),
    "plan changes": (
        "management.plan_changes",
        {
            "year": "year", "important": "important", "foreseen": "foreseen_on", "approved": "approved_on",
            "reported": "reported_on",
        },
    ),
    "works": ("management.work_items", {"name": "name", "certain": "certain_on", "approved": "approved_on"}),
    "work changes": (
        "management.work_changes",
        {"name": "work", "important": "important", "foreseen": "foreseen_on", "approved": "approved_on"},
    ),
    "drawdowns": ("management.drawdowns", {"name": "name", "paid": "paid_on"}),
    "matters": (
        "management.matters",
        {
            "item": "item", "what": "what", "no say": "no_say", "received": "received_on", "approved": "approved_on",
            "reported": "reported_on", "done": "done_on",
        },
    ),
    "notices": (
        "management.notices", {"item": "item", "what": "what", "given": "given_on", "approved": "approved_on", "done": "done_on"},
    ),
    "reports": (
        "management.reports",
        {"item": "item", "month": "month", "due": "due_on", "received": "received_on", "information": "information_on"},
    ),
    "worsenings": ("management.worsenings", {"foreseen": "foreseen_on", "measures asked": "measures_asked_on"}),
    "audits": ("oversight.audits", {"on": "on", "adjusted": "adjusted_on"}),
    "evaluations": (
        "oversight.evaluations",
        {"on": "on", "rank": "rank", "recovery examined": "recovery_examined_on", "recovery in plan of": "recovery_in_plan_of"},
    ),
}  # fmt: skip
"""Where a list of the case stands, and under which names its entries state what duties ask for."""

_WITHIN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "consultations": ("review.consultations", {"began": "began_on", "answered": "ended_on", "consents": "consents"}),
}
"""Where a list within an entry stands."""


class _NoText:
    """Findings are asked for what they find; the provisions of a duty stand in the duty."""

    def citation(self, provision: str, day: dt.date) -> Citation:
        return _cited(provision)

    def said_of(self, provision: str) -> Words | None:
        return None


@cache
def _cited(provision: str) -> Citation:
    return Citation("", provision)


@cache
def _rules() -> RuleBook:
    return equity_rules()


def _read(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = getattr(value, name, None)
        if value is None:
            return None
    return value


def _records(value: Any, each: str, names: Mapping[str, str], as_of: dt.date, before: str) -> tuple[Record, ...]:
    entries = _read(value, each) or ()
    return tuple(Record(f"{before}{each}.{number}", entry, names, as_of) for number, entry in enumerate(entries, 1))


class Record:
    """An entry of a list of the case.

    Attributes:
        of: its place in the case, «management.plans.2».

    """

    __slots__ = ("_as_of", "_entry", "_names", "of")

    def __init__(self, of: str, entry: Any, names: Mapping[str, str], as_of: dt.date) -> None:
        self.of, self._entry, self._names, self._as_of = of, entry, names, as_of

    def get(self, name: str) -> Any:
        """Return what is stated, None where nothing is."""
        return _read(self._entry, self._names[name])

    def day(self, name: str) -> dt.date | None:
        """Return the day that is stated, past or planned."""
        value = self.get(name)
        return value if isinstance(value, dt.date) else None

    def happened(self, name: str) -> dt.date | None:
        """Return the day of what has happened by the day on which the case is looked at."""
        day = self.day(name)
        return day if day is not None and day <= self._as_of else None

    def all(self, name: str) -> tuple[Record, ...]:
        """Return the entries of a list within this one."""
        return _records(self._entry, *_WITHIN[name], self._as_of, f"{self.of}.")


class Events:
    """A case on a day.

    Args:
        case: the facts.
        as_of: the day on which it is looked at.
        until: the last day on which duties that come again are asked for.

    """

    def __init__(self, case: Any, as_of: dt.date, until: dt.date) -> None:
        self.as_of, self.until = as_of, until
        self._case = case
        self._parameters: Mapping[str, Any] = getattr(case, "parameters", None) or {}
        self._derivation = Derivation(
            _rules(), _NoText(), case, tuple(getattr(case, "judgements", ())), self._parameters, as_of
        )

    def get(self, name: str) -> Any:
        """Return what is stated of the case, None where nothing is."""
        for path in _FACTS[name]:
            value = _read(self._case, path)
            if value is not None:
                return value
        return None

    def day(self, name: str) -> dt.date | None:
        """Return the day that is stated, past or planned."""
        value = self.get(name)
        return value if isinstance(value, dt.date) else None

    def happened(self, name: str) -> dt.date | None:
        """Return the day of what has happened by the day on which the case is looked at."""
        day = self.day(name)
        return day if day is not None and day <= self.as_of else None

    def all(self, name: str) -> tuple[Record, ...]:
        """Return the entries of a list of the case."""
        return _records(self._case, *_LISTS[name], self.as_of, "")

    def setting(self, name: str) -> Any:
        """Return a setting of the agency as it holds on the day that is looked at, None where it chose none."""
        chosen = self._parameters.get(name)
        return chosen.on(self.as_of) if isinstance(chosen, Supplied) else chosen

    def judgement(self, point: str, of: str = "") -> Judgement | None:
        """Return the latest judgement of a point, None where nobody judged."""
        return self._derivation.judgement(point, of)

    def finding(self, question: str, of: str = "") -> Finding:
        """Return what is found of a question, of an entry where it is asked of entries."""
        return self._derivation.find(question, self._derivation.entry(of) if of else None, of)
