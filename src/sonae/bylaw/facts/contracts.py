"""The petroleum contracts of a project: with whom, of what kind, who operates under them (a3.p1.i10 to i12)."""

from __future__ import annotations

from typing import Literal

from sonae.bylaw.facts.day import Date
from sonae.bylaw.facts.form import Facts, Name

__all__ = ["PetroleumContract"]


class PetroleumContract(Facts):
    """A contract, or a law of the host government, that bears on the project.

    Attributes:
        name: what it is called.
        kind: a joint operating agreement, a contract like one, another contract, or a law.
        of: with whom the investee makes the contract, or who made the law.
        parties: the parties beside the investee, by name.
        by_investee: whether the investee, or the company that is to be it, makes the contract.
        for_project: whether it goes with the carrying out of the project.
        operator: who answers for the operations, under a joint operating agreement or a contract like one.
        made_on: when the contract was made or the law came into force.

    """

    name: Name
    kind: Literal["joint_operating", "like_joint_operating", "other_contract", "law"] | None = None
    of: Literal["host_government", "partner", "seller_of_rights", "other"] | None = None
    parties: tuple[Name, ...] | None = None
    by_investee: bool | None = None
    for_project: bool | None = None
    operator: Name | None = None
    made_on: Date | None = None
