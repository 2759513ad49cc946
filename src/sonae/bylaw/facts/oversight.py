"""The agency's eye on a project: audits, economic evaluations, termination, disposal of shares, inheritance (a19 to a24)."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sonae.bylaw.facts.day import Date, Day
from sonae.bylaw.facts.form import Facts, Name, Text, Whole

__all__ = [
    "Audit", "Committee", "Disposal", "EconomicEvaluation", "Inherited", "Oversight", "Rank", "SaleRequest", "Step", "Termination",
]  # fmt: skip

Yen = Annotated[Whole, Field(ge=0)]
Rank = Literal["A", "B", "C"]
"""A: a profit is expected; B: success or failure is not known yet; C: a loss is expected."""
Year = Annotated[Whole, Field(ge=1967, le=2200)]
"""The calendar year in which a year of plans begins."""


def _as_written(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Ratio = Annotated[Fraction, BeforeValidator(_as_written), Field(ge=0, le=1)]
"""A ratio as it is written: 0.7 is seven tenths, «1/3» one third."""


class Audit(Facts):
    """An audit of the investee (a19).

    Attributes:
        on: when it was held.
        covers: what it looked at: spending, its accounting and grounds, audit reports under joint operating agreements.
        joint_reports_exist: whether there are such reports.
        settled_cost: project cost from the beginning that it settled, yen.
        equity_ratio: ratio of equity that the master agreement sets.
        equity_paid: equity paid to the investee until then, yen.
        adjusted_on: when the difference was made up.
        adjusted_by: by how much, yen; below zero where money came back.

    """

    on: Date
    covers: tuple[Literal["spending", "accounting", "grounds", "joint_reports"], ...] | None = None
    joint_reports_exist: bool | None = None
    settled_cost: Yen | None = None
    equity_ratio: Ratio | None = None
    equity_paid: Yen | None = None
    adjusted_on: Day | None = None
    adjusted_by: Whole | None = None


class EconomicEvaluation(Facts):
    """A yearly economic evaluation of the project (a20 to a22).

    Attributes:
        on: when it was made.
        analysed: what it looked at: progress, changes since adoption, changes since the last evaluation.
        same_conditions: whether the long-term cash flow was drawn up under the conditions that hold for every project.
        compared_across: whether the project was compared with the others on it.
        guaranteed: whether a guarantee of debt goes with the equity.
        compared_for: for which of equity and guarantee it was compared; asked only where there is a guarantee.
        same_data: whether both rest on the same data of the project.
        achievement_rated: whether financial achievement was rated.
        finances_examined: whether the effect on the agency's finances was examined.
        rank: the rank.
        recovery_examined_on: when the prospect of recovery was examined (rank C).
        recovery_in_plan_of: the year in which the year of plans begins that took it up (rank C).

    """

    on: Date
    analysed: tuple[Literal["progress", "since_adoption", "since_last"], ...] | None = None
    same_conditions: bool | None = None
    compared_across: bool | None = None
    guaranteed: bool | None = None
    compared_for: tuple[Literal["equity", "guarantee"], ...] | None = None
    same_data: bool | None = None
    achievement_rated: bool | None = None
    finances_examined: bool | None = None
    rank: Rank | None = None
    recovery_examined_on: Day | None = None
    recovery_in_plan_of: Year | None = None


class Termination(Facts):
    """The investee's wish to end the project (a23).

    Attributes:
        way: how it parts with its rights.
        ends_project: whether the project ends with it.
        effected_on: when it parted with them.
        weighed: what the review weighed: technical evaluation, obligations under the contract, economics, efforts to sell.

    """

    way: Literal["relinquished", "transferred", "sold"] | None = None
    ends_project: bool | None = None
    effected_on: Day | None = None
    weighed: tuple[Literal["technical", "obligations", "economics", "sale_efforts"], ...] | None = None


class SaleRequest(Facts):
    """A shareholder's request that the agency sell (a24.p2.i1)."""

    by: Name
    on: Date


class Step(Facts):
    """A step of the procedure of the operating rules (a24.p1)."""

    name: Name
    on: Day


class Committee(Facts):
    """The committee on the terms of a sale (a24.p4).

    Attributes:
        outside_experts: how many of its members are experts from outside.
        members: how many it has.
        reported_on: when it reported.

    """

    outside_experts: Annotated[Whole, Field(ge=0)] | None = None
    members: Annotated[Whole, Field(ge=1)] | None = None
    reported_on: Day | None = None


class Disposal(Facts):
    """The disposal of the agency's shares (a24).

    Attributes:
        under: what calls for it: a24.p2, or a review of the year's plan that came out badly (a11.p3).
        steps: steps of the procedure that the operating rules set.
        consulted_on: when the agency consulted the investee.
        like_event: an event like approval of the transition, which lets the shares be valued.
        like_event_on: its day.
        requests: requests of shareholders to sell.
        early_repayment_weighed: whether efficient use of public money, early repayment with it, was weighed.
        committee: the committee on the terms.
        terms_decided_on: when price and terms were decided.
        as_reported: whether they follow the committee's report.
        kept_because: why shares are kept that would in principle be sold.

    """

    under: Literal["a24.p2", "a11.p3"] | None = None
    steps: tuple[Step, ...] | None = None
    consulted_on: Day | None = None
    like_event: Text | None = None
    like_event_on: Day | None = None
    requests: tuple[SaleRequest, ...] | None = None
    early_repayment_weighed: bool | None = None
    committee: Committee | None = None
    terms_decided_on: Day | None = None
    as_reported: bool | None = None
    kept_because: Text | None = None


class Inherited(Facts):
    """A master agreement taken over from the oil corporation (s20050330.p2).

    Attributes:
        under_medium_term_goals: whether it was taken over as a whole under the medium-term goals.
        other_provision: what else provides for the project, where anything does.

    """

    under_medium_term_goals: bool | None = None
    other_provision: Text | None = None


class Oversight(Facts):
    """The agency's eye on the project.

    Attributes:
        audits: audits of the investee, in any order; empty where there was none yet.
        audit_requests: days on which the investee asked for an audit.
        works_ended_on: when all that the agency approved as the object of equity had ended.
        joint_audit_completed_on: when the audit under the joint operating agreement was complete.
        accounts_closed_on: when the accounts under the petroleum contract were closed.
        evaluations: economic evaluations, in any order.
        termination: the investee's wish to end the project.
        disposal: the disposal of the shares.
        inherited: the takeover from the oil corporation, where it was one.

    """

    audits: tuple[Audit, ...] | None = None
    audit_requests: tuple[Date, ...] | None = None
    works_ended_on: Day | None = None
    joint_audit_completed_on: Day | None = None
    accounts_closed_on: Day | None = None
    evaluations: tuple[EconomicEvaluation, ...] | None = None
    termination: Termination | None = None
    disposal: Disposal | None = None
    inherited: Inherited | None = None
