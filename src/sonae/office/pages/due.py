"""Duties as pages show them: whose they are, which command meets them, many of one kind gathered in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sonae.bylaw import Duty, Standing, equity_outline
from sonae.core import Citation
from sonae.office.models import Account, Case
from sonae.office.pages.digest import Digest
from sonae.office.roles import Role

__all__ = ["DutyLine", "DutyRow", "concerns", "gathered", "rows_of"]

_MEETS: Mapping[str, tuple[tuple[Role, ...], str]] = {
    "agreement.confirm_condition": ((Role.REVIEW,), "agreement.confirm_condition"),
    "agreement.make": ((Role.EXECUTIVE,), "agreement.sign"),
    "audit.five_yearly": ((Role.AUDITOR,), "audit.hold"),
    "audit.on_ground": ((Role.AUDITOR,), "audit.hold"),
    "audit.true_up": ((Role.FINANCE,), "audit.true_up"),
    "borrowing.plan_repayment": ((Role.FINANCE,), "facts.repayment"),
    "bylaws.settle": ((Role.REVIEW,), "judgement.record"),
    "change.consent": ((Role.REVIEW, Role.MINISTRY), "review.consult"),
    "change.report": ((Role.REVIEW,), "adoption.report_change"),
    "criteria.file": ((Role.REVIEW,), ""),
    "criteria.hear_experts": ((Role.REVIEW,), ""),
    "decision.consent": ((Role.REVIEW, Role.MINISTRY), "review.consult"),
    "decision.notify": ((Role.REVIEW, Role.PROMOTION), "decision.notify"),
    "evaluation.yearly": ((Role.PLANNING,), "evaluation.rank"),
    "matter.approve": ((Role.APPLICANT,), "matter.file"),
    "matter.report": ((Role.APPLICANT,), "matter.file"),
    "notice.approve": ((Role.APPLICANT,), "notice.give"),
    "notice.give": ((Role.APPLICANT,), "notice.give"),
    "plan.approve": ((Role.APPLICANT,), "plan.file"),
    "plan.approve_provisional": ((Role.APPLICANT,), "plan.file"),
    "plan.report_delay": ((Role.APPLICANT,), "plan.report_delay"),
    "recovery.examine": ((Role.PLANNING,), "evaluation.examine_recovery"),
    "recovery.into_plan": ((Role.PLANNING,), "evaluation.examine_recovery"),
    "report.decarbonisation": ((Role.APPLICANT,), "report.file"),
    "report.directed": ((Role.APPLICANT,), "report.file"),
    "report.monthly": ((Role.APPLICANT,), "report.file"),
    "review.decide": ((Role.REVIEW, Role.EXECUTIVE), "decision.make"),
    "review.decide_again": ((Role.REVIEW, Role.EXECUTIVE), "decision.make"),
    "shares.consult": ((Role.FINANCE,), "disposal.begin"),
    "shares.dispose": ((Role.FINANCE,), "disposal.complete"),
    "shares.hear_committee": ((Role.COMMITTEE, Role.FINANCE), "disposal.opine"),
    "shares.sell": ((Role.FINANCE,), "disposal.complete"),
    "termination.approve": ((Role.APPLICANT,), "termination.ask"),
    "work.approve": ((Role.APPLICANT,), "work.file"),
    "worsening.ask_measures": ((Role.REVIEW, Role.PLANNING), "plan.foresee_worse"),
}
"""Who of the office sees to a duty, and the command that meets it."""

OPEN = (Standing.OVERDUE, Standing.DUE)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of a case on a day."""

    case: Case
    duty: Duty
    standing: Standing

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The provisions that it stands under."""
        return tuple(equity_outline().citation(cite) for cite in self.duty.cites)

    @property
    def open(self) -> bool:
        """Whether it is to be done now."""
        return self.standing in OPEN

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who of the office sees to it; of a duty that this page does not know, everybody of the agency."""
        if self.duty.by != "agency":
            return (Role.APPLICANT,)
        return _MEETS.get(self.duty.id, ((Role.REVIEW,), ""))[0]

    @property
    def command(self) -> str:
        """The command that meets it; empty where there is none."""
        return _MEETS.get(self.duty.id, ((), ""))[1]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Duties of one kind in one case that stand alike: the oldest, and how many there are."""

    rows: tuple[DutyRow, ...]

    @property
    def first(self) -> DutyRow:
        """The one that is due first."""
        return self.rows[0]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.rows)

    @property
    def more(self) -> int:
        """How many beside the first."""
        return len(self.rows) - 1


def rows_of(cases: Iterable[tuple[Case, Digest]]) -> list[DutyRow]:
    """Return the duties of cases by due day; those without one come last."""
    rows = [DutyRow(case, duty, how) for case, digest in cases for duty, how in digest.duties]
    never = dt.date.max
    return sorted(
        rows, key=lambda row: (row.duty.due is None, row.duty.due or never, row.case.number, row.duty.id, row.duty.of)
    )


def concerns(row: DutyRow, account: Account) -> bool:
    """Return whether a duty is one that the account's roles see to."""
    if (
        row.duty.by == "agency"
        and Role.COMMITTEE not in account.roles
        and account.roles <= {Role.APPLICANT, Role.PUBLIC}
    ):
        return False
    return bool(account.roles.intersection(row.roles))


def gathered(rows: Iterable[DutyRow]) -> list[DutyLine]:
    """Gather duties of one kind in one case that stand alike, in the order of the first of them."""
    lines: dict[tuple[int, str, Standing], list[DutyRow]] = {}
    for row in rows:
        lines.setdefault((row.case.pk, row.duty.id, row.standing), []).append(row)
    return [DutyLine(tuple(group)) for group in lines.values()]
