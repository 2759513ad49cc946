"""The interests in the project: who has which share, who operates, what the investee's interest holds (annexes 2 and 3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.bylaw.facts.form import Facts, Name

__all__ = ["Interests", "Partner"]


class Partner(Facts):
    """A party of the joint project.

    Attributes:
        name: its name.
        kind: «japanese» is one of 本邦法人等 of the operating rules; «managed_foreign» a foreign corporation that one of them,
            other than a Japanese corporation, holds shares in and helps to manage.
        percent: its share of the interests.

    """

    name: Name
    kind: Literal["investee", "japanese", "managed_foreign", "foreign", "host_government"]
    percent: Annotated[Decimal, Field(ge=0, le=100)]


class Interests(Facts):
    """Interests.

    Attributes:
        investee_role: the investee's part in the operations. The bylaw does not define a quasi-operator (準オペレーター).
        partners: the parties with their shares, the investee among them.
        oil_million_barrels: recoverable crude oil of the investee's interest.
        gas_tcf: recoverable combustible gas of the investee's interest, in trillion cubic feet.

    """

    investee_role: Literal["operator", "quasi_operator", "partner"] | None = None
    partners: tuple[Partner, ...] | None = None
    oil_million_barrels: Annotated[Decimal, Field(ge=0)] | None = None
    gas_tcf: Annotated[Decimal, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Interests:
        names = [partner.name for partner in self.partners or ()]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"the partner «{min(twice)}» stands twice")
        whole = sum((partner.percent for partner in self.partners or ()), Decimal(0))
        if whole > 100:
            raise ValueError(f"the interests come to {whole} %, which is more than all")
        return self
