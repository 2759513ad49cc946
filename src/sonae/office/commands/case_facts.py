"""What a case is about, stated part by part: the company behind it, its contracts, interests, costs and money."""

from __future__ import annotations

from typing import ClassVar

from sonae.bylaw.facts import Cost, Funding, Interests, Investee, PetroleumContract, Project, Repayment
from sonae.bylaw.facts import Stage as ProjectStage
from sonae.core import Classification
from sonae.office.life import ALL_SUPPORTS, Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = [
    "ClassifyCase",
    "PromoteCase",
    "StateContracts",
    "StateCosts",
    "StateDevelopment",
    "StateFunding",
    "StateInterests",
    "StateInvestee",
    "StateProject",
    "StateRepayment",
    "moves",
]

moves = Moves()

_OPEN = tuple(stage for stage in Stage if not stage.ended)
_APPLYING = (Stage.DRAFT, Stage.SUBMITTED, Stage.REVIEW, Stage.REJECTED)
_BOTH = (Role.APPLICANT, Role.PROMOTION)


class StateProject(Command):
    """State what the project is."""

    kind: ClassVar[str] = "facts.project"
    project: Project = said("事業", "project")


@moves.takes(
    StateProject,
    "事業の内容を記載した",
    "the project was described",
    by=_BOTH,
    at=_APPLYING,
    cites=("a7.p1",),
    supports=ALL_SUPPORTS,
)
def project(context: Context, command: StateProject) -> Stated:
    """State the project."""
    return Stated(
        sets={"project": command.project.model_dump(exclude_none=True)},
        columns={"resource": command.project.resource or ""},
    )


class StateInvestee(Command):
    """State who votes in the investee and who directs it."""

    kind: ClassVar[str] = "facts.investee"
    investee: Investee = said("出資先", "investee")


@moves.takes(
    StateInvestee,
    "出資先の株主・取締役を記載した",
    "holders and directors of the investee were stated",
    by=_BOTH,
    at=_OPEN,
    cites=("a5.p1",),
    supports=ALL_SUPPORTS,
)
def investee(context: Context, command: StateInvestee) -> Stated:
    """State the investee."""
    return Stated(sets={"investee": command.investee.model_dump(exclude_none=True)})


class StateContracts(Command):
    """State the petroleum contracts."""

    kind: ClassVar[str] = "facts.contracts"
    contracts: tuple[PetroleumContract, ...] = said("石油契約等", "petroleum contracts")


@moves.takes(
    StateContracts,
    "石油契約等を記載した",
    "the petroleum contracts were stated",
    by=_BOTH,
    at=_OPEN,
    cites=("a3.p1.i12",),
    supports=ALL_SUPPORTS,
)
def contracts(context: Context, command: StateContracts) -> Stated:
    """State the contracts."""
    return Stated(sets={"contracts": [one.model_dump(exclude_none=True) for one in command.contracts]})


class StateInterests(Command):
    """State who holds which interest in the project."""

    kind: ClassVar[str] = "facts.interests"
    interests: Interests = said("権益", "interests")


@moves.takes(
    StateInterests,
    "権益を記載した",
    "the interests were stated",
    by=_BOTH,
    at=_OPEN,
    cites=("t2", "t3"),
    supports=ALL_SUPPORTS,
)
def interests(context: Context, command: StateInterests) -> Stated:
    """State the interests."""
    return Stated(sets={"interests": command.interests.model_dump(exclude_none=True)})


class StateCosts(Command):
    """State the costs that equity is asked for."""

    kind: ClassVar[str] = "facts.costs"
    costs: tuple[Cost, ...] = said("費用", "costs")


@moves.takes(StateCosts, "対象費用を記載した", "the costs were stated", by=_BOTH, at=_OPEN, cites=("a4.p1", "t1"))
def costs(context: Context, command: StateCosts) -> Stated:
    """State the costs."""
    return Stated(sets={"costs": [one.model_dump(exclude_none=True) for one in command.costs]})


class StateFunding(Command):
    """State the money that the equity is of, and the shares it leads to."""

    kind: ClassVar[str] = "facts.funding"
    funding: tuple[Funding, ...] = said("資金", "money")


@moves.takes(
    StateFunding,
    "出資の財源と持分を記載した",
    "the money of the equity was stated",
    by=(Role.PROMOTION, Role.FINANCE),
    at=_OPEN,
    cites=("a4.p2",),
)
def funding(context: Context, command: StateFunding) -> Stated:
    """State the money."""
    return Stated(sets={"funding": [one.model_dump(exclude_none=True) for one in command.funding]})


class StateRepayment(Command):
    """State the borrowings that equity is paid from, and their repayment plans."""

    kind: ClassVar[str] = "facts.repayment"
    repayment: Repayment = said("償還計画", "repayment plan")


@moves.takes(
    StateRepayment,
    "償還計画を記載した",
    "the repayment plan was stated",
    by=(Role.FINANCE,),
    at=_OPEN,
    cites=("a9_2.p1",),
)
def repayment(context: Context, command: StateRepayment) -> Stated:
    """State the repayment."""
    return Stated(sets={"repayment": command.repayment.model_dump(exclude_none=True)})


class StateDevelopment(Command):
    """State whether the project was in development when it was adopted."""

    kind: ClassVar[str] = "facts.development"
    stage: ProjectStage = said("開発の段階", "how far the project is")


@moves.takes(
    StateDevelopment,
    "開発の段階を記載した",
    "how far the project is was stated",
    by=_BOTH,
    at=_OPEN,
    cites=("t1.s1.g1.n2",),
)
def development(context: Context, command: StateDevelopment) -> Stated:
    """State how far the project is."""
    return Stated(sets={"stage": command.stage.model_dump(exclude_none=True)})


class PromoteCase(Command):
    """Take a case as the department that promotes it."""

    kind: ClassVar[str] = "case.promote"


@moves.takes(
    PromoteCase,
    "推進を担当した",
    "the case was taken up for promotion",
    by=(Role.PROMOTION,),
    at=_APPLYING,
    supports=ALL_SUPPORTS,
)
def promoted(context: Context, command: PromoteCase) -> Stated:
    """Record who promotes the case: he reviews and approves nothing in it."""
    return Stated(columns={"promoter": context.actor, "promoting": context.actor.department})


class ClassifyCase(Command):
    """Set who may see a case."""

    kind: ClassVar[str] = "case.classify"
    label: Classification = said("区分", "classification")
    reason: str = said("理由", "reason", min_length=1, max_length=500)


@moves.takes(
    ClassifyCase,
    "案件の区分を定めた",
    "the classification of the case was set",
    by=(Role.PROMOTION, Role.EXECUTIVE),
    at=_OPEN,
    supports=ALL_SUPPORTS,
)
def classified(context: Context, command: ClassifyCase) -> Stated:
    """Set the classification."""
    return Stated(columns={"classification": int(command.label)})
