"""From application to adoption: papers, review, consultation of the minister, decision, notice, changes (a2.p2, a6 to a10)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.bylaw.facts.day import Date, Day
from sonae.bylaw.facts.form import Facts, Name, Text, Whole, in_a_circle

__all__ = [
    "Adoption", "Application", "Bylaws", "Change", "Consultation", "Criteria", "Decision", "Department", "Document", "Evaluation",
    "Notice", "OtherBylaw", "Premise", "Review",
]  # fmt: skip

Matter = Literal["technical", "economic", "policy", "organisation", "risk", "safety_environment"]
Item = Annotated[Whole, Field(ge=1, le=11)]
"""Number of an item of a7.p1."""


class OtherBylaw(Facts):
    """Another bylaw of the agency that bears on the same project; its text is not in hand.

    Attributes:
        name: its name.
        matters: on which matters it has criteria for the adoption review.

    """

    name: Name
    matters: tuple[Matter, ...] | None = None


class Bylaws(Facts):
    """Which bylaws bear on the project (a2.p2); which is the main one is judged, «bylaws.main».

    Attributes:
        other: the others; empty where this one alone does.
        discussed_on: when the agency talked with the applicant about which is to be the main one.

    """

    other: tuple[OtherBylaw, ...] | None = None
    discussed_on: Day | None = None


class Department(Facts):
    """A department of the agency.

    Attributes:
        name: its name.
        promotes: whether it directly supports the promotion of projects of Japanese companies.
        under: the department that it belongs to; false where it belongs to none.

    """

    name: Name
    promotes: bool | None = None
    under: Name | Literal[False] | None = None


class Criteria(Facts):
    """A set of criteria of the review, as set or changed on a day.

    Attributes:
        name: its name.
        of: what it is for: adoption (a9.p1) or safety, health and environment (a9.p1.q2).
        act: whether it was set for the first time or changed.
        on: when.
        state_policy: the basic policy of the State that it rests on.
        experts_heard_on: when outside experts were heard on it.
        filed_on: when it was filed with the minister.

    """

    name: Name
    of: Literal["adoption", "safety_environment"]
    act: Literal["set", "changed"]
    on: Date
    state_policy: Name | None = None
    experts_heard_on: Day | None = None
    filed_on: Day | None = None


class Document(Facts):
    """A paper of an application.

    Attributes:
        name: its name.
        kind: the application form or an addition to it, a copy of a petroleum contract, a paper that the agency found necessary.
        states: the items of a7.p1 that the form states.
        copy_of: the petroleum contract.
        received_on: when the agency received it.

    """

    name: Name
    kind: Literal["form", "contract_copy", "further"]
    states: tuple[Item, ...] | None = None
    copy_of: Name | None = None
    received_on: Day | None = None

    @model_validator(mode="after")
    def _fits(self) -> Document:
        if (self.states is not None) and self.kind != "form":
            raise ValueError(f"«{self.name}» is no application form, and states items of a7.p1")
        if (self.copy_of is None) is (self.kind == "contract_copy"):
            raise ValueError(f"«{self.name}»: a copy of a contract, and nothing else, names the contract in copy_of")
        return self


class Premise(Facts):
    """A premise of adoption that may not be settled, such as rights not yet acquired (a10.p2)."""

    what: Name
    settled_on: Day | None = None


class Consultation(Facts):
    """A consultation of the minister.

    Attributes:
        began_on: its first day.
        ended_on: the day of the minister's answer.
        consents: whether the minister consents.
        record: the paper that records the answer.

    """

    began_on: Date
    ended_on: Day | None = None
    consents: bool | None = None
    record: Text | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Consultation:
        if isinstance(self.ended_on, dt.date) and self.ended_on < self.began_on:
            raise ValueError(f"the consultation begins on {self.began_on} and ends on {self.ended_on}")
        return self


class Evaluation(Facts):
    """One of the evaluations of a review: what of, under which bylaw's criteria (this one's unless named), when done."""

    of: Matter
    done_on: Day | None = None
    under: Name | None = None


class Review(Facts):
    """The adoption review.

    Attributes:
        began_on: when it began.
        department: which department reviews.
        evaluations: what was evaluated.
        consultations: consultations of the minister on consistency with energy policy; empty where there was none yet.
        late_because: why the decision took longer than six weeks.

    """

    began_on: Day | None = None
    department: Name | None = None
    evaluations: tuple[Evaluation, ...] | None = None
    consultations: tuple[Consultation, ...] | None = None
    late_because: Text | None = None


class Notice(Facts):
    """The notice of a decision.

    Attributes:
        given_on: when it was given.
        to: to whom.
        written: whether in writing.
        conditions: the conditions that it states.
        reasons: the reasons that it states.

    """

    given_on: Day | None = None
    to: Name | None = None
    written: bool | None = None
    conditions: tuple[Name, ...] | None = None
    reasons: tuple[Text, ...] | None = None


class Decision(Facts):
    """The agency's decision on an application.

    Attributes:
        adopted: whether for or against.
        on: the day.
        conditions: premises on which it depends, by name; empty where on none.
        notice: the notice of it.

    """

    adopted: bool
    on: Date
    conditions: tuple[Name, ...] | None = None
    notice: Notice | None = None


class Application(Facts):
    """An application for adoption with what became of it.

    Attributes:
        number: 1 for the first, then those made again after a rejection (a10.p4).
        applicant: who applies.
        documents: its papers.
        premises: premises of adoption that are or were not settled; empty where there is none.
        review: the review.
        decision: the decision.

    """

    number: Annotated[Whole, Field(ge=1)]
    applicant: Name | None = None
    documents: tuple[Document, ...] | None = None
    premises: tuple[Premise, ...] | None = None
    review: Review | None = None
    decision: Decision | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Application:
        for what, names in (
            ("paper", [one.name for one in self.documents or ()]),
            ("premise", [one.what for one in self.premises or ()]),
        ):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"the {what} «{min(twice)}» stands twice")
        return self


class Change(Facts):
    """A change of the adoption, or its cancellation (a10.p5, p6).

    Attributes:
        kind: which of them.
        on: the day.
        items: the items of a7.p1 that have changed, which is why.
        reported_on: when it was reported to the minister.
        consultation: the consultation of the minister, where he finds one necessary.

    """

    kind: Literal["change", "cancellation"]
    on: Date
    items: tuple[Item, ...] | None = None
    reported_on: Day | None = None
    consultation: Consultation | None = None


class Adoption(Facts):
    """From application to adoption.

    Attributes:
        bylaws: the bylaws that bear on the project.
        departments: departments of the agency, as far as they bear on who reviews.
        criteria: criteria of the review as set and changed.
        applications: the applications in the order in which they were made.
        changes: changes of the adoption and its cancellation.

    """

    bylaws: Bylaws | None = None
    departments: tuple[Department, ...] | None = None
    criteria: tuple[Criteria, ...] | None = None
    applications: tuple[Application, ...] | None = None
    changes: tuple[Change, ...] | None = None

    @property
    def adopted(self) -> Decision | None:
        """The first decision for adoption."""
        decisions = [
            one.decision for one in self.applications or () if one.decision is not None and one.decision.adopted
        ]
        return min(decisions, key=lambda one: one.on, default=None)

    @model_validator(mode="after")
    def _hangs_together(self) -> Adoption:
        numbers = [one.number for one in self.applications or ()]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("the applications are not numbered 1, 2 … in the order in which they were made")
        departments = {one.name: one for one in self.departments or ()}
        if len(departments) < len(self.departments or ()):
            raise ValueError("a department stands twice")
        self._refuse_circles(departments)
        return self

    def _refuse_circles(self, departments: dict[str, Department]) -> None:
        clear: set[str] = set()
        for start in departments:
            way = {start: None}
            name = start
            while name not in clear and name in departments and (above := departments[name].under):
                if above in way:
                    raise ValueError(f"departments belong to each other in a circle: {in_a_circle([*way, above])}")
                way[above] = None
                name = above
            clear.update(way)
