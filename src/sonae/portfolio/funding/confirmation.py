"""Confirmation of a repayment plan: what article 9-2 leaves to a person, as a record that holds for one plan only."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sonae.core import Citation, Finding, InputError, Outcome
from sonae.portfolio.funding.matching import RepaymentPlan

__all__ = ["EQUITY_BYLAW", "Confirmation", "confirmation_finding", "plan_digest"]

EQUITY_BYLAW = "石油等の探鉱、採取及び権利譲受け並びに可燃性天然ガスの液化及び貯蔵に係る出資細則"
"""Bylaw on equity (document 003), as last amended on 1 April 2023."""
_ARTICLE = Citation(EQUITY_BYLAW, "a9_2.p1", dt.date(2023, 4, 1))


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed which plan, when, and on what grounds."""

    borrowing: str
    digest: str
    """Digest of the plan that was confirmed, see :func:`plan_digest`."""
    who: str
    when: dt.date
    reason: str
    evidence: str = ""

    def __post_init__(self) -> None:
        for name in ("borrowing", "digest", "who", "reason"):
            if not getattr(self, name).strip():
                raise InputError(f"the confirmation has no {name}", field=name)


def plan_digest(plan: RepaymentPlan) -> str:
    """Return the SHA-256 of a plan: its debt service, its receipts as divided and converted, and the cash set aside."""
    loan = plan.borrowing.schedule.loan
    content = {
        "name": loan.name,
        "amount": loan.amount,
        "currency": loan.currency,
        "drawn": loan.drawn.isoformat(),
        "opening": plan.borrowing.opening_cash,
        "service": [
            (row.paid_on.isoformat(), row.interest, row.principal) for row in plan.borrowing.schedule.instalments
        ],
        "receipts": [(r.project, r.kind, r.day.isoformat(), r.currency, r.amount, r.converted) for r in plan.receipts],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def confirmation_finding(plan: RepaymentPlan, confirmations: Sequence[Confirmation]) -> Finding:
    """Tell whether a plan has been confirmed: YES by the latest record of this very plan, OPEN without one."""
    digest = plan_digest(plan)
    named = [record for record in confirmations if record.borrowing == plan.name]
    valid = [record for record in named if record.digest == digest]
    facts = {
        "borrowing": plan.name,
        "digest": digest,
        "refinancing peak": plan.refinancing_peak,
        "refinancing open": plan.refinancing_open,
    }
    if valid:
        latest = max(valid, key=lambda record: record.when)
        said = f"{latest.who} confirmed the repayment plan of «{plan.name}» on {latest.when}: {latest.reason}"
        return Finding(Outcome.YES, said, (_ARTICLE,), facts, latest)
    if named:
        said = f"what was confirmed for «{plan.name}» is another plan than this one"
    else:
        said = f"nobody has confirmed the repayment plan of «{plan.name}»"
    return Finding(Outcome.OPEN, said, (_ARTICLE,), facts)
