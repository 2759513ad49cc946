"""The project under way (chapter 3): plans, work items, the master agreement, drawdowns, matters, notices, reports."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.bylaw.facts.day import Date, Day
from sonae.bylaw.facts.form import Facts, Name, Text, Whole

__all__ = [
    "Agreement", "Condition", "Drawdown", "FundReview", "Management", "Matter", "Notice", "Paper", "Plan", "PlanChange",
    "Report", "WorkChange", "WorkItem", "Worsening",
]  # fmt: skip

Yen = Annotated[Whole, Field(ge=0)]
Year = Annotated[Whole, Field(ge=1967, le=2200)]
"""The calendar year in which a year of plans begins."""
Month = Annotated[str, Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]


class Paper(Facts):
    """What is asked of the investee: an application, a notice, a report.

    Attributes:
        from_whom: who filed it.
        information_on: when the information for it could be had, where it could not at first (a13.p3.i2).

    """

    from_whom: Literal["investee", "future_main_shareholder", "other"] | None = None
    information_on: Day | None = None


class Condition(Facts):
    """A condition of the adoption (a10.p2), as the master agreement has to confirm it.

    Attributes:
        what: the condition.
        met_on: when it was met.
        confirmed_on: when the agency confirmed that.

    """

    what: Text
    met_on: Day | None = None
    confirmed_on: Day | None = None


class Agreement(Facts):
    """The master agreement (a13).

    Attributes:
        signed_on: when it was made.
        contains: what it provides: area and term; the approvals, notices and reports of each of five articles; other matters.
        conditions: the conditions of the adoption; empty where it has none.

    """

    signed_on: Day | None = None
    contains: tuple[Literal["area", "term", "a11", "a12", "a15", "a16", "a17", "others"], ...] | None = None
    conditions: tuple[Condition, ...] | None = None


class Plan(Paper):
    """The plan of work and money of one year of the project (a11).

    Attributes:
        year: in which the project's year begins.
        delay: why it cannot be approved before the year begins: talks with the host government or partners, or another reason.
        delay_reported_on: when the investee reported that.
        completion_expected_on: when the whole plan was expected to be drawn up.
        drawn_up_on: when it was.
        received_on: when the agency got the content in writing.
        approved_on: when the agency approved it.
        provisional_received_on: when the agency got the provisional plan in writing.
        provisional_approved_on: when the agency approved that.
        reported_on: when it was reported in place of approval (a11.p6).
        new_equity: whether the agency is to give new equity.

    """

    year: Year
    delay: Literal["coordination", "other"] | None = None
    delay_reported_on: Day | None = None
    completion_expected_on: Date | None = None
    drawn_up_on: Day | None = None
    received_on: Day | None = None
    approved_on: Day | None = None
    provisional_received_on: Day | None = None
    provisional_approved_on: Day | None = None
    reported_on: Day | None = None
    new_equity: bool | None = None


class PlanChange(Paper):
    """A change of a year's plan (a11.p4).

    Attributes:
        year: of the plan.
        important: whether the change is important.
        foreseen_on: when it was foreseen.
        received_on: when the agency got the content in writing.
        approved_on: when the agency approved it.
        reported_on: when it was reported in place of approval (a11.p6).
        new_equity: whether the agency is to give new equity.

    """

    year: Year
    important: bool | None = None
    foreseen_on: Date | None = None
    received_on: Day | None = None
    approved_on: Day | None = None
    reported_on: Day | None = None
    new_equity: bool | None = None


class WorkItem(Paper):
    """A work item of annex 1 in a year's plan (a12).

    Attributes:
        name: by which drawdowns and changes know it.
        year: of the plan that shows it.
        in_annex: whether annex 1 lists work of its kind.
        certain_on: when it became certain that it goes ahead.
        contains: what the application states.
        budget: cost, yen.
        expected_equity: equity expected of the agency, yen.
        received_on: when the agency got the application.
        approved_on: when the agency approved it.

    """

    name: Name
    year: Year
    in_annex: bool | None = None
    certain_on: Day | None = None
    contains: tuple[Literal["aim", "content", "schedule", "budget", "expected_equity", "others"], ...] | None = None
    budget: Yen | None = None
    expected_equity: Yen | None = None
    received_on: Day | None = None
    approved_on: Day | None = None


class WorkChange(Paper):
    """A change of an approved work item (a12.p2).

    Attributes:
        work: name of the work item.
        important: whether the change is important.
        foreseen_on: when it was foreseen.
        budget: cost after it, yen; that before it where nothing is said.
        received_on: when the agency got the application.
        approved_on: when the agency approved it.

    """

    work: Name
    important: bool | None = None
    foreseen_on: Date | None = None
    budget: Yen | None = None
    received_on: Day | None = None
    approved_on: Day | None = None


class Drawdown(Facts):
    """A drawdown of equity (a14).

    Attributes:
        name: by which it is known.
        work: name of the work item that it pays for.
        applied_on: when the application was accepted.
        cost: project cost that the application states, yen.
        pays: names of the costs of the case (``costs``) that it pays; without it the agency's confirmation stands alone.
        eligible_checked: whether the agency confirmed the cost as one of a4.p1; False where it found that it is not.
        in_line_checked: whether the agency confirmed it in line with the approved work item; False where it found that it is not.
        terms_met: whether the terms of the master agreement are met.
        contract_obligation: whether it pays what a petroleum contract that was approved obliges to (a11.p3).
        contract_approved_on: when the agency approved that contract.
        paid_on: when the agency paid.

    """

    name: Name
    work: Name
    applied_on: Day | None = None
    cost: Yen | None = None
    pays: tuple[Name, ...] | None = None
    eligible_checked: bool | None = None
    in_line_checked: bool | None = None
    terms_met: bool | None = None
    contract_obligation: bool | None = None
    contract_approved_on: Day | None = None
    paid_on: Day | None = None


class Matter(Paper):
    """A matter of a15.p1.

    Attributes:
        item: number of the item.
        what: the matter.
        important: whether the change, or under item 20 the matter, is important; item 13: whether the means of transport is.
        with_obligation: whether the extension carries an obligation to explore (item 2).
        act: whether a plan or contract is made or changed (items 13, 14, 15, 19).
        no_say: why the investee has no say: fixed in the contract from the start, a matter of partners, another reason. Left out
            where it has.
        received_on: when the agency got the content in writing.
        approved_on: when the agency approved it.
        refused_on: when the agency refused it.
        reported_on: when it was reported in place of approval.
        done_on: when it was done.

    """

    item: Annotated[Whole, Field(ge=1, le=20)]
    what: Text
    important: bool | None = None
    with_obligation: bool | None = None
    act: Literal["made", "changed"] | None = None
    no_say: Literal["fixed_from_the_start", "matter_of_partners", "other"] | None = None
    received_on: Day | None = None
    approved_on: Day | None = None
    refused_on: Day | None = None
    reported_on: Day | None = None
    done_on: Day | None = None

    @property
    def transition_on(self) -> dt.date | None:
        """The day on which the transition to development was approved; None where it is not that, or not approved."""
        return self.approved_on if self.item == 11 and isinstance(self.approved_on, dt.date) else None


class Notice(Paper):
    """A matter of a16.p1.

    Attributes:
        item: number of the item.
        what: the matter.
        given_on: when the agency got the notice.
        written: whether in writing.
        approved_on: when the agency approved it, where it asks for that (item 2).
        done_on: when it was done.

    """

    item: Annotated[Whole, Field(ge=1, le=3)]
    what: Text
    given_on: Day | None = None
    written: bool | None = None
    approved_on: Day | None = None
    done_on: Day | None = None


class Report(Paper):
    """A report of a17.p1.

    Attributes:
        item: number of the item.
        month: that it is about (items 1 and 2), «2026-04».
        due_on: the day that the agency set (item 4).
        received_on: when the agency got it.
        written: whether in writing.

    """

    item: Annotated[Whole, Field(ge=1, le=4)]
    month: Month | None = None
    due_on: Date | None = None
    received_on: Day | None = None
    written: bool | None = None


class Worsening(Facts):
    """A prospect that the economics grow worse (a11.p7).

    Attributes:
        cause: what brings it.
        foreseen_on: when it was foreseen.
        measures_asked_on: when the agency asked the investee for measures.

    """

    cause: Literal["cost", "reserves", "oil_price", "other"]
    foreseen_on: Date | None = None
    measures_asked_on: Day | None = None


class FundReview(Facts):
    """What the agency looked at in the care of the money (a18).

    Attributes:
        on: the day.
        use: whether it looked at what the money is used for.
        terms: whether it looked at how the terms of the master agreement are kept.
        condition: whether it looked at the state of the investee's business.

    """

    on: Date
    use: bool | None = None
    terms: bool | None = None
    condition: bool | None = None


class Management(Facts):
    """The project under way.

    Attributes:
        adopted_on: when it was adopted.
        agreement: the master agreement.
        plans: years' plans.
        plan_changes: their changes.
        work_items: work items.
        work_changes: their changes.
        drawdowns: drawdowns, in any order.
        matters: matters of a15.p1.
        notices: matters of a16.p1.
        reports: reports of a17.p1.
        worsenings: prospects of worse economics.
        fund_reviews: what was looked at in the care of the money.
        termination_approved_on: when the agency approved the termination of the project (a23).
        shares_disposed_on: when the agency had disposed of its shares.

    """

    adopted_on: Day | None = None
    agreement: Agreement | None = None
    plans: tuple[Plan, ...] | None = None
    plan_changes: tuple[PlanChange, ...] | None = None
    work_items: tuple[WorkItem, ...] | None = None
    work_changes: tuple[WorkChange, ...] | None = None
    drawdowns: tuple[Drawdown, ...] | None = None
    matters: tuple[Matter, ...] | None = None
    notices: tuple[Notice, ...] | None = None
    reports: tuple[Report, ...] | None = None
    worsenings: tuple[Worsening, ...] | None = None
    fund_reviews: tuple[FundReview, ...] | None = None
    termination_approved_on: Day | None = None
    shares_disposed_on: Day | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Management:
        years = [plan.year for plan in self.plans or ()]
        _refuse_twice("the plan of the year beginning in", years)
        names = [work.name for work in self.work_items or ()]
        _refuse_twice("the work item", names)
        _refuse_twice("the drawdown", [one.name for one in self.drawdowns or ()])
        for kind, one in [
            *(("change of a work item", change.work) for change in self.work_changes or ()),
            *(("drawdown", drawdown.work) for drawdown in self.drawdowns or ()),
        ]:
            if one not in names:
                raise ValueError(f"a {kind} names «{one}», which is none of the work items")
        approved = [(change.work, change.approved_on) for change in self.work_changes or () if change.approved_on]
        _refuse_twice(
            "the change of a work item", [f"{work}, approved on {day}" for work, day in approved if day != "not_yet"]
        )
        for year in (change.year for change in self.plan_changes or ()):
            if year not in years:
                raise ValueError(f"a change of the plan of {year} is stated, and no such plan")
        return self


def _refuse_twice(what: str, names: list[str] | list[int]) -> None:
    for name in names:
        if list(names).count(name) > 1:
            raise ValueError(f"{what} «{name}» stands twice")
